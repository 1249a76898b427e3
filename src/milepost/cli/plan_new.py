"""`milepost plan new`: options into the facts of a deal, facts into a dated plan."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from milepost.cli.plan_files import day_given, today_in
from milepost.domain.building import BuiltPlan, DealFacts, build_plan
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import (
    Calendars,
    DealType,
    Outcome,
    Person,
    Role,
    Side,
    SideCalendar,
    Value,
)

if TYPE_CHECKING:
    from milepost.domain.templates import Template

OPTIONS = {
    "created": "--today", "target_close": "--target-close", "outcome.go_live": "--go-live",
    "value.amount": "--value", "value.currency": "--currency",
    "calendars.buyer.country": "--buyer-country", "calendars.seller.country": "--seller-country",
    "calendars.buyer.subdivision": "--buyer-country",
    "calendars.seller.subdivision": "--seller-country",
    "calendars.seller.time_zone": "--seller-time-zone",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options as they were typed."""

    account: str
    opportunity: str | None
    title: str | None
    value: str | None
    currency: str | None
    target_close: str | None
    go_live: str | None
    goal: str | None
    measure: str | None
    why_now: str | None
    ae: str | None
    champion: str | None
    deal_type: str | None
    template: str | None
    buyer_country: str | None
    seller_country: str | None
    seller_time_zone: str | None
    today: str | None


def built_plan(asked: Asked) -> BuiltPlan:
    """The plan that the options ask for. Raises InvalidInput naming options."""
    from milepost.documents.template_library import builtin_templates
    from milepost.domain.validation import problems

    _refuse_bad_text(asked)
    facts = _facts(asked)
    try:
        _refuse_bad_calendars(facts)
        built = build_plan(facts, builtin_templates())
        found = problems(built.plan)
        if found:
            raise InvalidInput(found)
    except InvalidInput as error:
        raise InvalidInput([_by_option(problem) for problem in error.problems]) from None
    except OverflowError:
        raise _refused("--go-live", "the steps never end", "an earlier date") from None
    return built


def _by_option(problem: Problem) -> Problem:
    return Problem(OPTIONS.get(problem.path, problem.path), problem.wrong, problem.right)


def _refused(option: str, wrong: str, right: str) -> InvalidInput:
    return InvalidInput([Problem(option, wrong, right)])


def _refuse_bad_text(asked: Asked) -> None:
    for field in fields(asked):
        text = getattr(asked, field.name)
        option = f"--{field.name.replace('_', '-')}"
        if text is None:
            continue
        if not text.strip():
            raise _refused(option, "is empty", "a text, or leave the option out")
        if any("\ud800" <= character <= "\udfff" for character in text):
            raise _refused(option, "is not UTF-8", "text in UTF-8")


def _facts(asked: Asked) -> DealFacts:
    created = day_given("--today", asked.today) or _today(asked)
    target_close = day_given("--target-close", asked.target_close)
    go_live = day_given("--go-live", asked.go_live)
    if target_close is None and go_live is None:
        raise _refused("--target-close", "is missing", "--target-close DATE or --go-live DATE")
    outcome = Outcome(
        goal=asked.goal, measure=asked.measure, why_now=asked.why_now, go_live=go_live
    )
    return DealFacts(
        account=asked.account,
        opportunity=asked.opportunity,
        title=asked.title,
        created=created,
        value=_value(asked),
        target_close=target_close,
        go_live=go_live,
        outcome=None if outcome == Outcome() else outcome,
        calendars=_calendars(asked),
        people=_people(asked),
        deal_type=_deal_type(asked.deal_type),
        template=_template(asked.template),
    )


def _today(asked: Asked) -> date:
    if asked.seller_time_zone is None:
        return today_in(None)
    try:
        return today_in(asked.seller_time_zone)
    except (ValueError, OSError, KeyError):
        wrong = f"{asked.seller_time_zone!r} is no time zone"
        raise _refused("--seller-time-zone", wrong, "a name such as Europe/London") from None


