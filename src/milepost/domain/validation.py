"""What a plan document may not say, and what it may say but deserves a remark.

`problems` are refused (plan-document.md, "Refused"): what the fields mean together, after the
reader has seen to their shapes and types. `warnings` are read and answered with a line each.
Paths are those of the document: `milestones[2].owners.buyer.person`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import lru_cache

from milepost.domain.currencies import CURRENCIES
from milepost.domain.errors import Problem
from milepost.domain.plan import (
    Calendars,
    Milestone,
    Owner,
    Person,
    Plan,
    Side,
    SideCalendar,
    Task,
)
from milepost.domain.policy_validation import policy_problems
from milepost.domain.wording import counted, day_words, listed
from milepost.domain.working_days import WorkingCalendar, common_calendar, has_public_holidays

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Dates outside these are slips of the keyboard; no calendar of holidays reaches them."""

LONGEST_STEP = 2600
"""Working days, ten years; more is a slip of the keyboard."""


def problems(plan: Plan) -> tuple[Problem, ...]:
    """Everything that makes the plan one to refuse, in the order of the document."""
    people = {person.key: person for person in plan.people}
    found: list[Problem] = []
    found += _plan_problems(plan, people)
    if plan.calendars is not None:
        found += _calendar_problems(plan.calendars)
    found += _repeated("people", "person", (person.key for person in plan.people))
    found += _milestones_problems(plan, people)
    found += _history_problems(plan)
    for at, risk in enumerate(plan.risks):
        found += _owner_problems(f"risks[{at}].owner", risk.owner, people, side=None)
    if plan.policy is not None:
        found += policy_problems(plan.policy)
    return tuple(found)


def warnings(plan: Plan, today: date) -> tuple[str, ...]:
    """What is odd about a valid plan, one line each (plan-document.md, "Read, with a line").

    Every milestone counts, internal, complete and skipped ones too.
    """
    calendar = common_calendar(plan.calendars)
    lines: list[str] = []
    if plan.target_close < today:
        lines.append(f"The target close, {_day(plan.target_close)}, is in the past")
    if plan.life == "draft":
        lines += _finished_in_draft(plan)
    elif plan.life == "won" and not plan.is_signed:
        lines.append("The plan is won, but no signature is complete")
    lines += _date_warnings(plan, calendar)
    return tuple(lines)


def no_day(path: str, day: date) -> Problem:
    """The problem of a day that no plan reaches."""
    return Problem(path, f"{day} is no day of a plan", f"a day from {EARLIEST} to {LATEST}")


def _plan_problems(plan: Plan, people: dict[str, Person]) -> Iterator[Problem]:
    value = plan.value
    if value is not None:
        if not value.amount.is_finite():
            yield Problem(
                "value.amount", f"{value.amount} is no amount", 'a number such as "86000.00"'
            )
        elif value.amount < 0:
            yield Problem("value.amount", f"{value.amount} is negative", "0 or more")
        if value.currency not in CURRENCIES:
            yield Problem(
                "value.currency",
                f"{_quoted(value.currency)} is no currency of ISO 4217",
                "a code of three capital letters such as EUR",
            )
    yield from _out_of_range("", plan, ("created", "target_close", "shared_on", "agreed_on"))
    yield from _out_of_range("", plan, ("next_review",))
    if plan.outcome is not None:
        yield from _out_of_range("outcome.", plan.outcome, ("go_live",))
    if plan.target_close < plan.created:
        yield Problem(
            "target_close",
            f"{plan.target_close} is before the plan was created",
            f"a day from {plan.created} on",
        )
    yield from _person_problems("coordinator", plan.coordinator, people)


def _calendar_problems(calendars: Calendars) -> Iterator[Problem]:
    if calendars.buyer is not None:
        yield from _side_calendar_problems("calendars.buyer", calendars.buyer)
    if calendars.seller is not None:
        yield from _side_calendar_problems("calendars.seller", calendars.seller)


def _side_calendar_problems(path: str, calendar: SideCalendar) -> Iterator[Problem]:
    country, subdivision = calendar.country, calendar.subdivision
    if not has_public_holidays(country):
        yield Problem(
            f"{path}.country",
            f"no public holidays are known for {_quoted(country)}",
            "two capital letters of ISO 3166 such as SE, or no calendar",
        )
    elif subdivision is not None and not has_public_holidays(country, subdivision):
        yield Problem(
            f"{path}.subdivision",
            f"{_quoted(subdivision)} is no subdivision of {country}",
            "its code without the country, such as ENG, or null",
        )
    if calendar.time_zone is not None and not _is_time_zone(calendar.time_zone):
        yield Problem(
            f"{path}.time_zone",
            f"{_quoted(calendar.time_zone)} is no time zone",
            "a name such as Europe/Stockholm",
        )


