"""Who is on a plan from the buyer's side: added, named, changed, and their access ended.

Called inside a seller's scope. Somebody is on the plan by `plans`' own revision; what a plan
document does not hold (address in lower case, country, time zone, language, since when they have
access) is `sharing_stakeholder`. Taking somebody off the plan takes their links with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, get_args

from babel.core import get_global
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.edits import add_person, fresh_key
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import BuyerRole, Milestone, Owner, Owners, Person, Plan, Task
from milepost.plans import live
from milepost.plans.changing import Actor, Changed, Locked, Note, change, locked, used_keys
from milepost.workspaces.checks import checked_name, or_problem
from milepost.workspaces.places import read_place, read_time_zone

ADDRESS_LIMIT = 254
ROLES: tuple[str, ...] = get_args(BuyerRole)

OWN = "workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"
_KEEP = """
insert into sharing_stakeholder (workspace_id, plan_id, person, address, country, time_zone,
  language, joined_by)
values (%(workspace)s, %(plan)s, %(person)s, %(address)s, %(country)s, %(time_zone)s,
  %(language)s, %(joined_by)s)
on conflict (workspace_id, plan_id, person) do update set
  address = excluded.address, country = excluded.country, time_zone = excluded.time_zone,
  language = excluded.language"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a form says of a stakeholder, checked. `takes` is the role, still to be named, whose
    steps they take over."""

    name: str
    address: str = ""
    role: str = "other"
    title: str = ""
    country: str = ""
    time_zone: str = ""
    language: str = ""
    takes: str = ""


def read_details(given: Mapping[str, str], *, prefix: str = "") -> Details:
    """The details that a form posts, its inputs named `prefix` + name, email, role, job,
    country, time_zone, language, takes. Raises InvalidInput that names each input at fault."""
    problems: list[Problem] = []

    def said(name: str) -> str:
        return given.get(prefix + name, "")

    name = checked_name(said("name"), "name", problems)
    address = checked_address(said("email"), problems)
    role = said("role") or "other"
    if role not in ROLES:
        problems.append(Problem("role", _("There is no such role."), _("Choose one of the list.")))
    place = or_problem(lambda: read_place(said("country")), problems)
    country = place.country if place else ""
    zone = or_problem(lambda: read_time_zone(said("time_zone"), may_be_empty=True), problems)
    language = said("language")
    if language and language not in dict(settings.LANGUAGES):
        wrong = _("There is no such language.")
        problems.append(Problem("language", wrong, _("Choose one of the list.")))
    title = " ".join((said("job") or said("title")).split())
    if len(title) > 200:
        wrong = _("The job title is too long.")
        problems.append(Problem("job", wrong, _("Use at most 200 characters.")))
    if problems:
        raise InvalidInput(replace(p, path=prefix + p.path) for p in problems)
    return Details(
        name=name,
        address=address,
        role=role,
        title=title,
        country=country,
        time_zone=zone or only_zone_of(country),
        language=language,
        takes=said("takes").strip(),
    )


def checked_address(text: str, problems: list[Problem], field: str = "email") -> str:
    """An e-mail address in lower case; "" for none."""
    address = text.strip().lower()
    if not address:
        return ""
    try:
        if len(address) > ADDRESS_LIMIT:
            raise ValidationError("")
        validate_email(address)
    except ValidationError:
        wrong = _("This is no e-mail address.")
        problems.append(Problem(field, wrong, _("Write it like maja@halden.example.")))
    return address


@lru_cache(maxsize=300)
def only_zone_of(country: str) -> str:
    """The time zone of a country that has but one; "" for others."""
    found = [zone for zone, owner in get_global("zone_territories").items() if owner == country]
    return found[0] if len(found) == 1 else ""


# --- joining a plan ----------------------------------------------------------------------------


def add_stakeholder(
    actor: Actor,
    plan_id: int,
    details: Details,
    *,
    joined_by: str = "invited",
    takes_over: bool = False,
) -> tuple[str, Changed]:
    """Put somebody of the buyer's side on the plan; their key, and what changed.

    `takes_over`: they are handed what somebody else had, which is no new role on the plan.
    Where `details.takes` names a role that nobody had a name for, they own whatever it owned.
    Raises InvalidInput (`email`) where somebody on the plan has this address already.
    """
    held = locked(plan_id)
    key = next_key(held)
    added = add_to(actor, held, key, details, takes_over=takes_over or joined_by == "domain")
    keep_details(held, key, details, joined_by=joined_by)
    return key, added


def add_to(
    actor: Actor,
    held: Locked,
    key: str,
    details: Details,
    *,
    why: str | None = None,
    takes_over: bool = False,
) -> Changed:
    """The plan's own change: one more person, and the role that they take over."""
    check_address_is_free(held.plan, details.address)
    role: Any = details.role
    person = Person(
        key=key,
        name=details.name,
        side="buyer",
        role=role,
        email=details.address or None,
        title=details.title or None,
    )
    return change(
        actor,
        held,
        lambda plan: named(add_person(plan, person), details.takes, key),
        Note(why=why, brings_known_role=takes_over),
    )


