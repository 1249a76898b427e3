"""The seller's history as a file: the words of the page, and the values behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.documents.faces import history as face_of_history
from milepost.documents.faces.history import MOST, MOST_ON_PAPER, Entry, Words
from milepost.pages import formatting
from milepost.plans import history_queries
from milepost.plans.history_queries import Only, RevisionRow
from milepost.plans.queries import PlanRecord
from milepost.reviews.rows import ReviewRow

from .story_model import grouped


def exported(
    face: str, record: PlanRecord, only: Only, reviews: Sequence[ReviewRow], today: date
) -> bytes:
    """The history in one form."""
    limit = MOST_ON_PAPER if face == "pdf" else MOST
    rows = history_queries.history(record.id, limit=limit, only=only)
    entries = entries_of(rows, record, reviews)
    if face == "jsonl":
        return face_of_history.jsonl(entries, is_for_buyer=False)
    words = _words(record, today, left_out=face == "pdf" and len(rows) == limit)
    if face == "xlsx":
        return face_of_history.xlsx(entries, words, today)
    return face_of_history.pdf(entries, words, today)


def entries_of(
    rows: Sequence[RevisionRow], record: PlanRecord, reviews: Sequence[ReviewRow]
) -> list[Entry]:
    """Every revision in words, with the sitting that it belongs to."""
    found = []
    groups = grouped(rows, record.plan, reviews=reviews)
    for sitting, (meeting, lines) in enumerate(groups):
        review = ""
        if meeting is not None:
            review = _("Review of %(day)s") % {"day": formatting.long_date(meeting.on)}
        for line in lines:
            if line.row is None:
                continue
            found.append(
                Entry(
                    number=line.row.number,
                    at=localtime(line.row.at),
                    by=line.row.actor_name,
                    side=line.row.side,
                    sitting=len(groups) - sitting,
                    review=review,
                    did=line.deed.did,
                    sentences=(*line.deed.sentences, *line.deed.more),
                    why=line.row.why or "",
                    material=line.row.is_material,
                    effects=line.deed.effects,
                    changes=line.row.changes,
                    raw_effects=line.row.effects,
                )
            )
    return found


def _words(record: PlanRecord, today: date, *, left_out: bool) -> Words:
    plan = record.plan
    more = ""
    if left_out:
        text = ngettext(
            "The newest %(n)s revision; the spreadsheet and JSON Lines hold all of them.",
            "The newest %(n)s revisions; the spreadsheet and JSON Lines hold all of them.",
            MOST_ON_PAPER,
        )
        more = text % {"n": MOST_ON_PAPER}
    return Words(
        title=_("History of %(plan)s") % {"plan": plan.title or plan.account},
        plan=plan.account,
        columns=(
            _("Revision"),
            _("When"),
            _("Who"),
            _("Review"),
            _("What"),
            _("Why"),
            _("Effect"),
        ),
        why=_("Why:"),
        footer=_("History as of %(day)s; for your side only")
        % {"day": formatting.long_date(today)},
        more=more,
    )
