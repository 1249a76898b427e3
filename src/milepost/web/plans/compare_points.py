"""The two moments that are compared: a revision, a day, or a turning point by its name.

An address says them as `from` and `to`: `r14`, `2026-11-25` (the end of that day), `start`,
`agreed`, `review` (the newest of each), `review-2026-11-12`, `baseline-2`, `now`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext

from milepost.domain.errors import InvalidInput, Problem
from milepost.pages import formatting
from milepost.plans import history_queries
from milepost.plans.history_queries import Point, Turn
from milepost.plans.queries import PlanRecord

FIRST, NOW = "start", "now"


class Choice(NamedTuple):
    """One moment that can be chosen, in words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Which two moments an address asks for; a day that was typed wins over what was chosen."""

    before: str
    after: str
    before_day: str = ""
    after_day: str = ""

    @property
    def first(self) -> str:
        """The earlier moment."""
        return self.before_day or self.before

    @property
    def second(self) -> str:
        """The later one."""
        return self.after_day or self.after


def asked_of(query: Mapping[str, str], turns: Sequence[Turn]) -> Asked:
    """What an address asks for; without a wish since the last review, agreement or beginning."""
    usual = next(
        (kind for kind in ("review", "agreed") if any(t.kind == kind for t in turns)), FIRST
    )
    return Asked(
        before=query.get("from", "") or usual,
        after=query.get("to", "") or NOW,
        before_day=query.get("from_day", "").strip(),
        after_day=query.get("to_day", "").strip(),
    )


def point_of(record: PlanRecord, name: str, turns: Sequence[Turn]) -> Point:
    """The plan at a moment. Raises InvalidInput for one that it never had."""
    number = number_of(record, name, turns)
    if number == record.revision and record.last_change is not None:
        return Point(number, record.last_change.at, record.last_change.by, record.plan)
    point = None if number is None else history_queries.point_at(record.id, number)
    if point is None:
        raise InvalidInput(
            [Problem("from", gettext("the plan has no such moment"), gettext("choose another one"))]
        )
    return point


def number_of(record: PlanRecord, name: str, turns: Sequence[Turn]) -> int | None:
    """The revision that a moment names; None where there is none."""
    if name == NOW:
        return record.revision
    if name == FIRST:
        return 1
    if name[:1] == "r" and name[1:].isascii() and name[1:].isdigit() and len(name) < 10:
        number = int(name[1:])
        return number if 1 <= number <= record.revision else None
    if name in ("review", "agreed"):
        number = next((t.number for t in reversed(turns) if t.kind == name), None)
        return number or _before_it_came(record, name)
    kind, _, which = name.partition("-")
    if kind == "baseline" and which.isascii() and which.isdigit() and len(which) < 6:
        return _baseline(record, int(which), turns)
    if kind == "review":
        found = (t.number for t in reversed(turns) if t.kind == "review" and str(t.on) == which)
        return next(found, None)
    return _by_day(record, name)


def _before_it_came(record: PlanRecord, name: str) -> int | None:
    """A review or agreement that the plan was brought in with stands for its own day."""
    plan = record.plan
    day = plan.agreed_on if name == "agreed" else max((r.on for r in plan.reviews), default=None)
    return None if day is None else _by_day(record, day.isoformat()) or 1


def _baseline(record: PlanRecord, position: int, turns: Sequence[Turn]) -> int | None:
    """Where a baseline was made; one that the plan began with stands for its own day."""
    made = (t.number for t in reversed(turns) if t.kind == "baseline" and t.position == position)
    number = next(made, None)
    if number is not None:
        return number
    if not 1 <= position <= len(record.plan.baselines):
        return None
    return _by_day(record, record.plan.baselines[position - 1].on.isoformat()) or 1


def _by_day(record: PlanRecord, text: str) -> int | None:
    try:
        day = date.fromisoformat(text)
        end = datetime.combine(day + timedelta(days=1), time(0), get_current_timezone())
    except (ValueError, OverflowError):
        return None
    return history_queries.number_at(record.id, end - timedelta(microseconds=1))


def choices(record: PlanRecord, turns: Sequence[Turn]) -> tuple[Choice, ...]:
    """What can be chosen, oldest first."""
    found = [Choice(FIRST, gettext("The beginning"))]
    seen: set[str] = set()
    for turn in turns:
        value, words = _turn(turn)
        if value not in seen:
            found.append(Choice(value, words))
        seen.add(value)
    known = {choice.value for choice in found}
    for position, baseline in enumerate(record.plan.baselines, start=1):
        if f"baseline-{position}" not in known:
            words = gettext("Baseline %(n)s, %(day)s")
            said = {"n": position, "day": formatting.short_date(baseline.on)}
            found.append(Choice(f"baseline-{position}", words % said))
    return tuple(found)


def _turn(turn: Turn) -> tuple[str, str]:
    day = formatting.short_date(turn.on or turn.at)
    if turn.kind == "agreed":
        return f"r{turn.number}", gettext("Agreed, %(day)s") % {"day": day}
    if turn.kind == "review":
        return f"review-{turn.on}", gettext("Review of %(day)s") % {"day": day}
    said = {"n": turn.position, "day": day}
    return f"baseline-{turn.position}", gettext("Baseline %(n)s, %(day)s") % said


def presets(record: PlanRecord) -> tuple[Choice, ...]:
    """The comparisons that are asked for most, as links."""
    plan = record.plan
    found = []
    if plan.reviews:
        found.append(Choice("review", gettext("Since the last review")))
    if plan.agreed_on is not None:
        found.append(Choice("agreed", gettext("Since it was agreed")))
    if plan.baselines:
        count = len(plan.baselines)
        words = gettext("Since baseline %(n)s") % {"n": count}
        found.append(Choice(f"baseline-{count}", words))
    found.append(Choice(FIRST, gettext("Since the beginning")))
    return tuple(found)


def point_words(point: Point, record: PlanRecord) -> str:
    """'Revision 14, 25 Nov, 10:05', or 'Now'."""
    said = {
        "n": point.number,
        "day": formatting.short_date(point.at),
        "time": formatting.clock_time(point.at),
    }
    if point.number == record.revision:
        return gettext("Now, revision %(n)s of %(day)s, %(time)s") % said
    return gettext("Revision %(n)s, %(day)s, %(time)s") % said
