"""Calendar feeds, the call that was invited to, and owners who miss again and again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from milepost.sharing.models.doors import OfPlan

BUYERS_REACH = ("own", "plan")
MEMBERS_REACH = ("mine", "looked_after")
CAUSES = ("wrong_person", "no_support", "capacity", "priority", "other")


class Feed(models.Model):
    """The private address of somebody's calendar, by the hash of its token.

    A stakeholder has one for each plan (`plan_id`, `person`), a member one over all plans
    (`member_id`). `reach`: `own` steps or all of the `plan`; `mine`, or also all of the plans
    that they look after. A renewed one is a new row; the old row stays, with `revoked_at`.
    """

    workspace_id = models.BigIntegerField()
    id = models.BigAutoField(primary_key=True)
    plan_id = models.BigIntegerField(null=True)
    person = models.TextField(null=True)
    member_id = models.BigIntegerField(null=True)
    token_hash = models.TextField(unique=True)
    reach = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "id", name="sharing_feed_row"),
            models.UniqueConstraint(
                "workspace_id",
                "plan_id",
                "person",
                condition=Q(revoked_at=None, member_id=None),
                name="sharing_feed_of_person",
            ),
            models.UniqueConstraint(
                "workspace_id",
                "member_id",
                condition=Q(revoked_at=None, person=None),
                name="sharing_feed_of_member",
            ),
            models.CheckConstraint(
                condition=Q(
                    member_id=None,
                    plan_id__isnull=False,
                    person__isnull=False,
                    reach__in=BUYERS_REACH,
                )
                | Q(
                    member_id__isnull=False,
                    plan_id=None,
                    person=None,
                    reach__in=MEMBERS_REACH,
                ),
                name="sharing_feed_whose",
            ),
        ]


class Call(OfPlan):
    """One invitation to the call about a step long overdue: to whom, for when, in which words.

    Once for each step, date that it was due, and person. The seller's alone: the mail says nothing
    of why.
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "milestone", "target", "person")
    milestone = models.TextField()
    target = models.DateField()
    person = models.TextField()
    starts_at = models.DateTimeField()
    minutes = models.IntegerField()
    subject = models.TextField()
    words = models.TextField()
    sent_at = models.DateTimeField(db_default=Now())
    sent_by = models.BigIntegerField(null=True)
    sent_by_name = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=5), name="sharing_call_minutes")
        ]


class Misses(OfPlan):
    """An owner who missed several dates of one plan, with what the AE said was the cause.

    `misses` is what the rule counted when it last looked (`domain.slippage`), `found_at` when they
    first were a pattern. The seller's alone.
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "person")
    person = models.TextField()
    misses = models.IntegerField()
    found_at = models.DateTimeField(db_default=Now())
    cause = models.TextField(default="", db_default="")
    cause_words = models.TextField(default="", db_default="")
    cause_by = models.BigIntegerField(null=True)
    cause_by_name = models.TextField(default="", db_default="")
    cause_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_by_name = models.TextField(default="", db_default="")
    asked_person = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(cause="") | Q(cause__in=CAUSES), name="sharing_misses_cause"
            )
        ]


class MissesLook(models.Model):
    """The last day on which a workspace's overdue dates were looked through for patterns."""

    workspace_id = models.BigIntegerField(primary_key=True)
    looked_on = models.DateField()
