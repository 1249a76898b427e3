"""Calendar files, event by event: a person's feed, the file beside a mail, an invitation.

RFC 5545 for the file, RFC 5546 for its METHOD, RFC 7986 for a feed's name and how often it is read
again. Which properties stand here for which program is written down in docs/calendars.md.

A reader knows an event again by its UID, takes a later SEQUENCE for a change of its time, and
shows it once however often the file is read. Nothing here rings: events carry no alarm.

Lines are written here and not by `icalendar`, which takes fifteen times as long for a feed that
programs fetch every hour (docs/decisions/icalendar.md); a strict reader and `icalendar` read what
comes out in the tests.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings

from milepost.documents.faces.view import clean

Status = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
Method = Literal["PUBLISH", "REQUEST", "CANCEL"]

MEETING = timedelta(hours=1)
"""How long a meeting is shown whose end nobody knows."""

REFRESH = timedelta(hours=1)
"""How often a feed asks to be read again; each program has its own idea of it."""

PRODUCT = "-//Milepost//Calendar//EN"
LONGEST = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One event. A `date` in `starts` is a whole day, a moment with a zone is written in UTC.

    `ends` is the first moment (or day) after it; without one a day lasts a day, a meeting an hour.
    `sequence` has to grow when the time changes; `changed_at` is when anything of it last did.
    """

    uid: str
    title: str
    starts: date | datetime
    ends: date | datetime | None = None
    description: str = ""
    url: str = ""
    location: str = ""
    status: Status = "CONFIRMED"
    sequence: int = 0
    changed_at: datetime | None = None
    is_busy: bool = False


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody at a meeting, by the address that invitations go to."""

    address: str
    name: str = ""


def step_event(
    uid: str,
    title: str,
    day: date,
    description: str = "",
    url: str = "",
    language: str = "",
    *,
    sequence: int = 0,
    at: datetime | None = None,
) -> bytes:
    """The `.ics` beside a mail about one date: one all-day event, published, that does not ring.

    `uid` is the same in every mail and feed about the same step (`step_uid`), so that a calendar
    moves what it has. `url` opens nothing by itself. `at` is when the file was made (UTC).
    """
    event = CalendarEvent(
        uid=uid,
        title=title,
        starts=day,
        description=description,
        url=url,
        sequence=sequence,
        changed_at=at,
    )
    return calendar_file([event], language=language, at=at)


def invitation(
    event: CalendarEvent,
    organizer: Attendee,
    attendees: Sequence[Attendee],
    *,
    language: str = "",
    at: datetime | None = None,
    method: Method = "REQUEST",
) -> bytes:
    """A meeting that the attendees' programs offer to accept (RFC 5546); CANCEL calls it off."""
    lines = [*_event(event, language, at or datetime.now(UTC))]
    lines.insert(-1, f"ORGANIZER{_name(organizer)}:mailto:{_address(organizer)}")
    for attendee in attendees:
        asked = ";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE"
        lines.insert(-1, f"ATTENDEE{_name(attendee)}{asked}:mailto:{_address(attendee)}")
    return _written([*_head(method), *lines, "END:VCALENDAR"])


def calendar_file(
    events: Sequence[CalendarEvent],
    *,
    name: str = "",
    language: str = "",
    refresh: timedelta | None = None,
    at: datetime | None = None,
) -> bytes:
    """Events as one published file; with a `name` and `refresh` it is a feed to subscribe to.

    A calendar without any component is none (RFC 5545, 3.6), and Outlook refuses to subscribe to
    it: without events the file holds the zone UTC.
    """
    lines = [*_head("PUBLISH")]
    if name:
        called = _escaped(clean(name))
        lines += [f"NAME{_in(language)}:{called}", f"X-WR-CALNAME:{called}"]
    if refresh is not None:
        often = _duration(refresh)
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{often}", f"X-PUBLISHED-TTL:{often}"]
    made = at or datetime.now(UTC)
    for event in events:
        lines += _event(event, language, made)
    if not events:
        lines += _UTC
    return _written([*lines, "END:VCALENDAR"])


