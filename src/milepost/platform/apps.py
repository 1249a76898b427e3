"""Names `platform` to Django."""

from __future__ import annotations

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """The `platform` app: no tables of its own."""

    name = "milepost.platform"
    label = "platform"
