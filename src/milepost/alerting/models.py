"""Which alert rules were recorded: once for each milestone, rule and target date."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

RULES = (
    "due_in_3_days",
    "overdue_1_day",
    "overdue_3_days",
    "overdue_7_days",
    "stalled_14_days",
)
"""As `domain.alerts` names them, lowest first."""


class Alert(models.Model):
    """One rule that was recorded on its day. To whom it went, and why, is in `messaging_message`.

    `milestone` is null for the plan's own rule. `target` is the date that it is about: the
    milestone's, or for the stall that of the last progress. `on_day` is the workspace's calendar
    day. `skipped` names the rules of the same target which were not recorded on their days, in
    favour of this one. Rows are never altered: that a rule fired stays true.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    id = models.BigAutoField(primary_key=True)
    plan_id = models.BigIntegerField()
    rule = models.TextField()
    milestone = models.TextField(null=True)
    target = models.DateField()
    on_day = models.DateField()
    skipped = ArrayField(models.TextField(), default=list, db_default=[])
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "id", name="alerting_alert_row"),
            models.UniqueConstraint(
                fields=["workspace", "plan_id", "milestone", "target", "rule"],
                nulls_distinct=False,
                name="alerting_alert_once",
            ),
            models.CheckConstraint(condition=Q(rule__in=RULES), name="alerting_alert_rule"),
            models.CheckConstraint(
                condition=Q(rule="stalled_14_days", milestone__isnull=True)
                | (~Q(rule="stalled_14_days") & Q(milestone__isnull=False)),
                name="alerting_alert_about",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.milestone or ''} {self.target}"
