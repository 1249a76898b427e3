"""The phases of a long plan: which one is at hand, and how far each has come (section 7).

A plan of `LONG` milestones and more is shown and reviewed by phase. A milestone keeps the phase
that it was given; where it has none, its kind says one. A kind that says nothing of when (`other`)
leaves a step in the phase of the step before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from milepost.domain.plan import Kind, Milestone, Plan
from milepost.domain.schedule import Schedule

LONG = 20
"""From so many milestones on a plan is split into phases (product.md section 7)."""

EVALUATION, NEGOTIATION, IMPLEMENTATION = PHASES = ("evaluation", "negotiation", "implementation")

_NEGOTIATED: frozenset[Kind] = frozenset(
    {"proposal", "legal", "procurement", "contract", "executive_signoff", "signature"}
)
_IMPLEMENTED: frozenset[Kind] = frozenset({"kickoff", "implementation", "pilot", "go_live"})
_BY_KIND: MappingProxyType[Kind, str] = MappingProxyType(
    dict.fromkeys(_NEGOTIATED, NEGOTIATION) | dict.fromkeys(_IMPLEMENTED, IMPLEMENTATION)
)


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase with its milestones in plan order. `complete` of `total` counts shared ones that
    are not skipped; `is_current` is the phase at hand."""

    name: str
    milestones: tuple[str, ...]
    complete: int
    total: int
    is_current: bool


def is_long(plan: Plan) -> bool:
    """Whether the plan is split into phases."""
    return len(plan.milestones) >= LONG


def phase_of(milestone: Milestone) -> str:
    """The phase that a milestone was given, else the one that its kind belongs to."""
    return milestone.phase or _BY_KIND.get(milestone.kind, EVALUATION)


def phase_names(plan: Plan) -> Mapping[str, str]:
    """The phase of every milestone by key, in plan order."""
    found: dict[str, str] = {}
    before = EVALUATION
    for milestone in plan.milestones:
        if milestone.phase is not None or milestone.kind != "other":
            before = phase_of(milestone)
        found[milestone.key] = before
    return found


def with_phases(plan: Plan) -> Plan:
    """The plan with a phase for every milestone that has none: the split that is proposed."""
    names = phase_names(plan)
    steps = tuple(replace(m, phase=names[m.key]) for m in plan.milestones)
    return replace(plan, milestones=steps)


def current_phase(plan: Plan, schedule: Schedule | None) -> str:
    """The phase of the current milestone of the critical path, else of the first open shared one,
    else of the last milestone."""
    key = schedule.current_milestone if schedule else None
    current = plan.milestone(key) if key else None
    if current is None:
        current = next((m for m in plan.shared_milestones if m.is_open), None)
    if current is None:
        current = plan.milestones[-1] if plan.milestones else None
    return phase_names(plan)[current.key] if current else EVALUATION


def phases_of(plan: Plan, schedule: Schedule | None) -> tuple[Phase, ...]:
    """Every phase that the plan has milestones of, in the order of their first milestones."""
    current = current_phase(plan, schedule)
    names = phase_names(plan)
    members: dict[str, list[Milestone]] = {}
    for milestone in plan.milestones:
        members.setdefault(names[milestone.key], []).append(milestone)
    return tuple(_phase(name, found, name == current) for name, found in members.items())


def _phase(name: str, milestones: list[Milestone], is_current: bool) -> Phase:
    counted = [m for m in milestones if m.visibility == "shared" and m.status != "skipped"]
    complete = sum(1 for m in counted if m.status == "complete")
    keys = tuple(m.key for m in milestones)
    return Phase(name, keys, complete, len(counted), is_current)
