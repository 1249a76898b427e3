"""Owners who miss again and again (product.md section 7), told from a plan's history.

A *miss* is one target date of one step that its owner did not keep: the target was moved later at
that owner's request or while the step was theirs (a slip), or the date passed by a day or more
while the step was open and theirs (an overdue episode). A date that did both counts once.

How the rule was read where it could be read twice:

- A date is a promise once the plan is shared; what happened to a draft counts for nobody. So does
  what is internal, as everywhere.
- Dates are looked at by the day. A target that was set and changed again on the same day was never
  a promise; what counts is how it stood in the evening. A move that is undone never happened.
- A step that moves in the same change as one that it waits for only follows: its owner did not
  ask for it, and one late step would otherwise count against everybody after it.
- A date counts for whoever owned the step on the day when it passed or was moved away from, on
  both sides alike. Whoever takes a step over after its date has passed has not missed that date.
- A request counts for whoever made it where the step was theirs at any time: also after they
  handed it over, but not for somebody who asks on behalf of the step's owner.
- A role that nobody has a name for misses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from milepost.domain.json_values import Json
from milepost.domain.paths import parts_of
from milepost.domain.plan import OPEN_STATUSES, Milestone, Owner, Owners, Plan, Side
from milepost.domain.policy import REPEATED_MISSES
from milepost.domain.revisions import FieldChange

How = Literal["moved", "overdue", "both"]
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class PastChange:
    """One revision, as far as it matters here: its day in the workspace and what it changed.

    `asked_by` is the key of the person whose request it was: who did it themselves, or whose
    proposal was taken. `is_undo` marks one that takes an earlier one back.
    """

    on: date
    changes: Sequence[FieldChange]
    asked_by: str | None = None
    is_undo: bool = False


@dataclass(frozen=True, slots=True)
class Miss:
    """One date that one person did not keep.

    `on` is the day on which it was missed; `days_over` how many days past it the step was still
    open (0 where it only moved); `moved_to` where the target went, if it did.
    """

    person: str
    milestone: str
    target: date
    on: date
    days_over: int = 0
    moved_to: date | None = None

    @property
    def how(self) -> How:
        """Whether the date moved, passed, or both."""
        if self.moved_to is None:
            return "overdue"
        return "both" if self.days_over else "moved"


@dataclass(frozen=True, slots=True)
class Pattern:
    """An owner who misses again and again: their misses, oldest first, and what is still theirs."""

    person: str
    side: Side
    misses: tuple[Miss, ...]
    open_steps: tuple[str, ...]


def patterns(
    plan: Plan, history: Iterable[PastChange], today: date, threshold: int = REPEATED_MISSES
) -> tuple[Pattern, ...]:
    """Who, of those who own an open shared step, has missed `threshold` dates or more; in the
    order in which their steps stand in the plan. None for a draft and for a closed plan.

    `history` is oldest first; it has to reach back to the day on which the plan was shared.
    """
    if plan.is_closed or plan.shared_on is None:
        return ()
    by_person: dict[str, list[Miss]] = {}
    for miss in misses(plan, history, today):
        by_person.setdefault(miss.person, []).append(miss)
    found = []
    for person, steps in _open_steps(plan).items():
        missed = by_person.get(person, ())
        somebody = plan.person(person)
        if somebody is not None and len(missed) >= max(1, threshold):
            found.append(Pattern(person, somebody.side, tuple(missed), steps))
    return tuple(found)


def misses(plan: Plan, history: Iterable[PastChange], today: date) -> tuple[Miss, ...]:
    """Every date of a shared step that somebody did not keep since the plan was shared, oldest
    first; one for each person, step and date."""
    shared_on = plan.shared_on
    if shared_on is None:
        return ()
    found: dict[tuple[str, str, date], Miss] = {}
    by_step = _by_step(_since_shared(history, shared_on))
    for milestone in plan.shared_milestones:
        past = by_step.get(milestone.key, ())
        course = _course(milestone, past, shared_on)
        slips = _slips(plan, milestone.key, past, course)
        for miss in (*_passed(milestone.key, course, today), *slips):
            key = (miss.person, miss.milestone, miss.target)
            found[key] = _together(found[key], miss) if key in found else miss
    return tuple(sorted(found.values(), key=lambda m: (m.on, m.target, m.milestone, m.person)))


def _together(one: Miss, other: Miss) -> Miss:
    """A date that did both counts once."""
    return replace(
        one,
        on=min(one.on, other.on),
        days_over=max(one.days_over, other.days_over),
        moved_to=one.moved_to or other.moved_to,
    )


# --- what of the history counts -----------------------------------------------------------------


def _since_shared(history: Iterable[PastChange], shared_on: date) -> list[PastChange]:
    """The changes made after the plan was shared, oldest first."""
    past = [change for change in history if change.on >= shared_on]
    for place, change in enumerate(past):
        if any(each.path == "life" and each.before == "draft" for each in change.changes):
            return past[place + 1 :]
    return past


def _by_step(past: Iterable[PastChange]) -> Mapping[str, Sequence[PastChange]]:
    """The changes that concern each step, oldest first."""
    found: dict[str, list[PastChange]] = {}
    for change in past:
        named = (parts_of(each.path) for each in change.changes)
        for key in dict.fromkeys(p[1] for p in named if p[0] == "milestones" and len(p) > 1):
            found.setdefault(key, []).append(change)
    return found


@dataclass(frozen=True, slots=True)
class _State:
    """A step as far as its date is concerned. `done_on` is set where it is complete."""

    target: date
    owners: frozenset[str]
    is_open: bool
    is_shared: bool
    done_on: date | None


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A step that stayed as it was from one day to another, both included. `until` is None where
    it still does; `done_on` where it ended by being completed, then perhaps on an earlier day."""

    state: _State
    since: date
    until: date | None
    done_on: date | None


