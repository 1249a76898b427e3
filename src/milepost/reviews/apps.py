"""Names the `reviews` capability to Django."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The `reviews` app."""

    name = "milepost.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"
