"""Several steps at once, as one change: another way round what is stuck, and a larger scope.

Nothing is lost by either: what is replaced is left out with its reason and keeps its number, what
is complete stays complete, and one undo takes it all back (product.md section 7). Both sides are
told of the new dates, each in its own words; the effect on the forecast is the seller's alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from milepost.domain import edits
from milepost.domain.alternative import PathEffect, effect_of_path, take_path, with_dates
from milepost.domain.errors import InvalidInput, NotAllowed, Problem
from milepost.domain.plan import Milestone, Owner, Owners, Plan
from milepost.forecasting import noticing
from milepost.plans import conflicts
from milepost.plans.changing import Actor, Changed, Locked, Note, change, locked, used_keys
from milepost.plans.effects import effect_to_json
from milepost.plans.life_commands import make_baseline
from milepost.sharing.telling_both import tell_both

MOST_STEPS = 12


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be: the plan, the new steps' keys in it, which dates move, and the effect.

    `moves` are (key, before, after) of steps that were there already.
    """

    plan: Plan
    new: tuple[str, ...]
    moves: tuple[tuple[str, date, date], ...]
    effect: PathEffect


def other_way(
    plan: Plan,
    keys: Sequence[str],
    steps: Sequence[Milestone],
    why: str,
    *,
    today: date,
    taken: frozenset[str] = frozenset(),
) -> Preview:
    """The plan with another way round these steps, dated; nothing is written.

    `steps` need no keys, dates or owners: keys are given (`taken` never again), dates proposed by
    the schedule, and the AE owns what nobody does. Raises InvalidInput.
    """
    named = _named(plan, steps, taken)
    after = take_path(plan, keys, named, why)
    return _dated(plan, after, named, today)


def larger(
    plan: Plan,
    steps: Sequence[Milestone],
    *,
    after_step: str | None,
    today: date,
    taken: frozenset[str] = frozenset(),
) -> Preview:
    """The plan with these steps after one of its own and before what waited for that: one after
    the other, dated. Without `after_step` they stand before the signature. Nothing is written."""
    named = _named(plan, steps, taken)
    if not named:
        raise InvalidInput([Problem("steps", _("no step is named"), _("one step at least"))])
    return _dated(plan, _put_in(plan, named, after_step), named, today)


def take_another_way(
    actor: Actor,
    plan_id: int,
    keys: Sequence[str],
    steps: Sequence[Milestone],
    why: str,
    *,
    seen: int,
    today: date,
) -> Changed:
    """Replace steps by others as one revision, and tell both sides. Raises FieldConflict where
    anything was changed since revision `seen`: the preview no longer holds."""
    held = _held(plan_id, seen)
    taken = used_keys(held, held.plan.milestones, "milestones")
    made = other_way(held.plan, keys, steps, why, today=today, taken=taken)
    changed = change(actor, held, lambda _: made.plan, Note(why=why.strip(), today=today))
    _tell(actor, held, changed, made, gone=list(dict.fromkeys(keys)))
    return changed


def widen_scope(
    actor: Actor,
    plan_id: int,
    steps: Sequence[Milestone],
    why: str,
    *,
    after_step: str | None = None,
    rebaseline: bool = False,
    seen: int,
    today: date,
) -> Changed:
    """Add several steps with a reason as one change; what is complete stays complete.

    With `rebaseline` the dates are kept as a new baseline right after it, beside the earlier ones.
    The effect is logged for the AE, and both sides are told. Raises FieldConflict as above.
    """
    if not why.strip():
        raise InvalidInput([Problem("why", _("the reason is missing"), _("a few words"))])
    held = _held(plan_id, seen)
    taken = used_keys(held, held.plan.milestones, "milestones")
    made = larger(held.plan, steps, after_step=after_step, today=today, taken=taken)
    changed = change(actor, held, lambda _: made.plan, Note(why=why.strip(), today=today))
    place = noticing.Place(held.workspace_id, plan_id, changed.revision, today, by=actor.member_id)
    what = {"what": "added", "by": actor.name, "steps": list(made.new), "why": why.strip()}
    if held.plan.life in ("shared", "agreed"):
        noticing.scope_changed(place, what | effect_to_json(changed.effect))
    _tell(actor, held, changed, made, gone=[])
    if rebaseline:
        return make_baseline(actor, plan_id, today=today, reason=why.strip())
    return changed


