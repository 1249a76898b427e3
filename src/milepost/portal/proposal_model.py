"""Proposals of the buyer's side in words: what waits and for whom, and what came of the others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from milepost.domain.plan import Plan
from milepost.pages import formatting
from milepost.pages.spoken import gettext
from milepost.sharing.queries import ProposalRow

from . import words


class ProposalView(NamedTuple):
    """One proposal. `state` is open, countered, accepted, refused, met or over."""

    id: int
    state: str
    what: str
    reason: str
    who: str
    said: str
    answer: str
    is_mine: bool
    counter: str
    step_key: str


def proposal_views(
    rows: Sequence[ProposalRow], plan: Plan, me: str, today: date
) -> tuple[ProposalView, ...]:
    """What waits first, then what was answered lately; what was taken back is left out."""
    views = [_view(row, plan, me, today) for row in rows]
    shown = [v for v in views if v.state not in ("withdrawn", "gone")]
    return tuple(sorted(shown, key=lambda v: v.state not in ("countered", "open")))


def _view(row: ProposalRow, plan: Plan, me: str, today: date) -> ProposalView:
    state = row.standing(plan)
    mine = row.person == me
    return ProposalView(
        id=row.id,
        state=state,
        what=what_of(row, plan, today),
        reason=row.reason,
        who=gettext("You") if mine else row.person_name,
        said=_said(row, state),
        answer=row.answer if row.state != "open" else "",
        is_mine=mine,
        counter=counter_of(row, today) if state == "countered" else "",
        step_key=row.milestone or "",
    )


def what_of(row: ProposalRow, plan: Plan, today: date) -> str:
    """'4 Dec for “Legal review”'."""
    step = plan.milestone(row.milestone or "")
    title = words.isolated(step.title) if step else ""
    if row.kind == "date":
        day = formatting.short_date(_day(row.content.get("target")), today)
        return gettext("%(day)s for “%(step)s”") % {"day": day, "step": title}
    if row.kind == "add_step":
        day = formatting.short_date(_day(row.content.get("target")), today)
        return gettext("A further step: “%(step)s” by %(day)s") % {
            "step": row.content.get("title", ""),
            "day": day,
        }
    if row.kind == "drop_step":
        return gettext("Leave out “%(step)s”") % {"step": title}
    day = formatting.short_date(_day(row.content.get("go_live")), today)
    return gettext("Other dates, so that you are live by %(day)s") % {"day": day}


def counter_of(row: ProposalRow, today: date) -> str:
    """What the other side suggests instead."""
    counter = row.counter or {}
    day = _day(counter.get("target") or counter.get("go_live"))
    title = counter.get("title")
    by = formatting.short_date(day, today) if day else ""
    return f"“{title}”, {by}" if title and by else str(title or by)


def _said(row: ProposalRow, state: str) -> str:
    by = row.answered_by_name
    if state == "open":
        return gettext("waits for an answer")
    if state == "countered":
        return gettext("%(who)s suggests another one") % {"who": by}
    if state == "accepted":
        return gettext("taken by %(who)s") % {"who": by} if by else gettext("taken")
    if state == "refused":
        return gettext("%(who)s said no") % {"who": by} if by else gettext("not taken")
    if state == "met":
        return gettext("the plan says so by now")
    return gettext("the step is finished")


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None
