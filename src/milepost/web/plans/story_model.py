"""The history as a story: sittings of one person, and reviews, each with what it led to.

The newest sitting comes first; in a sitting, things are told in the order in which they were done.
Its effect is that of all its revisions together: completion and signature as they were before it
and after. What it did to the forecast is the seller's private paper.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext, ngettext

from milepost.domain.plan import Plan
from milepost.domain.sittings import Meeting, Moment, sittings
from milepost.forecasting.queries import ImpactRow
from milepost.forecasting.words import said_of
from milepost.pages import formatting
from milepost.plans.history_queries import RevisionRow
from milepost.reviews.rows import ReviewRow
from milepost.sharing.queries import Said

from .change_words import Names
from .history_model import completion_words, did_words, local_day, said_view
from .story_words import sentences

SHOWN = 6
BEGAN = frozenset({"created", "imported", "copied"})


class Impact(NamedTuple):
    """What a revision did to the forecast, with its arithmetic: the seller's alone."""

    title: str
    arithmetic: str
    state: str


class Deed(NamedTuple):
    """One revision of a sitting, or (number 0) something that was said."""

    number: int
    who: str
    side: str
    at: str
    iso: str
    did: str
    why: str
    sentences: tuple[str, ...]
    more: tuple[str, ...]
    effects: tuple[str, ...]
    impacts: tuple[Impact, ...]
    material: bool


class SittingView(NamedTuple):
    """What one person did in one go, or what came of a review. `changes` counts its revisions;
    `first` and `last` are theirs, 0 where nothing but words fell."""

    who: str
    initials: str
    side: str
    review: str
    review_url: str
    at: str
    iso: str
    deeds: tuple[Deed, ...]
    effects: tuple[str, ...]
    changes: int
    before: int
    last: int


class StoryDay(NamedTuple):
    """The sittings that ended on one day."""

    day: str
    sittings: tuple[SittingView, ...]


class _Line(NamedTuple):
    at: datetime
    row: RevisionRow | None
    deed: Deed


def story(
    rows: Sequence[RevisionRow],
    plan: Plan,
    *,
    plan_id: int,
    said: Sequence[Said] = (),
    reviews: Sequence[ReviewRow] = (),
    impacts: Sequence[ImpactRow] = (),
    is_last_page: bool = True,
) -> tuple[StoryDay, ...]:
    """Revisions and what was said between them, by day and sitting, newest first.

    A sitting that goes on over the end of a page is told on the next one, unless it is all there
    is: `is_last_page` says that nothing follows.
    """
    found = grouped(rows, plan, said, reviews, impacts)
    if not is_last_page:
        found = _whole(found)
    days: list[tuple[str, list[SittingView]]] = []
    for meeting, lines in found:
        day = formatting.long_date(local_day(lines[0].at))
        if not days or days[-1][0] != day:
            days.append((day, []))
        days[-1][1].append(_sitting(meeting, lines, plan_id))
    return tuple(StoryDay(day, tuple(items)) for day, items in days)


def _whole(found: list[tuple[Meeting | None, list[_Line]]]) -> list[Any]:
    """Without the sitting that may go on, ending on a revision: the next page begins there."""

    def is_revision(group: tuple[Meeting | None, list[_Line]]) -> bool:
        return any(line.row is not None for line in group[1])

    if any(is_revision(group) for group in found[:-1]):
        found = found[:-1]
    while not is_revision(found[-1]):
        found = found[:-1]
    meeting, lines = found[-1]
    end = max(place for place, line in enumerate(lines) if line.row is not None)
    return [*found[:-1], (meeting, lines[: end + 1])]


def grouped(
    rows: Sequence[RevisionRow],
    plan: Plan,
    said: Sequence[Said] = (),
    reviews: Sequence[ReviewRow] = (),
    impacts: Sequence[ImpactRow] = (),
) -> list[tuple[Meeting | None, list[_Line]]]:
    """The same before it is put into days."""
    names = Names(plan, [change for row in rows for change in row.changes])
    shown = {row.number for row in rows}
    by_revision = impacts_by_revision([i for i in impacts if i.revision in shown], plan)
    lines = [_Line(r.at, r, deed_of(r, names, by_revision.get(r.number, ()))) for r in rows]
    lines += [_Line(one.at, None, _said(one, plan)) for one in said]
    lines.sort(key=lambda line: (line.at, line.deed.number), reverse=True)
    moments = [Moment(line.at, (line.deed.side, line.deed.who)) for line in lines]
    return [
        (sitting.meeting, [lines[place] for place in sitting.places])
        for sitting in sittings(moments, meetings_of(reviews))
    ]


