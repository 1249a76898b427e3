"""Buyers bring in a colleague, or hand a step, a task or a role that had no name to one.

A colleague is on the plan already, or new: then they become a stakeholder and are mailed a link of
their own, from whoever brings them in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Plan
from milepost.plans import buyer_commands
from milepost.plans.changing import Changed
from milepost.sharing import link_commands, people_commands
from milepost.sharing.acting import Deed, Outcome
from milepost.sharing.step_actions import number_of, or_both_values, text_of

NEW = "new"


@or_both_values
def hand_over(deed: Deed) -> Outcome:
    """A step, a task of it, or whatever a role owned, goes to a colleague: {milestone, task?} or
    {role}, with {to} somebody on the plan or "new" with {name, email, words}."""
    held = buyer_commands.held_for(deed.actor, deed.plan_id)
    to = text_of(deed.content, "to")
    if not to:
        raise _wrong("to", _("Choose who does it."))
    before = held.plan
    is_new = to == NEW
    if is_new:
        to, is_new = _joined(deed, before, takes_over=True)
    changed = _given(deed, to)
    person = changed.plan.person(to)
    data = {
        "kind": deed.kind,
        "milestone": text_of(deed.content, "milestone"),
        "to": person.name if person else "",
        "mailed": is_new,
        "undo": bool(changed.changes) and not is_new,
    }
    return Outcome(changed.revision if changed.changes else None, data)


def add_colleague(deed: Deed) -> Outcome:
    """Somebody joins on the buyer's side: {name, email, role, words}."""
    held = buyer_commands.held_for(deed.actor, deed.plan_id)
    key, is_new = _joined(deed, held.plan)
    name = text_of(deed.content, "name")
    if not is_new:
        known = held.plan.person(key)
        raise _wrong(
            "email",
            _("%(name)s is on this plan already.") % {"name": known.name if known else name},
        )
    return Outcome(data={"kind": deed.kind, "to": name, "mailed": True, "undo": False})


def _given(deed: Deed, to: str) -> Changed:
    actor, plan_id = deed.actor, deed.plan_id
    role = text_of(deed.content, "role_name")
    if role:
        return buyer_commands.name_role(actor, plan_id, role, to, today=deed.today)
    key, task = text_of(deed.content, "milestone"), text_of(deed.content, "task")
    seen = number_of(deed.content, "seen")
    if task:
        return buyer_commands.give_task(actor, plan_id, key, task, to, seen=seen, today=deed.today)
    return buyer_commands.give_step(actor, plan_id, key, to, seen=seen, today=deed.today)


def _joined(deed: Deed, plan: Plan, *, takes_over: bool = False) -> tuple[str, bool]:
    """The key of whom the form names, and whether they are new on the plan (and were mailed)."""
    form = _form(deed.content)
    if not form["email"]:
        raise _wrong("email", _("Your colleague's e-mail address is missing."))
    details = people_commands.read_details(form)
    for person in plan.people:
        if (person.email or "").strip().lower() == details.address:
            return person.key, False
    key, _changed = people_commands.add_stakeholder(
        deed.actor, deed.plan_id, details, joined_by="colleague", takes_over=takes_over
    )
    words = text_of(deed.content, "words")
    link_commands.send_again(deed.actor, deed.plan_id, key, words)
    return key, True


def _form(content: Mapping[str, Any]) -> dict[str, str]:
    names = ("name", "email", "role", "title")
    return {name: text_of(content, name) for name in names}


def _wrong(field: str, words: str) -> InvalidInput:
    return InvalidInput([Problem(field, words, "")], words)
