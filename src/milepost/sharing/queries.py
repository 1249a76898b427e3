"""What stands around a shared plan: who may open it, what is proposed, who agreed.

`plan_sharing` is the seller's view, `buyer_sharing` the buyer's; each is one statement that builds
JSON. The buyer's runs under their role on the portal's connection and names only columns that the
role may read (sharing/migrations/0002_walls.py): an ungranted one is an error, not a leak.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, TypeAlias

from django.conf import settings
from django.db import connection, connections

from milepost.domain.commitments import TargetMove
from milepost.domain.paths import parts_of
from milepost.domain.plan import Plan, Side
from milepost.domain.revisions import FieldChange, changes_from_json
from milepost.forecasting.queries import ImpactRow
from milepost.plans import queries as plan_queries
from milepost.plans import record_sql
from milepost.plans.queries import PlanRecord
from milepost.plans.round_trips import one_round_trip
from milepost.sharing import around_sql
from milepost.sharing.visits import Visit

LinkState: TypeAlias = Literal["none", "works", "expired", "revoked"]
ProposalKind: TypeAlias = Literal["date", "add_step", "drop_step", "dates"]
# What a proposal has come to. The last three are worked out from the plan as it stands: its step
# is gone, is over, or the plan says meanwhile what was proposed.
Standing: TypeAlias = Literal[
    "open", "countered", "accepted", "refused", "withdrawn", "gone", "over", "met"
]


@dataclass(frozen=True, slots=True)
class StakeholderRow:
    """Somebody outside of the workspace on the plan: their address, invitation, link, openings.

    `openings` counts days. `reminded_at` is the newest friendly reminder, `is_muted` says that
    they want none, and `trouble` why mail to them comes back.
    """

    person: str
    address: str
    language: str
    time_zone: str
    country: str
    joined_by: str
    added_at: datetime
    invited_at: datetime | None
    ended_at: datetime | None
    link: LinkState
    link_expires_at: datetime | None
    first_opened_at: datetime | None
    last_opened_at: datetime | None
    openings: int
    reminded_at: datetime | None = None
    is_muted: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal of the buyer's side. `content` and `counter` by kind: `models.Proposal`."""

    id: int
    kind: ProposalKind
    milestone: str | None
    content: Mapping[str, Any]
    reason: str
    person: str
    person_name: str
    at: datetime
    state: Literal["open", "accepted", "refused", "countered", "withdrawn"]
    counter: Mapping[str, Any] | None
    answer: str
    answered_at: datetime | None
    answered_by_name: str

    @property
    def target(self) -> date | None:
        """The day that is proposed now: the AE's where they suggested another."""
        return _day({**self.content, **(self.counter or {})}.get("target"))

    def standing(self, plan: Plan) -> Standing:
        """What it has come to in the plan as it stands; `plan` may be a buyer's copy."""
        if self.state not in ("open", "countered"):
            return self.state
        if self.kind == "add_step":
            return self.state
        if self.kind == "dates":
            wish = plan.outcome.go_live if plan.outcome else None
            moved = _day(self.content.get("go_live")) != wish
            return "met" if moved else self.state
        milestone = plan.milestone(self.milestone or "")
        if milestone is None or milestone.visibility != "shared":
            return "gone"
        if not milestone.is_open:
            return "over"
        if self.kind == "date" and milestone.target == _day(self.content.get("target")):
            return "met"
        return self.state


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """The newest yes of one person that was not taken back. `how` is set where a member noted
    that the buyer agreed in another way; buyers never read it."""

    id: int
    side: Side
    person: str | None
    name: str
    terms_revision: int
    shared_revision: int
    at: datetime
    member_id: int | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class MissesRow:
    """An owner who missed several dates, the cause that was given ("" for none yet), and whether
    somebody at the buyer was asked for help."""

    person: str
    misses: int
    cause: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said on a plan without changing it: `kind` is proposed, refused,
    countered, withdrawn, agreed or took_back."""

    at: datetime
    kind: str
    who: str
    side: Side
    data: Mapping[str, Any]


@dataclass(frozen=True)
class PlanSharing:
    """All that the seller's side reads around a plan. `changes` are those since the last yes,
    `moves` every target that was changed from one day to another, `comments` how many there are
    on each step ("" for the plan as a whole), `impacts` what changes did to the forecast and
    nobody has settled yet, newest first, `owner_role` the role of the member who has the plan,
    `passing_by` who of the buyer's people passes reminders by."""

    plan_id: int
    code: str | None
    domains: tuple[str, ...]
    shared_at: datetime | None
    terms_revision: int
    shared_revision: int
    pulse: int
    stakeholders: tuple[StakeholderRow, ...]
    proposals: tuple[ProposalRow, ...]
    to_look: tuple[ProposalRow, ...]
    agreements: tuple[AgreementRow, ...]
    changes: tuple[FieldChange, ...]
    moves: tuple[TargetMove, ...] = ()
    comments: Mapping[str, int] = field(default_factory=dict)
    misses: tuple[MissesRow, ...] = ()
    impacts: tuple[ImpactRow, ...] = ()
    owner_role: str = ""
    passing_by: tuple[str, ...] = ()

    @cached_property
    def by_person(self) -> Mapping[str, StakeholderRow]:
        """Stakeholders by their key on the plan."""
        return {row.person: row for row in self.stakeholders}

    def open_proposals(self, plan: Plan) -> tuple[ProposalRow, ...]:
        """Those that wait for an answer of either side; what the plan overtook is left out."""
        return tuple(p for p in self.proposals if p.standing(plan) in ("open", "countered"))

    @property
    def yeses(self) -> tuple[AgreementRow, ...]:
        """The yeses to the terms as they stand."""
        return tuple(a for a in self.agreements if a.terms_revision == self.terms_revision)


