"""Names the `conversation` capability to Django."""

from __future__ import annotations

from django.apps import AppConfig


class ConversationConfig(AppConfig):
    """The `conversation` app."""

    name = "milepost.conversation"
    label = "conversation"
    default_auto_field = "django.db.models.BigAutoField"
