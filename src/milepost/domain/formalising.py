"""An informal plan made full in one step, without losing what was done (product.md section 2).

Nothing is read or stored here. How the rules were read where they could be read twice:

- Made full again, a kept step is the template's step of its kind (of several, the last) or, of
  kind `other`, of its title. It keeps everything but its duration while open; what the template
  asks to come before it is added to what it came after, wherever that makes no circle.
- New steps get the proposed dates of the steps that remain, from today to the target close, held
  between the kept steps around them, whose dates never move.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from milepost.domain.building import DealFacts, template_steps
from milepost.domain.edits import fresh_key
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.informal import comes_after
from milepost.domain.plan import Milestone, Plan, Status, TemplateReference
from milepost.domain.proposing import propose_dates
from milepost.domain.schedule import in_order_of_dependency
from milepost.domain.templates import Template
from milepost.domain.working_days import common_calendar

_OVER: frozenset[Status] = frozenset({"complete", "skipped"})


@dataclass(frozen=True, slots=True)
class FullPlan:
    """An informal plan made full: what came in and what stayed, by key in plan order.

    `from_template` says for each new key which of the template's steps it is.
    """

    plan: Plan
    added: tuple[str, ...]
    kept: tuple[str, ...]
    from_template: Mapping[str, str]


def behind_completed(plan: Plan, template: Template) -> frozenset[str]:
    """The template's steps, by their keys there, that only lead to steps completed already."""
    steps = template_steps(_facts(plan), template)
    partner = _partners(plan, steps)
    done = {key for key, kept in partner.items() if kept.status == "complete"}
    followers: dict[str, list[str]] = {m.key: [] for m in steps}
    for m in steps:
        for key in m.after:
            followers[key].append(m.key)
    past: set[str] = set()
    for m in reversed(in_order_of_dependency(steps)):
        ahead = followers[m.key]
        if m.key not in partner and ahead and all(key in done or key in past for key in ahead):
            past.add(m.key)
    names = {m.key: step.key for m, step in zip(steps, template.milestones, strict=True)}
    return frozenset(names[key] for key in past)


def made_full(
    plan: Plan,
    template: Template,
    *,
    today: date,
    taken: Collection[str] = (),
    without: Collection[str] = (),
) -> FullPlan:
    """The informal plan with the template's steps around its own.

    `taken` are keys that must not be used again; `without` names steps of the template that are
    not to come in. Raises InvalidInput where the plan is not informal.
    """
    if plan.form != "informal":
        raise InvalidInput([Problem("form", "it is full already", "nothing is left to do")])
    steps = template_steps(_facts(plan), template)
    partner = _partners(plan, steps)
    names = {m.key: step.key for m, step in zip(steps, template.milestones, strict=True)}
    dropped = {key for key in names if key not in partner and names[key] in set(without)}
    keys = _new_keys(plan, steps, partner, dropped, taken)
    joined = _joined(plan, steps, partner, dropped, keys)
    fresh = {keys[m.key] for m in steps if m.key not in partner and m.key not in dropped}
    dated = _dated(plan, joined, fresh, today)
    full = replace(
        plan,
        milestones=dated,
        form="full",
        template=TemplateReference(key=template.key, version=template.version),
    )
    return FullPlan(
        plan=full,
        added=tuple(m.key for m in dated if m.key in fresh),
        kept=tuple(m.key for m in dated if m.key not in fresh),
        from_template={keys[key]: name for key, name in names.items() if keys.get(key) in fresh},
    )


def _facts(plan: Plan) -> DealFacts:
    return DealFacts(
        account=plan.account,
        created=plan.created,
        opportunity=plan.opportunity,
        title=plan.title,
        outcome=plan.outcome,
        people=plan.people,
    )


def _partners(plan: Plan, steps: Sequence[Milestone]) -> dict[str, Milestone]:
    """For the template's steps that are in the plan already: which step of the plan each is."""
    found: dict[str, Milestone] = {}
    used: set[str] = set()
    for step in reversed(steps):
        for m in reversed(plan.shared_milestones):
            if m.key not in used and _is_same(m, step):
                found[step.key] = m
                used.add(m.key)
                break
    return found


def _is_same(kept: Milestone, step: Milestone) -> bool:
    if kept.kind != step.kind or step.visibility != "shared":
        return False
    if kept.kind != "other":
        return True
    return kept.title.strip().casefold() == step.title.strip().casefold()


