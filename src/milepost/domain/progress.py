"""How far a plan has come: completion, its band, and when it last moved (section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from milepost.domain.plan import Milestone
from milepost.domain.policy import Band, Policy


@dataclass(frozen=True, slots=True)
class Completion:
    """Complete of all shared milestones that are not skipped.

    `percent` has one decimal, half up; 0 of 0 is 0.0. Bands go by the exact fraction.
    """

    complete: int
    total: int
    percent: Decimal


@lru_cache(maxsize=4096)
def completion_of(complete: int, total: int) -> Completion:
    """So many of so many complete."""
    tenths = (2000 * complete + total) // (2 * total) if total else 0
    return Completion(complete, total, Decimal(tenths).scaleb(-1))


def band_of(completion: Completion, policy: Policy) -> Band:
    """The highest band whose lower bound the exact fraction reaches."""
    share = 100 * completion.complete
    whole = completion.total or 1
    for band in policy.bands:
        if share >= band.lower * whole:
            return band
    return policy.bands[-1]


def last_progress(milestones: Iterable[Milestone]) -> date | None:
    """The last day on which one of these shared milestones moved; None where none ever did.

    Moved means started, completed or unblocked, or one of its shared tasks started or done. A
    comment or another date is no progress. Days are taken as they stand, a later one than today
    too: what somebody dated ahead has not stalled.
    """
    last: date | None = None
    for milestone in milestones:
        day = milestone.started_on
        if day is not None and (last is None or day > last):
            last = day
        day = milestone.completed_on
        if day is not None and (last is None or day > last):
            last = day
        day = milestone.unblocked_on
        if day is not None and (last is None or day > last):
            last = day
        for task in milestone.tasks:
            if task.visibility == "shared":
                day = task.started_on
                if day is not None and (last is None or day > last):
                    last = day
                day = task.done_on
                if day is not None and (last is None or day > last):
                    last = day
    return last