@lru_cache(maxsize=1024)
def _is_time_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo  # here: many documents name no time zone

    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def _milestones_problems(plan: Plan, people: dict[str, Person]) -> Iterator[Problem]:
    milestones = plan.milestones
    keys = {milestone.key for milestone in milestones}
    yield from _repeated("milestones", "milestone", (milestone.key for milestone in milestones))
    places: dict[str, str] = {}
    for at, milestone in enumerate(milestones):
        path = f"milestones[{at}]"
        yield from _milestone_problems(path, milestone, people)
        for position, key in enumerate(milestone.after):
            if key not in keys:
                yield _no_such(f"{path}.after[{position}]", "milestone", key)
        for number, task in enumerate(milestone.tasks):
            place = f"{path}.tasks[{number}]"
            yield from _task_problems(place, task, people)
            if places.setdefault(task.key, place) != place:
                yield Problem(
                    f"{place}.key",
                    f"{_quoted(task.key)} is already the key of {places[task.key]}",
                    "a key that no other task of the plan has",
                )
    yield from _cycle_problems(milestones)


def _milestone_problems(
    path: str, milestone: Milestone, people: dict[str, Person]
) -> Iterator[Problem]:
    days = ("target", "started_on", "completed_on", "confirmed_on", "blocked_on", "unblocked_on")
    yield from _out_of_range(f"{path}.", milestone, days)
    if milestone.duration < 1 or milestone.duration > LONGEST_STEP:
        yield Problem(
            f"{path}.duration",
            f"{milestone.duration} working days is no length of a step",
            f"a whole number from 1 to {LONGEST_STEP}",
        )
    status = milestone.status
    if status in ("blocked", "skipped") and not (milestone.reason or "").strip():
        yield Problem(f"{path}.reason", f"a {status} milestone needs a reason", "say why")
    if status == "complete" and milestone.completed_on is None:
        yield Problem(
            f"{path}.completed_on", "a complete milestone needs its day", "the day it was complete"
        )
    owners = milestone.owners
    if owners is not None:
        if owners.buyer is None and owners.seller is None:
            yield Problem(
                f"{path}.owners",
                "the milestone has no owner on either side",
                "a person or a role on one side at least",
            )
        yield from _owner_problems(f"{path}.owners.buyer", owners.buyer, people, side="buyer")
        yield from _owner_problems(f"{path}.owners.seller", owners.seller, people, side="seller")
    yield from _person_problems(f"{path}.completed_by", milestone.completed_by, people)
    yield from _person_problems(f"{path}.confirmed_by", milestone.confirmed_by, people)


def _task_problems(path: str, task: Task, people: dict[str, Person]) -> Iterator[Problem]:
    yield from _out_of_range(f"{path}.", task, ("due", "started_on", "done_on"))
    yield from _owner_problems(f"{path}.owner", task.owner, people, side=None)


def _owner_problems(
    path: str, owner: Owner | None, people: dict[str, Person], *, side: Side | None
) -> Iterator[Problem]:
    """`side` is the side that the owner has to be of; None where either may own."""
    if owner is None:
        return
    if (owner.person is None) == (owner.role is None):
        yield Problem(
            path, "an owner is a person or a role", '{"person": key} or {"role": "words"}'
        )
        return
    yield from _person_problems(f"{path}.person", owner.person, people)
    person = None if owner.person is None else people.get(owner.person)
    if side is not None and person is not None and person.side != side:
        yield Problem(
            f"{path}.person",
            f"{_quoted(person.key)} is on the {person.side}'s side",
            f"somebody of the {side}'s side, or a role",
        )


def _person_problems(path: str, key: str | None, people: Collection[str]) -> Iterator[Problem]:
    if key is not None and key not in people:
        yield _no_such(path, "person", key)


def _history_problems(plan: Plan) -> Iterator[Problem]:
    for at, review in enumerate(plan.reviews):
        yield from _out_of_range(f"reviews[{at}].", review, ("on",))
        for name in ("complete", "total"):
            if getattr(review, name) < 0:
                yield Problem(f"reviews[{at}].{name}", "a count below 0", "0 or more")
    for at, baseline in enumerate(plan.baselines):
        yield from _out_of_range(f"baselines[{at}].", baseline, ("on",))
        for key, day in baseline.targets.items():
            if not EARLIEST <= day <= LATEST:
                yield no_day(f"baselines[{at}].targets.{key}", day)


