"""The dates that follow when the buyer wishes another go-live (product.md section 2).

Their wish is saved at once; what it asks of the steps is a proposal to the AE, worked out here.

How the rule was read for a plan that is under way, where building a plan anew would throw away
what both sides have arranged: no step moves that need not. Working back from go-live, every open
step has a latest day on which it may end; a step whose target lies after that day moves to it, or
to the earliest day on which the schedule lets it end, whichever is later. Steps of kind `go_live`
move to the wish itself, the last working day not after it. Complete and skipped steps pass on what
they came after, as in the schedule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from milepost.domain.plan import Milestone, Plan
from milepost.domain.schedule import in_order_of_dependency, schedule
from milepost.domain.working_days import WorkingCalendar, common_calendar


@dataclass(frozen=True, slots=True)
class GoLiveDates:
    """Targets that would change, by key in plan order, and the working days after the wished
    go-live on which the last of the steps would end (0 where it holds)."""

    go_live: date
    targets: Mapping[str, date]
    days_late: int


def dates_for_go_live(plan: Plan, go_live: date, today: date) -> GoLiveDates:
    """What a wished go-live asks of the open steps of a plan.

    Raises InvalidInput where steps wait in a circle or a date lies beyond the calendar.
    """
    calendar = common_calendar(plan.calendars)
    last = calendar.position_after(go_live) - 1
    latest = _latest_ends(plan, last)
    ends = {key: calendar.position(day) for key, day in schedule(plan, today).ends.items()}
    targets: dict[str, date] = {}
    late = 0
    for milestone in plan.milestones:
        if not milestone.is_open:
            continue
        key = milestone.key
        wanted = max(latest[key], ends[key])
        moves = milestone.kind == "go_live" or _position(calendar, milestone) > wanted
        end = wanted if moves else _position(calendar, milestone)
        late = max(late, end - last)
        if moves and calendar.at(wanted) != milestone.target:
            targets[key] = calendar.at(wanted)
    return GoLiveDates(go_live, targets, max(0, late))


def _position(calendar: WorkingCalendar, milestone: Milestone) -> int:
    """The last working day not after a step's target."""
    return calendar.position_after(milestone.target) - 1


def _latest_ends(plan: Plan, last: int) -> dict[str, int]:
    """How late each step may end, by position, so that all still end by `last`."""
    latest: dict[str, int] = {}
    for milestone in reversed(list(in_order_of_dependency(plan.milestones))):
        bound = min(latest.get(milestone.key, last), last)
        latest[milestone.key] = bound
        before = bound - milestone.duration if milestone.is_open else bound
        for earlier in milestone.after:
            latest[earlier] = min(latest.get(earlier, last), before)
    return latest
