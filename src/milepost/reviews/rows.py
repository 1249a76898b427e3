"""Reviews as pages, mails and exports read them: the same shapes for both sides.

A buyer's have no `private` and no internal notes or action items: those rows are not theirs to
read, so that they never get here (reviews/migrations/0002_walls.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from milepost.domain.plan import Side

NoteKind = Literal["note", "decision", "risk"]
ActionState = Literal["open", "done", "dropped"]
Visibility = Literal["shared", "internal"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One review. `agenda` holds the minutes of the seven items; `starts_at` is UTC, to be shown
    in `time_zone`; `item` is the one at hand while it runs."""

    id: int
    state: Literal["planned", "running", "closed", "cancelled"]
    on: date
    starts_at: datetime | None
    time_zone: str
    minutes: int
    place: str
    agenda: tuple[int, ...]
    phase: str | None
    uid: str
    sequence: int
    item: int | None
    item_at: datetime | None
    started_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRow:
    """Something that was said in a review."""

    id: int
    item: int | None
    kind: NoteKind
    milestone: str | None
    text: str
    visibility: Visibility
    side: Side
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionRow:
    """An action item; `review_id` is the review that it comes from."""

    id: int
    review_id: int
    title: str
    owner: str | None
    due: date
    milestone: str | None
    visibility: Visibility
    state: ActionState
    done_on: date | None
    done_by: str
    by: str
    side: Side
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateRow:
    """The forecast before and after, as `reviews.commands` kept it; the seller's alone."""

    owner_id: int | None
    closed_by_id: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    revision_before: int | None
    revision_after: int | None


@dataclass(frozen=True, slots=True)
class Room:
    """A review with what was said and taken on in it, oldest first.

    `actions` are this review's and the open ones of earlier reviews.
    """

    review: ReviewRow
    notes: tuple[NoteRow, ...]
    actions: tuple[ActionRow, ...]
    private: PrivateRow | None = None

    def said(self, kind: NoteKind) -> tuple[NoteRow, ...]:
        """The notes of one kind."""
        return tuple(note for note in self.notes if note.kind == kind)

    @property
    def own_actions(self) -> tuple[ActionRow, ...]:
        """The action items that this review itself left."""
        return tuple(a for a in self.actions if a.review_id == self.review.id)


# One JSON document, so that a page needs one statement. Columns are named, as the buyer's role
# reads by column. `r` is the review; `{private}` is read for the seller alone.
REVIEW = """
json_build_object('id', r.id, 'state', r.state, 'on', r."on", 'starts_at', r.starts_at,
  'time_zone', r.time_zone, 'minutes', r.minutes, 'place', r.place, 'agenda', r.agenda,
  'phase', r.phase, 'uid', r.uid, 'sequence', r.sequence, 'item', r.item, 'item_at', r.item_at,
  'started_at', r.started_at, 'closed_at', r.closed_at, 'closed_by', r.closed_by,
  'summary', r.summary)"""
ACTION = """
json_build_object('id', a.id, 'review_id', a.review_id, 'title', a.title, 'owner', a.owner,
  'due', a.due, 'milestone', a.milestone, 'visibility', a.visibility, 'state', a.state,
  'done_on', a.done_on, 'done_by', a.done_by, 'by', a.by, 'side', a.side, 'at', a.at)"""
_OF = "{0}.workspace_id = r.workspace_id and {0}.plan_id = r.plan_id"
NOTES = f"""
coalesce((select json_agg(json_build_object('id', n.id, 'item', n.item, 'kind', n.kind,
    'milestone', n.milestone, 'text', n.text, 'visibility', n.visibility, 'side', n.side,
    'by', n.by, 'at', n.at) order by n.id)
  from reviews_reviewnote n
  where {_OF.format("n")} and n.review_id = r.id and n.removed_at is null), '[]')"""  # noqa: S608
ACTIONS = f"""
coalesce((select json_agg({ACTION} order by a.due, a.id) from reviews_actionitem a
  where {_OF.format("a")} and (a.review_id = r.id or a.state = 'open')), '[]')"""  # noqa: S608


def room_of(document: str | Mapping[str, Any]) -> Room:
    """A room from what a statement answered with."""
    found = json.loads(document) if isinstance(document, str) else document
    private = found.get("private")
    return Room(
        review=review_row(found["review"]),
        notes=tuple(NoteRow(**{**n, "at": _moment(n["at"])}) for n in found["notes"]),
        actions=tuple(map(action_row, found["actions"])),
        private=PrivateRow(**private) if private else None,
    )


def review_row(found: Mapping[str, Any]) -> ReviewRow:
    """One review from its JSON."""
    moments = ("starts_at", "item_at", "started_at", "closed_at")
    return ReviewRow(
        **{
            **found,
            "on": date.fromisoformat(found["on"]),
            "agenda": tuple(found["agenda"]),
            **{name: _moment(found[name]) for name in moments},
        }
    )


def action_row(found: Mapping[str, Any]) -> ActionRow:
    """One action item from its JSON."""
    done_on = found["done_on"]
    return ActionRow(
        **{
            **found,
            "due": date.fromisoformat(found["due"]),
            "done_on": date.fromisoformat(done_on) if done_on else None,
            "at": _moment(found["at"]),
        }
    )


def reviews_of(rows: Sequence[Sequence[Any]]) -> tuple[ReviewRow, ...]:
    """Reviews from a statement's rows of one JSON column."""
    return tuple(review_row(json.loads(r[0]) if isinstance(r[0], str) else r[0]) for r in rows)


def _moment(text: str | None) -> Any:
    return datetime.fromisoformat(text) if text else None