def uid_of(kind: str, *parts: object) -> str:
    """An identifier from what never changes of a thing (its plan's number, its key).

    The same in every mail and feed, so that a calendar moves what it has; another at every
    installation of Milepost, as one person may have plans with several companies.
    """
    host = urlsplit(settings.PUBLIC_URL).hostname or "milepost"
    named = "\x1f".join((host, kind, *map(str, parts)))
    return f"{kind}-{hashlib.sha256(named.encode()).hexdigest()[:32]}@{host}"


def step_uid(plan_id: int, milestone: str) -> str:
    """The identifier of a step of a plan, wherever a calendar meets it."""
    return uid_of("step", plan_id, milestone)


# A zone that every program knows: what a calendar without events holds.
_UTC = (
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "TZNAME:UTC",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def _head(method: Method) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{PRODUCT}"
    yield "CALSCALE:GREGORIAN"
    yield f"METHOD:{method}"


def _event(event: CalendarEvent, language: str, made: datetime) -> Iterator[str]:
    # The stamp of what is published is when it last changed (RFC 5545, 3.8.7.2): the same plan
    # is the same file, byte for byte, and a reader that knows it is told 304.
    changed = _moment(event.changed_at or made)
    said_in = _in(language)
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(clean(event.uid))}"
    yield f"DTSTAMP:{changed}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{event.sequence}"
    yield from _time(event)
    yield f"SUMMARY{said_in}:{_escaped(clean(event.title))}"
    if event.description:
        yield f"DESCRIPTION{said_in}:{_escaped(_lines(event.description))}"
    if event.location:
        yield f"LOCATION:{_escaped(clean(event.location))}"
    if event.url:
        yield f"URL:{_address_of_page(event.url)}"
    yield f"STATUS:{event.status}"
    yield f"TRANSP:{'OPAQUE' if event.is_busy else 'TRANSPARENT'}"
    yield f"X-MICROSOFT-CDO-BUSYSTATUS:{'BUSY' if event.is_busy else 'FREE'}"
    yield "END:VEVENT"


def _time(event: CalendarEvent) -> Iterator[str]:
    starts, ends = event.starts, event.ends
    if isinstance(starts, datetime):
        last = ends if isinstance(ends, datetime) else starts + MEETING
        yield f"DTSTART:{_moment(starts)}"
        yield f"DTEND:{_moment(last)}"
        return
    yield f"DTSTART;VALUE=DATE:{_day(starts)}"
    yield f"DTEND;VALUE=DATE:{_day(ends or _next(starts))}"


def _moment(at: datetime) -> str:
    """A moment in UTC; one without a zone stays the reader's own."""
    if at.tzinfo is None:
        return f"{_day(at.date())}T{at:%H%M%S}"
    there = at.astimezone(UTC)
    return f"{_day(there.date())}T{there:%H%M%S}Z"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _next(day: date) -> date:
    """The day after; the calendar's last day ends with itself, as no day comes after it."""
    return day if day == date.max else day + timedelta(days=1)


def _lines(text: str) -> str:
    """Text of several lines, each without controls, as long as a calendar shows it."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()[:LONGEST]


def _escaped(text: str) -> str:
    """A TEXT value (3.3.11)."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def _address_of_page(url: str) -> str:
    """A URI stands as it is; what could end the line is taken out of it."""
    return "".join(c for c in url if "!" <= c <= "~")


def _in(language: str) -> str:
    is_one = re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", language)
    return f";LANGUAGE={language}" if is_one else ""


def _name(who: Attendee) -> str:
    """Somebody's name as a parameter, quoted: it may hold a comma or a colon, but no quote."""
    name = clean(who.name).replace('"', "'")
    return f';CN="{name}"' if name else ""


def _address(who: Attendee) -> str:
    return "".join(c for c in clean(who.address) if not c.isspace())


def _duration(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    return f"PT{minutes // 60}H" if minutes % 60 == 0 else f"PT{minutes}M"


def _written(lines: Sequence[str]) -> bytes:
    return b"".join(_folded(line.encode()) for line in lines)


def _folded(line: bytes) -> bytes:
    """A content line with its end, folded at 75 octets between characters (3.1)."""
    if len(line) <= 75:
        return line + b"\r\n"
    parts, start, room = [], 0, 75
    while len(line) - start > room:
        cut = start + room
        while line[cut] & 0xC0 == 0x80:  # inside a character
            cut -= 1
        parts.append(line[start:cut])
        start, room = cut, 74
    parts.append(line[start:])
    return b"\r\n ".join(parts) + b"\r\n"
