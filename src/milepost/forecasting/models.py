"""What changes did to the forecast, rule by rule: private to the seller (product.md section 4)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

KINDS = ("completion_drop", "critical_delay", "scope_change", "new_role")
STATES = ("logged", "proposed", "taken", "refused", "reversed", "over")


class Impact(models.Model):
    """One impact of one rule, once: `key` says which (`domain.impacts`).

    `revision` is the change that set it off. `facts` is the arithmetic, as it is shown. A drop of
    completion is `logged` until it is `over` (completion is back, or the next review closed) or a
    manager has `reversed` it; what is `proposed` (a later close, a step for a new role) is `taken`
    or `refused` by the AE. `review_id` names the review that it was measured against.
    """

    workspace_id = models.BigIntegerField()
    plan_id = models.BigIntegerField()
    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    key = models.TextField()
    revision = models.IntegerField()
    facts = models.JSONField()
    state = models.TextField(default="logged", db_default="logged")
    at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)
    settled_by = models.TextField(default="", db_default="")
    settled_why = models.TextField(default="", db_default="")
    settled_revision = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "plan_id", "id", name="forecasting_impact_row"),
            models.UniqueConstraint(
                "workspace_id", "plan_id", "key", name="forecasting_impact_key"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="forecasting_impact_kind"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="forecasting_impact_state"),
        ]
        indexes = [
            models.Index("workspace_id", "plan_id", "state", name="forecasting_impact_of"),
        ]
