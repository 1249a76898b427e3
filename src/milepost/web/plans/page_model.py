"""What the plan page shows, computed once: PlanRecord + Evaluation -> PlanPageView.

Pure apart from translations: no database, no clock, no request. The template only lays these
words out, which keeps a page of 13 milestones at one quick render (issue's speed figures).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import ngettext

from milepost.domain import phases
from milepost.domain.plan import Plan
from milepost.pages.spoken import gettext

from . import words
from .change_words import summary_words
from .private_model import PrivateView, private_view
from .row_model import Row, table_rows

if TYPE_CHECKING:
    from milepost.domain.evaluation import Evaluation
    from milepost.plans.queries import PlanRecord
    from milepost.sharing.queries import PlanSharing


class PhaseGroup(NamedTuple):
    """The rows of one phase; `folded` only in plans of 20 milestones and more."""

    key: str
    title: str
    totals: str
    rows: tuple[Row, ...]
    folded: bool


class OutcomeView(NamedTuple):
    """The outcome in the buyer's words; `goal` is '' while nobody has said it."""

    goal: str
    measure: str
    why_now: str
    go_live: str


@dataclass(frozen=True, slots=True)
class PlanPageView:
    """Everything on the plan page, in words."""

    id: int
    revision: int
    url: str
    title: str
    account: str
    value: str
    type_words: str
    type_reasons: tuple[str, ...]
    informal: str
    health: tuple[str, str, str] | None
    life: str
    life_line: str
    archived: bool
    outcome: OutcomeView
    target_close: str
    close_line: str
    fits: bool
    groups: tuple[PhaseGroup, ...]
    has_phases: bool
    count: int
    undo: str
    private: PrivateView


def plan_page_view(
    record: PlanRecord,
    evaluation: Evaluation,
    *,
    today: date,
    workspace_name: str,
    untitled: str = "",
    sharing: PlanSharing | None = None,
    zone: tzinfo = UTC,
) -> PlanPageView:
    """The plan page of one plan on one day (product.md sections 1, 3 and 4; issue 3 point 5)."""
    plan = record.plan
    people = {person.key: person for person in plan.people}
    comments = sharing.comments if sharing else None
    rows = table_rows(plan, people, evaluation, today, comments)
    groups = phase_groups(plan, rows, evaluation)
    last = record.last_change
    return PlanPageView(
        id=record.id,
        revision=record.revision,
        url=f"/plans/{record.id}",
        title=plan.title or plan.opportunity or untitled or gettext("Shared success plan"),
        account=plan.account,
        value=words.money(plan.value) if plan.value else "",
        type_words=type_words(plan),
        type_reasons=record.type_reasons,
        informal=informal_line(plan),
        health=health_chip(evaluation),
        life=plan.life,
        life_line=life_line(plan, record.revision, today),
        archived=record.archived_at is not None,
        outcome=outcome_view(plan, today),
        target_close=words.long_day(plan.target_close, today),
        close_line=close_line(plan, evaluation, today),
        fits=evaluation.fits or plan.is_closed,
        groups=groups,
        has_phases=phases.is_long(plan),
        count=len(rows),
        undo=summary_words(last.paths, last.count, plan) if last and last.undoable else "",
        private=private_view(
            plan,
            evaluation,
            today=today,
            workspace_name=workspace_name,
            sharing=sharing,
            zone=zone,
        ),
    )


def page_title(view: PlanPageView) -> str:
    """What the browser's tab says."""
    return f"{view.title} · {view.account}"


def outcome_view(plan: Plan, today: date) -> OutcomeView:
    """The outcome as the top of the page shows it."""
    outcome = plan.outcome
    if outcome is None:
        return OutcomeView("", "", "", "")
    return OutcomeView(
        goal=outcome.goal or "",
        measure=outcome.measure or "",
        why_now=outcome.why_now or "",
        go_live=words.long_day(outcome.go_live, today) if outcome.go_live else "",
    )


