"""How somebody wants to be told, over all plans or for one: the one place that says how quiet."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from milepost.domain.quiet import MAILS


class Preference(models.Model):
    """What one person wants: a member over all plans (`plan_id` null) or for one, or somebody on
    a plan by their key. What is null was not said: a member's own general wish then holds, else
    what is usual (`domain.quiet`). `by_seller`: the AE made a long plan quieter for somebody
    who had said nothing; whatever they say themselves takes its place.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    id = models.BigAutoField(primary_key=True)
    plan_id = models.BigIntegerField(null=True)
    member_id = models.BigIntegerField(null=True)
    person = models.TextField(null=True)
    mails = models.TextField(null=True)
    off = ArrayField(models.TextField(), null=True)
    quiet = ArrayField(models.TextField(), null=True)
    hours_from = models.SmallIntegerField(null=True)
    hours_until = models.SmallIntegerField(null=True)
    muted_at = models.DateTimeField(null=True)
    snoozed_until = models.DateField(null=True)
    by_seller = models.BooleanField(default=False, db_default=False)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "id", name="messaging_preference_row"),
            models.UniqueConstraint(
                fields=["workspace", "member_id", "plan_id", "person"],
                nulls_distinct=False,
                name="messaging_preference_of",
            ),
            models.CheckConstraint(
                condition=Q(member_id__isnull=False, person__isnull=True)
                | Q(member_id__isnull=True, person__isnull=False, plan_id__isnull=False),
                name="messaging_preference_whose",
            ),
            models.CheckConstraint(
                condition=Q(mails=None) | Q(mails__in=MAILS), name="messaging_preference_mails"
            ),
            models.CheckConstraint(
                condition=Q(hours_from=None, hours_until=None)
                | Q(
                    hours_from__isnull=False,
                    hours_until__isnull=False,
                    hours_from__gte=0,
                    hours_until__lte=24,
                    hours_from__lt=F("hours_until"),
                ),
                name="messaging_preference_hours",
            ),
        ]
        indexes = [
            models.Index(
                "workspace",
                "plan_id",
                "person",
                condition=Q(person__isnull=False),
                name="messaging_preference_person",
            )
        ]
