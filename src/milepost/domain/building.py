"""From a deal to a dated draft plan, with the reasons in words (product.md section 2).

Type, template, steps, owners and dates are proposed; a person may choose another type, template
or date before and after. Nothing is read or stored here.

How the rules were read where they could be read twice:

- A go-live step is added where no step of the template is of kind `go_live`; it comes after every
  step that nothing else comes after, so after all others directly or through others. Its target
  is the last working day not after the wanted date, also where the steps before it end later:
  the date is the buyer's wish, and the reasons say by how many working days it is missed.
- "Days past go-live" are the working days after the wanted date up to the latest end of a step
  after the signature, each following forward by its duration, the added step included.
- Worked back from go-live, the target close never lies before the first working day.
- With neither a target close nor a go-live, the close is the earliest one the steps allow.
- A role of the template becomes the first named person of that side who has the role.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from milepost.domain.deal_types import DealTypeChoice, compared_amount, deal_type_of
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.owner_roles import owner_for
from milepost.domain.plan import (
    Calendars,
    DealType,
    Milestone,
    Outcome,
    Owners,
    Person,
    Plan,
    TemplateReference,
    Value,
)
from milepost.domain.policy import DEFAULT_POLICY, GO_LIVE_DURATION, GO_LIVE_TITLE, Policy
from milepost.domain.proposing import Proposal, propose_dates, worked_back_close
from milepost.domain.schedule import closing_milestone, in_order_of_dependency
from milepost.domain.templates import Template, TemplateMilestone, with_deal_fields
from milepost.domain.wording import counted, day_words
from milepost.domain.working_days import WorkingCalendar, common_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFacts:
    """What is known of a deal. `deal_type` and `template` are set where a person chose them.

    `go_live` is the date that the buyer wants; where absent, the outcome's counts.
    """

    account: str
    created: date
    opportunity: str | None = None
    title: str | None = None
    value: Value | None = None
    target_close: date | None = None
    go_live: date | None = None
    outcome: Outcome | None = None
    calendars: Calendars | None = None
    people: tuple[Person, ...] = ()
    deal_type: DealType | None = None
    template: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltPlan:
    """A draft plan with its proposed dates, and the reasons one sentence each.

    `worked_back` says that the target close came from go-live; `days_past_go_live` are working
    days by which the steps after the signature end too late for it. `type_reasons` are those of
    `reasons` that explain the deal type.
    """

    plan: Plan
    reasons: tuple[str, ...]
    type_reasons: tuple[str, ...]
    proposal: Proposal
    worked_back: bool
    days_past_go_live: int


def build_plan(
    facts: DealFacts,
    templates: Mapping[str, Template],
    policy: Policy = DEFAULT_POLICY,
    *,
    workspace_currency: str | None = None,
    rates: Mapping[str, Decimal] | None = None,
) -> BuiltPlan:
    """The draft plan of a deal: milestones m1..mN from the template, dated and owned.

    `templates` are those to choose from by deal type; `rates` say what one unit of a currency is
    worth in the workspace's own. Raises `InvalidInput` for dates before `created` and for
    calendars that nobody knows.
    """
    _refuse_impossible_dates(facts)
    calendar = common_calendar(facts.calendars)
    choice = _deal_type(facts, policy, workspace_currency, rates)
    template, template_reason = _template(facts, choice.deal_type, templates)
    go_live = _go_live(facts)
    milestones = template_steps(facts, template)
    added = go_live is not None and all(m.kind != "go_live" for m in milestones)
    if added:
        milestones = (*milestones, _go_live_step(facts, milestones))
    close, close_reason = _target_close(facts, milestones, go_live, calendar)
    proposal = propose_dates(
        milestones, created=facts.created, target_close=close, calendar=calendar
    )
    past = 0 if go_live is None else _days_past(milestones, proposal, go_live, calendar)
    if added and go_live is not None:
        wanted = last_working_day(calendar, go_live, facts.created)
        proposal = _with_target(proposal, milestones[-1].key, wanted)
    plan = Plan(
        account=facts.account,
        opportunity=facts.opportunity,
        title=facts.title,
        created=facts.created,
        target_close=close,
        life="draft",
        value=facts.value,
        deal_type=choice.deal_type,
        template=TemplateReference(key=template.key, version=template.version),
        outcome=_outcome(facts, go_live),
        calendars=facts.calendars,
        people=facts.people,
        milestones=tuple(replace(m, target=proposal.targets[m.key]) for m in milestones),
    )
    dates = _date_reasons(facts, proposal, close, calendar, go_live, past)
    return BuiltPlan(
        plan=plan,
        reasons=(*choice.reasons, template_reason, *close_reason, *dates),
        type_reasons=choice.reasons,
        proposal=proposal,
        worked_back=facts.target_close is None and go_live is not None,
        days_past_go_live=past,
    )


def _refuse_impossible_dates(facts: DealFacts) -> None:
    created = facts.created.isoformat()
    named = (("target_close", facts.target_close), ("outcome.go_live", _go_live(facts)))
    problems = [
        Problem(path, f"{day.isoformat()} is before {created}", f"give a date from {created} on")
        for path, day in named
        if day is not None and day < facts.created
    ]
    if problems:
        raise InvalidInput(problems)


def _go_live(facts: DealFacts) -> date | None:
    if facts.go_live is not None:
        return facts.go_live
    return facts.outcome.go_live if facts.outcome else None


def _outcome(facts: DealFacts, go_live: date | None) -> Outcome | None:
    if facts.outcome is None:
        return None if go_live is None else Outcome(go_live=go_live)
    return replace(facts.outcome, go_live=go_live)


def _deal_type(
    facts: DealFacts,
    policy: Policy,
    workspace_currency: str | None,
    rates: Mapping[str, Decimal] | None,
) -> DealTypeChoice:
    compared = compared_amount(facts.value, workspace_currency, rates)
    go_live = _go_live(facts)
    end, length = facts.target_close, "from creation to target close"
    if end is None and go_live is not None:
        end, length = go_live, "from creation to go-live"
    choice = deal_type_of(
        compared.amount,
        None if end is None else (end - facts.created).days,
        policy.deal_types,
        currency=compared.currency,
        length=length,
    )
    if facts.deal_type is None:
        return DealTypeChoice(choice.deal_type, (*compared.remarks, *choice.reasons))
    reason = f"A person chose the type {facts.deal_type}"
    if facts.deal_type != choice.deal_type:
        reason += f"; value and length would make it {choice.deal_type}"
    return DealTypeChoice(facts.deal_type, (f"{reason}.",))


def _template(
    facts: DealFacts, deal_type: DealType, templates: Mapping[str, Template]
) -> tuple[Template, str]:
    steps = "{} with {}"
    if facts.template is not None:
        count = counted(len(facts.template.milestones), "step")
        return facts.template, f"Template as chosen: {steps.format(facts.template.name, count)}."
    template = templates.get(deal_type) or next(
        (each for each in templates.values() if each.deal_type == deal_type), None
    )
    if template is None:
        problem = Problem("template", f"there is none for a {deal_type} deal", "choose a template")
        raise InvalidInput([problem])
    count = counted(len(template.milestones), "step")
    return template, f"Template for a {deal_type} deal: {steps.format(template.name, count)}."


def template_steps(facts: DealFacts, template: Template) -> tuple[Milestone, ...]:
    """The template's steps as m1..mN, owned and named, their targets still to be proposed."""
    keys = {step.key: f"m{number}" for number, step in enumerate(template.milestones, 1)}
    fields = _deal_fields(facts)
    return tuple(_milestone(step, keys, fields, facts) for step in template.milestones)


