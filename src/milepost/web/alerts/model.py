"""Alerts as pages show them: day by day, each with what, to whom, when, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext, gettext_lazy

from milepost.alerting.preview import Line
from milepost.alerting.reasons import reason
from milepost.pages.formatting import weekday_date

KINDS: Mapping[str, str] = {
    "due_in_3_days": gettext_lazy("Reminder"),
    "name_wanted": gettext_lazy("Asks for a name"),
    "overdue_1_day": gettext_lazy("Overdue"),
    "overdue_3_days": gettext_lazy("Escalation"),
    "overdue_7_days": gettext_lazy("Call proposed"),
    "stalled_14_days": gettext_lazy("Strategic review"),
}
# State: its word, tone and sign.
STATES: Mapping[str, tuple[str, str, str]] = {
    "to_come": (gettext_lazy("To come"), "", "ring"),
    "waits": (gettext_lazy("Waits for that hour"), "doing", "half"),
    "said": (gettext_lazy("Sent"), "done", "check"),
    "joined": (gettext_lazy("Said with a higher one"), "", "skip"),
    "unreachable": (gettext_lazy("No mail reaches them"), "warn", "triangle"),
    "moved_on": (gettext_lazy("No longer so"), "", "skip"),
    "muted": (gettext_lazy("They want none"), "", "skip"),
}


class Told(NamedTuple):
    """One line of a day."""

    time: str
    zone: str
    name: str
    side: str
    kind: str
    step: str
    target: date
    plan_id: int
    plan: str
    account: str
    why: tuple[str, ...]
    state: tuple[str, str, str]
    recorded: str
    skipped: str


class Day(NamedTuple):
    """What is said on one day."""

    day: date
    lines: tuple[Told, ...]


def days_of(lines: Sequence[Line]) -> tuple[Day, ...]:
    """Lines by the day on which their readers hear of them."""
    return tuple(
        Day(day, tuple(_told(line) for line in of_day))
        for day, of_day in groupby(lines, key=lambda line: line.at.date())
    )


def _told(line: Line) -> Told:
    found = line.found
    unsaid = [str(KINDS[rule]) for rule in found.skipped]
    return Told(
        time=f"{line.at:%H:%M}",
        zone=line.time_zone.rpartition("/")[2].replace("_", " "),
        name=line.name,
        side=line.side,
        kind=str(KINDS[line.kind]),
        step=found.step,
        target=found.target,
        plan_id=found.plan_id,
        plan=found.plan,
        account=found.account,
        why=tuple(reason(each) for each in line.because),
        state=STATES.get(line.state, STATES["moved_on"]),
        recorded=weekday_date(found.day) if found.day != line.at.date() else "",
        skipped=gettext("in place of: %(rules)s") % {"rules": ", ".join(unsaid)} if unsaid else "",
    )
