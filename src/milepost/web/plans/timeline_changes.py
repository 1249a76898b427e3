"""What can be changed on the timeline: a date, a duration, what a step comes after.

Each is first shown with what follows from it and what it does to the close (`preview_of`), then
taken (`take`) with or without the dates that follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain import following
from milepost.domain.errors import InvalidInput, NotFound, Problem
from milepost.domain.following import Consequence
from milepost.domain.gantt import begun
from milepost.domain.plan import Milestone, Plan
from milepost.domain.proposing import TargetMove, preview_move
from milepost.domain.working_days import common_calendar
from milepost.plans import commands, gantt_commands
from milepost.plans.queries import PlanRecord

from . import words
from .move_words import MoveLine, effect_words, signature_words

Do = Literal["move", "last", "after", "free"]
FARTHEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One change as it was asked for: `do` says what, `to` is a day, a number of working days, or
    the key of the step that comes first."""

    key: str
    title: str
    do: Do
    to: str


class Moved(NamedTuple):
    """A bar that would stand elsewhere, for the drawing: its first and last day."""

    key: str
    start: str
    end: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A change in words: what it is, what follows, what it does to the close."""

    what: str
    effect: str
    close: str
    moves: tuple[MoveLine, ...]
    bars: tuple[Moved, ...]
    is_late: bool
    is_change: bool
    follow_words: str
    only_words: str
    keep_words: str


def wanted_of(source: Mapping[str, str], plan: Plan) -> Wanted:
    """The change that a request asks for. Raises NotFound for a step that is not there."""
    milestone = plan.milestone(source.get("step", ""))
    do = source.get("do", "")
    if milestone is None or do not in ("move", "last", "after", "free"):
        raise NotFound(_("This step is no longer in the plan."))
    to = source.get("to", "").strip()
    if do == "after" and to in milestone.after:
        do = "free"
    return Wanted(milestone.key, milestone.title, do, to)  # type: ignore[arg-type]


def preview_of(plan: Plan, wanted: Wanted, today: date) -> Preview:
    """What the change would bring. Raises InvalidInput with words for what cannot be."""
    milestone = _step(plan, wanted)
    if wanted.do == "move":
        return _moved(plan, milestone, _day(wanted.to, plan), today)
    after = changed_plan(plan, wanted)
    found = following.consequence(plan, after, wanted.key, today)
    return Preview(
        what=_what(plan, milestone, wanted),
        effect=_effect(after, found, today),
        close=_close(found, plan.target_close, today),
        moves=_lines(plan, found.moves, today),
        bars=_bars(after, found.moves, wanted.key),
        is_late=found.effect > 0 or _is_later(found),
        is_change=after != plan,
        follow_words=_follow(len(found.moves)),
        only_words=_("Change only this") if found.moves else _("Take it"),
        keep_words=_("Leave it"),
    )


def changed_plan(plan: Plan, wanted: Wanted) -> Plan:
    """The plan with a duration or a dependency changed, its dates as they are."""
    if wanted.do == "last":
        return following.longer(plan, wanted.key, _number(wanted.to))
    if wanted.do == "free":
        return following.no_longer_after(plan, wanted.key, wanted.to)
    if plan.milestone(wanted.to) is None:
        raise InvalidInput([Problem("to", _("that step is not in the plan"), _("choose another"))])
    return following.coming_after(plan, wanted.key, wanted.to)


def take(
    actor: commands.Actor,
    record: PlanRecord,
    wanted: Wanted,
    *,
    follow: bool,
    seen: int,
    why: str | None,
) -> commands.Changed:
    """Make the change. Raises what the commands raise, and InvalidInput for what cannot be."""
    plan_id = record.id
    _step(record.plan, wanted)
    if wanted.do == "move":
        day = _day(wanted.to, record.plan)
        return commands.move_target(
            actor, plan_id, wanted.key, day, follow=follow, seen=seen, why=why
        )
    if wanted.do == "last":
        return gantt_commands.set_duration(
            actor, plan_id, wanted.key, _number(wanted.to), follow=follow, seen=seen, why=why
        )
    if wanted.do == "after":
        return gantt_commands.come_after(
            actor, plan_id, wanted.key, wanted.to, follow=follow, seen=seen, why=why
        )
    return gantt_commands.no_longer_after(actor, plan_id, wanted.key, wanted.to, seen=seen, why=why)


def _moved(plan: Plan, milestone: Milestone, target: date, today: date) -> Preview:
    found = preview_move(plan, milestone.key, target)
    own = TargetMove(milestone.key, milestone.target, target)
    return Preview(
        what=_("“%(step)s” is due %(after)s instead of %(before)s.")
        % {
            "step": milestone.title,
            "after": words.week_day(target),
            "before": words.week_day(milestone.target),
        },
        effect=effect_words(plan, milestone, found, today),
        close="",
        moves=_lines(plan, found.moves, today),
        bars=_bars(plan, (own, *found.moves), milestone.key),
        is_late=found.effect > 0,
        is_change=target != milestone.target,
        follow_words=_follow(len(found.moves)),
        only_words=_("Move only this one") if found.moves else _("Move it"),
        keep_words=_("Keep %(day)s") % {"day": words.short_day(milestone.target, today)},
    )


def _what(plan: Plan, milestone: Milestone, wanted: Wanted) -> str:
    said = {"step": milestone.title}
    if wanted.do == "last":
        return _("“%(step)s” takes %(after)s instead of %(before)s.") % {
            **said,
            "after": words.working_days(_number(wanted.to)),
            "before": words.working_days(milestone.duration),
        }
    other = plan.milestone(wanted.to)
    said["other"] = other.title if other else wanted.to
    if wanted.do == "free":
        return _("“%(step)s” does not wait for “%(other)s” any more.") % said
    return _("“%(step)s” comes after “%(other)s”.") % said


def _effect(after: Plan, found: Consequence, today: date) -> str:
    """'3 steps would have to move; the signature goes from 22 to 27 January.'"""
    count = len(found.moves)
    first = _("No date has to move")
    if count:
        first = ngettext("%(n)s date follows", "%(n)s dates follow", count) % {"n": count}
    return f"{first}; {signature_words(after, found, today)}."  # type: ignore[arg-type]


def _close(found: Consequence, target_close: date, today: date) -> str:
    """What it does to the earliest close, which the schedule works out without the dates."""
    before, after = found.close_before, found.close_after
    if after is None or before is None:
        return ""
    day = words.long_day(after, today)
    if before == after:
        return _("The earliest close stays %(day)s.") % {"day": day}
    text = _("The earliest close goes from %(before)s to %(after)s.") % {
        "before": words.long_day(before, today),
        "after": day,
    }
    if after > target_close >= before:
        close = words.long_day(target_close, today)
        text = f"{text} {_('That is past the target close of %(day)s.') % {'day': close}}"
    return text


def _is_later(found: Consequence) -> bool:
    before, after = found.close_before, found.close_after
    return before is not None and after is not None and after > before


def _follow(count: int) -> str:
    return ngettext(
        "Take it with the date that follows",
        "Take it with the %(n)s dates that follow",
        count,
    ) % {"n": count}


def _lines(plan: Plan, moves: tuple[TargetMove, ...], today: date) -> tuple[MoveLine, ...]:
    titles = {m.key: m.title for m in plan.milestones}
    return tuple(
        MoveLine(
            titles[move.key],
            words.short_day(move.before, today),
            words.short_day(move.after, today),
        )
        for move in moves
    )


def _bars(plan: Plan, moves: tuple[TargetMove, ...], key: str) -> tuple[Moved, ...]:
    """Where bars would stand: of those that move, and of the step itself."""
    calendar = common_calendar(plan.calendars)
    targets = {move.key: move.after for move in moves}
    found = []
    for m in plan.milestones:
        if m.key not in targets and m.key != key:
            continue
        end = targets.get(m.key, m.target)
        start = begun(calendar, end, m.duration)
        if m.started_on is not None and m.status != "pending":
            start = min(m.started_on, end)
        found.append(Moved(m.key, start.isoformat(), end.isoformat()))
    return tuple(found)


def _step(plan: Plan, wanted: Wanted) -> Milestone:
    milestone = plan.milestone(wanted.key)
    if milestone is None or not milestone.is_open:
        raise InvalidInput(
            [Problem("step", _("this step is not open any more"), _("open it again first"))]
        )
    return milestone


def _day(text: str, plan: Plan) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidInput([Problem("to", _("it names no day"), _("choose a date"))]) from None
    # Nobody drags so far; and calendars of so many years would have to be worked out.
    if abs(day - plan.target_close) > FARTHEST:
        wrong = _("it is too far from the target close")
        raise InvalidInput([Problem("to", wrong, _("choose a nearer date"))])
    return day


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 5:
        return int(text)
    wrong = _("it is no number of working days")
    raise InvalidInput([Problem("to", wrong, _("a whole number, 1 or more"))])
