"""Status of a milestone and life of a plan: which steps may be taken, and what they stamp.

Source: product.md section 1 (milestone status) and section 2 (life).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from milepost.domain.edits import require
from milepost.domain.errors import NotAllowed
from milepost.domain.json_values import refuse
from milepost.domain.paths import path_of
from milepost.domain.plan import CLOSED_LIVES, Life, Milestone, Owner, Plan, Side, Status
from milepost.domain.policy import Policy

_NEXT: dict[Life, frozenset[Life]] = {
    "draft": frozenset({"shared", "lost", "abandoned"}),
    "shared": frozenset({"agreed", "won", "lost", "abandoned"}),
    "agreed": frozenset({"won", "lost", "abandoned"}),
    "won": frozenset({"shared", "agreed"}),
    "lost": frozenset({"draft", "shared", "agreed"}),
    "abandoned": frozenset({"draft", "shared", "agreed"}),
}


def set_status(
    plan: Plan,
    key: str,
    status: Status,
    *,
    today: date,
    by: str | None = None,
    reason: str | None = None,
) -> Plan:
    """The plan with a milestone's status set, its dates stamped and its reason kept.

    `by` is the key of the person who does it. Blocked and skipped need a reason; a complete
    milestone is never skipped. A plan whose last shared step after the signature ends is won.
    """
    milestone = require(plan, key)
    words = (reason or "").strip() or None
    if status in ("blocked", "skipped") and words is None:
        verb = "waits" if status == "blocked" else "is skipped"
        raise refuse(path_of("milestones", key, "reason"), "it is empty", f"say why it {verb}")
    if status == "skipped" and milestone.status == "complete":
        raise NotAllowed("A complete milestone cannot be skipped; reopen it first.")
    changes: dict[str, Any] = {"status": status}
    changes |= _left(milestone, status, today)
    changes |= _entered(milestone, status, today, by, words)
    changed = replace(milestone, **changes)
    milestones = tuple(changed if m.key == key else m for m in plan.milestones)
    return won_when_done(replace(plan, milestones=milestones))


def _left(milestone: Milestone, status: Status, today: date) -> dict[str, Any]:
    if milestone.status == status:
        return {}
    if milestone.status == "complete":
        return {"completed_on": None, "completed_by": None} | {
            "confirmed_on": None,
            "confirmed_by": None,
        }
    if milestone.status == "blocked" and status != "skipped":  # given up is not moved on
        return {"reason": None, "unblocked_on": today}
    return {"reason": None}


def _entered(
    milestone: Milestone, status: Status, today: date, by: str | None, reason: str | None
) -> dict[str, Any]:
    if status == "pending":
        return {"started_on": None}
    if status == "in_progress":
        return {"started_on": milestone.started_on or today}
    if status == "blocked":
        same = milestone.status == "blocked" and milestone.blocked_on is not None
        since = milestone.blocked_on if same else today
        # The last time that it came loose stays: it was progress, and blocking undoes none.
        return {"reason": reason, "blocked_on": since}
    if status == "skipped":
        return {"reason": reason}
    if milestone.status == "complete":
        return {}
    return {"completed_on": today, "completed_by": by}


def won_when_done(plan: Plan) -> Plan:
    """The plan, won where it is signed and no shared step after the signature is open."""
    signature = plan.signature
    if plan.life != "agreed" or signature is None or signature.status != "complete":
        return plan
    shared = plan.shared_milestones
    if shared[-1].key == signature.key or any(m.is_open for m in shared):
        return plan
    return replace(plan, life="won")


def set_life(plan: Plan, life: Life, *, today: date) -> Plan:
    """The plan in its next life, with the days of sharing and agreeing stamped.

    Raises NotAllowed for a step that life does not take, and InvalidInput where it cannot be
    agreed yet: no goal, or an open shared milestone due soon (30 days) with nobody named.
    """
    if life == plan.life:
        return plan
    if life not in _NEXT[plan.life]:
        raise NotAllowed(f"A plan that is {_WORDS[plan.life]} cannot become {_WORDS[life]}.")
    if plan.life in CLOSED_LIVES:
        return replace(plan, life=_reopened(plan))
    if life == "shared":
        return replace(plan, life=life, shared_on=plan.shared_on or today)
    if life == "agreed":
        check_agreeable(plan, today)
        return replace(plan, life=life, agreed_on=today)
    return replace(plan, life=life)


def taken_back(plan: Plan) -> Plan:
    """The plan with the buyer again, after a yes that made it agreed was taken back."""
    return replace(plan, life="shared", agreed_on=None) if plan.life == "agreed" else plan


def _reopened(plan: Plan) -> Life:
    if plan.agreed_on is not None:
        return "agreed"
    return "draft" if plan.shared_on is None else "shared"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that a plan lacks before it can be agreed: its goal or, where `milestone` is set,
    a name for who does that step on one side."""

    milestone: Milestone | None = None
    side: Side | None = None


def lacks(plan: Plan, today: date) -> tuple[Lack, ...]:
    """All that a plan lacks before both sides can agree to it (product.md section 2)."""
    found: list[Lack] = []
    if plan.outcome is None or not (plan.outcome.goal or "").strip():
        found.append(Lack())
    until = today + timedelta(days=Policy.of(plan.policy).unnamed_days)
    for milestone in plan.shared_milestones:
        if milestone.is_open and milestone.target <= until:
            for side, owner in _owners(milestone):
                if owner is not None and owner.person is None:
                    found.append(Lack(milestone, side))
    return tuple(found)


def check_agreeable(plan: Plan, today: date) -> None:
    """Raises InvalidInput naming what a plan lacks before both sides can agree to it."""
    missing = lacks(plan, today)
    if not missing:
        return
    milestone, side = missing[0].milestone, missing[0].side
    if milestone is None or side is None:
        raise refuse("outcome.goal", "the plan has no goal", "say what the buyer wants from it")
    until = today + timedelta(days=Policy.of(plan.policy).unnamed_days)
    raise refuse(
        path_of("milestones", milestone.key, "owners", side),
        f"“{milestone.title}” is due by {until.isoformat()} and owned by a role",
        "name a person",
    )


def _owners(milestone: Milestone) -> tuple[tuple[Side, Owner | None], ...]:
    owners = milestone.owners
    if owners is None:
        return ()
    return (("buyer", owners.buyer), ("seller", owners.seller))


_WORDS: dict[Life, str] = {
    "draft": "a draft",
    "shared": "with the buyer",
    "agreed": "agreed",
    "won": "won",
    "lost": "lost",
    "abandoned": "abandoned",
}
