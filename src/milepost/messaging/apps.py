"""Names the `messaging` capability to Django."""

from __future__ import annotations

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """The `messaging` app."""

    name = "milepost.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"
