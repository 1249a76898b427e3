"""Names the `workspaces` capability to Django."""

from __future__ import annotations

from django.apps import AppConfig


class WorkspacesConfig(AppConfig):
    """The `workspaces` app."""

    name = "milepost.workspaces"
    label = "workspaces"
    default_auto_field = "django.db.models.BigAutoField"
