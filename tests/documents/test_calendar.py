"""Calendar files by the letter: read by a strict reader of RFC 5545 and by `icalendar`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from milepost.documents.calendar import (
    REFRESH,
    Attendee,
    CalendarEvent,
    calendar_file,
    invitation,
    step_event,
    step_uid,
    uid_of,
)
from tests import strict_calendar

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = date(2026, 3, 4)
ANY_TEXT = st.text(max_size=200)


def test_the_file_beside_a_mail_is_one_whole_day_that_does_not_ring() -> None:
    data = step_event(
        "a@b", "Sign, please; now", DAY, "Done means:\nsigned", "https://x.example/p/1/"
    )
    calendar = strict_calendar.read(data)
    (event,) = calendar.events
    assert calendar.one("METHOD") == "PUBLISH"
    assert (event.one("DTSTART"), event.one("DTEND")) == ("20260304", "20260305")
    assert event.text("SUMMARY") == "Sign, please; now"
    assert event.text("DESCRIPTION") == "Done means:\nsigned"
    assert event.one("TRANSP") == "TRANSPARENT"
    assert b"VALARM" not in data


@given(title=ANY_TEXT, description=ANY_TEXT, name=ANY_TEXT, language=st.text(max_size=8))
@settings(max_examples=60, deadline=None)
def test_whatever_people_write_the_file_is_one_by_the_letter(
    title: str, description: str, name: str, language: str
) -> None:
    event = CalendarEvent(uid="a@b", title=title, starts=DAY, description=description)
    data = calendar_file([event], name=name or "x", language=language, refresh=REFRESH, at=NOON)
    assert len(strict_calendar.read(data).events) == 1
    assert len(Calendar.from_ical(data).walk("VEVENT")) == 1


@given(name=ANY_TEXT, title=ANY_TEXT)
@settings(max_examples=40, deadline=None)
def test_whatever_people_are_called_an_invitation_is_one_by_the_letter(
    name: str, title: str
) -> None:
    event = CalendarEvent(uid="a@b", title=title, starts=NOON, is_busy=True)
    data = invitation(event, Attendee("m@x.example", name), [Attendee("b@y.example", name)])
    calendar = strict_calendar.read(data)
    assert calendar.one("METHOD") == "REQUEST"
    assert calendar.events[0].one("ORGANIZER") == "mailto:m@x.example"


def test_a_moment_is_written_in_utc_and_a_day_stays_a_day() -> None:
    berlin = timezone(timedelta(hours=1))
    meeting = CalendarEvent(uid="a@b", title="x", starts=datetime(2026, 3, 4, 0, 30, tzinfo=berlin))
    (event,) = strict_calendar.read(calendar_file([meeting], at=NOON)).events
    assert event.one("DTSTART") == "20260303T233000Z"
    assert event.one("DTEND") == "20260304T003000Z"


def test_a_day_of_long_ago_has_four_digits_of_a_year() -> None:
    (event,) = strict_calendar.read(step_event("a@b", "x", date(33, 4, 3))).events
    assert event.one("DTSTART") == "00330403"


def test_the_last_day_of_the_calendar_ends_with_itself() -> None:
    (event,) = strict_calendar.read(step_event("a@b", "x", date.max)).events
    assert event.one("DTEND") == "99991231"


def test_a_feed_without_events_still_holds_a_component() -> None:
    calendar = strict_calendar.read(calendar_file([], name="Plan", refresh=REFRESH, at=NOON))
    assert [each.name for each in calendar.components] == ["VTIMEZONE"]


def test_a_feed_says_its_name_and_how_often_it_is_read() -> None:
    calendar = strict_calendar.read(
        calendar_file([], name="Order, tracking", language="de", refresh=REFRESH, at=NOON)
    )
    assert calendar.text("X-WR-CALNAME") == calendar.text("NAME") == "Order, tracking"
    assert calendar.one("REFRESH-INTERVAL") == calendar.one("X-PUBLISHED-TTL") == "PT1H"


def test_what_did_not_change_is_the_same_file_byte_for_byte() -> None:
    event = CalendarEvent(uid="a@b", title="x", starts=DAY, changed_at=NOON)
    first = calendar_file([event], at=NOON)
    assert first == calendar_file([event], at=NOON + timedelta(days=3))


def test_a_step_is_known_again_and_told_from_every_other() -> None:
    assert step_uid(3, "m1") == step_uid(3, "m1")
    different = {step_uid(3, "m1"), step_uid(3, "m11"), step_uid(31, "m1"), uid_of("task", 3, "m1")}
    assert len(different) == 4
    assert all(len(uid) <= 255 and uid.isascii() for uid in different)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", "end"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n", "without any"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:" + b"x" * 80 + b"\r\n", "octets"),
        (b"BEGIN:VCALENDAR\r\nPRODID:a,b\r\n", "escaped"),
    ],
)
def test_the_strict_reader_refuses(wrong: bytes, why: str) -> None:
    with pytest.raises(strict_calendar.NotACalendar, match=why):
        strict_calendar.read(wrong)
