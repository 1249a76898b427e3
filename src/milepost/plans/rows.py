"""A domain plan as rows of its tables, and which rows two plans differ in.

Milestones that are the same object in both plans are not looked at, so that one small edit
of a large plan costs little.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from typing import Any, TypeAlias

from milepost.domain.json_values import to_json
from milepost.domain.plan import (
    Calendars,
    Milestone,
    Outcome,
    Owner,
    Owners,
    Plan,
    SideCalendar,
    Task,
)
from milepost.domain.sides import buyer_copy
from milepost.plans import tables
from milepost.plans.tables import Table

Key: TypeAlias = tuple[Any, ...]
Row: TypeAlias = dict[str, Any]
Rows: TypeAlias = dict[Table, dict[Key, Row]]


@dataclass(frozen=True, slots=True)
class BuyerView:
    """What the buyer's walls need to be told: who they see, and what comes after what."""

    people: frozenset[str] = frozenset()
    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def buyer_view(plan: Plan) -> BuyerView:
    """The buyer's view, as it would be if the plan were shared."""
    copy = buyer_copy(replace(plan, life="shared"))
    return BuyerView(
        people=frozenset(p.key for p in copy.people),
        after={m.key: m.after for m in copy.milestones},
    )


def changed_rows(before: Plan | None, after: Plan, members: Mapping[str, int]) -> tuple[Rows, Rows]:
    """The rows that two plans differ in, as they were and as they become.

    Without a plan before: nothing, and every row. `members` ties people to who signs in.
    """
    if before is None:
        return {}, _rows(after, None, buyer_view(after), members)
    if _same_view(before, after):
        views = BuyerView(), BuyerView()
    else:
        views = buyer_view(before), buyer_view(after)
    return (
        _rows(before, after, views[0], members),
        _rows(after, before, views[1], members),
    )


def _rows(plan: Plan, other: Plan | None, view: BuyerView, members: Mapping[str, int]) -> Rows:
    rows: Rows = {}
    _people_rows(plan, view, members, rows)
    known = {} if other is None else _places(other)
    for place, milestone in enumerate(plan.milestones):
        at, same = known.get(milestone.key, (None, None))
        after = view.after.get(milestone.key, ())
        if same is not milestone or at != place or view.after:
            _milestone_rows(milestone, place, after, view.people, rows)
    _record_rows(plan, rows)
    return rows


def _places(plan: Plan) -> dict[str, tuple[int, Milestone]]:
    return {m.key: (place, m) for place, m in enumerate(plan.milestones)}


def _same_view(before: Plan, after: Plan) -> bool:
    """Whether nothing that the buyer's view depends on differs."""
    if before.people is not after.people and before.people != after.people:
        return False
    if before.coordinator != after.coordinator:
        return False
    if len(before.milestones) != len(after.milestones):
        return False
    return all(
        a is b or _view_of(a) == _view_of(b)
        for a, b in zip(before.milestones, after.milestones, strict=True)
    )


def _view_of(milestone: Milestone) -> tuple[Any, ...]:
    tasks = tuple((t.owner, t.visibility) for t in milestone.tasks)
    done = milestone.completed_by, milestone.confirmed_by
    return milestone.key, milestone.owners, milestone.visibility, milestone.after, tasks, done


def _people_rows(plan: Plan, view: BuyerView, members: Mapping[str, int], rows: Rows) -> None:
    found = rows.setdefault(tables.PERSON, {})
    for place, person in enumerate(plan.people):
        found[(person.key,)] = {
            "key": person.key,
            "position": place,
            "name": person.name,
            "side": person.side,
            "role": person.role,
            "email": person.email,
            "title": person.title,
            "seen_by_buyer": person.key in view.people,
            "member_id": members.get(person.key),
        }


