"""Which changes of the policy's numbers make sense (plan-document.md, `policy`)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from milepost.domain.errors import Problem
from milepost.domain.plan import AlertDays, BandBounds, CadenceStep, PolicyChanges
from milepost.domain.policy import AGENDA_TITLES, DEFAULT_POLICY

LONGEST = 3650
"""Days, ten years: no number of the policy is longer."""


def policy_problems(changes: PolicyChanges) -> Iterator[Problem]:
    """Everything in a policy that could not be obeyed, as seen over the defaults."""
    for name in (
        "behind_days",
        "stalled_days",
        "critical_quiet_days",
        "new_stakeholder_days",
        "drop_points",
    ):
        yield from _number(f"policy.{name}", getattr(changes, name), 0, LONGEST)
    if changes.bands is not None:
        yield from _band_problems(changes.bands)
    if changes.alert_days is not None:
        yield from _alert_problems(changes.alert_days)
    if changes.cadence is not None:
        yield from _cadence_problems(changes.cadence)
    if changes.agenda is not None:
        yield from _agenda_problems(changes.agenda)


def _number(path: str, value: int | None, lowest: int, highest: int) -> Iterator[Problem]:
    if value is not None and not lowest <= value <= highest:
        yield Problem(
            path, f"{value} is out of range", f"a whole number from {lowest} to {highest}"
        )


def _band_problems(given: BandBounds) -> Iterator[Problem]:
    names = ("high", "likely", "possible", "unlikely")
    for name in names:
        yield from _number(f"policy.bands.{name}", getattr(given, name), 0, 100)
    bounds = [
        band.lower if (bound := getattr(given, name)) is None else bound
        for name, band in zip(names, DEFAULT_POLICY.bands, strict=False)
    ]
    if any(upper < lower for upper, lower in pairwise(bounds)):
        yield Problem(
            "policy.bands",
            f"the bounds {', '.join(map(str, bounds))} do not go down",
            "high, likely, possible and unlikely, each not above the one before",
        )


def _alert_problems(given: AlertDays) -> Iterator[Problem]:
    yield from _number("policy.alert_days.due", given.due, 0, LONGEST)
    if given.overdue is None:
        return
    path = "policy.alert_days.overdue"
    if len(given.overdue) != len(DEFAULT_POLICY.alert_overdue_days):
        yield Problem(path, f"{len(given.overdue)} numbers", "three numbers of days")
        return
    for at, days in enumerate(given.overdue):
        yield from _number(f"{path}[{at}]", days, 1, LONGEST)
    if list(given.overdue) != sorted(given.overdue):
        yield Problem(
            path,
            f"{', '.join(map(str, given.overdue))} do not go up",
            "days for the alert, the escalation and the call, each not below the one before",
        )


def _cadence_problems(steps: tuple[CadenceStep, ...]) -> Iterator[Problem]:
    first: set[int | None] = set()
    for at, step in enumerate(steps):
        path = f"policy.cadence[{at}]"
        yield from _number(f"{path}.from", step.first, 1, LONGEST)
        yield from _number(f"{path}.days", step.days, 1, LONGEST)
        yield from _number(f"{path}.minutes", step.minutes, 1, 24 * 60)
        if step.first in first:
            yield Problem(f"{path}.from", "given twice", "each `from` once, null for once signed")
        first.add(step.first)
    if first - {None} and 1 not in first:
        yield Problem("policy.cadence", "no step starts from 1", "a step with `from` 1")


def _agenda_problems(weights: tuple[int, ...]) -> Iterator[Problem]:
    if len(weights) != len(AGENDA_TITLES):
        yield Problem(
            "policy.agenda", f"{len(weights)} numbers", f"{len(AGENDA_TITLES)} numbers, one an item"
        )
        return
    for at, weight in enumerate(weights):
        yield from _number(f"policy.agenda[{at}]", weight, 0, 24 * 60)
    if not any(weights):
        yield Problem("policy.agenda", "all seven are 0", "a number above 0 for one at least")
