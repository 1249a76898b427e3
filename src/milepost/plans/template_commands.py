"""Writing the workspace's templates and its step library.

A version is never changed once a plan may have come from it: saving makes the next one, and
plans keep naming theirs. Called inside a seller's scope.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import Any

from django.db import connection
from django.utils import timezone

from milepost.documents.template_library import builtin_templates
from milepost.domain.errors import Conflict, InvalidInput, NotFound
from milepost.domain.json_values import to_json
from milepost.domain.plan import Milestone, Owner, Owners, Plan
from milepost.domain.templates import (
    Template,
    TemplateMilestone,
    read_template,
    template_data,
)
from milepost.plans.changing import Actor
from milepost.plans.checking import unstorable
from milepost.plans.queries import plan_record

_WORKSPACE = "nullif(current_setting('milepost.workspace', true), '')::bigint"
LONGEST_KEY = 60


def create_template(actor: Actor, template: Template) -> str:
    """Keep a template as the workspace's own, in its first version; answers with its key.

    The key is made from the name and is unlike every other key, built-in ones included.
    """
    key = _free_key(template.name)
    checked = _checked(replace(template, key=key, version=1))
    rows = _execute(
        f"insert into plans_template (workspace_id, key, version)"
        f" values ({_WORKSPACE}, %s::text, 1) returning id",
        (key,),
    )
    _add_version(actor, rows[0][0], checked)
    return key


def save_template(actor: Actor, key: str, template: Template, *, seen: int) -> Template:
    """Make the next version of one of the workspace's templates.

    Raises Conflict where somebody made a version since `seen`, and NotFound.
    """
    template_id, version = _locked(key)
    if version != seen:
        raise Conflict("Somebody saved this template meanwhile. Open it again to see theirs.")
    checked = _checked(replace(template, key=key, version=version + 1))
    _add_version(actor, template_id, checked)
    _execute(
        "update plans_template set version = %s::int, changed_at = %s, archived_at = null"
        f" where workspace_id = {_WORKSPACE} and id = %s::bigint returning id",
        (version + 1, timezone.now(), template_id),
    )
    return checked


def archive_template(actor: Actor, key: str) -> None:
    """No longer offer a template. Its versions stay, for the plans that came from it."""
    template_id, _ = _locked(key)
    _execute(
        "update plans_template set archived_at = %s, changed_at = %s"
        f" where workspace_id = {_WORKSPACE} and id = %s::bigint returning id",
        (timezone.now(), timezone.now(), template_id),
    )


def save_plan_as_template(actor: Actor, plan_id: int, *, name: str) -> str:
    """Keep a plan's steps as a template of the workspace; answers with its key.

    Persons become their roles; skipped steps, dates and statuses stay with the plan.
    """
    record = plan_record(plan_id)
    if record is None:
        raise NotFound("There is no such plan.")
    return create_template(actor, template_of(record.plan, name))


def template_of(plan: Plan, name: str) -> Template:
    """A plan's steps as a template, in plan order."""
    kept = [m for m in plan.milestones if m.status != "skipped"]
    skipped = {m.key: m for m in plan.milestones if m.status == "skipped"}
    return Template(
        key="new",
        name=name,
        version=1,
        deal_type=plan.deal_type,
        milestones=tuple(_step_of(plan, m, skipped) for m in kept),
    )


def _step_of(plan: Plan, m: Milestone, skipped: dict[str, Milestone]) -> TemplateMilestone:
    owners = m.owners or Owners()
    buyer, seller = _role(plan, owners.buyer), _role(plan, owners.seller)
    return TemplateMilestone(
        key=m.key,
        title=_plain(m.title),
        kind=m.kind,
        phase=m.phase,
        duration=m.duration,
        after=tuple(dict.fromkeys(_kept_before(m.after, skipped, set()))),
        buyer_role=buyer,
        seller_role=seller if buyer or seller else "Account executive",
        done_means=m.done_means and _plain(m.done_means),
        visibility=m.visibility,
    )


def _plain(text: str) -> str:
    """Braces mean a deal's field in a template; a plan's text means none."""
    return text.replace("{", "(").replace("}", ")")


def _role(plan: Plan, owner: Owner | None) -> str | None:
    if owner is None:
        return None
    if owner.person is None:
        return owner.role
    person = plan.person(owner.person)
    role = person.role if person else "other"
    return _ROLE_WORDS.get(role, role.replace("_", " ").capitalize())


_ROLE_WORDS = {"ae": "Account executive", "it": "IT", "csm": "Customer success manager"}


def _kept_before(
    after: Iterable[str], skipped: dict[str, Milestone], seen: set[str]
) -> Iterable[str]:
    """Predecessors, those of a skipped one in its place."""
    for key in after:
        if key not in skipped:
            yield key
        elif key not in seen:
            seen.add(key)
            yield from _kept_before(skipped[key].after, skipped, seen)


def save_step(actor: Actor, step_id: int | None, step: TemplateMilestone) -> int:
    """Keep a single step in the library, or change the one with this id; answers with its id."""
    kept = replace(step, after=())
    content = json.dumps({**asdict(kept), "after": []}, ensure_ascii=False)
    _check_text(to_json(kept))
    if step_id is None:
        rows = _execute(
            f"insert into plans_step (workspace_id, title, content)"
            f" values ({_WORKSPACE}, %s::text, %s::jsonb) returning id",
            (kept.title, content),
        )
    else:
        rows = _execute(
            "update plans_step set title = %s::text, content = %s::jsonb, changed_at = %s"
            f" where workspace_id = {_WORKSPACE} and id = %s::bigint returning id",
            (kept.title, content, timezone.now(), step_id),
        )
    if not rows:
        raise NotFound("There is no such step in the library.")
    number: int = rows[0][0]
    return number


def remove_step(actor: Actor, step_id: int) -> None:
    """Take a step out of the library; plans that use it keep theirs."""
    rows = _execute(
        f"delete from plans_step where workspace_id = {_WORKSPACE} and id = %s::bigint"
        " returning id",
        (step_id,),
    )
    if not rows:
        raise NotFound("There is no such step in the library.")


def _checked(template: Template) -> Template:
    data = template_data(template)
    _check_text(data)
    return read_template(data)


def _check_text(data: Any) -> None:
    found = unstorable("", data)
    if found:
        raise InvalidInput(found)


def _locked(key: str) -> tuple[int, int]:
    rows = _execute(
        f"select t.id, t.version from plans_template t where t.workspace_id = {_WORKSPACE}"
        " and t.key = %s::text for update",
        (key,),
    )
    if not rows:
        raise NotFound("There is no such template.")
    template_id, version = rows[0]
    return template_id, version


def _add_version(actor: Actor, template_id: int, template: Template) -> None:
    _execute(
        "insert into plans_templateversion"
        " (workspace_id, template_id, version, content, actor_id, actor_name)"
        f" values ({_WORKSPACE}, %s::bigint, %s::int, %s::jsonb, %s::bigint, %s::text)"
        " returning version",
        (
            template_id,
            template.version,
            json.dumps(template_data(template), ensure_ascii=False),
            actor.member_id,
            actor.name,
        ),
    )


def _free_key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_KEY] or "template"
    rows = _execute(
        f"select t.key from plans_template t where t.workspace_id = {_WORKSPACE}"
        " and starts_with(t.key, %s::text)",
        (stem,),
    )
    taken = {row[0] for row in rows} | set(builtin_templates())
    number = 1
    while (key := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return key


def _execute(statement: str, values: tuple[Any, ...]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