def meetings_of(reviews: Sequence[ReviewRow]) -> tuple[Meeting, ...]:
    """The reviews that were held, or are being held, as the rule of sittings wants them."""
    return tuple(
        Meeting(r.id, r.on, r.started_at, r.closed_at)
        for r in reviews
        if r.started_at is not None and r.state in ("running", "closed")
    )


def impacts_by_revision(
    impacts: Sequence[ImpactRow], plan: Plan
) -> Mapping[int, tuple[Impact, ...]]:
    """What each revision did to the forecast, in words."""
    found: dict[int, tuple[Impact, ...]] = {}
    for row in impacts:
        said = said_of(row, plan)
        line = Impact(said.title, said.arithmetic, _state(row.state))
        found[row.revision] = (*found.get(row.revision, ()), line)
    return found


def _state(state: str) -> str:
    return {
        "proposed": gettext("waits for your answer"),
        "taken": gettext("taken"),
        "refused": gettext("not taken"),
        "reversed": gettext("reversed by a manager"),
        "over": gettext("over"),
    }.get(state, "")


def deed_of(row: RevisionRow, names: Names, impacts: tuple[Impact, ...] = ()) -> Deed:
    """One revision; the first names the steps it began with instead of every field."""
    lines = () if row.kind in BEGAN else sentences(row.changes, names)
    return Deed(
        number=row.number,
        who=row.actor_name,
        side="b" if row.actor_person else "s",
        at=formatting.clock_time(row.at),
        iso=row.at.isoformat(),
        did=did_words(row.kind),
        why="" if any(c.path == "reviews" for c in row.changes) else row.why or "",
        sentences=lines[:SHOWN],
        more=lines[SHOWN:],
        effects=effect_of([row]),
        impacts=impacts,
        material=row.is_material,
    )


def _said(one: Said, plan: Plan) -> Deed:
    told = said_view(one, plan)
    return Deed(
        number=0,
        who=told.who,
        side=told.side,
        at=told.at,
        iso=told.iso,
        did=told.did,
        why=told.why,
        sentences=(),
        more=(),
        effects=(),
        impacts=(),
        material=False,
    )


def _sitting(meeting: Meeting | None, lines: Sequence[_Line], plan_id: int) -> SittingView:
    rows = [line.row for line in lines if line.row is not None]
    newest, oldest = lines[0], lines[-1]
    first, last = newest.deed, oldest.deed
    at = first.at if first.at == last.at else f"{last.at}–{first.at}"
    review = ""
    if meeting is not None:
        review = gettext("Review of %(day)s") % {"day": formatting.long_date(meeting.on)}
    return SittingView(
        who=first.who,
        initials=formatting.initials(first.who),
        side=first.side,
        review=review,
        review_url=f"/plans/{plan_id}/reviews/{meeting.id}/" if meeting else "",
        at=at,
        iso=newest.at.isoformat(),
        deeds=tuple(line.deed for line in reversed(lines)),
        effects=effect_of(rows) if len(rows) > 1 else (),
        changes=len(rows),
        before=max(rows[-1].number - 1, 0) if rows else 0,
        last=rows[0].number if rows else 0,
    )


def effect_of(rows: Sequence[RevisionRow]) -> tuple[str, ...]:
    """What revisions, newest first, did to completion, signature and earliest close together."""
    if not rows or rows[-1].kind in BEGAN:
        return ()
    found = []
    before = rows[-1].effects.get("completion_before")
    after = rows[0].effects.get("completion_after")
    if before != after and before is not None and after is not None:
        said = {"before": completion_words(before), "after": completion_words(after)}
        found.append(gettext("Completion %(before)s → %(after)s") % said)
    days = sum(int(row.effects.get("signature_days") or 0) for row in rows)
    if days:
        text = (
            ngettext(
                "Signature %(n)s working day later", "Signature %(n)s working days later", days
            )
            if days > 0
            else ngettext(
                "Signature %(n)s working day earlier",
                "Signature %(n)s working days earlier",
                -days,
            )
        )
        found.append(text % {"n": abs(days)})
    found += _close(rows)
    return tuple(found)


def _close(rows: Sequence[RevisionRow]) -> list[str]:
    """The earliest close, where the schedule was worked out and says another day."""
    known = [r.effects for r in rows if r.effects.get("earliest_close_after")]
    if not known:
        return []
    before, after = known[-1].get("earliest_close_before"), known[0]["earliest_close_after"]
    if not before or before == after:
        return []
    days = {"before": _day(before), "after": _day(after)}
    return [gettext("Earliest close %(before)s → %(after)s") % days]


def _day(text: str) -> str:
    return formatting.short_date(date.fromisoformat(text))
