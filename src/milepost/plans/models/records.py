"""What a plan is measured by: baselines, reviews held, risks."""

from __future__ import annotations

from typing import get_args

from django.db import models
from django.db.models import F, Q

from milepost.domain.plan import Level, RiskState
from milepost.plans.models.parts import PartOfPlan, at_most_one, one_of, words


class Baseline(PartOfPlan):
    """A dated snapshot of targets. Why it was made is the seller's: `BaselineReason`."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "position")
    position = models.IntegerField()
    on = models.DateField()


class BaselineTarget(PartOfPlan):
    """A milestone's target in a baseline; the milestone may have been removed since."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "position", "milestone")
    position = models.IntegerField()
    milestone = models.TextField()
    target = models.DateField()


class BaselineReason(PartOfPlan):
    """Why a baseline was made, private to the seller."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "position")
    position = models.IntegerField()
    reason = models.TextField()


class ReviewHeld(PartOfPlan):
    """A review meeting that was held, with the completion it ended on; the seller's."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "position")
    position = models.IntegerField()
    on = models.DateField()
    complete = models.IntegerField()
    total = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(complete__gte=0) & Q(total__gte=F("complete")),
                name="plans_review_counts",
            )
        ]


class Risk(PartOfPlan):
    """Something that may delay the plan, private to the seller."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "position")
    position = models.IntegerField()
    title = models.TextField()
    likelihood = words()
    impact = words()
    owner = words()
    owner_role = words()
    mitigation = words()
    state = models.TextField()

    class Meta:
        constraints = [
            one_of("state", get_args(RiskState), "plans_risk_state"),
            at_most_one("owner", "owner_role", "plans_risk_owner"),
            models.CheckConstraint(
                condition=Q(likelihood__isnull=True) | Q(likelihood__in=get_args(Level)),
                name="plans_risk_likelihood",
            ),
            models.CheckConstraint(
                condition=Q(impact__isnull=True) | Q(impact__in=get_args(Level)),
                name="plans_risk_impact",
            ),
        ]