def _held(plan_id: int, seen: int) -> Locked:
    held = locked(plan_id)
    conflicts.check_unchanged(held, seen)
    if held.plan.is_closed:
        raise NotAllowed(_("This plan is closed; open it again before it is changed."))
    return held


def _named(plan: Plan, steps: Sequence[Milestone], taken: frozenset[str]) -> list[Milestone]:
    """The steps with keys of their own, and an owner each."""
    if len(steps) > MOST_STEPS:
        wrong = _("these are too many steps at once")
        raise InvalidInput([Problem("steps", wrong, _("at most %(n)s") % {"n": MOST_STEPS})])
    used = set(taken) | {m.key for m in plan.milestones}
    ae = next((p for p in plan.people if p.side == "seller" and p.role == "ae"), None)
    nobody = Owners(seller=Owner(person=ae.key) if ae else Owner(role="Account executive"))
    found: list[Milestone] = []
    for step in steps:
        key = edits.fresh_key("m", used)
        used.add(key)
        owners = step.owners if step.owners and step.owners != Owners() else nobody
        found.append(replace(step, key=key, owners=owners, after=()))
    return found


def _put_in(plan: Plan, steps: Sequence[Milestone], after_step: str | None) -> Plan:
    """The steps in a row, with what waited for the one before them now waiting for their last."""
    signature = plan.signature
    keys = [m.key for m in plan.milestones]
    row: list[Milestone] = []
    for step in steps:
        first = (after_step,) if after_step else ()
        row.append(replace(step, after=(row[-1].key,) if row else first))
    last = row[-1].key
    if after_step is not None:
        if after_step not in keys:
            wrong = _("the step that they come after is gone")
            raise InvalidInput([Problem("after_step", wrong, _("choose another"))])
        place = keys.index(after_step) + 1
        waiting = {m.key for m in plan.milestones if after_step in m.after and m.is_open}
    elif signature is not None and signature.is_open:
        place, waiting = keys.index(signature.key), {signature.key}
    else:
        place, waiting = len(keys), set()
    milestones = [
        replace(m, after=(*m.after, last)) if m.key in waiting else m for m in plan.milestones
    ]
    phase = milestones[place - 1].phase if place else None
    row = [replace(step, phase=step.phase or phase) for step in row]
    return replace(plan, milestones=(*milestones[:place], *row, *milestones[place:]))


def _dated(before: Plan, after: Plan, new: Sequence[Milestone], today: date) -> Preview:
    keys = tuple(m.key for m in new)
    dated = with_dates(after, keys, today)
    former = {m.key: m.target for m in before.milestones}
    moves = tuple(
        (m.key, former[m.key], m.target)
        for m in dated.milestones
        if m.key in former and m.is_open and former[m.key] != m.target
    )
    return Preview(dated, keys, moves, effect_of_path(before, dated, today))


def _tell(
    actor: Actor, held: Locked, changed: Changed, made: Preview, *, gone: Sequence[str]
) -> None:
    """Write down that both sides are to be told; who did it knows."""
    facts: dict[str, Any] = {
        "steps": list(made.new),
        "gone": list(gone),
        "moved": [[key, was.isoformat(), now.isoformat()] for key, was, now in made.moves],
        "by": actor.name,
    }
    place = (held.workspace_id, held.id)
    # The AE is told the effect on the forecast with it.
    tell_both("plan_changed", actor, place, changed.revision, facts, with_ae=False)
