"""One plan in memory: frozen dataclasses with the names of the plan document.

Everything that looks at a plan (rules, pages, exports, the command line) reads these classes.
They say what a plan holds, never whether it makes sense: references and combinations are
checked by `milepost.domain.validation`. Source: product.md section 1 and plan-document.md.

Dates are calendar dates without a zone; durations are working days common to both sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

SCHEMA = "milepost.plan/1"

Life = Literal["draft", "shared", "agreed", "won", "lost", "abandoned"]
Form = Literal["full", "informal"]
DealType = Literal["simple", "standard", "complex", "enterprise"]
Side = Literal["buyer", "seller"]
Visibility = Literal["shared", "internal"]
Status = Literal["pending", "in_progress", "blocked", "complete", "skipped"]
Kind = Literal[
    "briefing",
    "discovery",
    "alignment",
    "stakeholder_mapping",
    "demo",
    "technical_validation",
    "security_review",
    "compliance",
    "integration_test",
    "business_case",
    "proposal",
    "legal",
    "procurement",
    "contract",
    "governance",
    "change_management",
    "executive_signoff",
    "signature",
    "kickoff",
    "implementation",
    "pilot",
    "go_live",
    "other",
]
BuyerRole = Literal[
    "champion",
    "economic_buyer",
    "sponsor",
    "it",
    "security",
    "legal",
    "procurement",
    "finance",
    "user",
    "other",
    "partner",
]
SellerRole = Literal[
    "ae",
    "manager",
    "solutions_engineer",
    "csm",
    "legal",
    "security",
    "leadership",
    "admin",
    "partner",
]
Role = Literal[
    "ae",
    "manager",
    "solutions_engineer",
    "csm",
    "leadership",
    "admin",
    "champion",
    "economic_buyer",
    "sponsor",
    "it",
    "security",
    "legal",
    "procurement",
    "finance",
    "user",
    "other",
    "partner",
]
TaskKind = Literal["to_do", "meeting", "approval"]
Answer = Literal["yes", "no"]
Level = Literal["low", "medium", "high"]
RiskState = Literal["open", "closed"]

OPEN_STATUSES: frozenset[Status] = frozenset({"pending", "in_progress", "blocked"})
CLOSED_LIVES: frozenset[Life] = frozenset({"won", "lost", "abandoned"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """The deal's value: an exact decimal and its ISO 4217 currency."""

    amount: Decimal
    currency: str
    buyer_sees: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReference:
    """The template and version that a plan came from."""

    key: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the plan is for, in the buyer's words."""

    goal: str | None = None
    measure: str | None = None
    why_now: str | None = None
    go_live: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SideCalendar:
    """One side's public holidays (`country`, `subdivision`) and time zone."""

    country: str
    subdivision: str | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendars:
    """The calendars of both sides; a side without one works Monday to Friday."""

    buyer: SideCalendar | None = None
    seller: SideCalendar | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on the plan: a stakeholder on the buyer's side, a member on the seller's."""

    key: str
    name: str
    side: Side
    role: Role
    email: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Who owns: a person by key, or a role still to be named. Exactly one of the two is set."""

    person: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """The owner on each side of a milestone; at least one side has one."""

    buyer: Owner | None = None
    seller: Owner | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A step inside a milestone. Finished tasks do not complete the milestone."""

    key: str
    title: str
    kind: TaskKind = "to_do"
    owner: Owner | None = None
    due: date | None = None
    at: datetime | None = None
    started_on: date | None = None
    done_on: date | None = None
    answer: Answer | None = None
    answer_reason: str | None = None
    visibility: Visibility = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One row of the plan. `duration` is in working days, `after` holds milestones' keys."""

    key: str
    title: str
    kind: Kind
    target: date
    status: Status
    phase: str | None = None
    visibility: Visibility = "shared"
    done_means: str | None = None
    owners: Owners | None = None
    duration: int = 5
    after: tuple[str, ...] = ()
    started_on: date | None = None
    completed_on: date | None = None
    completed_by: str | None = None
    confirmed_on: date | None = None
    confirmed_by: str | None = None
    blocked_on: date | None = None
    unblocked_on: date | None = None
    reason: str | None = None
    tasks: tuple[Task, ...] = ()
    notes: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether work remains: pending, in progress or blocked."""
        return self.status in OPEN_STATUSES

    @property
    def is_shared(self) -> bool:
        """Whether both sides see it."""
        return self.visibility == "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review meeting that was held, with the completion it ended on."""

    on: date
    complete: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The dated snapshot of targets that a plan is measured against."""

    on: date
    targets: Mapping[str, date]
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Something that may delay the plan, private to the seller."""

    title: str
    likelihood: Level | None = None
    impact: Level | None = None
    owner: Owner | None = None
    mitigation: str | None = None
    state: RiskState = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class BandBounds:
    """Lower bounds of the completion bands in percent; absent ones keep the default."""

    high: int | None = None
    likely: int | None = None
    possible: int | None = None
    unlikely: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDays:
    """Calendar days before (`due`) and after (`overdue`) a target on which rules apply."""

    due: int | None = None
    overdue: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class CadenceStep:
    """Reviews from this milestone number on: every `days` days, `minutes` long.

    `first` is the document's `from`; None once the plan is signed.
    """

    first: int | None
    days: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanges:
    """What a plan's policy changes; None keeps the default of `milepost.domain.policy`."""

    bands: BandBounds | None = None
    behind_days: int | None = None
    stalled_days: int | None = None
    critical_quiet_days: int | None = None
    new_stakeholder_days: int | None = None
    drop_points: int | None = None
    alert_days: AlertDays | None = None
    cadence: tuple[CadenceStep, ...] | None = None
    agenda: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The Mutual Action Plan of a deal."""

    account: str
    created: date
    target_close: date
    life: Life
    milestones: tuple[Milestone, ...]
    schema: Literal["milepost.plan/1"] = "milepost.plan/1"
    title: str | None = None
    opportunity: str | None = None
    value: Value | None = None
    deal_type: DealType | None = None
    template: TemplateReference | None = None
    outcome: Outcome | None = None
    calendars: Calendars | None = None
    people: tuple[Person, ...] = ()
    reviews: tuple[Review, ...] = ()
    baselines: tuple[Baseline, ...] = ()
    policy: PolicyChanges | None = None
    form: Form | None = None
    coordinator: str | None = None
    shared_on: date | None = None
    agreed_on: date | None = None
    next_review: date | None = None
    notes: str | None = None
    risks: tuple[Risk, ...] = ()

    @property
    def shared_milestones(self) -> tuple[Milestone, ...]:
        """The milestones that both sides see, in plan order; their position is their number."""
        return tuple(m for m in self.milestones if m.visibility == "shared")

    @property
    def is_closed(self) -> bool:
        """Whether the plan is won, lost or abandoned."""
        return self.life in CLOSED_LIVES

    def milestone(self, key: str) -> Milestone | None:
        """The milestone with this key, or None."""
        return next((m for m in self.milestones if m.key == key), None)

    def person(self, key: str) -> Person | None:
        """The person with this key, or None."""
        return next((p for p in self.people if p.key == key), None)

    @property
    def signature(self) -> Milestone | None:
        """The signature milestone: the last shared one of kind `signature` that is not skipped.

        None where the plan has none; then nothing ever counts as signed (section 1).
        """
        for milestone in reversed(self.milestones):
            if (
                milestone.kind == "signature"
                and milestone.visibility == "shared"
                and milestone.status != "skipped"
            ):
                return milestone
        return None

    @property
    def is_signed(self) -> bool:
        """Whether the signature milestone is complete."""
        signature = self.signature
        return signature is not None and signature.status == "complete"
