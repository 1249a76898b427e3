"""What stands around a plan for a wary buyer: their own logo, and how a similar company did it."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from milepost.plans.models.parts import PartOfPlan, a_member, the_workspace


class BuyerLogo(PartOfPlan):
    """The buying company's logo on one plan, made anew from what the seller uploaded."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id")
    mark = models.TextField()
    data = models.BinaryField()
    width = models.IntegerField()
    height = models.IntegerField()
    ground = models.TextField(default="", db_default="", blank=True)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)


class PeerExample(models.Model):
    """How a similar company rolled out: a signed plan without names, amounts and dates.

    `content` is `domain.peer_example.PeerExample` and holds nothing of the plan that a person has
    not seen. A buyer reads it once somebody approved it, and only where it is shown on their plan.
    `made_from` is the signed plan, which no buyer reads.
    """

    workspace = the_workspace()
    id = models.BigAutoField(primary_key=True)
    made_from = models.BigIntegerField(null=True)
    content = models.JSONField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = a_member()
    approved_at = models.DateTimeField(null=True)
    approved_by = a_member()

    class Meta:
        constraints = [models.UniqueConstraint("workspace", "id", name="plans_peerexample_key")]

    def __str__(self) -> str:
        return str(self.id)


class ShownExample(PartOfPlan):
    """The example that the seller shows on a plan."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id")
    example_id = models.BigIntegerField()
    shown_by = a_member()
    shown_at = models.DateTimeField(db_default=Now())
