"""How far an example's plan has come: what is done, what moves, what is stuck. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from milepost.domain.plan import (
    Baseline,
    Life,
    Milestone,
    Owner,
    Owners,
    Plan,
    Review,
    Risk,
    Task,
)
from milepost.domain.schedule import schedule
from milepost.intake.demo_data import TASKS, Example

QUIET_DAYS = 19
_SHARED_AFTER, _AGREED_AFTER = 2, 9


def along(plan: Plan, example: Example, today: date) -> Plan:
    """The plan as it stands on `today`, `example.course` days after it was made."""
    if example.course == "draft":
        return plan
    named = _named(plan, example)
    steps = _done(named.milestones, _until(example, named, today), today)
    steps = _moving(named, steps, example, today)
    return _lived(replace(named, milestones=tuple(steps)), example, today)


def _named(plan: Plan, example: Example) -> Plan:
    """The go-live step by its own name, and one step that only the seller sees."""
    steps = tuple(
        replace(m, title=example.goal_step) if m.kind == "go_live" and example.goal_step else m
        for m in plan.milestones
    )
    proposal = next((m for m in steps if m.kind == "proposal"), None)
    if example.course != "on_track" or proposal is None or len(steps) < 8:
        return replace(plan, milestones=steps)
    discount = Milestone(
        key="i1",
        title="Approve the discount",
        kind="other",
        phase=proposal.phase,
        visibility="internal",
        target=proposal.target - timedelta(days=7),
        status="pending",
        duration=2,
        owners=Owners(seller=Owner(person="rita")),
    )
    at = steps.index(proposal)
    after = replace(proposal, after=(*proposal.after, "i1"))
    return replace(plan, milestones=(*steps[:at], discount, after, *steps[at + 1 :]))


def _until(example: Example, plan: Plan, today: date) -> date:
    """Steps with targets up to this day are done."""
    if example.course == "won":
        return max(m.target for m in plan.milestones)
    if example.course == "signed":
        return plan.signature.target if plan.signature else today
    if example.course == "lost":
        return plan.created + timedelta(days=20)
    days = {"stalled": QUIET_DAYS, "at_risk": 5, "blocked": 6}.get(example.course, 1)
    return today - timedelta(days=days)


def _done(steps: Sequence[Milestone], until: date, today: date) -> list[Milestone]:
    done: set[str] = set()
    answer: list[Milestone] = []
    due = [m for m in steps if m.is_shared and m.target <= until]
    for step in steps:
        if step not in due or not set(step.after) <= done:
            answer.append(step)
            continue
        done.add(step.key)
        completed = min(step.target, today)
        answer.append(_completed(step, completed, is_confirmed=step is not due[-1]))
    return answer


def _completed(step: Milestone, day: date, *, is_confirmed: bool) -> Milestone:
    buyer = step.owners.buyer.person if step.owners and step.owners.buyer else None
    seller = step.owners.seller.person if step.owners and step.owners.seller else None
    by = seller or buyer or "ae"
    confirmed = buyer or "b1" if is_confirmed else None
    return replace(
        step,
        status="complete",
        started_on=day - timedelta(days=min(step.duration, 9)),
        completed_on=day,
        completed_by=by,
        confirmed_on=day + timedelta(days=1) if confirmed else None,
        confirmed_by=confirmed,
    )


def _moving(plan: Plan, steps: list[Milestone], example: Example, today: date) -> list[Milestone]:
    """The step that everything waits for moves, is late, or is stuck, as the course has it."""
    current = schedule(replace(plan, milestones=tuple(steps)), today).current_milestone
    at = next((n for n, m in enumerate(steps) if m.key == current), None)
    if at is None or example.course in ("stalled", "lost", "won"):
        return steps
    step = replace(
        steps[at],
        status="in_progress",
        started_on=today - timedelta(days=3),
        tasks=_tasks(steps[at], today),
    )
    if example.course == "at_risk":
        step = replace(step, target=today - timedelta(days=5))
    if example.course == "blocked":
        step = replace(
            step,
            status="blocked",
            # Begun just now: begun long ago, it would be nearly over, and another step critical.
            started_on=today - timedelta(days=1),
            blocked_on=today - timedelta(days=1),
            target=today - timedelta(days=6),
            reason="The contract waits for a lawyer of theirs, who is away until next week",
        )
    steps[at] = step
    return steps


def _tasks(step: Milestone, today: date) -> tuple[Task, ...]:
    titles = TASKS.get(step.kind, ())
    done = (len(titles) * 3) // 5
    owners = step.owners or Owners()
    return tuple(
        Task(
            key=f"t{n}",
            title=title,
            owner=owners.seller if n % 2 else owners.buyer or owners.seller,
            started_on=today - timedelta(days=2) if n <= done else None,
            done_on=today - timedelta(days=1) if n <= done else None,
            due=None if n <= done else max(step.target, today),
        )
        for n, title in enumerate(titles, start=1)
    )


def _lived(plan: Plan, example: Example, today: date) -> Plan:
    life: Life = example.life  # type: ignore[assignment]
    shared = plan.created + timedelta(days=_SHARED_AFTER)
    agreed = plan.created + timedelta(days=_AGREED_AFTER)
    is_agreed = life != "shared" and life != "lost"
    complete = sum(m.status == "complete" for m in plan.shared_milestones)
    reviewed = today - timedelta(days=QUIET_DAYS + 4 if example.course == "stalled" else 8)
    was_reviewed = is_agreed and agreed < reviewed
    return replace(
        plan,
        life=life,
        shared_on=shared,
        agreed_on=agreed if is_agreed else None,
        baselines=(
            Baseline(
                on=agreed, reason="agreed", targets={m.key: m.target for m in plan.milestones}
            ),
        )
        if is_agreed
        else (),
        reviews=(
            Review(on=reviewed, complete=max(complete - 1, 0), total=len(plan.shared_milestones)),
        )
        if was_reviewed
        else (),
        notes=example.notes or None,
        risks=(
            Risk(
                title=example.risk,
                likelihood="medium",
                impact="high",
                owner=Owner(person="ae"),
                mitigation="Ask the champion for a name this week",
            ),
        )
        if example.risk
        else (),
    )