def _milestone(
    step: TemplateMilestone, keys: Mapping[str, str], fields: Mapping[str, str], facts: DealFacts
) -> Milestone:
    done = step.done_means
    return Milestone(
        key=keys[step.key],
        title=with_deal_fields(step.title, fields),
        kind=step.kind,
        target=facts.created,
        status="pending",
        phase=step.phase,
        visibility=step.visibility,
        done_means=None if done is None else with_deal_fields(done, fields),
        owners=Owners(
            buyer=owner_for(step.buyer_role, "buyer", facts.people),
            seller=owner_for(step.seller_role, "seller", facts.people),
        ),
        duration=step.duration,
        after=tuple(keys[key] for key in step.after),
    )


def _deal_fields(facts: DealFacts) -> dict[str, str]:
    """The deal's fields for template text; what is not known yet reads as plain words."""
    people = {person.role: person.name for person in reversed(facts.people)}
    return {
        "account": facts.account,
        "opportunity": facts.opportunity or facts.title or facts.account,
        "goal": (facts.outcome.goal if facts.outcome else None) or "the goal",
        "champion": people.get("champion", "the champion"),
        "ae": people.get("ae", "the account executive"),
    }


def _go_live_step(facts: DealFacts, milestones: Sequence[Milestone]) -> Milestone:
    waited_for = {key for m in milestones for key in m.after}
    return Milestone(
        key=f"m{len(milestones) + 1}",
        title=GO_LIVE_TITLE,
        kind="go_live",
        target=facts.created,
        status="pending",
        phase="implementation",
        done_means="In daily use",
        owners=Owners(
            buyer=owner_for("Champion", "buyer", facts.people),
            seller=owner_for("Customer success manager", "seller", facts.people),
        ),
        duration=GO_LIVE_DURATION,
        after=tuple(m.key for m in milestones if m.key not in waited_for),
    )


