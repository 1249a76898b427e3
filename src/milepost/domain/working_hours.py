"""When somebody is at work: their own calendar, zone and hours (product.md section 5).

For people alone, not for a plan: a plan's working day is one on which both sides work
(`working_days.common_calendar`), a reminder's one on which its reader does.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

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


def working_days_since(day: date, today: date, calendar: WorkingCalendar) -> int:
    """How many of their working days came after `day`, today included."""
    return max(0, calendar.position_after(today) - calendar.position_after(day))
