"""The history of a plan: appended to, never altered, each row chained to the one before."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from milepost.plans.models.parts import PartOfPlan, one_of, words

REVISION_KINDS = (
    "created",
    "imported",
    "copied",
    "changed",
    "undone",
    "replaced",
    "archived",
    "restored",
)


class Revision(PartOfPlan):
    """One logged change: who, when, field by field, why, and its effect.

    `snapshot` is the whole document where a plan begins, so that history alone can tell every
    later state. Triggers refuse UPDATE, DELETE and TRUNCATE. `hash` is `domain.revisions`' chain.
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "number")
    number = models.IntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField()
    actor_person = words()
    kind = models.TextField()
    why = words()
    changes = models.JSONField()
    effects = models.JSONField()
    snapshot = models.JSONField(null=True)
    hash = models.TextField()

    class Meta:
        constraints = [
            one_of("kind", REVISION_KINDS, "plans_revision_kind"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plans_revision_number"),
        ]


class SharedRevision(PartOfPlan):
    """What a revision changed of the shared side, as the buyer reads it in the plan's history.

    `number` is the revision's. Written beside it, never altered. `actor_side` tells whose change
    it was; a reason that a seller gave stays in the revision, which no buyer reads.
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "number")
    number = models.IntegerField()
    at = models.DateTimeField()
    actor_name = models.TextField()
    actor_side = models.TextField()
    actor_person = words()
    changes = models.JSONField()

    class Meta:
        constraints = [one_of("actor_side", ("buyer", "seller"), "plans_shared_side")]