@dataclass(frozen=True)
class BuyerSharing:
    """All that a buyer's page reads around its plan, under the buyer's role.

    `changes` are those since this person's own last yes, where the terms changed after it.
    """

    person: str
    address: str
    language: str
    time_zone: str
    country: str
    workspace_name: str
    plan_title: str
    workspace_time_zone: str
    terms_revision: int
    shared_revision: int
    proposals: tuple[ProposalRow, ...]
    agreements: tuple[AgreementRow, ...]
    changes: tuple[FieldChange, ...]

    @property
    def my_yes(self) -> AgreementRow | None:
        """This person's newest yes, to whatever terms."""
        return next((a for a in self.agreements if a.person == self.person), None)

    @property
    def has_agreed(self) -> bool:
        """Whether this person has said yes to the terms as they stand."""
        mine = self.my_yes
        return mine is not None and mine.terms_revision == self.terms_revision

    @property
    def asked_again(self) -> bool:
        """Whether the terms changed after this person's yes."""
        mine = self.my_yes
        return mine is not None and mine.terms_revision < self.terms_revision

    @property
    def yeses(self) -> tuple[AgreementRow, ...]:
        """The yeses of both sides to the terms as they stand."""
        return tuple(a for a in self.agreements if a.terms_revision == self.terms_revision)


def plan_sharing(plan_id: int) -> PlanSharing | None:
    """What stands around a plan, for the seller's side; None where there is no such plan."""
    with connection.cursor() as cursor:
        cursor.execute(around_sql.SELLER, (plan_id,))
        return _plan_sharing(plan_id, cursor.fetchone())


def plan_with_sharing(plan_id: int) -> tuple[PlanRecord, PlanSharing] | None:
    """A plan's record and what stands around it: two statements in one round trip."""
    with connection.cursor() as plan, connection.cursor() as around:
        with one_round_trip():
            plan.execute(record_sql.ONE, (plan_id,))
            around.execute(around_sql.SELLER, (plan_id,))
        record = plan_queries.record_of(plan.fetchone())
        sharing = _plan_sharing(plan_id, around.fetchone())
    return (record, sharing) if record and sharing else None


def what_was_said(plan_id: int, after: datetime, until: datetime) -> tuple[Said, ...]:
    """What both sides said on a plan in a time, newest first, for the seller's history."""
    with connection.cursor() as cursor:
        cursor.execute(around_sql.SAID, (plan_id, after, until))
        return tuple(Said(*row[:4], json.loads(row[4])) for row in cursor.fetchall())


def buyer_sharing(visit: Visit) -> BuyerSharing:
    """What stands around the plan of a visit, read under the buyer's role."""
    values = {"plan": visit.plan_id, "person": visit.person}
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(around_sql.BUYER, values)
        return buyer_sharing_of(visit, cursor.fetchone()[0])


def buyer_sharing_of(visit: Visit, text: str) -> BuyerSharing:
    """The answer to `around_sql.BUYER`, for who sends it together with others."""
    kept = json.loads(text)
    own = kept.pop("own") or {}
    return BuyerSharing(
        person=visit.person,
        address=own.get("address", ""),
        language=own.get("language", ""),
        time_zone=own.get("time_zone", ""),
        country=own.get("country", ""),
        workspace_name=kept["workspace_name"],
        plan_title=kept["plan_title"],
        workspace_time_zone=kept["workspace_time_zone"],
        terms_revision=kept["terms_revision"],
        shared_revision=kept["shared_revision"],
        proposals=proposals_of(kept["proposals"]),
        agreements=_agreements(kept["agreements"]),
        changes=net_changes(kept["changes"]),
    )


