"""From a deal to a proposed plan: what the one screen asks, and what it proposes with reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.deals.queries import DealView
from milepost.domain.building import BuiltPlan, DealFacts
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Calendars, Outcome, Person, Plan, SideCalendar, Value
from milepost.domain.templates import Template

from . import words

Post = Mapping[str, str]
# How `domain.building` begins that reason.
DOES_NOT_FIT = "Does not fit"


class StepLine(NamedTuple):
    """One proposed step."""

    number: str
    title: str
    target: str
    iso: str
    owners: str
    tightened: bool


@dataclass(frozen=True, slots=True)
class ProposalView:
    """The proposed plan in words."""

    type_word: str
    reasons: tuple[str, ...]
    steps: tuple[StepLine, ...]
    close: str
    fits: bool
    trouble: str
    can_tighten: bool
    tightened: bool


def first_values(deal: DealView, member: Any) -> dict[str, str]:
    """What the form begins with: the deal's facts, the workspace's country."""
    return {
        "title": deal.name,
        "account": deal.account_name or "",
        "amount": "" if deal.value is None else format(deal.value.normalize(), "f"),
        "currency": deal.currency or member.workspace.currency,
        "target_close": deal.target_close.isoformat() if deal.target_close else "",
        "go_live": "",
        "goal": "",
        "deal_type": "",
        "template": "",
        "buyer_country": deal.account_country,
        "seller_country": member.workspace.country,
        "champion_name": "",
        "champion_email": "",
        "tighten": "",
        "form": "",
    }


def facts_of(
    post: Post,
    deal: DealView,
    member: Any,
    created: date,
    templates: Mapping[str, Template],
    sellers: tuple[Person, ...],
) -> DealFacts:
    """What the form says as the rules want it; raises InvalidInput with all that is wrong."""
    problems: list[Problem] = []
    account = post.get("account", "").strip()
    if not account:
        problems.append(Problem("account", _("it is empty"), _("say which company buys")))
    close = typed_date(post, "target_close", problems)
    go_live = typed_date(post, "go_live", problems)
    value = typed_value(post, problems)
    people = (*champion(post, problems), *sellers)
    if problems:
        raise InvalidInput(problems)
    goal = post.get("goal", "").strip()
    chosen: Any = post.get("deal_type") or None
    return DealFacts(
        account=account,
        opportunity=deal.name,
        title=post.get("title", "").strip() or None,
        value=value,
        created=created,
        target_close=close,
        go_live=go_live,
        outcome=Outcome(goal=goal, go_live=go_live) if goal else None,
        calendars=calendars(post, deal, member),
        people=people,
        deal_type=chosen,
        template=templates.get(post.get("template", "")),
    )


def typed_date(post: Post, name: str, problems: list[Problem]) -> date | None:
    """A date of the form; None where it was left empty."""
    raw = post.get(name, "").strip()
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        problems.append(Problem(name, _("it names no day"), _("choose a date")))
        return None


def typed_value(post: Post, problems: list[Problem]) -> Value | None:
    """The deal's value; None where it was left empty."""
    from decimal import InvalidOperation

    from milepost.domain.currencies import CURRENCIES
    from milepost.domain.json_values import is_written_out

    from .editors import plain_amount

    raw = plain_amount(post.get("amount", ""))
    if not raw:
        return None
    currency = post.get("currency", "")
    if currency not in CURRENCIES:
        problems.append(
            Problem("currency", _("nobody pays in it"), _("choose a currency of ISO 4217"))
        )
    try:
        amount = Decimal(raw)
    except InvalidOperation:
        problems.append(Problem("amount", _("it is no amount"), _("write digits, as in 86000")))
        return None
    if not amount.is_finite() or amount < 0:
        problems.append(Problem("amount", _("it is less than nothing"), _("write 0 or more")))
        return None
    if not is_written_out(amount):
        problems.append(Problem("amount", _("it is beyond measure"), _("write it as in 86000")))
        return None
    return Value(amount=amount, currency=currency)


