"""Names the `alerting` capability to Django."""

from __future__ import annotations

from django.apps import AppConfig


class AlertingConfig(AppConfig):
    """The `alerting` app."""

    name = "milepost.alerting"
    label = "alerting"
    default_auto_field = "django.db.models.BigAutoField"