# Fields of a step that tell how it goes, not what was agreed.
_PROGRESS = frozenset(
    {"status", "started_on", "completed_on", "completed_by", "confirmed_on", "confirmed_by"}
    | {"blocked_on", "unblocked_on", "reason", "notes", "tasks", "task_order"}
)
_OF_PLAN = frozenset({"target_close", "outcome"})


def net_changes(revisions: Sequence[Sequence[Any]]) -> tuple[FieldChange, ...]:
    """What several revisions, oldest first, changed together of what both sides agree to.

    A field that went and came back is left out, and so is how the steps go.
    """
    first: dict[str, FieldChange] = {}
    last: dict[str, FieldChange] = {}
    for changes in revisions:
        for change in changes_from_json(changes):
            if _is_agreed_on(change.path):
                first.setdefault(change.path, change)
                last[change.path] = change
    net = [FieldChange(p, first[p].before, last[p].after) for p in first]
    return tuple(c for c in _outside_of_whole(net) if c.before != c.after)


def _is_agreed_on(path: str) -> bool:
    parts = path.split(".")
    if parts[0] == "milestones":
        return len(parts) < 3 or parts[2] not in _PROGRESS
    return parts[0] in _OF_PLAN


def _outside_of_whole(changes: Sequence[FieldChange]) -> list[FieldChange]:
    """Without the fields of steps that came or went as a whole in the same time."""
    whole = {c.path for c in changes if c.path.startswith("milestones.") and c.path.count(".") == 1}
    return [c for c in changes if c.path in whole or ".".join(c.path.split(".")[:2]) not in whole]


_TIMES = (
    "added_at",
    "invited_at",
    "ended_at",
    "link_expires_at",
    "first_opened_at",
    "last_opened_at",
    "reminded_at",
)


def _plan_sharing(plan_id: int, row: Any) -> PlanSharing | None:
    if row is None:
        return None
    kept = json.loads(row[0])
    return PlanSharing(
        plan_id=plan_id,
        code=kept["code"],
        domains=tuple(kept["domains"] or ()),
        shared_at=_moment(kept["shared_at"]),
        terms_revision=kept["terms_revision"],
        shared_revision=kept["shared_revision"],
        pulse=kept["pulse"],
        stakeholders=tuple(_stakeholder(row) for row in kept["stakeholders"]),
        moves=tuple(move for row in kept["moves"] if (move := _target_move(row)) is not None),
        proposals=proposals_of(kept["proposals"]),
        to_look=proposals_of(kept["to_look"]),
        agreements=_agreements(kept["agreements"]),
        changes=net_changes(kept["changes"]),
        comments=kept["comments"],
        misses=tuple(MissesRow(**row) for row in kept["misses"]),
        impacts=impacts_of(kept["impacts"]),
        owner_role=kept["owner_role"] or "",
        passing_by=tuple(row["person"] for row in kept["passing_by"]),
    )


def _stakeholder(kept: Mapping[str, Any]) -> StakeholderRow:
    times = {name: _moment(kept[name]) for name in _TIMES}
    return StakeholderRow(**{**kept, **times, "openings": kept["openings"] or 0})


def _target_move(row: Mapping[str, str]) -> TargetMove | None:
    """A milestone's target that was changed from one day to another."""
    parts = parts_of(row["path"])
    if len(parts) != 3:
        return None
    on, before, after = (date.fromisoformat(row[name]) for name in ("on", "before", "after"))
    return TargetMove(parts[1], on, before, after)


def proposals_of(rows: Sequence[Mapping[str, Any]]) -> tuple[ProposalRow, ...]:
    """Proposals as rows of JSON hold them."""
    return tuple(
        ProposalRow(**{**row, "at": _moment(row["at"]), "answered_at": _moment(row["answered_at"])})
        for row in rows
    )


def impacts_of(rows: Sequence[Mapping[str, Any]]) -> tuple[ImpactRow, ...]:
    """Impacts as rows of JSON hold them."""
    times = ("at", "settled_at")
    return tuple(ImpactRow(**{**row, **{n: _moment(row[n]) for n in times}}) for row in rows)


def _agreements(rows: Sequence[Mapping[str, Any]]) -> tuple[AgreementRow, ...]:
    return tuple(AgreementRow(**{**row, "at": _moment(row["at"])}) for row in rows)


def _moment(text: str | None) -> Any:
    return None if text is None else datetime.fromisoformat(text)


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) else None