def next_key(held: Locked) -> str:
    """A key that nobody on this plan has, or ever had: an old link must never find it."""
    return fresh_key("p", used_keys(held, held.plan.people, "people"))


def check_address_is_free(plan: Plan, address: str, but: str = "") -> None:
    """Raise InvalidInput where somebody else on the plan has this address."""
    for person in plan.people:
        if address and person.key != but and (person.email or "").strip().lower() == address:
            wrong = _("%(name)s has this address and is on the plan already.")
            problem = Problem(
                "email",
                wrong % {"name": person.name},
                _("Use another address, or share with them."),
            )
            raise InvalidInput([problem])


def named(plan: Plan, role: str, key: str) -> Plan:
    """The plan with a person wherever this role, still to be named, owned on the buyer's side."""
    if not role:
        return plan
    seller_has_it = any(
        m.owners and m.owners.seller and m.owners.seller.role == role for m in plan.milestones
    )

    def of_task(task: Task) -> Task:
        takes = task.owner is not None and task.owner.role == role and not seller_has_it
        return replace(task, owner=Owner(person=key)) if takes else task

    def of_milestone(milestone: Milestone) -> Milestone:
        owners = milestone.owners
        if owners is not None and owners.buyer is not None and owners.buyer.role == role:
            owners = Owners(buyer=Owner(person=key), seller=owners.seller)
        return replace(milestone, owners=owners, tasks=tuple(map(of_task, milestone.tasks)))

    return replace(plan, milestones=tuple(map(of_milestone, plan.milestones)))


def unnamed_roles(plan: Plan) -> dict[str, int]:
    """The buyer's roles that still need a name, in plan order, each with its open steps."""
    found: dict[str, int] = {}
    for milestone in plan.milestones:
        owner = milestone.owners.buyer if milestone.owners else None
        if owner is not None and owner.role and milestone.is_open:
            found[owner.role] = found.get(owner.role, 0) + 1
    return found


def keep_details(held: Locked, key: str, details: Details, *, joined_by: str = "invited") -> None:
    """Keep what the plan document does not hold of somebody on the plan."""
    values = {
        "workspace": held.workspace_id,
        "plan": held.id,
        "person": key,
        "address": details.address,
        "country": details.country,
        "time_zone": details.time_zone,
        "language": details.language,
        "joined_by": joined_by,
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)


def say_of(plan_id: int, key: str, said: Details) -> None:
    """Keep what the plan document does not hold of somebody whose other fields are the plan's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sharing_stakeholder (workspace_id, plan_id, person, address, country,"
            " time_zone, language) select p.workspace_id, p.plan_id, p.key,"
            " lower(coalesce(p.email, '')), %s, %s, %s from plans_person p"
            f" where p.plan_id = %s and p.key = %s and p.{OWN}"
            " on conflict (workspace_id, plan_id, person) do update set"
            " country = excluded.country, time_zone = excluded.time_zone,"
            " language = excluded.language",
            (said.country, said.time_zone, said.language, plan_id, key),
        )


def end_access(plan_id: int, person: str) -> None:
    """Nothing of theirs opens this plan any more, and no code does; they stay on it by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with stopped as (update sharing_link set revoked_at = now() where plan_id = %(plan)s"
            f" and person = %(person)s and revoked_at is null and {OWN}),"
            " feeds as (update sharing_feed set revoked_at = now() where plan_id = %(plan)s"
            f" and person = %(person)s and revoked_at is null and {OWN})"
            " update sharing_stakeholder set ended_at = now() where plan_id = %(plan)s"
            f" and person = %(person)s and ended_at is null and {OWN}",
            {"plan": plan_id, "person": person},
        )
    live.touch(plan_id, shared=False)
