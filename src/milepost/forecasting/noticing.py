"""Noticing what a change does to the forecast, in the transaction of the change (section 4).

`after_change` is called for every revision. It looks at what changed first: most revisions touch
neither targets nor statuses nor people, and cost nothing here. Each impact is written once, by its
key; what no longer holds is settled.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from milepost.domain.errors import InvalidInput
from milepost.domain.impacts import (
    NewRole,
    completion_drop,
    critical_delay,
    is_back,
    new_roles,
)
from milepost.domain.paths import parts_of
from milepost.domain.plan import Plan
from milepost.domain.policy import Policy
from milepost.domain.progress import Completion, completion_of
from milepost.domain.revisions import FieldChange

State = Literal["logged", "proposed", "taken", "refused", "reversed", "over"]

_LOG = """/* milepost_seller */
insert into forecasting_impact (workspace_id, plan_id, kind, key, revision, facts, state)
values (%s, %s, %s, %s, %s, %s::jsonb, %s)
on conflict (workspace_id, plan_id, key) do nothing"""
_OVER = """/* milepost_seller */
update forecasting_impact set state = 'over', settled_at = now(), settled_why = %s,
  settled_revision = %s
where workspace_id = %s and plan_id = %s and kind = 'completion_drop' and state = 'logged'"""


@dataclass(frozen=True, slots=True)
class Place:
    """Which plan, at which revision, on which day in its workspace."""

    workspace_id: int
    plan_id: int
    revision: int
    today: date


def after_change(
    place: Place,
    before: Plan,
    after: Plan,
    changes: Iterable[FieldChange],
    counts: tuple[tuple[int, int], tuple[int, int]],
    *,
    brings_known_role: bool = False,
) -> None:
    """Log what this revision does to the forecast. `counts` is completion before and after.

    `brings_known_role`: whoever joins with it takes over from somebody, or came by domain, which
    is no new role (product.md section 4 d).
    """
    if after.life not in ("shared", "agreed"):
        return
    moved, has_new_people = _touched(before, changes)
    was, now = (completion_of(*each) for each in counts)
    if was != now:
        _completion(place, after, now)
    if moved:
        _delay(place, before, after, moved)
    if has_new_people and not brings_known_role:
        for role in new_roles(before, after, Policy.of(after.policy)):
            _new_role(place, role)


def review_closed(place: Place, by: str) -> None:
    """The next review has closed: a drop that was measured against the one before is over."""
    with connection.cursor() as cursor:
        cursor.execute(_OVER, (by, place.revision, place.workspace_id, place.plan_id))


def scope_changed(place: Place, what: Mapping[str, Any]) -> None:
    """A buyer's proposal to add or drop a milestone was accepted: the AE is asked to look (c)."""
    _log(place, "scope_change", f"scope_change:{place.revision}", what, "logged")


def _touched(before: Plan, changes: Iterable[FieldChange]) -> tuple[list[str], bool]:
    """The milestones whose targets were changed, and whether somebody joined."""
    moved: list[str] = []
    has_new_people = False
    for change in changes:
        parts = parts_of(change.path)
        if parts[0] == "milestones" and len(parts) == 3 and parts[2] == "target":
            moved.append(parts[1])
        elif parts[0] == "people" and before.person(parts[1]) is None:
            has_new_people = True
    return moved, has_new_people


def _completion(place: Place, after: Plan, now: Completion) -> None:
    policy = Policy.of(after.policy)
    drop = completion_drop(after, now, policy)
    if drop is not None:
        _log(place, "completion_drop", drop.key, asdict(drop), "logged")
    elif is_back(after, now):
        with connection.cursor() as cursor:
            cursor.execute(_OVER, ("back", place.revision, place.workspace_id, place.plan_id))


def _delay(place: Place, before: Plan, after: Plan, moved: Sequence[str]) -> None:
    try:
        found = critical_delay(before, after, moved, place.today)
    except InvalidInput:  # steps that wait for each other in a circle have no critical path
        return
    if found is not None:
        _log(
            place,
            "critical_delay",
            f"critical_delay:{place.revision}",
            asdict(found),
            "proposed" if found.proposed_close else "logged",
        )


def _new_role(place: Place, role: NewRole) -> None:
    """The further days and the step are two proposals: the AE takes or refuses each."""
    key = f"new_role:{place.revision}:{role.person}"
    if role.days:
        facts = {**asdict(role), "what": "extension"}
        _log(place, "new_role", f"{key}:extension", facts, "proposed")
    if role.kind:
        _log(place, "new_role", f"{key}:step", {**asdict(role), "what": "step"}, "proposed")


def _log(place: Place, kind: str, key: str, facts: Mapping[str, Any], state: State) -> None:
    values = (
        place.workspace_id,
        place.plan_id,
        kind,
        key,
        place.revision,
        json.dumps(dict(facts), cls=DjangoJSONEncoder),
        state,
    )
    with connection.cursor() as cursor:
        cursor.execute(_LOG, values)