def _course(milestone: Milestone, past: Sequence[PastChange], shared_on: date) -> list[_Stretch]:
    """What became of a step since the plan was shared, newest first: told backwards from today,
    change by change, until the step was added or the history ends."""
    state: _State | None = _state_of(milestone)
    until: date | None = None
    done_on: date | None = None
    found: list[_Stretch] = []
    for change in reversed(past):
        assert state is not None
        before = _before(state, milestone.key, change.changes)
        if before == state:
            continue
        found.append(_Stretch(state, change.on, until, done_on))
        done_on = state.done_on if before and before.is_open and not state.is_open else None
        state, until = before, change.on
        if state is None:
            return found
    if state is not None:
        found.append(_Stretch(state, shared_on, until, done_on))
    return found


def _state_of(milestone: Milestone) -> _State:
    return _State(
        target=milestone.target,
        owners=_people(milestone.owners),
        is_open=milestone.is_open,
        is_shared=milestone.is_shared,
        done_on=milestone.completed_on if milestone.status == "complete" else None,
    )


def _people(owners: Owners | None) -> frozenset[str]:
    if owners is None:
        return frozenset()
    both: tuple[Owner | None, ...] = (owners.buyer, owners.seller)
    return frozenset(owner.person for owner in both if owner and owner.person)


def _before(state: _State, key: str, changes: Iterable[FieldChange]) -> _State | None:
    """The step as it was before a change; None where the change added it."""
    owners = set(state.owners)
    for change in changes:
        parts = parts_of(change.path)
        if parts[:2] != ("milestones", key):
            continue
        if len(parts) == 2:
            return None
        was = change.before
        match parts[2:]:
            case ("target",):
                state = replace(state, target=_day(was) or state.target)
            case ("status",):
                state = replace(state, is_open=was in OPEN_STATUSES)
            case ("completed_on",):
                state = replace(state, done_on=_day(was))
            case ("visibility",):
                state = replace(state, is_shared=was == "shared")
            case ("owners", "buyer") | ("owners", "seller"):
                owners -= _named(change.after)
                owners |= _named(was)
            case ("owners",):
                owners = _named_both(was)
            case _:
                pass
    return replace(state, owners=frozenset(owners))


def _named(owner: Json) -> set[str]:
    person = owner.get("person") if isinstance(owner, dict) else None
    return {person} if isinstance(person, str) else set()


def _named_both(owners: Json) -> set[str]:
    sides: Mapping[str, Any] = owners if isinstance(owners, dict) else {}
    return _named(sides.get("buyer")) | _named(sides.get("seller"))


