"""The history as a story: which changes belong together.

A sitting is what one person did in one go: changes of theirs that follow each other, each within
half an hour of the one before, with nobody else's between them. A review meeting is one sitting,
whoever changed what in it. The same rule serves the seller's history and the buyer's.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

GAP = timedelta(minutes=30)
"""The longest pause within a sitting."""

CLOSING = timedelta(seconds=30)
"""A review's own last revision is written by the transaction that closes it."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A review that was held; `ended` is None while it runs."""

    id: int
    on: date
    began: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was done, and by whom: any value that is one for each person."""

    at: datetime
    by: Hashable


@dataclass(frozen=True, slots=True)
class Sitting:
    """What belongs together: places in the list that was given, in its order.

    `meeting` is the review that it was; None for one person's sitting.
    """

    places: tuple[int, ...]
    meeting: Meeting | None = None


def sittings(
    moments: Sequence[Moment], meetings: Iterable[Meeting] = (), gap: timedelta = GAP
) -> tuple[Sitting, ...]:
    """The sittings of moments that are in order of time, newest or oldest first."""
    held = sorted(meetings, key=lambda meeting: meeting.began)
    found: list[tuple[list[int], Meeting | None]] = []
    last: tuple[Moment, Meeting | None] | None = None
    for place, moment in enumerate(moments):
        meeting = meeting_at(moment.at, held)
        if last is not None and _belong(last, (moment, meeting), gap):
            found[-1][0].append(place)
        else:
            found.append(([place], meeting))
        last = moment, meeting
    return tuple(Sitting(tuple(places), meeting) for places, meeting in found)


def meeting_at(at: datetime, meetings: Iterable[Meeting]) -> Meeting | None:
    """The review that was being held at a time; of two the one that began later."""
    found = None
    for meeting in meetings:
        if meeting.began <= at and (meeting.ended is None or at <= meeting.ended + CLOSING):
            found = meeting if found is None or meeting.began >= found.began else found
    return found


def _belong(
    one: tuple[Moment, Meeting | None], other: tuple[Moment, Meeting | None], gap: timedelta
) -> bool:
    if one[1] is not None or other[1] is not None:
        return one[1] == other[1]
    return one[0].by == other[0].by and abs(one[0].at - other[0].at) <= gap
