"""What the tables of a plan have in common."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


class ExactDecimal(models.DecimalField):
    """PostgreSQL's `numeric` without a scale: an amount stays as it was written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_digits": 1000, "decimal_places": 20, **options})

    def db_type(self, connection: Any) -> str:
        return "numeric"


def a_member() -> models.ForeignKey[Any, Any]:
    """A member of the same workspace, or nobody; its composite key is in the migration."""
    return models.ForeignKey(
        "workspaces.Member",
        null=True,
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )


def the_workspace() -> models.ForeignKey[Any, Any]:
    """The tenant that a row belongs to."""
    return models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )


class PartOfPlan(models.Model):
    """A row of one plan; the workspace leads, the composite foreign key is in the migration."""

    workspace_id = models.BigIntegerField()
    plan_id = models.BigIntegerField()

    class Meta:
        abstract = True


def one_of(field: str, values: tuple[str, ...], name: str) -> models.CheckConstraint:
    """A constraint: the field holds one of these words."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def at_most_one(first: str, second: str, name: str) -> models.CheckConstraint:
    """A constraint: an owner is a person or a role, never both."""
    alone = Q(**{f"{first}__isnull": True}) | Q(**{f"{second}__isnull": True})
    return models.CheckConstraint(condition=alone, name=name)


def words(**options: Any) -> models.TextField[str, str]:
    """Text that may be absent."""
    return models.TextField(null=True, blank=True, **options)


def day() -> models.DateField[Any, Any]:
    """A day that may be absent."""
    return models.DateField(null=True, blank=True)
