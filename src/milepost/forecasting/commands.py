"""Settling impacts: the AE takes or refuses what is proposed, a manager reverses (section 4).

Each is one transaction with the change of the plan that it makes; an impact is settled once, and
whoever comes second is told what came of it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.edits import add_milestone, fresh_key
from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Problem
from milepost.domain.plan import Kind, Milestone, Owner, Owners, Plan
from milepost.domain.policy import DEFAULT_DURATION
from milepost.domain.working_days import common_calendar
from milepost.forecasting.queries import ImpactRow
from milepost.plans import live
from milepost.plans.changing import Actor, Locked, Note, change, locked, used_keys
from milepost.sharing import answer_commands

STEP_TITLES: MappingProxyType[str, str] = MappingProxyType(
    {
        "technical_validation": "Technical validation",
        "security_review": "Security review",
        "legal": "Legal review",
        "procurement": "Procurement process",
        "business_case": "Business case",
        "demo": "Demo",
    }
)
"""What a step for a new role is called until somebody calls it otherwise: a plan's text, as the
built-in templates' titles are, and so not translated."""

_HELD = """
select i.id, i.kind, i.revision, i.facts::text, i.state, i.at, i.settled_at, i.settled_by,
  i.settled_why, i.settled_revision
from forecasting_impact i
where i.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and i.plan_id = %s and i.id = %s for update"""
_SETTLE = """
update forecasting_impact set state = %s, settled_at = now(), settled_by = %s, settled_why = %s,
  settled_revision = %s
where workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and plan_id = %s and id = %s"""


def take(
    actor: Actor,
    plan_id: int,
    impact_id: int,
    *,
    today: date,
    close_on: date | None = None,
    title: str = "",
    target: date | None = None,
) -> None:
    """Do what is proposed: push the close, or add the step for a new role.

    `close_on`, `title` and `target` change the proposal before it is taken. Raises Conflict where
    it was settled already, and InvalidInput for a day that makes no sense.
    """
    held, impact = _held(plan_id, impact_id)
    _require_proposed(impact)
    _require_still_fits(held, impact, is_changed=bool(close_on or title.strip()))
    if impact.kind == "critical_delay" or impact.facts.get("what") == "extension":
        day = close_on or date.fromisoformat(impact.facts["proposed_close"])
        changed = _push_close(actor, held, day, _why(impact), today)
    elif impact.facts.get("what") == "step":
        changed = _add_step(actor, held, impact, title, target, today)
    else:
        raise NotAllowed(_("Nothing is proposed here."))
    _settle(plan_id, impact, "taken", actor, "", changed)


def refuse(actor: Actor, plan_id: int, impact_id: int, why: str = "") -> None:
    """Leave the plan as it is. Raises Conflict where it was settled already."""
    _plan, impact = _held(plan_id, impact_id)
    _require_proposed(impact)
    _settle(plan_id, impact, "refused", actor, why.strip(), None)


def reverse(actor: Actor, plan_id: int, impact_id: int, why: str) -> None:
    """A manager reverses an impact: a lowered band is raised again, a logged delay is set aside.

    Who may is the caller's to check (a manager, leadership or an administrator). Raises
    InvalidInput without a reason, Conflict where it does not stand any more.
    """
    if not why.strip():
        raise InvalidInput([Problem("why", _("the reason is missing"), _("a few words"))])
    _plan, impact = _held(plan_id, impact_id)
    if impact.state != "logged":
        raise Conflict(_("This was settled meanwhile."))
    _settle(plan_id, impact, "reversed", actor, why.strip(), None)


def seen(actor: Actor, plan_id: int, impact_id: int) -> None:
    """The AE has looked at what a larger or smaller scope did: it asks for nothing any more.

    Raises Conflict where it was settled already, NotAllowed for what is more than to be seen.
    """
    _plan, impact = _held(plan_id, impact_id)
    if impact.state != "logged":
        raise Conflict(_("This was settled meanwhile."))
    if impact.kind not in ("scope_change", "critical_delay"):
        raise NotAllowed(_("Nothing is to be looked at here."))
    if impact.facts.get("proposal"):
        answer_commands.looked_after(plan_id, int(impact.facts["proposal"]))
    _settle(plan_id, impact, "over", actor, "seen", None)


