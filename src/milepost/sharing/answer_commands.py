"""What the AE answers to a proposal: yes, no, or something else instead. One answer for each.

Every function runs inside the seller's scope. `seen` is the plan's revision that the preview was
made from: where the plan changed meanwhile, nothing is done and the preview is shown anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain import edits
from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, Problem
from milepost.domain.go_live import dates_for_go_live
from milepost.domain.paths import path_of
from milepost.domain.plan import Milestone, Owner, Owners, Plan
from milepost.domain.proposing import preview_move
from milepost.domain.working_days import common_calendar
from milepost.forecasting import noticing
from milepost.plans import commands, live
from milepost.plans.changing import Actor, Changed, Locked, locked
from milepost.plans.effects import effect_to_json
from milepost.sharing import answer_letters
from milepost.sharing.proposals import Content, answer_proposal, check_waits, held_proposal
from milepost.sharing.queries import ProposalRow
from milepost.sharing.telling_both import tell_both

USUAL_DURATION = 5


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer came to; `changed` is there where it made a revision."""

    proposal: ProposalRow
    changed: Changed | None = None


def accept(
    actor: Actor,
    plan_id: int,
    number: int,
    today: date,
    *,
    seen: int | None = None,
    state: str = "open",
    answer: str = "",
) -> Answered:
    """Do what was proposed, as one revision that names it. `state` is the one that was shown.

    Raises Conflict where somebody else answered first or the plan changed since the preview.
    """
    held, proposal = _held(plan_id, number, state)
    if seen is not None and seen != held.revision:
        raise Conflict(_("The plan changed meanwhile. Look at the effect once more."))
    said = Content({"answer": answer}).text("answer")
    changed = make_change(actor, held, proposal, proposal.content, _why(proposal), today)
    answer_proposal(
        proposal,
        plan_id,
        "accepted",
        answer=said,
        member_id=actor.member_id,
        by=actor.name,
        revision=changed.revision,
    )
    answer_letters.tell(actor, plan_id, held.plan, proposal, "accepted", said)
    if changed.changes and proposal.kind in ("add_step", "drop_step"):
        place = noticing.Place(
            held.workspace_id, plan_id, changed.revision, today, by=actor.member_id
        )
        what = {"what": proposal.kind, "by": proposal.person_name, "proposal": proposal.id}
        noticing.scope_changed(place, what | effect_to_json(changed.effect))
        _tell_others(actor, held, changed, proposal)
    if not changed.changes:  # a revision tells open pages by itself
        live.touch(plan_id, shared=True)
    return Answered(proposal, changed)


def _tell_others(actor: Actor, held: Locked, changed: Changed, proposal: ProposalRow) -> None:
    """Everybody else on both sides reads what came in or is dropped, and the dates that moved; who
    proposed it gets the answer, and the AE the effect."""
    before = {m.key: m for m in held.plan.milestones}
    after = {m.key: m for m in changed.plan.milestones}
    facts = {
        "steps": [key for key in after if key not in before],
        "dropped": [m.title for key, m in before.items() if key not in after and m.is_shared],
        "moved": [
            [key, before[key].target.isoformat(), m.target.isoformat()]
            for key, m in after.items()
            if key in before and before[key].target != m.target
        ],
        "by": proposal.person_name,
    }
    place = (held.workspace_id, held.id)
    number, but = changed.revision, proposal.person
    tell_both("plan_changed", actor, place, number, facts, with_ae=False, but=but)


def refuse(
    actor: Actor, plan_id: int, number: int, answer: str, *, state: str = "open"
) -> Answered:
    """Say no, with a word why; the buyer reads it."""
    held, proposal = _held(plan_id, number, state)
    missing = _("Say why; %(who)s reads it.") % {"who": proposal.person_name}
    said = Content({"answer": answer}).text("answer", missing=missing)
    _answer(actor, held, proposal, "refused", said)
    return Answered(proposal)


def counter(
    actor: Actor,
    plan_id: int,
    number: int,
    content: Mapping[str, Any],
    answer: str,
    today: date,
    *,
    state: str = "open",
) -> Answered:
    """Suggest something else: another date, another step, another go-live. The buyer says yes or
    no to it; until then the plan stays as it is."""
    held, proposal = _held(plan_id, number, state)
    said = Content({"answer": answer}).text("answer")
    other = _countered(held.plan, proposal, Content(content), today)
    _answer(actor, held, proposal, "countered", said, other)
    return Answered(proposal)


