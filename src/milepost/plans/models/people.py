"""The people of a plan: stakeholders of the buyer and the seller's people on it."""

from __future__ import annotations

from typing import get_args

from django.db import models

from milepost.domain.plan import Role, Side
from milepost.plans.models.parts import PartOfPlan, a_member, one_of, words


class Person(PartOfPlan):
    """Somebody on the plan. `seen_by_buyer` is false for seller's people who own nothing shared.

    `member` ties one of the seller's people to who signs in; the buyer's role cannot read it.
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "key")
    key = models.TextField()
    position = models.IntegerField()
    name = models.TextField()
    side = models.TextField()
    role = models.TextField()
    email = words()
    title = words()
    seen_by_buyer = models.BooleanField()
    member = a_member()

    class Meta:
        constraints = [
            one_of("side", get_args(Side), "plans_person_side"),
            one_of("role", get_args(Role), "plans_person_role"),
        ]
        indexes = [models.Index("workspace_id", "member", name="plans_person_member")]
