"""A plan against one of its baselines: promised, now, and the working days between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from milepost.domain.comparing import Slip, slips
from milepost.domain.plan import Baseline, Plan
from milepost.domain.schedule import closing_milestone

from . import words
from .compare_model import days_words


class BaselineLine(NamedTuple):
    """One baseline to choose; `reason` is the seller's alone."""

    number: int
    name: str
    day: str
    reason: str
    chosen: bool


class SlipLine(NamedTuple):
    """One step: what was promised, and where it is now. `tone` is late, early or even."""

    number: str
    title: str
    key: str
    promised: str
    now: str
    days: str
    tone: str
    status: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class BaselinesView:
    """The page of baselines; `number` is the chosen one, 0 where there is none at all."""

    baselines: tuple[BaselineLine, ...]
    number: int
    lines: tuple[SlipLine, ...]
    summary: tuple[str, ...]
    since: tuple[str, ...]


def baselines_view(plan: Plan, chosen: int | None, today: date) -> BaselinesView:
    """Every baseline by name, and the slip against the chosen one (the newest where none is)."""
    count = len(plan.baselines)
    number = chosen if chosen is not None and 1 <= chosen <= count else count
    named = tuple(
        BaselineLine(n, baseline_name(n), words.long_day(b.on, today), b.reason or "", n == number)
        for n, b in reversed(list(enumerate(plan.baselines, start=1)))
    )
    if not number:
        return BaselinesView(named, 0, (), (), ())
    baseline = plan.baselines[number - 1]
    found = slips(plan, baseline)
    return BaselinesView(
        baselines=named,
        number=number,
        lines=tuple(_line(slip, plan, today) for slip in found),
        summary=_summary(found, plan),
        since=_since(plan, baseline),
    )


def baseline_name(number: int) -> str:
    """'Baseline 2'."""
    return gettext("Baseline %(n)s") % {"n": number}


def _line(slip: Slip, plan: Plan, today: date) -> SlipLine:
    milestone = plan.milestone(slip.milestone)
    assert milestone is not None  # slips are of milestones that the plan has
    shared = [m.key for m in plan.shared_milestones]
    return SlipLine(
        number=str(shared.index(milestone.key) + 1) if milestone.key in shared else "",
        title=milestone.title,
        key=milestone.key,
        promised=words.short_day(slip.promised, today),
        now=words.short_day(slip.now, today),
        days=days_words(slip.days),
        tone="late" if slip.days > 0 else "early" if slip.days < 0 else "even",
        status=str(words.STATUS[milestone.status][0]),
        is_done=milestone.status == "complete",
    )


def _summary(found: tuple[Slip, ...], plan: Plan) -> tuple[str, ...]:
    told = []
    closing = closing_milestone(plan.milestones)
    end = next((s for s in found if closing and s.milestone == closing.key), None)
    if end is not None:
        told.append(gettext("The signature: %(days)s.") % {"days": days_words(end.days)})
    late = sum(slip.days > 0 for slip in found)
    early = sum(slip.days < 0 for slip in found)
    even = len(found) - late - early
    if even:
        text = ngettext("%(n)s step is on its day.", "%(n)s steps are on their day.", even)
        told.append(text % {"n": even})
    if late:
        told.append(ngettext("%(n)s step is later.", "%(n)s steps are later.", late) % {"n": late})
    if early:
        text = ngettext("%(n)s step is earlier.", "%(n)s steps are earlier.", early)
        told.append(text % {"n": early})
    return tuple(told)


def _since(plan: Plan, baseline: Baseline) -> tuple[str, ...]:
    """What the baseline does not know, and what it knows that is no more."""
    told = []
    new = [m.title for m in plan.milestones if m.key not in baseline.targets]
    new = [title for title in new if title]
    if new:
        named = words.listed(f"“{title}”" for title in new[:6])
        told.append(gettext("Not in this baseline: %(steps)s.") % {"steps": named})
    keys = {m.key for m in plan.milestones}
    gone = sum(key not in keys for key in baseline.targets)
    if gone:
        text = ngettext(
            "%(n)s step of this baseline has left the plan since; the history keeps it.",
            "%(n)s steps of this baseline have left the plan since; the history keeps them.",
            gone,
        )
        told.append(text % {"n": gone})
    skipped = [
        m.title for m in plan.milestones if m.status == "skipped" and m.key in baseline.targets
    ]
    if skipped:
        named = words.listed(f"“{title}”" for title in skipped[:6])
        told.append(gettext("Skipped since: %(steps)s.") % {"steps": named})
    return tuple(told)
