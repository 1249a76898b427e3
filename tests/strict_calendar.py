"""A calendar file read by the letter of RFC 5545: what `icalendar` forgives is a fault here.

Written from the grammar (section 3.1 for lines, 3.2 for parameters, 3.3 for values, 3.6 for what a
component has to hold), and not by the library that writes our files.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime

NAME = r"[A-Za-z0-9-]+"
# A parameter's value: quoted without quotes inside, or free of what has a meaning of its own.
PARAMETER = (
    rf";({NAME})=((?:\"[^\"\x00-\x08\x0a-\x1f\x7f]*\"|[^\";:,\x00-\x08\x0a-\x1f\x7f]*)"
    r"(?:,(?:\"[^\"\x00-\x08\x0a-\x1f\x7f]*\"|[^\";:,\x00-\x08\x0a-\x1f\x7f]*))*)"
)
LINE = re.compile(rf"({NAME})((?:{PARAMETER})*):(.*)", re.DOTALL)
TEXT = re.compile(r"(?:\\[\\;,Nn]|[^\\;,\x00-\x08\x0a-\x1f\x7f])*")
TEXTS = frozenset({
    "SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME", "UID", "PRODID", "COMMENT",
})  # fmt: skip
MOMENTS = frozenset({"DTSTAMP", "LAST-MODIFIED", "CREATED"})
ONCE = {
    "VCALENDAR": ("PRODID", "VERSION", "CALSCALE", "METHOD", "NAME", "REFRESH-INTERVAL"),
    "VEVENT": (
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP",
        "SEQUENCE", "LAST-MODIFIED", "URL", "LOCATION", "ORGANIZER", "CLASS",
    ),
    "VTIMEZONE": ("TZID",),
    "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
}  # fmt: skip
REQUIRED = {
    "VCALENDAR": ("PRODID", "VERSION"),
    "VEVENT": ("UID", "DTSTAMP", "DTSTART"),
    "VTIMEZONE": ("TZID",),
    "STANDARD": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"),
}
INSIDE = {"": {"VCALENDAR"}, "VCALENDAR": {"VEVENT", "VTIMEZONE"},
          "VTIMEZONE": {"STANDARD", "DAYLIGHT"}}  # fmt: skip


class NotACalendar(AssertionError):
    """What is wrong with the file, and where."""


@dataclass
class Component:
    """One component, with its properties as they were written: name, parameters, value."""

    name: str
    properties: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        return [value for key, _, value in self.properties if key == name]

    def one(self, name: str) -> str:
        values = self.all(name)
        if len(values) != 1:
            raise NotACalendar(f"{self.name} has {len(values)} times {name}")
        return values[0]

    def text(self, name: str) -> str:
        """A text as a person reads it."""
        return re.sub(
            r"\\(.)", lambda m: "\n" if m[1] in "Nn" else m[1], self.one(name), flags=re.DOTALL
        )

    @property
    def events(self) -> list[Component]:
        return [each for each in self.components if each.name == "VEVENT"]


def read(data: bytes) -> Component:
    """The calendar in the file. Raises NotACalendar for whatever the standard does not allow."""
    stack: list[Component] = [Component("")]
    for line in _lines(data):
        found = LINE.fullmatch(line)
        if found is None:
            raise NotACalendar(f"not a content line: {line!r}")
        name, value = found[1].upper(), found[5]
        parameters = {key.upper(): given for key, given in re.findall(PARAMETER, found[2])}
        if name == "BEGIN":
            if value not in INSIDE.get(stack[-1].name, set()):
                raise NotACalendar(f"{value} inside {stack[-1].name or 'nothing'}")
            stack.append(Component(value))
        elif name == "END":
            done = stack.pop()
            if done.name != value:
                raise NotACalendar(f"END:{value} ends {done.name}")
            _check(done)
            stack[-1].components.append(done)
        else:
            _check_value(name, parameters, value)
            stack[-1].properties.append((name, parameters, value))
    if len(stack) != 1 or len(stack[0].components) != 1 or stack[0].properties:
        raise NotACalendar("not exactly one calendar")
    return stack[0].components[0]


def _lines(data: bytes) -> list[str]:
    """Content lines unfolded: CRLF, at most 75 octets a line, no character cut in two."""
    if not data.endswith(b"\r\n"):
        raise NotACalendar("the last line does not end")
    rows = data[:-2].split(b"\r\n")
    found: list[str] = []
    for row in rows:
        if b"\n" in row or b"\r" in row:
            raise NotACalendar(f"a line end alone in {row!r}")
        if len(row) > 75:
            raise NotACalendar(f"{len(row)} octets in {row!r}")
        text = row.decode()  # a character cut by folding does not decode
        if text[:1] in (" ", "\t"):
            if not found:
                raise NotACalendar("begins with a folded line")
            found[-1] += text[1:]
        elif not text:
            raise NotACalendar("an empty line")
        else:
            found.append(text)
    return found


def _check_value(name: str, parameters: dict[str, str], value: str) -> None:
    if name in TEXTS and not TEXT.fullmatch(value):
        raise NotACalendar(f"{name} is not escaped: {value!r}")
    if name in MOMENTS and not _moment(value, is_utc=True):
        raise NotACalendar(f"{name} is no moment in UTC: {value!r}")
    if name in ("DTSTART", "DTEND"):
        is_day = parameters.get("VALUE") == "DATE"
        if not (_day(value) if is_day else _moment(value, is_utc=None)):
            raise NotACalendar(f"{name} is {value!r} with {parameters}")
    is_length = re.fullmatch(r"P(\d+D)?(T(\d+H)?(\d+M)?)?", value)
    if name in ("REFRESH-INTERVAL", "X-PUBLISHED-TTL") and not is_length:
        raise NotACalendar(f"{name} is no length of time: {value!r}")
    if name == "REFRESH-INTERVAL" and parameters.get("VALUE") != "DURATION":
        raise NotACalendar("REFRESH-INTERVAL does not say that it is a length of time")
    if name == "SEQUENCE" and not re.fullmatch(r"\d{1,9}", value):
        raise NotACalendar(f"SEQUENCE is {value!r}")
    if name in ("ORGANIZER", "ATTENDEE") and not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+", value):
        raise NotACalendar(f"{name} is {value!r}")
    if name == "URL" and not re.fullmatch(r"https?://[!-~]+", value):
        raise NotACalendar(f"URL is {value!r}")


def _check(component: Component) -> None:
    count = Counter(name for name, _, _ in component.properties)
    missing = [name for name in REQUIRED[component.name] if not count[name]]
    twice = [name for name in ONCE[component.name] if count[name] > 1]
    if missing or twice:
        raise NotACalendar(f"{component.name} lacks {missing} and repeats {twice}")
    if component.name == "VCALENDAR":
        _check_calendar(component)
    if component.name == "VEVENT":
        _check_event(component)


def _check_calendar(calendar: Component) -> None:
    if calendar.one("VERSION") != "2.0":
        raise NotACalendar("not version 2.0")
    if not calendar.components:
        raise NotACalendar("a calendar without any component")
    uids = Counter(event.one("UID") for event in calendar.events)
    if again := [uid for uid, times in uids.items() if times > 1]:
        raise NotACalendar(f"the same UID more than once: {again}")
    if calendar.all("METHOD") == ["REQUEST"]:
        for event in calendar.events:  # RFC 5546, 3.2.2
            event.one("ORGANIZER")
            event.one("SUMMARY")
            event.one("SEQUENCE")
            if not event.all("ATTENDEE"):
                raise NotACalendar("a request to nobody")


def _check_event(event: Component) -> None:
    kinds = {
        p.get("VALUE", "DATE-TIME") for n, p, _ in event.properties if n in ("DTSTART", "DTEND")
    }
    if len(kinds) != 1:
        raise NotACalendar("starts and ends are not of one kind")
    ends = event.all("DTEND")
    if ends and not event.one("DTSTART") <= ends[0]:
        raise NotACalendar("ends before it starts")
    status = event.all("STATUS")
    if status and status[0] not in ("CONFIRMED", "TENTATIVE", "CANCELLED"):
        raise NotACalendar(f"STATUS is {status[0]!r}")


def _day(value: str) -> bool:
    try:
        return len(value) == 8 and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _moment(value: str, *, is_utc: bool | None) -> bool:
    found = re.fullmatch(r"(\d{8})T(\d{6})(Z?)", value)
    if found is None or (is_utc is not None and bool(found[3]) != is_utc):
        return False
    try:
        return bool(datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S"))
    except ValueError:
        return False