def champion(post: Post, problems: list[Problem]) -> tuple[Person, ...]:
    """The buyer's champion, where the form names one."""
    name, email = post.get("champion_name", "").strip(), post.get("champion_email", "").strip()
    if not name and not email:
        return ()
    if not name:
        problems.append(Problem("champion_name", _("it is empty"), _("give their name too")))
        return ()
    person = Person(key="champion", name=name, side="buyer", role="champion", email=email or None)
    return (person,)


def calendars(post: Post, deal: DealView, member: Any) -> Calendars | None:
    """Both sides' calendars by country."""
    buyer, seller = post.get("buyer_country", ""), post.get("seller_country", "")
    same_buyer = buyer == deal.account_country
    same_seller = seller == member.workspace.country
    sides = (
        SideCalendar(
            country=buyer,
            subdivision=(deal.account_subdivision or None) if same_buyer else None,
            time_zone=(deal.account_time_zone or None) if same_buyer else None,
        )
        if buyer
        else None,
        SideCalendar(
            country=seller,
            subdivision=(member.workspace.subdivision or None) if same_seller else None,
            time_zone=member.workspace.time_zone or None,
        )
        if seller
        else None,
    )
    return Calendars(buyer=sides[0], seller=sides[1]) if any(sides) else None


def tightened(built: BuiltPlan) -> Plan:
    """The plan with the tightened proposal's durations and dates."""
    from dataclasses import replace

    proposal = built.proposal.tightened
    if proposal is None:
        return built.plan
    milestones = tuple(
        replace(
            m,
            duration=proposal.durations.get(m.key, m.duration),
            target=proposal.targets.get(m.key, m.target),
        )
        for m in built.plan.milestones
    )
    return replace(built.plan, milestones=milestones)


def proposal_view(built: BuiltPlan, *, tighten: bool, today: date) -> ProposalView:
    """The proposal in words: steps with dates, reasons, and what does not fit."""
    proposal = built.proposal
    can_tighten = proposal.tightened is not None
    plan = tightened(built) if tighten and can_tighten else built.plan
    shorter = {m.key for m in built.plan.milestones}
    cut = {m.key: m.duration for m in built.plan.milestones}
    people = {p.key: p for p in plan.people}
    numbers = {m.key: str(n) for n, m in enumerate(plan.shared_milestones, start=1)}
    steps = tuple(
        StepLine(
            number=numbers.get(m.key, ""),
            title=m.title,
            target=words.short_day(m.target, today),
            iso=m.target.isoformat(),
            owners=words.on_both_sides(
                words.owner_words(owner, people)
                for owner in ((m.owners.buyer, m.owners.seller) if m.owners else ())
                if owner is not None
            ),
            tightened=m.key in shorter and m.duration != cut[m.key],
        )
        for m in plan.milestones
    )
    return ProposalView(
        type_word=_("Informal plan")
        if plan.form == "informal"
        else words.word_of(words.DEAL_TYPE, plan.deal_type),
        # That it does not fit stands in a notice of its own, with what can be done about it.
        reasons=tuple(r for r in built.reasons if not r.startswith(DOES_NOT_FIT)),
        steps=steps,
        close=words.long_day(plan.target_close, today),
        fits=proposal.fits,
        trouble=trouble_words(built, tighten, today),
        can_tighten=can_tighten,
        tightened=tighten and can_tighten,
    )


def trouble_words(built: BuiltPlan, tighten: bool, today: date) -> str:
    """'Does not fit: 12 working days short; the earliest honest close is 4 March.'"""
    proposal = built.proposal
    parts = []
    if not proposal.fits:
        parts.append(
            _("Does not fit: %(days)s short. The earliest honest close is %(day)s.")
            % {
                "days": words.working_days(proposal.days_short),
                "day": words.long_day(proposal.earliest_close, today),
            }
        )
    if built.days_past_go_live:
        parts.append(
            ngettext(
                "The steps after the signature end %(n)s working day after go-live.",
                "The steps after the signature end %(n)s working days after go-live.",
                built.days_past_go_live,
            )
            % {"n": built.days_past_go_live}
        )
    return " ".join(parts)
