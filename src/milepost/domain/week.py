"""A plan's week, as it is told on a Monday: what was done, what comes, what waits for whom.

What a summary is made of, for either side: a buyer's is made from the buyer's copy of the plan, so
that nothing of it is private. Source: product.md sections 4 (whose turn it is) and 5.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from milepost.domain.commitments import Turn, turns
from milepost.domain.plan import Milestone, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The week from `monday` on. `done` since the Monday before; `late` is open and past its date,
    `next` is due until Sunday, both by date; the turns are whose it is now, longest first."""

    monday: date
    done: tuple[Milestone, ...]
    late: tuple[Milestone, ...]
    next: tuple[Milestone, ...]
    buyers_turn: tuple[Turn, ...]
    sellers_turn: tuple[Turn, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.done or self.late or self.next)


def week_of(plan: Plan, today: date) -> Week:
    """The week that `today` lies in. Only shared milestones count; a closed plan has none."""
    monday = today - timedelta(days=today.weekday())
    shared = () if plan.is_closed else plan.shared_milestones
    still_open = sorted((m for m in shared if m.is_open), key=lambda m: m.target)
    done = (m for m in shared if m.status == "complete" and _in_the_week_before(m, monday, today))
    return Week(
        monday=monday,
        done=tuple(sorted(done, key=lambda m: m.completed_on or today)),
        late=tuple(m for m in still_open if m.target < today),
        next=tuple(m for m in still_open if today <= m.target < monday + timedelta(days=7)),
        buyers_turn=turns(plan, "buyer", today),
        sellers_turn=turns(plan, "seller", today),
    )


def _in_the_week_before(milestone: Milestone, monday: date, today: date) -> bool:
    done = milestone.completed_on
    return done is not None and monday - timedelta(days=7) <= done <= today