def _repeated(path: str, noun: str, keys: Iterable[str]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for at, key in enumerate(keys):
        if not key.strip():
            yield Problem(f"{path}[{at}].key", "the key is empty", f"a short key of the {noun}")
        elif first.setdefault(key, at) != at:
            yield Problem(
                f"{path}[{at}].key",
                f"{_quoted(key)} is already the key of {path}[{first[key]}]",
                f"a key that no other {noun} has",
            )


def _cycle_problems(milestones: tuple[Milestone, ...]) -> Iterator[Problem]:
    """One problem for each ring of milestones that wait for each other."""
    after = {milestone.key: milestone.after for milestone in milestones}
    places = {milestone.key: at for at, milestone in reversed(tuple(enumerate(milestones)))}
    settled: set[str] = set()
    for milestone in milestones:
        if milestone.key in settled:
            continue
        trail: list[str] = [milestone.key]
        waiting = [iter(milestone.after)]
        on_trail = {milestone.key}
        while waiting:
            key = next(waiting[-1], None)
            if key is None:
                waiting.pop()
                done = trail.pop()
                on_trail.discard(done)
                settled.add(done)
            elif key in on_trail:
                yield _cycle(trail[trail.index(key) :], places)
            elif key in after and key not in settled:
                trail.append(key)
                on_trail.add(key)
                waiting.append(iter(after[key]))


def _cycle(ring: list[str], places: dict[str, int]) -> Problem:
    if len(ring) == 1:
        wrong = f"{_quoted(ring[0])} comes after itself"
    else:
        wrong = " after ".join(_quoted(key) for key in (*ring, ring[0]))
        wrong = f"these wait for each other: {wrong}"
    return Problem(f"milestones[{places[ring[0]]}].after", wrong, "take one of them out of `after`")


def _out_of_range(prefix: str, holder: object, names: tuple[str, ...]) -> Iterator[Problem]:
    for name in names:
        day: date | None = getattr(holder, name)
        if day is not None and not EARLIEST <= day <= LATEST:
            yield no_day(prefix + name, day)


def _no_such(path: str, noun: str, key: str) -> Problem:
    listing = "people" if noun == "person" else "milestones"
    return Problem(path, f"there is no {noun} with the key {_quoted(key)}", f"a key of `{listing}`")


def _quoted(words: str) -> str:
    """The words in quotation marks, cut where they are endless."""
    return f'"{words}"' if len(words) <= 60 else f'"{words[:57]}…"'


def _day(day: date) -> str:
    return day_words(day, 0)


def _finished_in_draft(plan: Plan) -> Iterator[str]:
    finished = sum(1 for m in plan.milestones if m.status == "complete" and m.is_shared)
    if finished:
        have = "is" if finished == 1 else "are"
        yield f"The plan is a draft, but {counted(finished, 'shared milestone')} {have} complete"


def _date_warnings(plan: Plan, calendar: WorkingCalendar) -> Iterator[str]:
    created = plan.created
    end = plan.target_close
    if plan.outcome is not None and plan.outcome.go_live is not None:
        end = max(end, plan.outcome.go_live)
    targets = {milestone.key: milestone.target for milestone in plan.milestones}
    is_working_day = calendar.is_working_day
    for milestone in plan.milestones:
        target = milestone.target
        if not is_working_day(target):
            yield f"{_dated(milestone)}, is no working day of both sides"
        if target < created:
            yield f"{_dated(milestone)}, is before the plan was created"
        elif target > end:
            yield f"{_dated(milestone)}, is after the plan's end, {_day(end)}"
        for key in milestone.after:
            if targets.get(key, target) > target:
                yield _before_predecessors(milestone, plan.milestones)
                break
        done, started = milestone.completed_on, milestone.started_on
        if done is not None and started is not None and done < started:
            when = f"complete on {_day(done)}, before it started on {_day(started)}"
            yield f"{milestone.title}: {when}"


def _before_predecessors(milestone: Milestone, milestones: tuple[Milestone, ...]) -> str:
    """The predecessors with a later date, in plan order."""
    keys, target = milestone.after, milestone.target
    later = [
        f"{before.title} ({_day(before.target)})"
        for before in milestones
        if before.target > target and before.key in keys
    ]
    return f"{_dated(milestone)}, is before that of {listed(later)}, which it follows"


def _dated(milestone: Milestone) -> str:
    return f"{milestone.title}: its date, {_day(milestone.target)}"
