"""The informal form for a wary buyer: three to five key steps in friendly words.

Drawn from a plan of any size (product.md section 2, last point); `formalising` makes it full again.
Nothing is read or stored here.

How the rules were read where they could be read twice:

- Key steps are the signature, the outcome (go-live), and up to three of those before: what they
  need, that it works, that the numbers make sense, that their checks are done. In this order of
  worth one step of each is taken, the last shared one of the kind that says most. Where fewer than
  three are found, further shared steps fill up in plan order. What is missing of signature and
  go-live is added, so that there are always three to five.
- Internal steps stay: no buyer sees them, and they are not counted.
- A key step takes over the time of what is left out before it (its end, every step as early as
  its predecessors allow, stays the same), so that the informal plan is as honest about dates as
  the full one. Dates are then proposed by the rules; go-live keeps the wanted date.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from milepost.domain.building import BuiltPlan, last_working_day
from milepost.domain.edits import fresh_key
from milepost.domain.errors import NotAllowed
from milepost.domain.friendly import FRIENDLY, friendly_role
from milepost.domain.plan import Kind, Milestone, Owner, Owners, Plan
from milepost.domain.policy import GO_LIVE_DURATION
from milepost.domain.proposing import Proposal, propose_dates
from milepost.domain.schedule import in_order_of_dependency
from milepost.domain.validation import LONGEST_STEP
from milepost.domain.wording import counted
from milepost.domain.working_days import WorkingCalendar, common_calendar

LEAST, MOST = 3, 5
"""How many shared steps an informal plan has."""

_GROUPS: tuple[tuple[Kind, ...], ...] = (
    ("technical_validation", "pilot", "demo", "integration_test"),
    ("business_case", "proposal"),
    ("discovery", "alignment", "briefing", "stakeholder_mapping"),
    ("security_review", "legal", "procurement", "compliance", "contract", "executive_signoff"),
)
_ENDS: tuple[tuple[Kind, int], ...] = (("signature", 1), ("go_live", GO_LIVE_DURATION))


def started_small(built: BuiltPlan) -> BuiltPlan:
    """The proposed plan of a deal in the informal form, dated anew."""
    full = built.plan
    plan, proposal = _numbered(*_informal(full))
    count = counted(len(plan.shared_milestones), "step")
    reasons = tuple(
        f"Started small: {count} of {len(full.shared_milestones)}, the rest can come in later."
        if reason.startswith("Template ")
        else reason
        for reason in built.reasons
    )
    return replace(built, plan=plan, proposal=proposal, reasons=reasons)


def _numbered(plan: Plan, proposal: Proposal) -> tuple[Plan, Proposal]:
    """A new plan's steps as m1 to mN, as in every new plan."""
    keys = {m.key: f"m{number}" for number, m in enumerate(plan.milestones, start=1)}
    steps = tuple(
        replace(m, key=keys[m.key], after=tuple(keys[key] for key in m.after))
        for m in plan.milestones
    )
    return replace(plan, milestones=steps), _renamed(proposal, keys)


def _renamed(proposal: Proposal, keys: Mapping[str, str]) -> Proposal:
    return replace(
        proposal,
        targets={keys[key]: day for key, day in proposal.targets.items()},
        durations={keys[key]: days for key, days in proposal.durations.items()},
        tightened=proposal.tightened and _renamed(proposal.tightened, keys),
    )


def informal_draft(plan: Plan) -> Plan:
    """A draft with its key steps alone. Raises NotAllowed for a plan that a buyer may have seen,
    and where work on a step that would go has begun."""
    if plan.life != "draft":
        raise NotAllowed("Only a draft can start small: the buyer has seen the full plan already.")
    small, _ = _informal(plan)
    kept = {m.key for m in small.milestones}
    begun = [
        m.title
        for m in plan.milestones
        if m.key not in kept and m.status not in ("pending", "skipped")
    ]
    if begun:
        raise NotAllowed(f"Work on “{begun[0]}” has begun; it would be left out.")
    return small


