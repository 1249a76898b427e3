"""The workspace's own templates, their versions, and its library of steps. One statement each.

Built-in templates are files (`documents.template_library`); the two are told apart by key.
Called inside a seller's scope.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import connection

from milepost.documents.template_library import builtin_templates
from milepost.domain.templates import Template, TemplateMilestone, read_template
from milepost.plans.record_sql import SELLER

_WORKSPACE = "nullif(current_setting('milepost.workspace', true), '')::bigint"
_CURRENT = f"""{SELLER} select t.id, t.changed_at, v.actor_name, v.content::text
  from plans_template t join plans_templateversion v
    on v.workspace_id = t.workspace_id and v.template_id = t.id and v.version = t.version
  where t.workspace_id = {_WORKSPACE} and t.archived_at is null"""


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """One of the workspace's own templates in its newest version."""

    id: int
    changed_at: datetime
    changed_by: str
    template: Template


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version of a template: when, by whom, and what it held."""

    version: int
    at: datetime
    actor_name: str
    template: Template


@dataclass(frozen=True, slots=True)
class StoredStep:
    """A single step of the library."""

    id: int
    step: TemplateMilestone

    @property
    def title(self) -> str:
        """The step's title."""
        return self.step.title


def workspace_templates() -> tuple[StoredTemplate, ...]:
    """The workspace's own templates in their newest versions, by name."""
    found = [_stored(row) for row in _fetch(_CURRENT, ())]
    return tuple(sorted(found, key=lambda stored: stored.template.name.casefold()))


def all_templates() -> Mapping[str, Template]:
    """What a plan can be built from: the built-in templates, then the workspace's own."""
    own = {stored.template.key: stored.template for stored in workspace_templates()}
    return MappingProxyType({**builtin_templates(), **own})


def template(key: str, version: int | None = None) -> Template | None:
    """One of the workspace's templates, newest or in a version; archived ones too."""
    statement = f"""{SELLER} select v.content::text
      from plans_template t join plans_templateversion v
        on v.workspace_id = t.workspace_id and v.template_id = t.id
      where t.workspace_id = {_WORKSPACE} and t.key = %s::text
        and v.version = coalesce(%s::int, t.version)"""
    rows = _fetch(statement, (key, version))
    return read_template(json.loads(rows[0][0])) if rows else None


def template_versions(key: str) -> tuple[StoredVersion, ...]:
    """All versions of one of the workspace's templates, newest first."""
    statement = f"""{SELLER} select v.version, v.at, v.actor_name, v.content::text
      from plans_template t join plans_templateversion v
        on v.workspace_id = t.workspace_id and v.template_id = t.id
      where t.workspace_id = {_WORKSPACE} and t.key = %s::text order by v.version desc"""
    return tuple(
        StoredVersion(version, at, by, read_template(json.loads(content)))
        for version, at, by, content in _fetch(statement, (key,))
    )


def step_library() -> tuple[StoredStep, ...]:
    """The single steps kept for reuse, by title."""
    statement = f"""{SELLER} select s.id, s.content::text from plans_step s
      where s.workspace_id = {_WORKSPACE}"""
    found = [StoredStep(key, step_of(json.loads(kept))) for key, kept in _fetch(statement, ())]
    return tuple(sorted(found, key=lambda stored: stored.title.casefold()))


def step_of(kept: Mapping[str, Any]) -> TemplateMilestone:
    """A step as the library kept it."""
    return TemplateMilestone(**{**kept, "after": tuple(kept.get("after") or ())})


def _stored(row: tuple[Any, ...]) -> StoredTemplate:
    key, changed_at, changed_by, content = row
    return StoredTemplate(key, changed_at, changed_by, read_template(json.loads(content)))


def _fetch(statement: str, values: tuple[Any, ...]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
