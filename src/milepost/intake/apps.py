"""Names the `intake` capability to Django."""

from __future__ import annotations

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """The `intake` app."""

    name = "milepost.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
