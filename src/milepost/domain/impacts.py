"""What a change of a plan does to the forecast: the source's four rules (product.md section 4).

All of it is the seller's own. A rule finds an impact with the arithmetic that it rests on; whether
it was logged already, taken, refused or reversed is the caller's to know, by `key`: the same key
is the same impact. Days are working days common to both sides unless said otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from milepost.domain.plan import Kind, Plan, Review
from milepost.domain.policy import Band, Policy
from milepost.domain.progress import Completion, band_of, completion_of
from milepost.domain.proposing import working_days_moved
from milepost.domain.schedule import closing_milestone, schedule
from milepost.domain.working_days import common_calendar

ImpactKind = Literal["completion_drop", "critical_delay", "scope_change", "new_role"]

KIND_FOR_ROLE: MappingProxyType[str, Kind] = MappingProxyType(
    {
        "it": "technical_validation",
        "security": "security_review",
        "legal": "legal",
        "procurement": "procurement",
        "finance": "business_case",
        "economic_buyer": "business_case",
        "user": "demo",
    }
)
"""The kind of milestone that a stakeholder with a new role is given (section 4 d)."""


@dataclass(frozen=True, slots=True)
class CompletionDrop:
    """Completion is more than `limit` points below what the last review ended on (rule a).

    `points` is the exact difference in percentage points, rounded to one decimal, half up.
    """

    review_on: date
    at_review: Completion
    now: Completion
    points: Decimal
    limit: int

    @property
    def key(self) -> str:
        """One drop for each review: it lasts until completion is back or the next one closes."""
        return f"completion_drop:{self.review_on.isoformat()}:{self.at_review.complete}"


@dataclass(frozen=True, slots=True)
class ForecastBand:
    """The second value beside the completion band. `drop` is why it is lower, or None."""

    completion_band: Band
    band: Band
    drop: CompletionDrop | None


@dataclass(frozen=True, slots=True)
class CriticalDelay:
    """A critical-path milestone was given a later date (rule b).

    `signature_days` are the working days by which the signature's target moved with it.
    `close_days` are the working days by which the signature then lies after the deal's close date;
    where there are any, pushing that date to `proposed_close` is proposed.
    """

    milestones: tuple[str, ...]
    signature_before: date | None
    signature_after: date | None
    signature_days: int
    target_close: date
    close_days: int
    proposed_close: date | None


@dataclass(frozen=True, slots=True)
class NewRole:
    """Somebody with a role that the plan did not yet have was added after it was agreed (rule d).

    An extension of `days` working days of the close to `proposed_close`, and a milestone of `kind`
    (None where one of that kind is open, or the role has none) are proposed to the AE.
    """

    person: str
    role: str
    days: int
    proposed_close: date
    kind: Kind | None


def last_review(plan: Plan) -> Review | None:
    """The newest review that was held."""
    return max(plan.reviews, key=lambda review: review.on, default=None)


def completion_drop(plan: Plan, now: Completion, policy: Policy) -> CompletionDrop | None:
    """Whether completion is more than the policy's points below the last review's (rule a)."""
    review = last_review(plan)
    if review is None or not review.total:
        return None
    # In whole numbers: a/b - c/d in points, without rounding before the comparison.
    whole = now.total or 1
    difference = 100 * (review.complete * whole - now.complete * review.total)
    scale = review.total * whole
    if difference <= policy.drop_points * scale:
        return None
    tenths = (20 * difference + scale) // (2 * scale)
    return CompletionDrop(
        review_on=review.on,
        at_review=completion_of(review.complete, review.total),
        now=now,
        points=Decimal(tenths).scaleb(-1),
        limit=policy.drop_points,
    )


def is_back(plan: Plan, now: Completion) -> bool:
    """Whether completion is at the last review's level again, which ends a drop."""
    review = last_review(plan)
    if review is None or not review.total:
        return True
    return now.complete * review.total >= review.complete * (now.total or 1)


def forecast_band(now: Completion, policy: Policy, drop: CompletionDrop | None) -> ForecastBand:
    """The completion band, and one lower (never below the last) while a drop stands.

    `drop` is one that stands: found by `completion_drop` once, not yet back, not reversed.
    """
    band = band_of(now, policy)
    if drop is None:
        return ForecastBand(band, band, None)
    at = policy.bands.index(band)
    return ForecastBand(band, policy.bands[min(at + 1, len(policy.bands) - 1)], drop)


def critical_delay(
    before: Plan, after: Plan, moved: Iterable[str], today: date
) -> CriticalDelay | None:
    """What giving these milestones later targets does to the signature and the close (rule b).

    `moved` are the milestones whose targets changed. Only those count that were on the critical
    path before and whose target is later after; None where there is none of them.
    """
    critical = set(schedule(before, today).critical_path)
    later = tuple(
        key
        for key in moved
        if key in critical
        and (was := before.milestone(key)) is not None
        and (now := after.milestone(key)) is not None
        and now.target > was.target
    )
    if not later:
        return None
    calendar = common_calendar(after.calendars)
    ends = [closing_milestone(plan.milestones) for plan in (before, after)]
    first, last = (milestone.target if milestone else None for milestone in ends)
    days = working_days_moved(calendar, first, last) if first and last else 0
    beyond = 0
    if last is not None and last > after.target_close:
        beyond = calendar.count(after.target_close, last) - calendar.is_working_day(
            after.target_close
        )
    return CriticalDelay(
        milestones=later,
        signature_before=first,
        signature_after=last,
        signature_days=days,
        target_close=after.target_close,
        close_days=beyond,
        proposed_close=last if last is not None and last > after.target_close else None,
    )


def new_roles(before: Plan, after: Plan, policy: Policy) -> tuple[NewRole, ...]:
    """Roles that a change brings to the buyer's side of a plan that was agreed once (rule d).

    A hand-over and somebody who joins by domain are no new roles: the caller leaves those out. The
    extension is proposed once for one change, however many roles it brings: the first has it.
    """
    if after.agreed_on is None:
        return ()
    known = {person.role for person in before.people if person.side == "buyer"}
    open_kinds = {m.kind for m in after.milestones if m.is_open}
    calendar = common_calendar(after.calendars)
    found: list[NewRole] = []
    for person in after.people:
        if person.side != "buyer" or person.role in known or before.person(person.key):
            continue
        known.add(person.role)
        kind = KIND_FOR_ROLE.get(person.role)
        days = 0 if found else policy.new_stakeholder_days
        last_day = calendar.on_or_before(after.target_close)
        found.append(
            NewRole(
                person=person.key,
                role=person.role,
                days=days,
                proposed_close=calendar.shift(last_day, days) if days else after.target_close,
                kind=None if kind in open_kinds else kind,
            )
        )
    return tuple(found)
