"""Somebody of the buyer's side leaves: a successor takes over what was open, and access ends.

One revision for the plan; action items of reviews go with it. Who completed what stays, and it is
no new role on the plan (product.md sections 4 d and 7). Called inside a seller's scope.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.edits import add_person
from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Problem
from milepost.domain.handing_over import handed_over
from milepost.domain.plan import Person, Plan
from milepost.plans import conflicts
from milepost.plans.changing import Actor, Changed, Locked, Note, change, locked
from milepost.sharing import misses_asking
from milepost.sharing.people_commands import (
    OWN,
    Details,
    check_address_is_free,
    end_access,
    keep_details,
    next_key,
)
from milepost.sharing.reminders import hold

_ACTIONS = f"""/* milepost_seller */ select a.title, a.due from reviews_actionitem a
where a.plan_id = %s and a.owner = %s and a.state = 'open' and a.{OWN} order by a.due, a.id"""
_ASKED = """
select exists (select 1 from messaging_outbox o where o.workspace_id = p.workspace_id
  and o.key = %s::text) from plans_plan p where p.id = %s"""


@dataclass(frozen=True, slots=True)
class OpenAction:
    """Something that somebody took on in a review and has not done yet."""

    title: str
    due: date


def open_actions(plan_id: int, person: str) -> Sequence[OpenAction]:
    """What this person took on in reviews and has still to do."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTIONS, (plan_id, person))
        return [OpenAction(*row) for row in cursor.fetchall()]


def hand_over(
    actor: Actor,
    plan_id: int,
    leaver: str,
    successor: str | Details,
    *,
    seen: int,
    today: date,
) -> tuple[str, Changed]:
    """Give what somebody still had to do to another, or to somebody new, and end their access.

    Answers with the successor's key. Raises FieldConflict where the plan changed since `seen`,
    NotFound for whoever is not on the plan, InvalidInput for a successor who cannot be one.
    """
    held = locked(plan_id)
    conflicts.check_unchanged(held, seen)
    person = held.plan.person(leaver)
    if person is None:
        raise NotFound(_("This person is no longer on the plan."))
    if person.side != "buyer":
        raise NotAllowed(_("For your own side, choose another contact or another owner."))
    key = successor if isinstance(successor, str) else next_key(held)
    newcomer = None if isinstance(successor, str) else _newcomer(held, key, successor, person)
    name = newcomer.name if newcomer else _known(held.plan, key, leaver).name

    def edit(plan: Plan) -> Plan:
        return handed_over(add_person(plan, newcomer) if newcomer else plan, leaver, key)

    why = _("%(name)s takes over from %(leaver)s") % {"name": name, "leaver": person.name}
    changed = change(actor, held, edit, Note(why=why, today=today, brings_known_role=True))
    if not isinstance(successor, str):
        keep_details(held, key, successor)
    with connection.cursor() as cursor:
        cursor.execute(
            "update reviews_actionitem set owner = %s where plan_id = %s and owner = %s"
            f" and state = 'open' and {OWN}",
            (key, plan_id, leaver),
        )
    end_access(plan_id, leaver)
    return key, changed


def whom_to_ask(plan: Plan, leaver: str, ended: frozenset[str]) -> tuple[Person, ...]:
    """Who at the buyer can name a successor, the best one first: those with an address."""
    order = ("sponsor", "economic_buyer", "champion")
    found = [
        p
        for p in plan.people
        if p.side == "buyer" and p.key != leaver and p.key not in ended and p.email
    ]
    return tuple(
        sorted(found, key=lambda p: order.index(p.role) if p.role in order else len(order))
    )


def ask_for_successor(
    actor: Actor, address: str, plan_id: int, leaver: str, to: Person, subject: str, words: str
) -> None:
    """Mail somebody at the buyer for a name, once for each of them. Raises InvalidInput,
    NotAllowed where no mail reaches them, Conflict where they were asked already."""
    hold(plan_id)
    key = _mail_key(plan_id, leaver, to.key)
    if was_asked(plan_id, leaver, to.key):
        raise Conflict(_("%(name)s was asked already.") % {"name": to.name})
    misses_asking.send_drafted(actor, address, plan_id, to, subject, words, key=key)


def was_asked(plan_id: int, leaver: str, person: str) -> bool:
    """Whether somebody was asked for a successor lately."""
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, (f"email:{_mail_key(plan_id, leaver, person)}", plan_id))
        row = cursor.fetchone()
    return bool(row and row[0])


def _mail_key(plan_id: int, leaver: str, to: str) -> str:
    return f"successor:{plan_id}:{leaver}:{to}"


def _newcomer(held: Locked, key: str, details: Details, leaver: Person) -> Person:
    check_address_is_free(held.plan, details.address)
    return Person(
        key=key,
        name=details.name,
        side="buyer",
        role=leaver.role,
        email=details.address or None,
        title=details.title or None,
    )


def _known(plan: Plan, key: str, leaver: str) -> Person:
    found = plan.person(key)
    if found is None or found.side != "buyer" or key == leaver:
        wrong = _("Choose who takes over.")
        raise InvalidInput([Problem("successor", wrong, _("somebody else on the buyer's side"))])
    return found
