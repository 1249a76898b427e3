"""A plan left alone for 20 days sends exactly what docs/alerts-transcript.md says."""

from __future__ import annotations

import pytest

from tests.alerting import transcript
from tests.alerting.world import a_world

pytestmark = pytest.mark.django_db


def test_the_page_says_what_happens() -> None:
    world = a_world()
    transcript.simulate(world)
    assert transcript.page(world) == transcript.FILE.read_text("utf-8")