def looked_after(plan_id: int, number: int) -> None:
    """The AE has looked at what an accepted step did to the plan (product.md section 4, c)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "/* milepost_seller */ update forecasting_impact set state = 'over',"
            " settled_at = now(), settled_why = 'seen' where plan_id = %s and kind = 'scope_change'"
            " and state = 'logged' and (facts ->> 'proposal')::bigint = %s"
            " and workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint",
            (plan_id, number),
        )
        cursor.execute(
            "/* milepost_seller */ update sharing_proposal set looked_at = now()"
            " where plan_id = %s and id = %s and state = 'accepted' and looked_at is null"
            " and workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint",
            (plan_id, number),
        )
    live.touch(plan_id, shared=False)


def _held(plan_id: int, number: int, state: str) -> tuple[Locked, ProposalRow]:
    held = locked(plan_id)
    if held.plan.is_closed:
        raise NotAllowed(_("This plan is closed; open it again before changing it."))
    proposal = held_proposal(plan_id, number)
    check_waits(proposal, held.plan, (state,))
    return held, proposal


def _answer(
    actor: Actor,
    held: Locked,
    proposal: ProposalRow,
    state: str,
    said: str,
    other: Mapping[str, Any] | None = None,
) -> None:
    answer_proposal(
        proposal,
        held.id,
        state,
        answer=said,
        counter=other,
        member_id=actor.member_id,
        by=actor.name,
    )
    answer_letters.tell(actor, held.id, held.plan, proposal, state, said, other)
    live.touch(held.id, shared=True)


def _why(proposal: ProposalRow) -> str:
    """The reason that the revision keeps: whose proposal it was, and theirs for it."""
    said = _("%(who)s proposed it") % {"who": proposal.person_name}
    return f"{said}: {proposal.reason}" if proposal.reason else said


def _countered(
    plan: Plan, proposal: ProposalRow, content: Content, today: date
) -> Mapping[str, Any]:
    """The AE's own suggestion, in the form of the proposal's content."""
    if proposal.kind == "drop_step":
        said = _("A step is dropped or kept: accept it, or decline and say what you suggest.")
        raise NotAllowed(said)
    if proposal.kind == "dates":
        go_live = content.day("go_live", today)
        shared = {m.key for m in plan.shared_milestones}
        follow = dates_for_go_live(plan, go_live, today).targets
        targets = {key: day.isoformat() for key, day in follow.items() if key in shared}
        return {"go_live": go_live.isoformat(), "targets": targets}
    target = content.day("target", today)
    if target == proposal.target and proposal.kind == "date":
        said = _("This is the day that was proposed: accept it.")
        raise InvalidInput([Problem("target", said, "")], said)
    if proposal.kind == "date":
        return {"target": target.isoformat()}
    title = content.text("title") or proposal.content["title"]
    done = content.text("done_means") or proposal.content.get("done_means", "")
    return {**proposal.content, "title": title, "done_means": done, "target": target.isoformat()}


def make_change(
    actor: Actor,
    held: Locked,
    proposal: ProposalRow,
    content: Mapping[str, Any],
    why: str,
    today: date,
) -> Changed:
    """Change the held plan as a proposal (or what was suggested instead) says."""
    seen, key = held.revision, proposal.milestone or ""
    match proposal.kind:
        case "date":
            target = date.fromisoformat(content["target"])
            return commands.move_target(
                actor, held.id, key, target, follow=True, seen=seen, why=why, today=today
            )
        case "drop_step":
            return commands.remove_milestone(actor, held.id, key, why=why, today=today)
        case "add_step":
            step, place = proposed_step(held.plan, content, proposal.person)
            return commands.add_milestone(
                actor, held.id, step, position=place, why=why, today=today
            )
    fields = go_live_fields(held.plan, content, today)
    return commands.change_fields(actor, held.id, fields, seen=seen, why=why, today=today)


def plan_after(plan: Plan, proposal: ProposalRow, content: Mapping[str, Any], today: date) -> Plan:
    """The plan as `make_change` would leave it; nothing is written."""
    key = proposal.milestone or ""
    if proposal.kind == "date":
        target = date.fromisoformat(content["target"])
        moves = {move.key: move.after for move in preview_move(plan, key, target).moves}
        return edits.move_targets(plan, {**moves, key: target})
    if proposal.kind == "drop_step":
        return edits.remove_milestone(plan, key)
    if proposal.kind == "add_step":
        step, place = proposed_step(plan, content, proposal.person)
        return edits.add_milestone(plan, replace(step, key="proposed"), place)
    go_live = date.fromisoformat(content["go_live"])
    return edits.move_targets(plan, dates_for_go_live(plan, go_live, today).targets)


def go_live_fields(plan: Plan, content: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The dates that a go-live asks for, worked out from the plan as it stands, by path."""
    go_live = date.fromisoformat(content["go_live"])
    follow = dates_for_go_live(plan, go_live, today).targets
    fields: dict[str, Any] = {
        path_of("milestones", key, "target"): day.isoformat() for key, day in follow.items()
    }
    return {**fields, "outcome.go_live": go_live.isoformat()}


def proposed_step(plan: Plan, content: Mapping[str, Any], person: str) -> tuple[Milestone, int]:
    """A proposed step as the plan would hold it, and its place: after what it comes after, else
    before the first step that is due later. Whoever proposed it owns it until the AE says more."""
    keys = [m.key for m in plan.milestones]
    target = date.fromisoformat(content["target"])
    after = content.get("after")
    earlier = plan.milestone(after) if after else None
    if earlier is not None:
        place = keys.index(earlier.key) + 1
    else:
        later = (n for n, m in enumerate(plan.milestones) if m.is_open and m.target > target)
        place = next(later, len(keys))
    near = earlier or (plan.milestones[place - 1] if place else None)
    owner = Owner(person=person) if plan.person(person) else None
    step = Milestone(
        key="",
        title=content["title"],
        kind="other",
        target=target,
        status="pending",
        phase=near.phase if near else None,
        done_means=content.get("done_means") or None,
        owners=Owners(buyer=owner) if owner else None,
        duration=_duration(plan, earlier, target),
        after=(earlier.key,) if earlier else (),
    )
    return step, place


def _duration(plan: Plan, earlier: Milestone | None, target: date) -> int:
    """Working days from what it comes after to its date, the usual five at most."""
    if earlier is None or earlier.target >= target:
        return USUAL_DURATION
    calendar = common_calendar(plan.calendars)
    return max(1, min(USUAL_DURATION, calendar.count(earlier.target, target) - 1))
