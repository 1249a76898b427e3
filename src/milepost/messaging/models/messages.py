"""What one person is told of one thing, from the moment that it is known until it was read."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from milepost.messaging.kinds import BUYER_KINDS, KINDS


class Message(models.Model):
    """One thing told to one person: a member, or somebody on the plan by key. `key` makes it once.

    `due_at` is the first moment to send it: null until one is worked out from its reader's working
    hours. Once it was looked at, `dispatched_at` is set, with either why it was `dropped` or how it
    was said (`channels`, `subject`, `line`, `link`), which is what the inbox shows. `letter` is the
    outbox key of the mail; where a member wants mails once a day or a week, `mail_at` is when it
    follows. `about` is the date that it is about, `facts` what its words need.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+"
    )
    id = models.BigAutoField(primary_key=True)
    plan_id = models.BigIntegerField(null=True)
    side = models.TextField()
    member_id = models.BigIntegerField(null=True)
    person = models.TextField(null=True)
    kind = models.TextField()
    key = models.TextField()
    milestone = models.TextField(null=True)
    about = models.DateField(null=True)
    facts = models.JSONField(default=dict, db_default={})
    at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    dropped = models.TextField(default="", db_default="")
    channels = models.TextField(default="", db_default="")
    letter = models.TextField(default="", db_default="")
    subject = models.TextField(default="", db_default="")
    line = models.TextField(default="", db_default="")
    link = models.TextField(default="", db_default="")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "id", name="messaging_message_row"),
            models.UniqueConstraint("workspace", "key", name="messaging_message_key"),
            models.CheckConstraint(condition=Q(kind__in=sorted(KINDS)), name="messaging_kind"),
            models.CheckConstraint(
                condition=Q(side="seller")
                | Q(
                    side="buyer",
                    member_id__isnull=True,
                    person__isnull=False,
                    plan_id__isnull=False,
                    kind__in=sorted(BUYER_KINDS),
                ),
                name="messaging_buyers_get_their_own",
            ),
            models.CheckConstraint(
                condition=Q(member_id__isnull=False, person__isnull=True)
                | Q(member_id__isnull=True, person__isnull=False, plan_id__isnull=False),
                name="messaging_one_reader",
            ),
        ]
        indexes = [
            models.Index("id", condition=Q(dispatched_at=None, due_at=None), name="messaging_new"),
            models.Index("due_at", condition=Q(dispatched_at=None), name="messaging_to_send"),
            models.Index("workspace", "plan_id", "milestone", name="messaging_of_plan"),
            models.Index(
                "mail_at", condition=Q(mail_at__isnull=False), name="messaging_mail_to_follow"
            ),
            models.Index(
                "workspace",
                "member_id",
                condition=Q(member_id__isnull=False, read_at=None, dispatched_at__isnull=False),
                name="messaging_unread",
            ),
            models.Index(
                "workspace",
                "member_id",
                F("id").desc(),
                condition=Q(member_id__isnull=False),
                name="messaging_inbox",
            ),
        ]