def _push_close(actor: Actor, held: Locked, day: date, why: str, today: date) -> int:
    if day < held.plan.created:
        raise InvalidInput(
            [Problem("close_on", _("it lies before the plan began"), _("a later day"))]
        )
    changed = change(
        actor, held, lambda plan: replace(plan, target_close=day), Note(why=why, today=today)
    )
    return changed.revision


def _add_step(
    actor: Actor, held: Locked, impact: ImpactRow, title: str, target: date | None, today: date
) -> int:
    kind: Kind = impact.facts["kind"]
    key = fresh_key("m", used_keys(held, held.plan.milestones, "milestones"))
    seller = next((p.key for p in held.plan.people if p.side == "seller" and p.role == "ae"), None)
    buyer = impact.facts["person"] if held.plan.person(impact.facts["person"]) else None
    calendar = common_calendar(held.plan.calendars)
    step = Milestone(
        key=key,
        title=title.strip() or STEP_TITLES[kind],
        kind=kind,
        target=target or calendar.end_of_step(today + timedelta(days=1), DEFAULT_DURATION),
        status="pending",
        duration=DEFAULT_DURATION,
        owners=Owners(
            buyer=Owner(person=buyer) if buyer else Owner(role=impact.facts["role"]),
            seller=Owner(person=seller) if seller else None,
        ),
    )
    changed = change(
        actor, held, lambda plan: _before_signature(plan, step), Note(why=_why(impact), today=today)
    )
    return changed.revision


def _before_signature(plan: Plan, step: Milestone) -> Plan:
    """The step in front of the signature, which waits for it."""
    signature = plan.signature
    if signature is None or not signature.is_open:
        return add_milestone(plan, step)
    position = [m.key for m in plan.milestones].index(signature.key)
    waiting = replace(signature, after=(*signature.after, step.key))
    with_step = add_milestone(plan, step, position)
    return replace(
        with_step,
        milestones=tuple(waiting if m.key == waiting.key else m for m in with_step.milestones),
    )


def _why(impact: ImpactRow) -> str:
    if impact.kind == "new_role":
        return _("Somebody with a new role joined")
    return _("A step on the critical path was given a later date")


def _held(plan_id: int, impact_id: int) -> tuple[Locked, ImpactRow]:
    held = locked(plan_id)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, (plan_id, impact_id))
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("There is no such effect on this plan."))
    return held, ImpactRow(*row[:3], json.loads(row[3]), *row[4:])


def _require_proposed(impact: ImpactRow) -> None:
    if impact.state != "proposed":
        raise Conflict(_("This was settled meanwhile."))


def _require_still_fits(held: Locked, impact: ImpactRow, *, is_changed: bool) -> None:
    """The plan may have come to it by itself since; what was changed by hand is meant as it is."""
    if held.plan.is_closed:
        raise NotAllowed(_("This plan is closed; open it again before it is changed."))
    if is_changed:
        return
    if impact.facts.get("what") == "step":
        kind = impact.facts["kind"]
        if any(m.kind == kind and m.is_open for m in held.plan.milestones):
            raise Conflict(_("A step of this kind is open by now. Refuse it, or change it."))
    elif date.fromisoformat(impact.facts["proposed_close"]) <= held.plan.target_close:
        raise Conflict(_("The close is not before that day any more. Refuse it, or change it."))


def _settle(
    plan_id: int, impact: ImpactRow, state: str, actor: Actor, why: str, revision: Any
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, (state, actor.name, why, revision, plan_id, impact.id))
    if revision is None:
        live.touch(plan_id, shared=False)
