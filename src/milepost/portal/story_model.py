"""What changed, as buyers read it: by sitting and by review, from the shared revisions alone.

The same rule as the seller's (`domain.sittings`). No reason, no effect and no name that a buyer
does not know is in what this is made from.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import ngettext

from milepost.documents.faces import history as face_of_history
from milepost.documents.faces.history import MOST, MOST_ON_PAPER, Entry, Words
from milepost.domain.sittings import Meeting, Moment, sittings
from milepost.pages import formatting
from milepost.pages.spoken import gettext
from milepost.plans.buyer_queries import SharedChange, buyer_history
from milepost.reviews.rows import ReviewRow

from .plan_model import PlanPage, told_name
from .shared_words import Names, change_sentence

PAGE = 60

class HistoryLine(NamedTuple):
    """What one person changed in one go, or what came of a call: `by` names it then."""

    by: str
    side: str
    at: str
    sentences: tuple[str, ...]
    call: int = 0


class History(NamedTuple):
    """One page of the history by day, and where the next one begins; 0 at the end."""

    days: list[tuple[str, list[HistoryLine]]]
    older: int


class _Told(NamedTuple):
    change: SharedChange
    by: str
    sentences: tuple[str, ...]


def history_of(page: PlanPage, reviews: Sequence[ReviewRow], before: int | None) -> History:
    """One page of what changed, newest first; it ends between two sittings where it can."""
    rows = buyer_history(page.read.id, PAGE + 1, before)
    is_last = len(rows) <= PAGE
    groups = _grouped(_told(rows[:PAGE], page), reviews)
    if not is_last and len(groups) > 1:
        groups = groups[:-1]
    older = 0
    if not is_last:
        older = groups[-1][1][-1].change.number if groups else rows[PAGE - 1].number
    days: list[tuple[str, list[HistoryLine]]] = []
    for meeting, found in groups:
        day = formatting.long_date(timezone.localtime(found[0].change.at).date())
        if not days or days[-1][0] != day:
            days.append((day, []))
        days[-1][1].append(_line(meeting, found))
    return History(days, older)


def _told(rows: Sequence[SharedChange], page: PlanPage) -> list[_Told]:
    names = Names(page.plan, [change for row in rows for change in row.changes])
    found = []
    for row in rows:
        said = (change_sentence(each, names, page.today) for each in row.changes)
        sentences = tuple(dict.fromkeys(each for each in said if each))
        by = row.by
        if row.side == "seller":
            by = told_name(by, page.plan, page.sharing.workspace_name)
        if sentences:
            found.append(_Told(row, by, sentences))
    return found


def _grouped(
    told: list[_Told], reviews: Sequence[ReviewRow]
) -> list[tuple[Meeting | None, list[_Told]]]:
    held = [
        Meeting(r.id, r.on, r.started_at, r.closed_at)
        for r in reviews
        if r.started_at is not None and r.state in ("running", "closed")
    ]
    moments = [Moment(each.change.at, (each.change.side, each.by)) for each in told]
    return [
        (sitting.meeting, [told[place] for place in sitting.places])
        for sitting in sittings(moments, held)
    ]


def _line(meeting: Meeting | None, found: list[_Told]) -> HistoryLine:
    first, last = (formatting.clock_time(each.change.at) for each in (found[-1], found[0]))
    # In the order in which they were done.
    said = dict.fromkeys(text for each in reversed(found) for text in each.sentences)
    return HistoryLine(
        by=_call_words(meeting) if meeting else found[0].by,
        side=found[0].change.side,
        at=first if first == last else f"{first}–{last}",
        sentences=tuple(said),
        call=meeting.id if meeting else 0,
    )


def _call_words(meeting: Meeting) -> str:
    return gettext("Call of %(day)s") % {"day": formatting.long_date(meeting.on)}


def exported(face: str, page: PlanPage, reviews: Sequence[ReviewRow], today: date) -> bytes:
    """The whole history in one form."""
    limit = MOST_ON_PAPER if face == "pdf" else MOST
    told = _told(buyer_history(page.read.id, limit), page)
    groups = _grouped(told, reviews)
    entries = [
        Entry(
            number=each.change.number,
            at=timezone.localtime(each.change.at),
            by=each.by,
            side=each.change.side,
            sitting=len(groups) - place,
            review=_call_words(meeting) if meeting else "",
            sentences=each.sentences,
            changes=each.change.changes,
        )
        for place, (meeting, found) in enumerate(groups)
        for each in found
    ]
    if face == "jsonl":
        return face_of_history.jsonl(entries, is_for_buyer=True)
    words = _words(page, today, left_out=len(told) == limit)
    if face == "xlsx":
        return face_of_history.xlsx(entries, words, today)
    return face_of_history.pdf(entries, words, today)


def _words(page: PlanPage, today: date, *, left_out: bool) -> Words:
    more = ""
    if left_out:
        text = ngettext("The newest %(n)s change.", "The newest %(n)s changes.", MOST_ON_PAPER)
        more = text % {"n": MOST_ON_PAPER}
    return Words(
        title=gettext("What changed"),
        plan=page.plan.title or page.plan.account,
        columns=(
            gettext("Number"),
            gettext("When"),
            gettext("Who"),
            gettext("Call"),
            gettext("What"),
        ),
        why="",
        footer=gettext("What changed, as of %(day)s") % {"day": formatting.long_date(today)},
        more=more,
    )
