"""When somebody is at work: their own calendar, zone and hours (product.md section 5).

For people alone, not for a plan: a plan's working day is one on which both sides work
(`working_days.common_calendar`), a reminder's one on which its reader does.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from milepost.domain.plan import Calendars, SideCalendar
from milepost.domain.working_days import WorkingCalendar, common_calendar, has_public_holidays

FIRST_HOUR, LAST_HOUR = 9, 17


def calendar_of(country: str, subdivision: str = "") -> WorkingCalendar:
    """One person's working calendar; Monday to Friday for a country that is not known."""
    if not country or not has_public_holidays(country):
        return common_calendar(None)
    known = subdivision if has_public_holidays(country, subdivision or None) else ""
    side = SideCalendar(country=country, subdivision=known or None)
    return common_calendar(Calendars(buyer=side, seller=side))


def is_at_work(now: datetime, zone: tzinfo, calendar: WorkingCalendar) -> bool:
    """Whether `now` lies in a working hour (9 to 17) of a working day of theirs."""
    local = now.astimezone(zone)
    return FIRST_HOUR <= local.hour < LAST_HOUR and calendar.is_working_day(local.date())


def next_hour_at_work(
    now: datetime,
    zone: tzinfo,
    calendar: WorkingCalendar,
    hours: tuple[int, int] = (FIRST_HOUR, LAST_HOUR),
) -> datetime:
    """The first moment from `now` on in a working hour of theirs: `now` itself where it is one.

    `hours` are the first hour of their day and the one in which nothing is sent any more. On a day
    on which the clocks are set forward past the first hour, the day begins when they are.
    """
    first, last = hours
    local = now.astimezone(zone)
    day = local.date()
    if calendar.is_working_day(day):
        if first <= local.hour < last:
            return now
        if local.hour < first:
            return _moment(day, first, zone)
    return _moment(calendar.on_or_after(day + timedelta(days=1)), first, zone)


def _moment(day: date, hour: int, zone: tzinfo) -> datetime:
    """An hour of a day in a zone, as an instant that exists."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC).astimezone(zone)


def working_days_since(day: date, today: date, calendar: WorkingCalendar) -> int:
    """How many of their working days came after `day`, today included."""
    return max(0, calendar.position_after(today) - calendar.position_after(day))
