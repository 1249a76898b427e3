"""Commands that set fields of a plan: any field, a target with what follows, a status, an order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce

from django.db import connection

from milepost.domain.edits import (
    add_person,
    fresh_key,
    move_targets,
    require,
    value_at,
    with_field,
)
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.json_values import Json, refuse
from milepost.domain.paths import parts_of, path_of
from milepost.domain.plan import Person, Plan, Status
from milepost.domain.proposing import preview_move
from milepost.domain.stages import set_status as with_status
from milepost.domain.stages import won_when_done
from milepost.plans import conflicts
from milepost.plans.changing import (
    Actor,
    Changed,
    Locked,
    Note,
    change,
    locked,
    used_keys,
)

# These have a command of their own, which stamps or checks what belongs to them.
_OWN_COMMAND = {
    "life": "use the plan's life",
    "created": "the day of creation stays",
    "shared_on": "it is stamped when the plan is shared",
    "agreed_on": "it is stamped when the plan is agreed",
    "reviews": "they are written when a review is closed",
    "baselines": "make a new baseline",
}


def change_fields(
    actor: Actor,
    plan_id: int,
    fields: Mapping[str, Json],
    *,
    seen: int,
    why: str | None = None,
    today: date | None = None,
    members: Mapping[str, int] | None = None,
) -> Changed:
    """Set fields by path to values of the document; all of them or, on any problem, none.

    `members` ties people of the seller's side that join with these fields to who signs in.

    A field that somebody else set since revision `seen` raises FieldConflict with both values;
    fields that nobody touched merge. Raises InvalidInput, NotFound, NotAllowed.
    """
    refused = [Problem(p, "it is not set like this", w) for p in fields if (w := _refused(p))]
    refused += [Problem(p, "it is empty", "a few words") for p, v in fields.items() if _blank(p, v)]
    if refused:
        raise InvalidInput(refused)
    held = locked(plan_id)
    _check_conflicts(held, fields, seen)

    def edit(plan: Plan) -> Plan:
        after = reduce(lambda p, item: with_field(p, item[0], item[1]), fields.items(), plan)
        _check_owned(plan, after, fields)
        return won_when_done(after)

    return change(actor, held, edit, Note(why=why, today=today, members=members or {}))


def _refused(path: str) -> str | None:
    parts = parts_of(path)
    if parts[0] == "milestones" and parts[2:] == ("status",):
        return "set the status with its reason"
    return _OWN_COMMAND.get(parts[0])


def _blank(path: str, value: Json) -> bool:
    """Whether what everybody sees of a step, a task or a person would be nothing."""
    parts = parts_of(path)
    is_name = parts[-1] == "account" or (len(parts) > 2 and parts[-1] in ("title", "name"))
    is_optional = len(parts) == 3 and parts[0] == "people" and parts[2] == "title"
    return is_name and not is_optional and isinstance(value, str) and not value.strip()


def _check_conflicts(held: Locked, fields: Mapping[str, Json], seen: int) -> None:
    if held.revision == seen:
        return
    changed = {p: v for p, v in fields.items() if conflicts.set_since(held.versions, p, seen)}
    conflicts.check(held, {p: _as_kept(held.plan, p, v) for p, v in changed.items()}, seen)


def _as_kept(plan: Plan, path: str, value: Json) -> Json:
    """The value as the document would hold it, so that equal values compare as equal."""
    try:
        return value_at(with_field(plan, path, value), path)
    except Exception:  # what is wrong with it is told when it is set; here it only differs
        return value


def _check_owned(before: Plan, after: Plan, fields: Mapping[str, Json]) -> None:
    """A milestone keeps an owner on at least one side (product.md section 2)."""
    for path in fields:
        parts = parts_of(path)
        if parts[0] != "milestones" or len(parts) < 3 or parts[2] != "owners":
            continue
        was, now = before.milestone(parts[1]), after.milestone(parts[1])
        if was and now and was.owners is not None and now.owners is None:
            raise refuse(path, "nobody would own it", "name somebody, or a role, on one side")


def move_target(
    actor: Actor,
    plan_id: int,
    key: str,
    target: date,
    *,
    follow: bool,
    seen: int,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Give a milestone a new target; `follow` moves what comes after it as the preview says."""
    held = locked(plan_id)
    require(held.plan, key)
    path = path_of("milestones", key, "target")
    conflicts.check(held, {path: target.isoformat()}, seen)

    def edit(plan: Plan) -> Plan:
        if not follow:
            return move_targets(plan, {key: target})
        moves = preview_move(plan, key, target).moves
        return move_targets(plan, {**{m.key: m.after for m in moves}, key: target})

    return change(actor, held, edit, Note(why=why, today=today))


def set_status(
    actor: Actor,
    plan_id: int,
    key: str,
    status: Status,
    *,
    today: date,
    reason: str | None = None,
    seen: int,
    why: str | None = None,
) -> Changed:
    """Set a milestone's status with its reason; days and who are stamped (`domain.stages`).

    Who completes is the person on the plan that the member is tied to. A member who is not on
    the plan yet joins its seller's side, where no buyer sees somebody who owns nothing shared.
    """
    held = locked(plan_id)
    require(held.plan, key)
    conflicts.check(held, {path_of("milestones", key, "status"): status}, seen)
    by = next((k for k, member in held.members.items() if member == actor.member_id), None)
    joining = _joining(held, actor) if status == "complete" and by is None else None

    def edit(plan: Plan) -> Plan:
        who = by
        if joining is not None:
            who = joining.key
            plan = plan if plan.person(who) else add_person(plan, joining)
        return with_status(plan, key, status, today=today, by=who, reason=reason)

    members = {joining.key: actor.member_id} if joining and actor.member_id else {}
    return change(actor, held, edit, Note(why=why, today=today, members=members))


def _joining(held: Locked, actor: Actor) -> Person | None:
    """The member as somebody on the plan: the one of their address, or a new one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.name, m.email, m.role from workspaces_member m"
            " where m.workspace_id = %s::bigint and m.id = %s::bigint",
            (held.workspace_id, actor.member_id),
        )
        row = cursor.fetchone()
    if row is None:
        return None
    name, email, role = row
    for person in held.plan.people:
        if person.side == "seller" and (person.email or "").casefold() == email.casefold():
            return person
    key = fresh_key("p", used_keys(held, held.plan.people, "people"))
    return Person(key=key, name=name, side="seller", role=role, email=email)


def order_milestones(
    actor: Actor,
    plan_id: int,
    keys: Sequence[str],
    *,
    seen: int,
    why: str | None = None,
    today: date | None = None,
) -> Changed:
    """Put the milestones in this order. One that was added meanwhile stays after the one that
    it followed, one that was removed is left out; another order since `seen` is a conflict."""
    held = locked(plan_id)
    wanted = _merged(list(keys), [m.key for m in held.plan.milestones])
    conflicts.check(held, {"order": list(wanted)}, seen)
    return change(
        actor, held, lambda p: with_field(p, "order", list(wanted)), Note(why=why, today=today)
    )


def _merged(wanted: list[str], current: list[str]) -> list[str]:
    order = [key for key in dict.fromkeys(wanted) if key in current]
    for place, key in enumerate(current):
        if key not in order:
            before = current[place - 1] if place else None
            order.insert(order.index(before) + 1 if before else 0, key)
    return order
