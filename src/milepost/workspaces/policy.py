"""A workspace's own numbers of the rules, kept as the plan document writes a plan's policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import AlertDays, BandBounds, CadenceStep, PolicyChanges
from milepost.domain.policy import DEFAULT_POLICY, REPEATED_MISSES
from milepost.domain.policy_validation import policy_problems

_PLAIN = (
    "behind_days",
    "stalled_days",
    "critical_quiet_days",
    "new_stakeholder_days",
    "drop_points",
)
# The workspace's alone: a plan document does not hold it.
_OWN = ("repeated_misses",)
_BANDS = ("high", "likely", "possible", "unlikely")
NUMBERS: Mapping[str, tuple[Any, int]] = {
    "behind_days": (gettext_lazy("Behind after so many days"), DEFAULT_POLICY.behind_days),
    "stalled_days": (gettext_lazy("Stalled after so many days"), DEFAULT_POLICY.stalled_days),
    "critical_quiet_days": (
        gettext_lazy("Blocked when a late critical step is quiet for so many days"),
        DEFAULT_POLICY.critical_quiet_days,
    ),
    "bands.high": (gettext_lazy("High from, in percent"), DEFAULT_POLICY.bands[0].lower),
    "bands.likely": (gettext_lazy("Likely from, in percent"), DEFAULT_POLICY.bands[1].lower),
    "bands.possible": (gettext_lazy("Possible from, in percent"), DEFAULT_POLICY.bands[2].lower),
    "bands.unlikely": (gettext_lazy("Unlikely from, in percent"), DEFAULT_POLICY.bands[3].lower),
    "alert_days.due": (
        gettext_lazy("Remind so many days before a date"),
        DEFAULT_POLICY.alert_due_days,
    ),
    "alert_days.overdue.0": (
        gettext_lazy("Alert after so many days overdue"),
        DEFAULT_POLICY.alert_overdue_days[0],
    ),
    "alert_days.overdue.1": (
        gettext_lazy("Escalate after so many days overdue"),
        DEFAULT_POLICY.alert_overdue_days[1],
    ),
    "alert_days.overdue.2": (
        gettext_lazy("Propose a call after so many days overdue"),
        DEFAULT_POLICY.alert_overdue_days[2],
    ),
    "repeated_misses": (
        gettext_lazy("An owner misses again and again from so many dates on"),
        REPEATED_MISSES,
    ),
}


def policy_changes(kept: Mapping[str, Any]) -> PolicyChanges | None:
    """The kept numbers as the rules take them; None where all are the defaults."""
    if not kept.keys() - set(_OWN):
        return None
    bands, alerts = kept.get("bands"), kept.get("alert_days")
    cadence = kept.get("cadence")
    return PolicyChanges(
        **{name: kept[name] for name in _PLAIN if name in kept},
        bands=BandBounds(**bands) if bands else None,
        alert_days=_alert_days(alerts) if alerts else None,
        cadence=tuple(CadenceStep(s.get("from"), s["days"], s["minutes"]) for s in cadence)
        if cadence
        else None,
        agenda=tuple(kept["agenda"]) if kept.get("agenda") else None,
    )


def _alert_days(kept: Mapping[str, Any]) -> AlertDays:
    overdue = kept.get("overdue")
    return AlertDays(due=kept.get("due"), overdue=tuple(overdue) if overdue else None)


def numbers_of(kept: Mapping[str, Any]) -> dict[str, int]:
    """Every number as it applies, by the name of its field."""
    shown = {}
    for name, (_label, default) in NUMBERS.items():
        value: Any = kept
        for part in name.split("."):
            if isinstance(value, Mapping):
                value = value.get(part)
            elif isinstance(value, list):
                value = value[int(part)]
        shown[name] = default if value is None else value
    return shown


def read_numbers(given: Mapping[str, str], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What to keep for a form's numbers: only those that differ from the defaults."""
    problems, numbers = [], numbers_of(kept)
    for name in NUMBERS:
        text = given.get(name, "").strip()
        if text.isascii() and text.isdigit() and len(text) < 6:
            numbers[name] = int(text)
        elif text:
            problems.append(
                Problem(
                    name,
                    _("“%(text)s” is no whole number.") % {"text": text[:20]},
                    _("Use a number of 0 or more."),
                )
            )
    changed: dict[str, Any] = {k: v for k, v in kept.items() if k in ("cadence", "agenda")}
    for name in (*_PLAIN, *_OWN):
        if name in numbers and numbers[name] != NUMBERS[name][1]:
            changed[name] = numbers[name]
        elif name not in numbers and name in kept:
            changed[name] = kept[name]
    bands = {
        n: numbers[f"bands.{n}"]
        for n in _BANDS
        if numbers[f"bands.{n}"] != NUMBERS[f"bands.{n}"][1]
    }
    if bands:
        changed["bands"] = bands
    overdue = [numbers[f"alert_days.overdue.{i}"] for i in range(3)]
    alerts: dict[str, Any] = {}
    if numbers["alert_days.due"] != DEFAULT_POLICY.alert_due_days:
        alerts["due"] = numbers["alert_days.due"]
    if tuple(overdue) != DEFAULT_POLICY.alert_overdue_days:
        alerts["overdue"] = overdue
    if alerts:
        changed["alert_days"] = alerts
    changes = policy_changes(changed)
    if changes:
        problems += [
            Problem(p.path.removeprefix("policy."), p.wrong, p.right)
            for p in policy_problems(changes)
        ]
    if numbers["repeated_misses"] < 1:
        problems.append(Problem("repeated_misses", _("This is too few."), _("Use 1 or more.")))
    if problems:
        raise InvalidInput(problems)
    return changed
