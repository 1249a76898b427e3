"""When a plan next needs looking at, so that sweeps visit the plans that are due and no others.

Source: product.md section 5 (the days on which alert rules apply) and section 4 (stalling).
"""

from __future__ import annotations

from datetime import date, timedelta

from milepost.domain.plan import Plan
from milepost.domain.policy import Policy
from milepost.domain.progress import last_progress


def progressed_on(plan: Plan) -> date | None:
    """The last day of progress: a shared step moved, or the plan was first shared or agreed."""
    days = (last_progress(plan.shared_milestones), plan.shared_on, plan.agreed_on)
    return max((day for day in days if day is not None), default=None)


def next_attention(plan: Plan, today: date) -> date | None:
    """The first day from `today` on with a rule to look at; None where no day will have one.

    Drafts and closed plans need none. A day counts on which a milestone's alert rule begins to
    apply, on which a step becomes behind, or on which the plan stalls.
    """
    return min((day for day in _days(plan) if day >= today), default=None)


def first_attention(plan: Plan, today: date) -> date | None:
    """The same after a change of the plan: today already where a rule's day has come or gone.

    A rule whose day had passed when a milestone was dated, shared or imported is looked at then
    (section 5), and whether it was recorded before only its record knows.
    """
    first = min(_days(plan), default=None)
    return None if first is None else max(first, today)


def _days(plan: Plan) -> list[date]:
    """The days, past ones too, on which something begins of what is open."""
    if plan.life not in ("shared", "agreed"):
        return []
    policy = Policy.of(plan.policy)
    offsets = (-policy.alert_due_days, *policy.alert_overdue_days, policy.behind_days + 1)
    days = [
        milestone.target + timedelta(days=offset)
        for milestone in plan.milestones
        if milestone.is_open
        for offset in offsets
    ]
    if not plan.is_signed and any(m.is_open for m in plan.shared_milestones):
        days.append((progressed_on(plan) or plan.created) + timedelta(days=policy.stalled_days))
    return days