def _new_keys(
    plan: Plan,
    steps: Sequence[Milestone],
    partner: Mapping[str, Milestone],
    dropped: Collection[str],
    taken: Collection[str],
) -> dict[str, str]:
    """The key in the plan of each step of the template that will be there."""
    used = {*taken, *(m.key for m in plan.milestones)}
    keys: dict[str, str] = {}
    for step in steps:
        if step.key in partner:
            keys[step.key] = partner[step.key].key
        elif step.key not in dropped:
            keys[step.key] = fresh_key("m", used)
            used.add(keys[step.key])
    return keys


def _joined(
    plan: Plan,
    steps: Sequence[Milestone],
    partner: Mapping[str, Milestone],
    dropped: Collection[str],
    keys: Mapping[str, str],
) -> tuple[Milestone, ...]:
    """All steps in one order, the kept ones in their places, with what each comes after."""
    passed = _passed_on(steps, dropped)
    after = {keys[m.key]: tuple(keys[k] for k in passed[m.key]) for m in steps if m.key in keys}
    by_key: dict[str, Milestone] = {}
    for step in steps:
        if step.key in partner:
            kept = partner[step.key]
            by_key[kept.key] = _kept(kept, step)
        elif step.key in keys:
            by_key[keys[step.key]] = replace(step, key=keys[step.key])
    own = [m for m in plan.milestones if m.key not in by_key]
    order = list(by_key)
    for m in own:
        by_key[m.key] = m
        order.insert(_place(plan, m, order), m.key)
    for m in plan.milestones:
        for key in m.after:
            if key not in after.get(m.key, ()) and not comes_after(after, m.key, key):
                after[m.key] = (*after.get(m.key, ()), key)
    goal = next((m.key for m in own if m.kind == "go_live" and m.visibility == "shared"), None)
    if goal is not None:
        waited_for = {key for keys_ in after.values() for key in keys_}
        ends = (k for k in order if k not in waited_for and k != goal)
        fresh = (
            k for k in ends if not comes_after(after, goal, k) and k not in after.get(goal, ())
        )
        after[goal] = (*after.get(goal, ()), *fresh)
    return tuple(replace(by_key[key], after=after.get(key, ())) for key in order)


def _kept(kept: Milestone, step: Milestone) -> Milestone:
    return replace(
        kept,
        duration=step.duration if kept.is_open else kept.duration,
        phase=kept.phase or step.phase,
        done_means=kept.done_means or step.done_means,
    )


def _place(plan: Plan, milestone: Milestone, order: Sequence[str]) -> int:
    """Where a step of the plan's own goes: behind the step that stood before it, if any."""
    keys = [m.key for m in plan.milestones]
    if milestone.kind == "go_live":
        return len(order)
    for key in reversed(keys[: keys.index(milestone.key)]):
        if key in order:
            return order.index(key) + 1
    return 0


def _passed_on(steps: Sequence[Milestone], dropped: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What each step comes after once the dropped ones hand on what they came after."""
    found: dict[str, tuple[str, ...]] = {}
    for m in in_order_of_dependency(steps):
        handed = (k for key in m.after for k in (found[key] if key in dropped else (key,)))
        found[m.key] = tuple(dict.fromkeys(handed))
    return found


def _dated(
    plan: Plan, steps: tuple[Milestone, ...], fresh: Collection[str], today: date
) -> tuple[Milestone, ...]:
    """The steps with dates for the new ones: as proposed, held between the kept ones."""
    calendar = common_calendar(plan.calendars)
    position = calendar.position_after
    start = max(today, plan.created)
    open_steps = [m for m in steps if m.status not in _OVER]
    here = {m.key for m in open_steps}
    remaining = [replace(m, after=tuple(k for k in m.after if k in here)) for m in open_steps]
    proposed = propose_dates(
        remaining,
        created=start,
        target_close=max(plan.target_close, start),
        calendar=calendar,
    ).targets
    order = in_order_of_dependency(steps)
    latest: dict[str, int] = {}
    for m in reversed(order):
        ends = [
            (latest[k.key] if k.key in fresh else position(k.target) - 1) - k.duration
            for k in order
            if m.key in k.after and k.key in here and (k.key not in fresh or k.key in latest)
        ]
        if ends:
            latest[m.key] = min(ends)
    first = calendar.position(start)
    end: dict[str, int] = {}
    for m in order:
        if m.key not in fresh:
            end[m.key] = position(m.target) - 1 if m.key in here else first - 1
            continue
        earliest = max([end[k] + 1 for k in m.after], default=first)
        earliest = max(earliest, first) + m.duration - 1
        wanted = position(proposed[m.key]) - 1
        end[m.key] = max(earliest, min(wanted, latest.get(m.key, wanted)))
    return tuple(replace(m, target=calendar.at(end[m.key])) if m.key in fresh else m for m in steps)
