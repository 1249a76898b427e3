"""How quiet somebody wants it: what reaches them, by which way, and when (product.md section 5).

Pure: who said what is read elsewhere (`messaging.preferences`). Everything that somebody did not
say is as usual: every mail at once in a working hour, nine to five.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal, get_args

from milepost.domain.working_days import WorkingCalendar
from milepost.domain.working_hours import FIRST_HOUR, LAST_HOUR, next_hour_at_work

Mails = Literal["all", "daily", "weekly", "none"]
MAILS: tuple[Mails, ...] = get_args(Mails)
MAIL = "mail"
# Always told as it comes: what only the system notices, and whoever looks after it has to know.
SYSTEM = "system"
# Comes once a week by itself, so that no rhythm holds it back.
SUMMARIES = "summaries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What somebody wants, over all plans or for one; None is not said.

    `mails` is their rhythm. `off` names channels that they do not want, `quiet` groups of messages
    that stay in the inbox. `hours` are the first hour of their day and the one in which nothing is
    sent any more. Until the day `snoozed_until` nothing is said at all; it comes then.
    """

    mails: Mails | None = None
    off: frozenset[str] | None = None
    quiet: frozenset[str] | None = None
    hours: tuple[int, int] | None = None
    is_muted: bool = False
    snoozed_until: date | None = None

    def over(self, usual: Wishes) -> Wishes:
        """What is said of one plan, and of all plans where nothing is said of this one."""
        return replace(
            self,
            mails=self.mails or usual.mails,
            off=usual.off if self.off is None else self.off,
            quiet=usual.quiet if self.quiet is None else self.quiet,
            hours=self.hours or usual.hours,
        )

    @property
    def rhythm(self) -> Mails:
        """How mails come."""
        return self.mails or "all"

    @property
    def day(self) -> tuple[int, int]:
        """First hour of their day, and the one in which nothing is sent any more."""
        return self.hours or (FIRST_HOUR, LAST_HOUR)

    def wants(self, channel: str, group: str) -> bool:
        """Whether messages of this group come by this channel at all."""
        if group == SYSTEM:
            return channel == MAIL or channel not in (self.off or ())
        if self.is_muted or group in (self.quiet or ()) or channel in (self.off or ()):
            return False
        return channel != MAIL or self.rhythm != "none"

    def mail_at(
        self, told: datetime, group: str, zone: tzinfo, calendar: WorkingCalendar
    ) -> datetime | None:
        """When a mail about what was told at this moment goes out: with the next morning's or
        week's, counted from then on; None for at once."""
        if group in (SYSTEM, SUMMARIES) or self.rhythm in ("all", "none"):
            return None
        first = self.day[0]
        if self.rhythm == "daily":
            return next_morning(told, zone, calendar, first)
        return next_week(told, zone, calendar, first)

    def asleep_until(
        self, now: datetime, group: str, zone: tzinfo, calendar: WorkingCalendar
    ) -> datetime | None:
        """The first working hour of the day on which a snoozed plan is spoken of again; None
        where it is not asleep."""
        until = self.snoozed_until
        if until is None or group == SYSTEM or now.astimezone(zone).date() >= until:
            return None
        return next_hour_at_work(midnight(until, zone), zone, calendar, self.day)


def next_morning(
    told: datetime, zone: tzinfo, calendar: WorkingCalendar, first: int = FIRST_HOUR
) -> datetime:
    """The first hour of a working day that is not before `told`."""
    day = calendar.on_or_after(told.astimezone(zone).date())
    morning = _first_hour(day, zone, calendar, first)
    if morning >= told:
        return morning
    return _first_hour(day + timedelta(days=1), zone, calendar, first)


def next_week(
    told: datetime, zone: tzinfo, calendar: WorkingCalendar, first: int = FIRST_HOUR
) -> datetime:
    """The first hour of a week, on its first working day, that is not before `told`."""
    day = told.astimezone(zone).date()
    monday = day - timedelta(days=day.weekday())
    morning = _first_hour(monday, zone, calendar, first)
    if morning >= told:
        return morning
    return _first_hour(monday + timedelta(days=7), zone, calendar, first)


def midnight(day: date, zone: tzinfo) -> datetime:
    """The beginning of a day in a zone."""
    return datetime.combine(day, time(), zone)


def _first_hour(day: date, zone: tzinfo, calendar: WorkingCalendar, first: int) -> datetime:
    return next_hour_at_work(midnight(day, zone), zone, calendar, (first, 24))


def hours_of(first: int | None, last: int | None) -> tuple[int, int] | None:
    """Hours as they are kept; None where there are none, or they make no day."""
    if first is None or last is None or not 0 <= first < last <= 24:
        return None
    return first, last
