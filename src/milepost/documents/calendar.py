"""Calendar files, event by event: a person's feed, the file beside a mail, an invitation.

RFC 5545 for the file, RFC 5546 for its METHOD, RFC 7986 for a feed's name and how often it is read
again. Which properties stand here for which program is written down in docs/calendars.md.

A reader knows an event again by its UID, takes a later SEQUENCE for a change of its time, and
shows it once however often the file is read. Nothing here rings: events carry no alarm.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress, vText

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
    categories: tuple[str, ...] = ()
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
    calendar = _calendar(method)
    component = _component(event, language, at or datetime.now(UTC))
    component.add("organizer", _address(organizer), encode=False)
    for attendee in attendees:
        address = _address(attendee)
        address.params["ROLE"] = "REQ-PARTICIPANT"
        address.params["PARTSTAT"] = "NEEDS-ACTION"
        address.params["RSVP"] = "TRUE"
        component.add("attendee", address, encode=False)
    calendar.add_component(component)
    return bytes(calendar.to_ical())


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
    calendar = _calendar("PUBLISH")
    if name:
        calendar.add("name", vText(clean(name), params=_in(language)), encode=False)
        calendar.add("x-wr-calname", vText(clean(name)), encode=False)
    if refresh is not None:
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", _duration(refresh))
    made = at or datetime.now(UTC)
    for event in events:
        calendar.add_component(_component(event, language, made))
    if not events:
        calendar.add_component(_utc())
    return bytes(calendar.to_ical())


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


def _calendar(method: Method) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _component(event: CalendarEvent, language: str, made: datetime) -> Event:
    component = Event()
    component.add("uid", event.uid)
    changed = (event.changed_at or made).astimezone(UTC)
    # The stamp of what is published is when it last changed (RFC 5545, 3.8.7.2): the same plan
    # is the same file, byte for byte, and a reader that knows it is told 304.
    component.add("dtstamp", changed)
    component.add("last-modified", changed)
    component.add("sequence", event.sequence)
    component.add("summary", clean(event.title), parameters=_in(language))
    if event.description:
        component.add("description", _lines(event.description), parameters=_in(language))
    if event.location:
        component.add("location", clean(event.location))
    if event.url:
        component.add("url", event.url)
    if event.categories:
        component.add("categories", [clean(one) for one in event.categories])
    _add_time(component, event)
    component.add("status", event.status)
    component.add("transp", "OPAQUE" if event.is_busy else "TRANSPARENT")
    component.add("x-microsoft-cdo-busystatus", "BUSY" if event.is_busy else "FREE")
    return component


def _add_time(component: Event, event: CalendarEvent) -> None:
    starts, ends = event.starts, event.ends
    if isinstance(starts, datetime):
        starts = starts if starts.tzinfo is None else starts.astimezone(UTC)
        if isinstance(ends, datetime) and ends.tzinfo is not None:
            ends = ends.astimezone(UTC)
        component.add("dtstart", starts)
        component.add("dtend", ends or starts + MEETING)
        return
    component.add("dtstart", starts)
    component.add("dtend", ends or _next(starts))


def _next(day: date) -> date:
    """The day after; the calendar's last day ends with itself, as no day comes after it."""
    return day if day == date.max else day + timedelta(days=1)


def _lines(text: str) -> str:
    """Text of several lines, each without controls, as long as a calendar shows it."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()[:LONGEST]


def _in(language: str) -> dict[str, str]:
    return (
        {"LANGUAGE": language}
        if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", language)
        else {}
    )


def _address(who: Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{who.address}")
    if name := clean(who.name).replace('"', "'"):
        address.params["CN"] = name
    return address


def _duration(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    return f"PT{minutes // 60}H" if minutes % 60 == 0 else f"PT{minutes}M"


def _utc() -> Timezone:
    zone = Timezone()
    zone.add("tzid", "Etc/UTC")
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - local to the zone, by RFC 5545
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    standard.add("tzname", "UTC")
    zone.add_component(standard)
    return zone
