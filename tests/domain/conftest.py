"""Settings of hypothesis for the rules: few examples each, no deadline (calendars load lazily)."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("rules", deadline=None, max_examples=50, database=None)
settings.load_profile("rules")
