"""The numbers of the rules: the only place in the code where they stand.

Defaults are product.md's (sections 2 to 7, beside the source's tables). A workspace or a plan
document changes some of them through `PolicyChanges`; `Policy.of` lays those over the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from milepost.domain.plan import CadenceStep, DealType, PolicyChanges

BandName = Literal["HIGH", "LIKELY", "POSSIBLE", "UNLIKELY", "SPECULATIVE"]
Confidence = Literal["High", "Medium", "Low"]

AGENDA_TITLES: tuple[str, ...] = (
    "Status update on each milestone",
    "Completed milestones: celebrate and close out",
    "In-progress milestones: any blockers?",
    "Upcoming milestones: confirm owners and dates",
    "Risk assessment: anything that could delay?",
    "Timeline adjustment if needed",
    "Confirm next review date and owners",
)
"""The source's seven items of a review, in its order."""

DEFAULT_DURATION = 5
"""Working days of a step that nobody gave a duration."""

GO_LIVE_DURATION = 10
"""Working days of the go-live step that is added to a plan whose template has none."""

REPEATED_MISSES = 2
"""So many dates missed by one owner in one plan are a pattern (section 7)."""

GO_LIVE_TITLE = "Go-live"
"""Title of that added step."""


@dataclass(frozen=True, slots=True)
class Band:
    """One completion band: its lower bound in percent, the one word, the source's action text."""

    name: BandName
    lower: int
    confidence: Confidence
    action: str


@dataclass(frozen=True, slots=True)
class DealTypeThreshold:
    """The inclusive lower bounds from which a deal is at least of this type."""

    deal_type: DealType
    amount: Decimal
    days: int


DEAL_TYPES: tuple[DealType, ...] = ("simple", "standard", "complex", "enterprise")
"""From the lowest to the highest."""

DEAL_TYPE_THRESHOLDS: tuple[DealTypeThreshold, ...] = (
    DealTypeThreshold("standard", Decimal(25_000), 30),
    DealTypeThreshold("complex", Decimal(100_000), 60),
    DealTypeThreshold("enterprise", Decimal(500_000), 120),
)
"""Section 2; amounts in the workspace's currency, days from creation to target close."""

TEMPLATE_WORKING_DAYS: Mapping[str, int] = MappingProxyType(
    {"simple": 10, "standard": 20, "complex": 40, "enterprise": 80, "general": 20}
)
"""Working days on a built-in template's longest path to the signature: the low end of the
source's timelines (2, 4, 8 and 16 weeks; general: 4 weeks)."""

_BAND_WORDS: tuple[tuple[BandName, Confidence, str], ...] = (
    ("HIGH", "High", "Commit to forecast; prepare close"),
    ("LIKELY", "Medium", "Best-case forecast; monitor closely"),
    ("POSSIBLE", "Medium", "Upside forecast; push stalled items"),
    ("UNLIKELY", "Low", "Do not commit; diagnose blockers"),
    ("SPECULATIVE", "Low", "Remove from current quarter forecast"),
)


def _bands(high: int, likely: int, possible: int, unlikely: int) -> tuple[Band, ...]:
    bounds = (high, likely, possible, unlikely, 0)
    return tuple(
        Band(name, lower, confidence, action)
        for (name, confidence, action), lower in zip(_BAND_WORDS, bounds, strict=True)
    )


_SIGNED_CADENCE = CadenceStep(first=None, days=30, minutes=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Every number of the rules, complete. Days are calendar days unless said otherwise."""

    bands: tuple[Band, ...] = _bands(80, 60, 40, 20)
    """Highest first; the last one's bound is 0."""
    behind_days: int = 3
    """A milestone is behind once it is more than so many days past its target (section 4)."""
    blocked_count: int = 3
    """From so many shared milestones behind on, the plan is blocked (section 4)."""
    stalled_days: int = 14
    critical_quiet_days: int = 7
    unnamed_days: int = 30
    """Shared milestones due up to so many days from today need a named buyer (sections 2, 4)."""
    new_stakeholder_days: int = 5
    """Working days proposed when a new role joins after the plan was agreed (section 4)."""
    drop_points: int = 15
    alert_due_days: int = 3
    alert_overdue_days: tuple[int, int, int] = (1, 3, 7)
    cadence: tuple[CadenceStep, ...] = (
        CadenceStep(first=1, days=7, minutes=15),
        CadenceStep(first=4, days=14, minutes=20),
        CadenceStep(first=8, days=7, minutes=15),
    )
    """By the number of the first open shared milestone, lowest first (section 6)."""
    signed_cadence: CadenceStep = _SIGNED_CADENCE
    agenda: tuple[int, ...] = (3, 2, 5, 3, 2, 2, 1)
    """The source's minutes of the seven items; shares of a review of any length."""
    deal_types: tuple[DealTypeThreshold, ...] = field(default=DEAL_TYPE_THRESHOLDS)

    @staticmethod
    def of(changes: PolicyChanges | None) -> Policy:
        """The defaults with `changes` laid over them; equal changes give the same object."""
        return DEFAULT_POLICY if changes is None else _changed(changes)

    def review_rhythm(self, number: int | None) -> CadenceStep:
        """The cadence while milestone `number` is the first open one; None once signed.

        A number below the first step's takes the first step.
        """
        if number is None or not self.cadence:
            return self.signed_cadence
        rhythm = self.cadence[0]
        for step in self.cadence:
            if step.first is not None and step.first <= number:
                rhythm = step
        return rhythm


DEFAULT_POLICY = Policy()


@lru_cache(maxsize=1024)
def _changed(changes: PolicyChanges) -> Policy:
    default = DEFAULT_POLICY

    def kept(value: int | None, otherwise: int) -> int:
        return otherwise if value is None else value

    bands = default.bands
    if changes.bands is not None:
        given = changes.bands
        bands = _bands(
            kept(given.high, bands[0].lower),
            kept(given.likely, bands[1].lower),
            kept(given.possible, bands[2].lower),
            kept(given.unlikely, bands[3].lower),
        )
    due, overdue = default.alert_due_days, default.alert_overdue_days
    if changes.alert_days is not None:
        due = kept(changes.alert_days.due, due)
        overdue = changes.alert_days.overdue or overdue
    cadence, signed = _cadence(changes, default)
    return Policy(
        bands=bands,
        behind_days=kept(changes.behind_days, default.behind_days),
        stalled_days=kept(changes.stalled_days, default.stalled_days),
        critical_quiet_days=kept(changes.critical_quiet_days, default.critical_quiet_days),
        new_stakeholder_days=kept(changes.new_stakeholder_days, default.new_stakeholder_days),
        drop_points=kept(changes.drop_points, default.drop_points),
        alert_due_days=due,
        alert_overdue_days=overdue,
        cadence=cadence,
        signed_cadence=signed,
        agenda=changes.agenda or default.agenda,
    )


def _cadence(
    changes: PolicyChanges, default: Policy
) -> tuple[tuple[CadenceStep, ...], CadenceStep]:
    """The steps by number and the one once signed; a kind that is not given keeps its default."""
    if changes.cadence is None:
        return default.cadence, default.signed_cadence
    numbered = sorted(
        (step for step in changes.cadence if step.first is not None),
        key=lambda step: step.first or 0,
    )
    signed = next((step for step in changes.cadence if step.first is None), None)
    return tuple(numbered) or default.cadence, signed or default.signed_cadence