def _milestone_rows(
    m: Milestone,
    place: int,
    buyer_after: tuple[str, ...],
    seen: frozenset[str],
    rows: Rows,
) -> None:
    owners = m.owners or Owners()
    rows.setdefault(tables.MILESTONE, {})[(m.key,)] = {
        "key": m.key,
        "position": place,
        "title": m.title,
        "kind": m.kind,
        "phase": m.phase,
        "visibility": m.visibility,
        "done_means": m.done_means,
        **_owner("buyer_owner", owners.buyer),
        **_owner("seller_owner", owners.seller),
        "target": m.target,
        "duration": m.duration,
        "status": m.status,
        "reason": m.reason,
        "started_on": m.started_on,
        "completed_on": m.completed_on,
        "completed_by": m.completed_by,
        "confirmed_on": m.confirmed_on,
        "confirmed_by": m.confirmed_by,
        "blocked_on": m.blocked_on,
        "unblocked_on": m.unblocked_on,
        "buyer_after": buyer_after,
        "buyer_completed_by": m.completed_by if m.completed_by in seen else None,
        "buyer_confirmed_by": m.confirmed_by if m.confirmed_by in seen else None,
    }
    if m.notes is not None:
        rows.setdefault(tables.NOTE, {})[(m.key,)] = {"key": m.key, "notes": m.notes}
    dependencies = rows.setdefault(tables.DEPENDENCY, {})
    for number, key in enumerate(m.after):
        dependencies[(m.key, key)] = {"key": m.key, "after": key, "position": number}
    tasks = rows.setdefault(tables.TASK, {})
    for number, task in enumerate(m.tasks):
        tasks[(task.key,)] = _task_row(m.key, task, number)


def _task_row(milestone: str, task: Task, place: int) -> Row:
    at = task.at
    return {
        "key": task.key,
        "milestone": milestone,
        "position": place,
        "title": task.title,
        "kind": task.kind,
        **_owner("owner", task.owner),
        "due": task.due,
        "at": at and at.isoformat(),
        "at_utc": at and (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat(),
        "started_on": task.started_on,
        "done_on": task.done_on,
        "answer": task.answer,
        "answer_reason": task.answer_reason,
        "visibility": task.visibility,
    }


def _owner(column: str, owner: Owner | None) -> Row:
    return {
        column: owner and owner.person,
        f"{column}_role": owner and owner.role,
    }


def _record_rows(plan: Plan, rows: Rows) -> None:
    if plan.value is not None:
        value = plan.value
        rows[tables.VALUE] = {
            (): {
                "amount": value.amount,
                "currency": value.currency,
                "buyer_sees": value.buyer_sees,
            }
        }
    for place, baseline in enumerate(plan.baselines):
        rows.setdefault(tables.BASELINE, {})[(place,)] = {"position": place, "on": baseline.on}
        targets = rows.setdefault(tables.BASELINE_TARGET, {})
        for key, target in baseline.targets.items():
            targets[(place, key)] = {"position": place, "milestone": key, "target": target}
        if baseline.reason is not None:
            reason = {"position": place, "reason": baseline.reason}
            rows.setdefault(tables.BASELINE_REASON, {})[(place,)] = reason
    for place, review in enumerate(plan.reviews):
        rows.setdefault(tables.REVIEW, {})[(place,)] = {
            "position": place,
            "on": review.on,
            "complete": review.complete,
            "total": review.total,
        }
    for place, risk in enumerate(plan.risks):
        rows.setdefault(tables.RISK, {})[(place,)] = {
            "position": place,
            "title": risk.title,
            "likelihood": risk.likelihood,
            "impact": risk.impact,
            **_owner("owner", risk.owner),
            "mitigation": risk.mitigation,
            "state": risk.state,
        }


def plan_columns(plan: Plan) -> Row:
    """The columns of `plans_plan` that the document holds."""
    outcome, calendars = plan.outcome or Outcome(), plan.calendars or Calendars()
    return {
        "title": plan.title,
        "account": plan.account,
        "opportunity": plan.opportunity,
        "created": plan.created,
        "target_close": plan.target_close,
        "life": plan.life,
        "form": plan.form,
        "goal": outcome.goal,
        "measure": outcome.measure,
        "why_now": outcome.why_now,
        "go_live": outcome.go_live,
        **_calendar("buyer", calendars.buyer),
        **_calendar("seller", calendars.seller),
        "coordinator": plan.coordinator,
        "shared_on": plan.shared_on,
        "agreed_on": plan.agreed_on,
        "next_review": plan.next_review,
    }


def _calendar(side: str, calendar: SideCalendar | None) -> Row:
    return {
        f"{side}_country": calendar and calendar.country,
        f"{side}_subdivision": calendar and calendar.subdivision,
        f"{side}_time_zone": calendar and calendar.time_zone,
    }


def private_columns(plan: Plan) -> Row:
    """The columns of `plans_planprivate` that the document holds."""
    template = plan.template
    return {
        "deal_type": plan.deal_type,
        "template_key": template and template.key,
        "template_version": template and template.version,
        "policy": None if plan.policy is None else written(to_json(plan.policy)),
        "notes": plan.notes,
    }


def written(value: Any) -> str:
    """A value as JSON text for PostgreSQL; dates and decimals as the document has them."""
    return json.dumps(value, default=to_json, ensure_ascii=False, separators=(",", ":"))
