"""Milestones, their tasks, what they come after, and the seller's notes on them."""

from __future__ import annotations

from typing import get_args

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from milepost.domain.plan import Answer, Kind, Status, TaskKind, Visibility
from milepost.plans.models.parts import PartOfPlan, at_most_one, day, one_of, words


class Milestone(PartOfPlan):
    """One row of the plan. The buyer's role reads only the shared ones.

    `buyer_after` is what it comes after in the buyer's eyes: dependencies through internal
    milestones lead to those milestones' own shared predecessors (product.md section 8).
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "key")
    key = models.TextField()
    position = models.IntegerField()
    title = models.TextField()
    kind = models.TextField()
    phase = words()
    visibility = models.TextField()
    done_means = words()
    buyer_owner = words()
    buyer_owner_role = words()
    seller_owner = words()
    seller_owner_role = words()
    target = models.DateField()
    duration = models.IntegerField()
    status = models.TextField()
    reason = words()
    started_on = day()
    completed_on = day()
    completed_by = words()
    confirmed_on = day()
    confirmed_by = words()
    blocked_on = day()
    unblocked_on = day()
    buyer_after = ArrayField(models.TextField())
    buyer_completed_by = words()
    buyer_confirmed_by = words()

    class Meta:
        constraints = [
            one_of("kind", get_args(Kind), "plans_milestone_kind"),
            one_of("visibility", get_args(Visibility), "plans_milestone_visibility"),
            one_of("status", get_args(Status), "plans_milestone_status"),
            at_most_one("buyer_owner", "buyer_owner_role", "plans_milestone_buyer_owner"),
            at_most_one("seller_owner", "seller_owner_role", "plans_milestone_seller_owner"),
            models.CheckConstraint(condition=Q(duration__gte=1), name="plans_milestone_duration"),
            models.CheckConstraint(
                condition=~Q(status__in=("blocked", "skipped")) | Q(reason__isnull=False),
                name="plans_milestone_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="complete") | Q(completed_on__isnull=False),
                name="plans_milestone_completed_on",
            ),
        ]


class MilestoneNote(PartOfPlan):
    """The seller's notes on a milestone."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "key")
    key = models.TextField()
    notes = models.TextField()


class Dependency(PartOfPlan):
    """One milestone comes after another of the same plan. Never read by a buyer as such."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "key", "after")
    key = models.TextField()
    after = models.TextField()
    position = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(key=F("after")), name="plans_dependency_other")
        ]


class Task(PartOfPlan):
    """A step inside a milestone. The buyer's role reads shared ones of shared milestones.

    `at` is a meeting's time as it was written, with its offset; `at_utc` the instant.
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "key")
    key = models.TextField()
    milestone = models.TextField()
    position = models.IntegerField()
    title = models.TextField()
    kind = models.TextField()
    owner = words()
    owner_role = words()
    due = day()
    at = words()
    at_utc = models.DateTimeField(null=True)
    started_on = day()
    done_on = day()
    answer = words()
    answer_reason = words()
    visibility = models.TextField()

    class Meta:
        constraints = [
            one_of("kind", get_args(TaskKind), "plans_task_kind"),
            one_of("visibility", get_args(Visibility), "plans_task_visibility"),
            at_most_one("owner", "owner_role", "plans_task_owner"),
            models.CheckConstraint(
                condition=Q(answer__isnull=True) | Q(answer__in=get_args(Answer)),
                name="plans_task_answer",
            ),
        ]
        indexes = [models.Index("workspace_id", "plan_id", "milestone", name="plans_task_of")]
