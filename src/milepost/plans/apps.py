"""Names the `plans` capability to Django."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The `plans` app."""

    name = "milepost.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"
