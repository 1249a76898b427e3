"""Outgoing webhooks: where to, under which secrets, what was said, and each try to say it.

An event is one message, written once with the bytes that are signed; every endpoint that wants it
has a delivery of it, and every replay one more (`round`). Its id stays the same over all of them.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

OFF_WHY = ("", "by_hand", "gone", "failing")
STATES = ("waiting", "delivered", "failed")


def _workspace() -> models.ForeignKey[models.Model, models.Model]:
    return models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )


class WebhookEndpoint(models.Model):
    """An address of the seller's own systems. `events` are names of the catalogue, or "*".

    `failing_since` is the first failure after the last success; `warned_at` is when the
    administrators were told that it will be switched off.
    """

    workspace = _workspace()
    id = models.BigAutoField(primary_key=True)
    url = models.TextField()
    description = models.TextField(default="", db_default="")
    events = ArrayField(models.TextField())
    is_on = models.BooleanField(default=True, db_default=True)
    off_why = models.TextField(default="", db_default="")
    off_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    last_failed_at = models.DateTimeField(null=True)
    last_delivered_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    created_by = models.BigIntegerField(null=True)
    created_by_name = models.TextField(default="", db_default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "id", name="messaging_webhook_row"),
            models.CheckConstraint(
                condition=Q(is_on=True, off_why="", off_at=None)
                | Q(is_on=False, off_why__in=OFF_WHY[1:], off_at__isnull=False),
                name="messaging_webhook_off_says_why",
            ),
        ]


class WebhookSecret(models.Model):
    """A signing secret, sealed. No seller's role reads it back; a former one has an end."""

    workspace = _workspace()
    id = models.BigAutoField(primary_key=True)
    endpoint_id = models.BigIntegerField()
    sealed = models.TextField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace", "endpoint_id", "id", name="messaging_webhook_secret_row"
            ),
            models.UniqueConstraint(
                fields=["workspace", "endpoint_id"],
                condition=Q(ends_at=None),
                name="messaging_webhook_secret_now",
            ),
        ]


class WebhookMessage(models.Model):
    """One event as it is told: `body` holds the very bytes that are signed and sent."""

    pk = models.CompositePrimaryKey("workspace_id", "id")
    workspace = _workspace()
    id = models.TextField()
    event = models.TextField()
    at = models.DateTimeField()
    plan_id = models.BigIntegerField(null=True)
    body = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index("created_at", name="messaging_webhook_msg_age")]


class WebhookDelivery(models.Model):
    """A message on its way to one endpoint. `next_at` is the next try of one that waits."""

    workspace = _workspace()
    id = models.BigAutoField(primary_key=True)
    endpoint_id = models.BigIntegerField()
    message_id = models.TextField()
    round = models.IntegerField(default=0, db_default=0)
    state = models.TextField(default="waiting", db_default="waiting")
    tries = models.IntegerField(default=0, db_default=0)
    last_status = models.IntegerField(null=True)
    last_error = models.TextField(default="", db_default="")
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "id", name="messaging_webhook_delivery_row"),
            models.UniqueConstraint(
                "workspace", "endpoint_id", "message_id", "round", name="messaging_webhook_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=STATES), name="messaging_webhook_delivery_state"
            ),
        ]
        indexes = [
            models.Index("workspace", "endpoint_id", F("id").desc(), name="messaging_webhook_log"),
            models.Index("workspace", "message_id", name="messaging_webhook_of_msg"),
        ]


class WebhookAttempt(models.Model):
    """One try: what was answered (its beginning), or why there was no answer."""

    workspace = _workspace()
    id = models.BigAutoField(primary_key=True)
    delivery_id = models.BigIntegerField()
    number = models.IntegerField()
    at = models.DateTimeField()
    milliseconds = models.IntegerField()
    status = models.IntegerField(null=True)
    error = models.TextField(default="", db_default="")
    answer = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "workspace", "delivery_id", "id", name="messaging_webhook_attempt_row"
            )
        ]
