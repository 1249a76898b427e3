"""What there is to celebrate: who completed a step, and what comes next (product.md section 7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from milepost.domain.plan import Milestone, Owner, Plan

# How long a page dwells on it: a completed step until the day after, a signature for a week.
DAYS_SHOWN = 1
DAYS_SIGNED_SHOWN = 7


@dataclass(frozen=True, slots=True)
class Joy:
    """A completed step, the name of who did it ("" where it is not said), what comes next and the
    name of whose it is, and how far the plan has come: `done` of `of` shared steps."""

    milestone: Milestone
    by: str
    next: Milestone | None
    next_by: str
    done: int
    of: int
    is_signature: bool


def joy_of(plan: Plan, milestone: Milestone) -> Joy:
    """What to say of one completed step of a plan, as whoever reads this copy may know it."""
    shared = [m for m in plan.shared_milestones if m.status != "skipped"]
    ahead = next_step(plan)
    return Joy(
        milestone=milestone,
        by=_name(plan, milestone.completed_by),
        next=ahead,
        next_by=_owner(plan, ahead) if ahead else "",
        done=sum(m.status == "complete" for m in shared),
        of=len(shared),
        is_signature=plan.signature is not None and plan.signature.key == milestone.key,
    )


def next_step(plan: Plan) -> Milestone | None:
    """The shared step that is next: the earliest open one that waits for no other shared one."""
    still_open = [m for m in plan.shared_milestones if m.is_open]
    keys = {m.key for m in still_open}
    ready = [m for m in still_open if not keys & set(m.after)] or still_open
    return min(ready, key=lambda m: m.target, default=None)


def latest_joy(plan: Plan, today: date) -> Joy | None:
    """What a plan's page dwells on today: the signature for a week, else the newest completed step
    until the day after; None where there is nothing new, or a closed plan."""
    if plan.is_closed and plan.life != "won":
        return None
    signature = plan.signature
    if signature is not None and _is_new(signature, today, DAYS_SIGNED_SHOWN):
        return joy_of(plan, signature)
    new = [m for m in plan.shared_milestones if _is_new(m, today, DAYS_SHOWN)]
    if not new:
        return None
    return joy_of(plan, max(new, key=lambda m: m.completed_on or today))


def _is_new(milestone: Milestone, today: date, days: int) -> bool:
    done = milestone.completed_on
    if milestone.status != "complete" or done is None:
        return False
    return timedelta(0) <= today - done <= timedelta(days=days)


def _name(plan: Plan, key: str | None) -> str:
    person = plan.person(key) if key else None
    return person.name if person else ""


def _owner(plan: Plan, milestone: Milestone) -> str:
    owners = milestone.owners
    owner: Owner | None = (owners.buyer or owners.seller) if owners else None
    if owner is None:
        return ""
    return _name(plan, owner.person) if owner.person else owner.role or ""