def left_out(plan: Plan) -> tuple[Milestone, ...]:
    """The steps of a plan that its informal form leaves out."""
    kept = {m.key for m in key_steps(plan.milestones)}
    return tuple(m for m in plan.shared_milestones if m.key not in kept)


def key_steps(milestones: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """The steps that an informal plan keeps, in plan order: at most five."""
    shared = [m for m in milestones if m.visibility == "shared" and m.status != "skipped"]
    ends = [found for kind in ("signature", "go_live") if (found := _last(shared, (kind,)))]
    taken = {m.key: m for m in ends}
    room = MOST - 2
    for group in _GROUPS:
        found = _last([m for m in shared if m.key not in taken], group)
        if found is not None and len(taken) - len(ends) < room:
            taken[found.key] = found
    for step in shared:
        if len(taken) - len(ends) >= LEAST - 2:
            break
        taken.setdefault(step.key, step)
    return tuple(m for m in milestones if m.key in taken)


def _last(shared: Iterable[Milestone], kinds: Sequence[Kind]) -> Milestone | None:
    """The last step of the first of these kinds that there is."""
    steps = list(shared)
    for kind in kinds:
        found = [m for m in steps if m.kind == kind]
        if found:
            return found[-1]
    return None


def _informal(plan: Plan) -> tuple[Plan, Proposal]:
    steps = _with_ends(plan, _contracted(plan.milestones))
    steps = tuple(_befriended(steps))
    calendar = common_calendar(plan.calendars)
    proposal = propose_dates(
        steps, created=plan.created, target_close=plan.target_close, calendar=calendar
    )
    proposal = _at_the_wanted_date(plan, steps, proposal, calendar)
    dated = tuple(
        replace(m, target=m.target if m.status == "complete" else proposal.targets[m.key])
        for m in steps
    )
    return replace(plan, milestones=dated, form="informal"), proposal


def _contracted(milestones: Sequence[Milestone]) -> tuple[Milestone, ...]:
    """The key and the internal steps, each after the kept ones that led to it, with their time."""
    order = in_order_of_dependency(milestones)
    kept = {m.key for m in key_steps(milestones)} | {
        m.key for m in milestones if m.visibility == "internal"
    }
    ends: dict[str, int] = {}
    before: dict[str, frozenset[str]] = {}  # kept steps that lead to a step through dropped ones
    above: dict[str, frozenset[str]] = {}  # all kept steps that lead to a step
    for m in order:
        ends[m.key] = m.duration + max((ends[key] for key in m.after), default=0)
        before[m.key] = frozenset(
            found for key in m.after for found in ({key} if key in kept else before[key])
        )
        above[m.key] = before[m.key].union(*(above[key] for key in before[m.key]))
    contracted = []
    for m in milestones:
        if m.key not in kept:
            continue
        implied = frozenset[str]().union(*(above[key] for key in before[m.key]))
        after = tuple(k.key for k in milestones if k.key in before[m.key] - implied)
        start = max((ends[key] for key in after), default=0)
        contracted.append(replace(m, after=after, duration=min(ends[m.key] - start, LONGEST_STEP)))
    return tuple(contracted)


def _with_ends(plan: Plan, steps: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    """The steps with a signature and an outcome, each leading on to the next towards them."""
    taken = [m.key for m in plan.milestones]

    def new_key() -> str:
        taken.append(fresh_key("m", taken))
        return taken[-1]

    for kind, duration in _ENDS:
        if not any(m.kind == kind and m.visibility == "shared" for m in steps):
            steps = _with_end(plan, steps, kind, duration, new_key())
    if len([m for m in steps if m.visibility == "shared"]) < LEAST:
        steps = (_first_step(plan, new_key()), *steps)
    return _leading_on(steps)


def _with_end(
    plan: Plan, steps: tuple[Milestone, ...], kind: Kind, duration: int, key: str
) -> tuple[Milestone, ...]:
    title, done_means = FRIENDLY[kind]
    step = Milestone(
        key=key,
        title=title,
        kind=kind,
        target=plan.target_close,
        status="pending",
        phase="negotiation" if kind == "signature" else "implementation",
        done_means=done_means,
        owners=_usual_owners(plan),
        duration=duration,
    )
    if kind == "go_live":
        waited_for = {k for m in steps for k in m.after}
        last = tuple(m.key for m in steps if m.key not in waited_for)
        return (*steps, replace(step, after=last))
    # Before what begins afterwards: the outcome, and what its phase says.
    place = next(
        (at for at, m in enumerate(steps) if m.kind == "go_live" or m.phase == "implementation"),
        len(steps),
    )
    return (*steps[:place], step, *steps[place:])


def _first_step(plan: Plan, key: str) -> Milestone:
    title, done_means = FRIENDLY["discovery"]
    return Milestone(
        key=key,
        title=title,
        kind="discovery",
        target=plan.target_close,
        status="pending",
        phase="evaluation",
        done_means=done_means,
        owners=_usual_owners(plan),
        duration=2,
    )


def _usual_owners(plan: Plan) -> Owners:
    """The buyer's lead and the seller's contact: people where they are named."""
    champion = next((p for p in plan.people if p.side == "buyer" and p.role == "champion"), None)
    contact = next((p for p in plan.people if p.side == "seller" and p.role == "ae"), None)
    return Owners(
        buyer=Owner(person=champion.key) if champion else Owner(role=friendly_role("champion")),
        seller=Owner(person=contact.key)
        if contact
        else Owner(role=friendly_role("account executive")),
    )


def _leading_on(steps: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    """Every shared step but the last one leads to another: none stands beside the road."""
    after = {m.key: m.after for m in steps}
    shared = [m for m in in_order_of_dependency(steps) if m.visibility == "shared"]
    waited_for = {key for keys in after.values() for key in keys}
    # The outcome is where the road ends, unless something really comes after it.
    order = [m.key for m in sorted(shared, key=lambda m: _is_goal(m) and m.key not in waited_for)]
    for at, key in enumerate(order[:-1]):
        if not any(key in after[later] for later in order):
            follower = next(
                later for later in order[at + 1 :] if not comes_after(after, later, key)
            )
            after[follower] = (*after[follower], key)
    return tuple(replace(m, after=after[m.key]) for m in steps)


def _is_goal(milestone: Milestone) -> bool:
    return milestone.kind == "go_live"


def comes_after(after: Mapping[str, tuple[str, ...]], first: str, then: str) -> bool:
    """Whether `then` comes after `first`, directly or through others, by what each is after."""
    waiting, seen = list(after.get(then, ())), set[str]()
    while waiting:
        key = waiting.pop()
        if key == first:
            return True
        if key not in seen:
            seen.add(key)
            waiting.extend(after.get(key, ()))
    return False


def _befriended(steps: Sequence[Milestone]) -> Iterable[Milestone]:
    """Steps in friendly words; a second one of a kind keeps its own."""
    said: set[str] = set()
    for m in steps:
        friendly = FRIENDLY.get(m.kind)
        if m.visibility == "shared" and friendly is not None and friendly[0] not in said:
            said.add(friendly[0])
            m = replace(m, title=friendly[0], done_means=friendly[1])
        yield replace(m, owners=_friendly_owners(m.owners)) if m.owners else m


def _friendly_owners(owners: Owners) -> Owners:
    return Owners(buyer=_friendly(owners.buyer), seller=_friendly(owners.seller))


def _friendly(owner: Owner | None) -> Owner | None:
    if owner is None or owner.role is None:
        return owner
    return Owner(role=friendly_role(owner.role))


def _at_the_wanted_date(
    plan: Plan, steps: Sequence[Milestone], proposal: Proposal, calendar: WorkingCalendar
) -> Proposal:
    """The proposal with the outcome on the date that the buyer wants."""
    wanted = plan.outcome.go_live if plan.outcome else None
    goal = next((m.key for m in reversed(steps) if m.kind == "go_live"), None)
    if wanted is None or goal is None:
        return proposal
    day = last_working_day(calendar, wanted, plan.created)
    tightened = proposal.tightened
    return replace(
        proposal,
        targets={**proposal.targets, goal: day},
        tightened=tightened and replace(tightened, targets={**tightened.targets, goal: day}),
    )
