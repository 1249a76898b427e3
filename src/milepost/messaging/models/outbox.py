"""The outbox, and the messages that are kept where no mail server is set."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Outbox(models.Model):
    """Something that a committed change sets off; written in the change's own transaction.

    `available_at` is when it is due next: while somebody has it (`claimed_by`), when their lease
    runs out. `fence` counts the claims: a finish names the claim that it belongs to, and a stale
    one is refused. `key` is stable, so that whoever receives it twice can tell. `due_at` is when
    it was to be delivered, `attempts` how often that was tried and answered, `unsettled` how many
    claims in a row nobody settled. A dead letter was given up at `dead_at`; its administrators
    were told at `told_at`; one that they gave up too is finished as well. `recipient` and
    `plan_id` say whom and what it is for, to those who may not read what it holds.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+"
    )
    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    payload = models.JSONField(default=dict, db_default={})
    recipient = models.TextField(default="", db_default="")
    plan_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    due_at = models.DateTimeField(db_default=Now())
    available_at = models.DateTimeField(db_default=Now())
    claimed_by = models.CharField(max_length=120, default="", db_default="")
    fence = models.BigIntegerField(default=0, db_default=0)
    unsettled = models.IntegerField(default=0, db_default=0)
    attempts = models.IntegerField(default=0, db_default=0)
    tried_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", db_default="")
    finished_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="messaging_outbox_row"),
            models.UniqueConstraint(fields=["workspace", "key"], name="messaging_outbox_key"),
        ]
        indexes = [
            models.Index(
                fields=["kind", "available_at", "id"],
                condition=models.Q(finished_at=None, dead_at=None),
                name="messaging_outbox_due_kind",
            ),
            models.Index(
                fields=["available_at"],
                condition=models.Q(finished_at=None, dead_at=None, unsettled__gte=3),
                name="messaging_outbox_suspect",
            ),
            models.Index(
                fields=["workspace", "dead_at"],
                condition=models.Q(finished_at=None, dead_at__isnull=False),
                name="messaging_outbox_dead",
            ),
            models.Index(
                fields=["finished_at"],
                condition=models.Q(finished_at__isnull=False),
                name="messaging_outbox_finished",
            ),
        ]


class KeptMessage(models.Model):
    """A message of a workspace that would have been mailed. Its administrators can read it, and so
    can `caused_by`, the member who caused it. `plan_id` is the plan that it is about."""

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+"
    )
    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=200)
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=500)
    body = models.TextField()
    html = models.TextField(default="", db_default="")
    caused_by = models.BigIntegerField(null=True)
    plan_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="messaging_kept_row"),
            models.UniqueConstraint(fields=["workspace", "key"], name="messaging_kept_key"),
        ]


class KeptAccountMessage(models.Model):
    """The same for messages about signing in, which belong to a person and to no workspace.

    Only whoever runs the system reads them (`milepost messages`): an administrator of one
    workspace could otherwise take over an account that belongs to another one too.
    """

    id = models.BigAutoField(primary_key=True)
    recipient = models.CharField(max_length=320)
    subject = models.CharField(max_length=500)
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)


class Timer(models.Model):
    """When a sweep runs next, and which worker has it (`messaging.timer`). Of no workspace."""

    name = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=120, default="", db_default="")
    claimed_until = models.DateTimeField(null=True)
    fence = models.BigIntegerField(default=0, db_default=0)
    finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", db_default="")