def type_words(plan: Plan) -> str:
    """'Standard, 8 steps + rollout': the steps up to the signature, then what follows it."""
    shared = plan.shared_milestones
    signature = plan.signature
    until = shared.index(signature) + 1 if signature in shared and signature else len(shared)
    steps = ngettext("%(n)s step", "%(n)s steps", until) % {"n": until}
    if until < len(shared):
        steps = gettext("%(steps)s + rollout") % {"steps": steps}
    kind = words.word_of(words.DEAL_TYPE, plan.deal_type)
    return f"{kind}, {steps}" if kind else steps


def informal_line(plan: Plan) -> str:
    """'Informal plan of 4 steps.'; '' for a full one."""
    if plan.form != "informal":
        return ""
    count = len(plan.shared_milestones)
    said = ngettext("Informal plan of %(n)s step.", "Informal plan of %(n)s steps.", count)
    return said % {"n": count}


def health_chip(evaluation: Evaluation) -> tuple[str, str, str] | None:
    """Sign, word and tone of the plan's health; None for a closed plan."""
    if evaluation.health is None:
        return None
    word, tone, sign = words.HEALTH[evaluation.health.status]
    return sign, str(word), tone


def life_line(plan: Plan, revision: int, today: date) -> str:
    """'Agreed by both sides 12 Nov, revision 14'."""
    signature = plan.signature
    if plan.is_closed:
        said = words.word_of(words.LIFE, plan.life)
    elif plan.is_signed and signature and signature.completed_on:
        day = words.short_day(signature.completed_on, today)
        said = gettext("Signed %(day)s") % {"day": day}
    elif plan.life == "agreed" and plan.agreed_on:
        day = words.short_day(plan.agreed_on, today)
        said = gettext("Agreed by both sides %(day)s") % {"day": day}
    elif plan.life == "shared" and plan.shared_on:
        day = words.short_day(plan.shared_on, today)
        said = gettext("With the buyer since %(day)s") % {"day": day}
    else:
        said = words.word_of(words.LIFE, plan.life)
    return gettext("%(life)s, revision %(revision)s") % {"life": said, "revision": revision}


def close_line(plan: Plan, evaluation: Evaluation, today: date) -> str:
    """How the schedule meets the target close, in one sentence; none for a closed plan."""
    if evaluation.earliest_close is None or plan.is_closed:
        return ""
    earliest = words.long_day(evaluation.earliest_close, today)
    if not evaluation.fits:
        return gettext("Does not fit: %(days)s short, earliest close %(earliest)s") % {
            "days": words.working_days(evaluation.days_short),
            "earliest": earliest,
        }
    if evaluation.days_spare == 0:
        return gettext("Fits exactly: earliest close %(earliest)s") % {"earliest": earliest}
    return gettext("Earliest close %(earliest)s, %(days)s to spare") % {
        "earliest": earliest,
        "days": words.working_days(evaluation.days_spare),
    }


def phase_groups(plan: Plan, rows: Sequence[Row], evaluation: Evaluation) -> tuple[PhaseGroup, ...]:
    """Rows by phase; in a long plan only the current phase stands open (`domain.phases`)."""
    if not phases.is_long(plan):
        return (PhaseGroup("all", "", "", tuple(rows), False),)
    by_key = {row.key: row for row in rows}
    return tuple(
        PhaseGroup(
            key=f"phase-{place}",
            title=words.phase_word(phase.name),
            totals=phase_totals(phase),
            rows=tuple(by_key[key] for key in phase.milestones),
            folded=not phase.is_current,
        )
        for place, phase in enumerate(phases.phases_of(plan, evaluation.schedule))
    )


def phase_totals(phase: phases.Phase) -> str:
    """'4 of 9 complete', counting shared steps that are not skipped."""
    return gettext("%(done)s of %(all)s complete") % {"done": phase.complete, "all": phase.total}
