"""The workspace's own templates, their versions, and its library of single steps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from milepost.plans.models.parts import the_workspace


class Template(models.Model):
    """A template of the workspace. Built-in ones are files; editing one makes a copy here."""

    workspace = the_workspace()
    id = models.BigAutoField(primary_key=True)
    key = models.TextField()
    version = models.IntegerField()
    archived_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "id", name="plans_template_id"),
            models.UniqueConstraint("workspace", "key", name="plans_template_key"),
            models.CheckConstraint(condition=Q(version__gte=1), name="plans_template_version_1"),
        ]


class TemplateVersion(models.Model):
    """One version of a template; a plan keeps naming the one that it came from."""

    pk = models.CompositePrimaryKey("workspace_id", "template_id", "version")
    workspace_id = models.BigIntegerField()
    template_id = models.BigIntegerField()
    version = models.IntegerField()
    content = models.JSONField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField()
    at = models.DateTimeField(db_default=Now())


class Step(models.Model):
    """A single step kept for reuse in any plan."""

    workspace = the_workspace()
    id = models.BigAutoField(primary_key=True)
    title = models.TextField()
    content = models.JSONField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint("workspace", "id", name="plans_step_id")]
