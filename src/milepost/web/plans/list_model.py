"""The list of plans: one line each, with how it stands today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from milepost.domain.evaluation import Evaluation, evaluate
from milepost.domain.plan import Plan

from . import words

if TYPE_CHECKING:
    from milepost.plans.queries import PlanRecord


class PlanLine(NamedTuple):
    """One plan in the list."""

    id: int
    title: str
    under: str
    health: str
    health_text: str
    life: str
    value: str
    done: int
    total: int
    band: str
    close: str
    close_iso: str
    close_late: bool
    next_title: str
    next_when: str
    archived: bool


def plan_lines(records: Sequence[PlanRecord], today: date) -> tuple[PlanLine, ...]:
    """The lines of one page of the list."""
    return tuple(plan_line(record, evaluate(record.plan, today), today) for record in records)


def plan_line(record: PlanRecord, evaluation: Evaluation, today: date) -> PlanLine:
    """One line."""
    plan = record.plan
    nearest = next_step(plan, evaluation)
    health = evaluation.health
    kind = words.word_of(words.DEAL_TYPE, plan.deal_type)
    owner = record.deal.owner_name if record.deal else None
    return PlanLine(
        id=record.id,
        title=plan.title or plan.opportunity or plan.account,
        under=" · ".join(part for part in (plan.account, kind, owner) if part),
        health=health.status if health else "",
        health_text=health.reasons[0].text if health and health.reasons else "",
        life=plan.life,
        value=words.money(plan.value) if plan.value else "",
        done=evaluation.completion.complete,
        total=evaluation.completion.total,
        band="" if plan.form == "informal" else words.word_of(words.BAND, evaluation.band.lower()),
        close=words.short_day(plan.target_close, today),
        close_iso=plan.target_close.isoformat(),
        close_late=not (evaluation.fits or plan.is_closed),
        next_title=nearest[0],
        next_when=(nearest[1] and words.relative_day(nearest[1], today)) or "",
        archived=record.archived_at is not None,
    )


def next_step(plan: Plan, evaluation: Evaluation) -> tuple[str, date | None]:
    """What the plan waits for: the current milestone of the critical path, else the next open."""
    current = plan.milestone(evaluation.schedule.current_milestone or "")
    if current is None:
        current = next((m for m in plan.shared_milestones if m.is_open), None)
    if current is None or plan.is_closed:
        return (_("Nothing"), None)
    return (current.title, current.target)
