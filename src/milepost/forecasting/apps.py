"""Names the `forecasting` capability to Django."""

from __future__ import annotations

from django.apps import AppConfig


class ForecastingConfig(AppConfig):
    """The `forecasting` app."""

    name = "milepost.forecasting"
    label = "forecasting"
    default_auto_field = "django.db.models.BigAutoField"
