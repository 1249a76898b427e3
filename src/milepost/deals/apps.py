"""Names the `deals` capability to Django."""

from __future__ import annotations

from django.apps import AppConfig


class DealsConfig(AppConfig):
    """The `deals` app."""

    name = "milepost.deals"
    label = "deals"
    default_auto_field = "django.db.models.BigAutoField"