def _target_close(
    facts: DealFacts,
    milestones: Sequence[Milestone],
    go_live: date | None,
    calendar: WorkingCalendar,
) -> tuple[date, tuple[str, ...]]:
    """The target close and, where nobody gave one, the sentence that says where it comes from."""
    if facts.target_close is not None:
        return facts.target_close, ()
    year = facts.created.year
    if go_live is not None:
        close = worked_back_close(
            milestones, go_live=go_live, created=facts.created, calendar=calendar
        )
        words = f"Target close worked back from go-live on {day_words(go_live, year)}"
        return close, (f"{words}: {day_words(close, year)}.",)
    earliest = propose_dates(
        milestones, created=facts.created, target_close=facts.created, calendar=calendar
    )
    close = earliest.earliest_close
    words = "No target close is known; the earliest that the steps allow is"
    return close, (f"{words} {day_words(close, year)}.",)


def _days_past(
    milestones: Sequence[Milestone], proposal: Proposal, go_live: date, calendar: WorkingCalendar
) -> int:
    """Working days after go-live up to the latest end of a step after the signature."""
    closing = closing_milestone(milestones)
    if closing is None:
        return 0
    following = {closing.key}
    for m in in_order_of_dependency(milestones):
        if not following.isdisjoint(m.after):
            following.add(m.key)
    latest = max(proposal.targets[key] for key in following)
    return calendar.count(go_live + timedelta(1), latest) if latest > go_live else 0


def last_working_day(calendar: WorkingCalendar, go_live: date, created: date) -> date:
    """The last working day not after go-live; the plan's first where that lies before it."""
    return max(calendar.on_or_before(go_live), calendar.on_or_after(created))


def _with_target(proposal: Proposal, key: str, target: date) -> Proposal:
    tightened = proposal.tightened
    return replace(
        proposal,
        targets={**proposal.targets, key: target},
        tightened=None if tightened is None else _with_target(tightened, key, target),
    )


def _date_reasons(
    facts: DealFacts,
    proposal: Proposal,
    close: date,
    calendar: WorkingCalendar,
    go_live: date | None,
    past: int,
) -> tuple[str, ...]:
    year = facts.created.year
    earliest = day_words(proposal.earliest_close, year)
    if proposal.fits:
        window = counted(calendar.count(facts.created, close), "working day")
        first = day_words(facts.created, year)
        reasons = [f"Dates worked back from {day_words(close, year)}: {window} from {first} on."]
    else:
        short = counted(proposal.days_short, "working day")
        reasons = [f"Does not fit: {short} short. The earliest honest close is {earliest}."]
    if past and go_live is not None:
        late = counted(past, "working day")
        wanted = day_words(go_live, year)
        reasons.append(f"The steps after signature end {late} after go-live on {wanted}.")
    return tuple(reasons)
