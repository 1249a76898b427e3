"""Reads of what changes did to the forecast: one statement each, inside a seller's scope."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.db import connection

from milepost.domain.impacts import CompletionDrop, ForecastBand, forecast_band
from milepost.domain.plan import Plan
from milepost.domain.policy import Policy
from milepost.domain.progress import completion_of
from milepost.domain.standing import standing_of

_IMPACTS = """/* milepost_seller */
select i.id, i.kind, i.revision, i.facts::text, i.state, i.at, i.settled_at, i.settled_by,
  i.settled_why, i.settled_revision
from forecasting_impact i
where i.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and i.plan_id = %s::bigint
order by i.id desc limit %s::int"""
_ONE = """/* milepost_seller */
select i.id, i.kind, i.revision, i.facts::text, i.state, i.at, i.settled_at, i.settled_by,
  i.settled_why, i.settled_revision
from forecasting_impact i
where i.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and i.plan_id = %s::bigint and i.id = %s::bigint"""


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """One impact. `facts` is the arithmetic of `domain.impacts`, by its field names."""

    id: int
    kind: Literal["completion_drop", "critical_delay", "scope_change", "new_role"]
    revision: int
    facts: Mapping[str, Any]
    state: Literal["logged", "proposed", "taken", "refused", "reversed", "over"]
    at: datetime
    settled_at: datetime | None
    settled_by: str
    settled_why: str
    settled_revision: int | None

    @property
    def is_open(self) -> bool:
        """Whether the AE is still asked about it."""
        return self.state == "proposed"


def impacts_of(plan_id: int, limit: int = 200) -> tuple[ImpactRow, ...]:
    """Every impact of a plan, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_IMPACTS, (plan_id, limit))
        rows = cursor.fetchall()
    return tuple(ImpactRow(*row[:3], json.loads(row[3]), *row[4:]) for row in rows)


def impact_of(plan_id: int, impact_id: int) -> ImpactRow | None:
    """One impact of a plan, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, (plan_id, impact_id))
        row = cursor.fetchone()
    return ImpactRow(*row[:3], json.loads(row[3]), *row[4:]) if row else None


def forecast_of(plan: Plan, impacts: Sequence[ImpactRow], today: date) -> ForecastBand:
    """The forecast band beside the completion band, as the impacts leave it (section 4 a)."""
    policy = Policy.of(plan.policy)
    now = standing_of(plan, today, policy).completion
    standing = next(
        (i for i in impacts if i.kind == "completion_drop" and i.state == "logged"), None
    )
    return forecast_band(now, policy, drop_of(standing.facts) if standing else None)


def drop_of(facts: Mapping[str, Any]) -> CompletionDrop:
    """A drop of completion as it was logged."""
    return CompletionDrop(
        review_on=date.fromisoformat(facts["review_on"]),
        at_review=completion_of(facts["at_review"]["complete"], facts["at_review"]["total"]),
        now=completion_of(facts["now"]["complete"], facts["now"]["total"]),
        points=Decimal(facts["points"]),
        limit=int(facts["limit"]),
    )
