"""A review that was held, in words: what it left for both sides, and the forecast before and after
for the seller alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from milepost.domain.evaluation import Evaluation
from milepost.domain.plan import Plan
from milepost.pages import formatting
from milepost.pages.meeting import Leaves, leaves_of, minutes_words
from milepost.pages.spoken import gettext
from milepost.plans import queries
from milepost.plans.queries import PlanRecord
from milepost.reviews.commands import REOPEN_WITHIN
from milepost.reviews.rows import ReviewRow, Room
from milepost.web.plans import words
from milepost.web.plans.history_model import HistoryDay, history_view

MOST_CHANGES = 60


class ForecastLine(NamedTuple):
    """One figure before and after; `differs` where the review changed it."""

    label: str
    before: str
    after: str
    differs: bool


class HeldView(NamedTuple):
    """The page of a review that is closed."""

    when: str
    times: str
    closed: str
    summary: str
    leaves: Leaves
    forecast: tuple[ForecastLine, ...]
    changes: tuple[HistoryDay, ...]
    may_reopen: bool
    phase: str


def held_view(
    record: PlanRecord, room: Room, today: date, member_id: int, now: datetime
) -> HeldView:
    """What the review left. Reads the revisions that were made in it: one more statement."""
    review, private = room.review, room.private
    before = private.before if private else None
    after = private.after if private else None
    return HeldView(
        when=formatting.long_date(review.on),
        times=times_words(review),
        closed=closed_words(review),
        summary=review.summary,
        leaves=leaves_of(room, record.plan, today),
        forecast=forecast_lines(before, after, today, record.plan),
        changes=changes_in(record, room),
        may_reopen=may_reopen(room, member_id, now),
        phase=words.phase_word(review.phase) if review.phase else "",
    )


def times_words(review: ReviewRow) -> str:
    """'10:02 to 10:21, 19 of 20 minutes'."""
    if review.started_at is None or review.closed_at is None:
        return ""
    took = int((review.closed_at - review.started_at).total_seconds())
    said = {
        "from": formatting.clock_time(review.started_at),
        "to": formatting.clock_time(review.closed_at),
        "took": minutes_words(max(0, took)),
        "of": review.minutes,
    }
    return gettext("%(from)s to %(to)s, %(took)s of %(of)s minutes") % said


def closed_words(review: ReviewRow) -> str:
    """Who closed it."""
    return gettext("closed by %(name)s") % {"name": review.closed_by} if review.closed_by else ""


def may_reopen(room: Room, member_id: int, now: datetime) -> bool:
    """Whether this member can open it again: whoever held or closed it, within a day."""
    review, private = room.review, room.private
    if review.state != "closed" or review.closed_at is None or private is None:
        return False
    is_theirs = member_id in (private.owner_id, private.closed_by_id)
    return is_theirs and now - review.closed_at <= REOPEN_WITHIN


def changes_in(record: PlanRecord, room: Room) -> tuple[HistoryDay, ...]:
    """What was changed in the plan while the review ran."""
    private = room.private
    if private is None or private.revision_before is None or private.revision_after is None:
        return ()
    rows = queries.history(record.id, before=private.revision_after, limit=MOST_CHANGES)
    return history_view([row for row in rows if row.number > private.revision_before], record.plan)


def forecast_lines(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, today: date, plan: Plan
) -> tuple[ForecastLine, ...]:
    """The figures as they stood when it began, and as they stand at its end."""
    if before is None or after is None:
        return ()
    found = [
        _line(gettext("Complete"), _completion(before), _completion(after)),
    ]
    if plan.form != "informal":
        found.append(_line(gettext("Forecast by completion"), _band(before), _band(after)))
    if before.get("forecast_band") or after.get("forecast_band"):
        found.append(
            _line(
                gettext("Forecast"), _band(before, "forecast_band"), _band(after, "forecast_band")
            )
        )
    found.append(
        _line(
            gettext("Earliest close"),
            _day(before.get("earliest_close"), today),
            _day(after.get("earliest_close"), today),
        )
    )
    found.append(
        _line(
            gettext("Target close"),
            _day(before.get("target_close"), today),
            _day(after.get("target_close"), today),
        )
    )
    return tuple(found)


def standing_now(evaluation: Evaluation, plan: Plan) -> dict[str, Any]:
    """The same figures as a review keeps them, as they stand now."""
    close = evaluation.earliest_close
    return {
        "complete": evaluation.completion.complete,
        "total": evaluation.completion.total,
        "band": evaluation.band,
        "earliest_close": close.isoformat() if close else None,
        "target_close": plan.target_close.isoformat(),
    }


def _line(label: str, before: str, after: str) -> ForecastLine:
    return ForecastLine(label, before, after, before != after)


def _completion(standing: Mapping[str, Any]) -> str:
    done, total = standing.get("complete", 0), standing.get("total", 0)
    return f"{done}/{total}"


def _band(standing: Mapping[str, Any], name: str = "band") -> str:
    return words.word_of(words.BAND, str(standing.get(name) or "").lower())


def _day(raw: str | None, today: date) -> str:
    return words.short_day(date.fromisoformat(raw), today) if raw else "–"
