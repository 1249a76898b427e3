"""Whether a plan is on track, and in words why not (section 4).

All reasons that apply are listed, in this order; the worst gives the status:

| code | status | when |
| --- | --- | --- |
| `stalled` | stalled | unsigned, something shared open, and nothing has moved for 14 days |
| `behind` | at_risk, from 3 on blocked | shared milestones more than 3 days past their target |
| `critical_path_blocked` | blocked | the current milestone of the critical path is blocked |
| `critical_path_quiet` | blocked | it is behind and has itself not moved for 7 days |

The numbers are the policy's. A closed plan has no health, a draft has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from milepost.domain.plan import Milestone
from milepost.domain.progress import last_progress
from milepost.domain.standing import Standing
from milepost.domain.wording import counted, day_words, listed

HealthStatus = Literal["on_track", "at_risk", "blocked", "stalled"]
ReasonCode = Literal["stalled", "behind", "critical_path_blocked", "critical_path_quiet"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is wrong: its code, the milestones that it is about, and the words.

    `stalled` is about the whole plan and names no milestone.
    """

    code: ReasonCode
    milestones: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Health:
    """The status is that of the worst reason; without one the plan is on track."""

    status: HealthStatus
    reasons: tuple[Reason, ...]


def health_of(standing: Standing, current_milestone: str | None) -> Health | None:
    """The plan's health; None for a closed plan.

    `current_milestone` is the key of the critical path's current milestone, of the schedule.
    """
    if standing.is_closed:
        return None
    status: HealthStatus = "on_track"
    reasons: list[Reason] = []
    behind = standing.behind
    if behind:
        status = "blocked" if len(behind) >= standing.policy.blocked_count else "at_risk"
        reasons.append(_behind(behind, standing.today))
    current = _current(standing, current_milestone)
    if current is not None:
        if current.status == "blocked":
            status = "blocked"
            reasons.append(_blocked(current))
        if _is_among(current, behind) and _is_quiet(standing, current):
            status = "blocked"
            is_named = len(reasons) == len(behind) == 1
            reasons.append(_quiet(current, standing.today, is_named=is_named))
    if standing.is_stalled:
        status = "stalled"
        reasons.insert(0, _stalled(standing))
    return Health(status, tuple(reasons))


def _current(standing: Standing, key: str | None) -> Milestone | None:
    if key is not None:
        for milestone in standing.open:
            if milestone.key == key:
                return milestone
    return None


def _is_among(milestone: Milestone, milestones: list[Milestone]) -> bool:
    """By identity, since `in` would compare every field of every milestone."""
    return any(one is milestone for one in milestones)


def _is_quiet(standing: Standing, milestone: Milestone) -> bool:
    """Whether its own last progress, with none its target date, is too long ago."""
    moved_on = last_progress((milestone,)) or milestone.target
    return (standing.today - moved_on).days >= standing.policy.critical_quiet_days


def _stalled(standing: Standing) -> Reason:
    days = counted((standing.today - standing.moved_on).days, "day")
    since = day_words(standing.moved_on, standing.today.year)
    if standing.has_moved:
        text = f"Nothing has moved for {days}, since {since}"
    else:
        text = f"Nothing has moved since the plan was made on {since}, {days} ago"
    return Reason("stalled", (), text)


def _behind(behind: list[Milestone], today: date) -> Reason:
    if len(behind) == 1:
        days = counted((today - behind[0].target).days, "day")
        text = f"{behind[0].title} is {days} past its date"
    else:
        each = [f"{m.title} by {counted((today - m.target).days, 'day')}" for m in behind]
        text = f"{len(behind)} milestones are past their dates: {listed(each)}"
    return Reason("behind", tuple([m.key for m in behind]), text)


def _blocked(current: Milestone) -> Reason:
    because = f": {current.reason}" if current.reason else ""
    text = f"{current.title} holds the critical path and is blocked{because}"
    return Reason("critical_path_blocked", (current.key,), text)


def _quiet(current: Milestone, today: date, *, is_named: bool) -> Reason:
    """`is_named`: the reason before this one is about this milestone alone."""
    name = "It" if is_named else current.title
    moved_on = last_progress((current,))
    if moved_on is None:
        still = "has not moved yet"
    else:
        still = f"has not moved for {counted((today - moved_on).days, 'day')}"
    text = f"{name} holds the critical path and {still}"
    return Reason("critical_path_quiet", (current.key,), text)
