"""What was sent by the clock, what the AE is told, and what came back: private to the seller."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from milepost.sharing.models.doors import OfPlan

NOTICE_KINDS = ("opened", "not_opened", "other_browser", "reminded", "nudged")


class Notice(OfPlan):
    """One thing that happened once around a person on a plan; `key` makes it happen once.

    `opened`, `not_opened` and `other_browser` are told to the AE, by a message, and stand in Today
    until they have seen it (`seen_at`). `reminded` and `nudged` say that the person was sent a
    friendly reminder, by the clock or by the AE.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.TextField()
    kind = models.TextField()
    key = models.TextField()
    at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "id", name="sharing_notice_row"),
            models.UniqueConstraint("workspace_id", "key", name="sharing_notice_key"),
            models.CheckConstraint(condition=Q(kind__in=NOTICE_KINDS), name="sharing_notice_kind"),
        ]
        indexes = [
            models.Index("workspace_id", "plan_id", "person", name="sharing_notice_of"),
        ]


class Unsubscribe(models.Model):
    """The address that ends one person's mails (RFC 8058), by its hash.

    A stakeholder has `person`, one of the seller's side `member_id`; without `plan_id` it is about
    all of a member's plans. It works for as long as the plan is kept, whatever became of a link.
    What was chosen there stands in `messaging_preference`, which alone says how quiet somebody
    wants it.
    """

    workspace_id = models.BigIntegerField()
    plan_id = models.BigIntegerField(null=True)
    pk = models.CompositePrimaryKey("workspace_id", "token_hash")
    token_hash = models.TextField(unique=True)
    person = models.TextField(null=True)
    member_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, member_id__isnull=True, plan_id__isnull=False)
                | Q(person__isnull=True, member_id__isnull=False),
                name="sharing_unsubscribe_who",
            )
        ]
        indexes = [models.Index("workspace_id", "plan_id", "person", name="sharing_unsubscribe_of")]


class Bounce(models.Model):
    """An address whose mail server said for good that nobody reads there, and its words."""

    pk = models.CompositePrimaryKey("workspace_id", "address")
    workspace_id = models.BigIntegerField()
    address = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField(db_default=Now())
