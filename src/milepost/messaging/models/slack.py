"""Slack: a workspace's way in, its people there, the channels chosen, and what was posted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class SlackConnection(models.Model):
    """How one workspace reaches its Slack team. `token` and `signing_secret` are sealed.

    `signing_secret` is "" where the app is the server's own, whose secret is in the environment.
    `broken_why` is Slack's own word for why it no longer lets us in.
    """

    workspace = models.OneToOneField(
        "workspaces.Workspace", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    team_id = models.TextField()
    team_name = models.TextField()
    app_id = models.TextField(default="", db_default="")
    bot_user_id = models.TextField()
    scopes = models.TextField()
    token = models.TextField()
    signing_secret = models.TextField(default="", db_default="")
    is_oauth = models.BooleanField()
    connected_by = models.BigIntegerField(null=True)
    connected_at = models.DateTimeField()
    broken_at = models.DateTimeField(null=True)
    broken_why = models.TextField(default="", db_default="")

    class Meta:
        indexes = [models.Index("team_id", name="messaging_slack_team")]


class SlackPerson(models.Model):
    """Who a member is in Slack, found by `address`; `user_id` is "" where there is nobody of it.

    `dm` is the conversation with them, known once something was posted there.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    member_id = models.BigIntegerField()
    address = models.TextField()
    user_id = models.TextField(default="", db_default="")
    dm = models.TextField(default="", db_default="")
    looked_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "member_id", name="messaging_slack_member"),
            models.UniqueConstraint(
                fields=["workspace", "user_id"],
                condition=~Q(user_id=""),
                name="messaging_slack_user",
            ),
        ]


class SlackChannel(models.Model):
    """A channel that celebrations are posted in: the workspace's (`plan_id` null), or a plan's."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    plan_id = models.BigIntegerField(null=True)
    channel = models.TextField()
    name = models.TextField()
    set_by = models.BigIntegerField(null=True)
    set_at = models.DateTimeField(db_default=Now())
    broken_why = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "plan_id"],
                nulls_distinct=False,
                name="messaging_slack_channel",
            ),
        ]


class SlackPost(models.Model):
    """What was posted, so that it is posted once, and changed when one of its buttons was used.

    `key` is the outbox's. `began_at` is set before the post and taken back when Slack surely did
    not take it; with it set and no `ts` nobody knows. `unsure` counts the posts made all the same.
    `turn` counts the changes of `content` (`blocks.Content`).
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    id = models.BigAutoField(primary_key=True)
    key = models.TextField()
    member_id = models.BigIntegerField(null=True)
    channel = models.TextField(default="", db_default="")
    ts = models.TextField(default="", db_default="")
    content = models.JSONField()
    turn = models.IntegerField(default=0, db_default=0)
    unsure = models.IntegerField(default=0, db_default=0)
    began_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "id", name="messaging_slack_post"),
            models.UniqueConstraint("workspace", "key", name="messaging_slack_post_key"),
        ]
        indexes = [
            models.Index(
                "workspace", "channel", "ts", condition=~Q(ts=""), name="messaging_slack_ts"
            ),
            models.Index("at", name="messaging_slack_old"),
        ]