def _day(value: Json) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else None


# --- overdue episodes ---------------------------------------------------------------------------


def _passed(key: str, course: Iterable[_Stretch], today: date) -> Iterator[Miss]:
    """The dates that passed while the step was open and somebody's."""
    for stretch in course:
        state = stretch.state
        if not (state.is_open and state.is_shared) or stretch.since > state.target:
            continue  # over, not both sides', or taken over after its date
        end = min(today, stretch.until or today, stretch.done_on or date.max)
        days = (end - state.target).days
        if days >= 1:
            for person in state.owners:
                yield Miss(person, key, state.target, state.target + _DAY, days_over=days)


# --- slips --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _DayMove:
    """How a step's target stood before and after one day, and who asked for a change of it."""

    on: date
    before: date
    after: date
    asked_by: frozenset[str]
    is_undo: bool


def _slips(
    plan: Plan, key: str, past: Sequence[PastChange], course: Sequence[_Stretch]
) -> Iterator[Miss]:
    """The dates that were moved later, for whoever the step was and whoever asked for it."""
    kept: list[_DayMove] = []
    for move in _day_moves(plan, key, past):
        if move.is_undo and kept and (kept[-1].before, kept[-1].after) == (move.after, move.before):
            kept.pop()
        elif move.after > move.before:
            kept.append(move)
    ever_theirs = frozenset(person for each in course for person in each.state.owners)
    for move in kept:
        state = _standing_before(course, move)
        if state is not None and state.is_open and state.is_shared:
            for person in state.owners | (move.asked_by & ever_theirs):
                yield Miss(person, key, move.before, move.on, moved_to=move.after)


def _standing_before(course: Iterable[_Stretch], move: _DayMove) -> _State | None:
    """The step as it stood on the morning of the day on which its target was moved away from."""
    found = [s for s in course if s.until == move.on and s.state.target == move.before]
    return found[-1].state if found else None


def _day_moves(plan: Plan, key: str, past: Sequence[PastChange]) -> list[_DayMove]:
    """The moves of one target that it made by itself, one for each day, oldest first."""
    found: list[_DayMove] = []
    path_start = ("milestones", key, "target")
    for change in past:
        moved = next((c for c in change.changes if parts_of(c.path) == path_start), None)
        before = _day(moved.before) if moved else None
        after = _day(moved.after) if moved else None
        if before is None or after is None or _follows(plan, key, change.changes):
            continue
        asked = frozenset({change.asked_by} if change.asked_by else ())
        last = found[-1] if found else None
        if last is not None and last.on == change.on and last.after == before:
            both = replace(last, after=after, asked_by=last.asked_by | asked)
            found[-1:] = [both] if both.after != both.before else []
        else:
            found.append(_DayMove(change.on, before, after, asked, change.is_undo))
    return found


def _follows(plan: Plan, key: str, changes: Iterable[FieldChange]) -> bool:
    """Whether a step that this one waits for moved later in the same change."""
    later = {parts[1] for parts in map(_later_target, changes) if parts}
    return bool(later) and not later.isdisjoint(_all_before(plan, key))


def _later_target(change: FieldChange) -> tuple[str, ...]:
    parts = parts_of(change.path)
    if len(parts) != 3 or parts[0] != "milestones" or parts[2] != "target":
        return ()
    before, after = _day(change.before), _day(change.after)
    return parts if before and after and after > before else ()


def _all_before(plan: Plan, key: str) -> set[str]:
    """Everything that a step comes after, directly or through others."""
    by_key = {m.key: m for m in plan.milestones}
    waiting = list(by_key[key].after) if key in by_key else []
    seen: set[str] = set()
    while waiting:
        earlier = waiting.pop()
        if earlier not in seen and earlier in by_key:
            seen.add(earlier)
            waiting += by_key[earlier].after
    return seen


def _open_steps(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """The open shared steps of each person who owns one."""
    found: dict[str, tuple[str, ...]] = {}
    for milestone in plan.shared_milestones:
        if milestone.is_open:
            for person in sorted(_people(milestone.owners)):
                found[person] = (*found.get(person, ()), milestone.key)
    return found