def _value(asked: Asked) -> Value | None:
    if asked.value is None:
        if asked.currency is not None:
            raise _refused("--currency", "has no --value beside it", "both, or neither")
        return None
    if not re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,10})?", asked.value):
        right = "digits with a point for decimals, such as 86000 or 86000.50"
        raise _refused("--value", f"{asked.value!r} is no amount", right)
    amount = Decimal(asked.value)
    if amount < 0:
        raise _refused("--value", f"{asked.value} is negative", "0 or more")
    from milepost.domain.currencies import CURRENCIES

    currency = asked.currency or "USD"
    if currency not in CURRENCIES:
        wrong = f"{currency!r} is no currency of ISO 4217"
        raise _refused("--currency", wrong, "three capital letters such as EUR")
    return Value(amount=amount, currency=currency)


def _calendars(asked: Asked) -> Calendars | None:
    buyer = _calendar("--buyer-country", asked.buyer_country, None)
    seller = _calendar("--seller-country", asked.seller_country, asked.seller_time_zone)
    if buyer is None and seller is None:
        return None
    return Calendars(buyer=buyer, seller=seller)


def _calendar(option: str, place: str | None, time_zone: str | None) -> SideCalendar | None:
    if place is None:
        if time_zone is not None:
            raise _refused("--seller-time-zone", "has no --seller-country beside it", "both")
        return None
    country, _, subdivision = place.partition("-")
    return SideCalendar(country=country, subdivision=subdivision or None, time_zone=time_zone)


def _refuse_bad_calendars(facts: DealFacts) -> None:
    """Asked before the dates are proposed, since they stand on the calendars."""
    from milepost.domain.working_days import has_public_holidays

    sides = facts.calendars or Calendars()
    for option, side in (("--buyer-country", sides.buyer), ("--seller-country", sides.seller)):
        if side is not None and not has_public_holidays(side.country, side.subdivision):
            place = f"{side.country}-{side.subdivision}" if side.subdivision else side.country
            wrong = f"no public holidays are known for {place!r}"
            raise _refused(option, wrong, "a code of ISO 3166 such as SE, or GB-ENG")


def _people(asked: Asked) -> tuple[Person, ...]:
    taken: set[str] = set()
    people = (
        _person("--champion", asked.champion, "buyer", "champion", taken),
        _person("--ae", asked.ae, "seller", "ae", taken),
    )
    return tuple(person for person in people if person is not None)


_NAME_AND_MAIL = re.compile(r"\s*(?P<name>[^<>]*?)\s*(?:<\s*(?P<mail>[^<>\s]*)\s*>)?\s*")


def _person(
    option: str, text: str | None, side: Side, role: Role, taken: set[str]
) -> Person | None:
    if text is None:
        return None
    match = _NAME_AND_MAIL.fullmatch(text)
    name, mail = (match["name"], match["mail"]) if match else ("", None)
    if not name or (mail is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+", mail)):
        raise _refused(option, f"{text!r} is no person", '"Name <mail>", or a name alone')
    key = base = _key(name, role)
    number = 2
    while key in taken:
        key, number = f"{base}{number}", number + 1
    taken.add(key)
    return Person(key=key, name=name, side=side, role=role, email=mail)


def _key(name: str, role: str) -> str:
    first = re.sub(r"[^a-z0-9]", "", name.split()[0].lower())
    return first or role


def _deal_type(text: str | None) -> DealType | None:
    known = {name: name for name in get_args(DealType)}
    if text is None:
        return None
    if text not in known:
        raise _refused("--deal-type", f"{text!r} is not known", f"one of: {', '.join(known)}")
    chosen: DealType = known[text]
    return chosen


def _template(text: str | None) -> Template | None:
    if text is None:
        return None
    from milepost.documents.template_library import builtin_templates

    known = builtin_templates()
    if text in known:
        return known[text]
    if not Path(text).is_file():
        right = f"one of: {', '.join(known)}; or a template file"
        raise _refused("--template", f"{text!r} is not known", right)
    from milepost.documents.json_text import decoded, values_of
    from milepost.domain.templates import read_template

    try:
        values = values_of(decoded(Path(text).read_bytes()))
        if not isinstance(values, dict):
            raise _refused("", "the file is no object", "a template in JSON")
        return read_template(values)
    except OSError as error:
        raise _refused("--template", f"cannot be read: {error.strerror}", "a file") from None
    except InvalidInput as error:
        named = [
            Problem(f"--template {one.path}".strip(), one.wrong, one.right)
            for one in error.problems
        ]
        raise InvalidInput(named) from None
