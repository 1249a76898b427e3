"""Names the `sharing` capability to Django."""

from __future__ import annotations

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """The `sharing` app."""

    name = "milepost.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"
