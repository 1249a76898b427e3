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
from milepost.messaging import outbox
from milepost.platform import clock
from milepost.sharing.ae_sql import AE, JOIN

State = Literal["logged", "proposed", "taken", "refused", "reversed", "over"]

# Logged once by its key (a drop that was over, as completion was back, stands again when it falls
# again) and told: to the AE and, of a drop of completion, to their manager (with none, every
# manager; with none, the administrators). Whoever made the change has the plan before them. Only
# the seller's side is ever told.
_LOG = f"""/* milepost_seller */
with logged as (
  insert into forecasting_impact (workspace_id, plan_id, kind, key, revision, facts, state, at)
  values (%(workspace)s, %(plan)s, %(kind)s, %(key)s, %(revision)s, %(facts)s::jsonb, %(state)s,
    %(now)s)
  on conflict (workspace_id, plan_id, key) do update
    set state = excluded.state, revision = excluded.revision, facts = excluded.facts,
      at = excluded.at, settled_at = null, settled_why = '', settled_revision = null
    where forecasting_impact.state = 'over' and forecasting_impact.settled_why = 'back'
  returning workspace_id, plan_id, id, kind),
ae as (
  select l.id as impact, l.kind, p.workspace_id, p.id as plan_id, {AE} as member
  from logged l join plans_plan p on p.workspace_id = l.workspace_id and p.id = l.plan_id {JOIN}),
above as (
  select a.impact, m.id as member, case when m.id = s.manager_id then 0
    when m.role = 'manager' then 1 else 2 end as place
  from ae a join workspaces_member s on s.workspace_id = a.workspace_id and s.id = a.member
  join workspaces_member m on m.workspace_id = a.workspace_id and m.is_active and m.id <> a.member
    and (m.id = s.manager_id or m.role in ('manager', 'admin'))
  where a.kind = 'completion_drop'),
readers as (
  select a.impact, a.member from ae a
  union
  select b.impact, b.member from above b
  where b.place = (select min(c.place) from above c where c.impact = b.impact))
insert into messaging_message (workspace_id, plan_id, side, member_id, kind, key, facts, at)
select a.workspace_id, a.plan_id, 'seller', r.member, 'impact',
  'impact:' || a.plan_id || ':' || a.impact || ':r' || %(revision)s || ':m' || r.member,
  jsonb_build_object('impact', a.impact), %(now)s
from ae a join readers r on r.impact = a.impact
where r.member is not null and r.member is distinct from %(by)s::bigint and not %(is_silent)s
on conflict (workspace_id, key) do nothing"""  # noqa: S608
_OVER = """/* milepost_seller */
update forecasting_impact set state = 'over', settled_at = now(), settled_why = %s,
  settled_revision = %s
where workspace_id = %s and plan_id = %s and kind = 'completion_drop' and state = 'logged'"""


@dataclass(frozen=True, slots=True)
class Place:
    """Which plan, at which revision, on which day in its workspace; `by` is the member who
    changed it, and is not told what they see before them."""

    workspace_id: int
    plan_id: int
    revision: int
    today: date
    by: int | None = None


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
    """A buyer's proposal to add or drop a milestone was accepted, or the seller added steps: the
    AE is asked to look (c)."""
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
    values = {
        "workspace": place.workspace_id,
        "plan": place.plan_id,
        "kind": kind,
        "key": key,
        "revision": place.revision,
        "facts": json.dumps(dict(facts), cls=DjangoJSONEncoder),
        "state": state,
        "by": place.by,
        "now": clock.now(),
        "is_silent": outbox.is_silent(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOG, values)
