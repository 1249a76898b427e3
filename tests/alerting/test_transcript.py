"""A plan left alone for 20 days sends what docs/alerts-transcript.md says, as a dry run foresaw."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from milepost.alerting.models import Alert
from milepost.alerting.preview import preview
from milepost.messaging.models import Message
from milepost.platform.scope import worker_scope
from tests.alerting import transcript
from tests.alerting.world import a_world

pytestmark = pytest.mark.django_db


def foreseen(after: int = 0) -> set[tuple[Any, ...]]:
    """All of the 20 days as seen after so many of them: what, who, and when they hear of it."""
    now = transcript.BEGINS + timedelta(days=after)
    with worker_scope():
        lines = preview(transcript.BEGINS.date(), transcript.DAYS, now)
    heard = {"said": "to_come", "waits": "to_come"}
    return {(x.kind, x.found.milestone, x.name, heard.get(x.state, x.state), x.at) for x in lines}


def test_the_page_says_what_happens_and_the_dry_run_what_will() -> None:
    world = a_world()
    before = foreseen()
    assert len(before) > 50
    assert Alert.objects.count() == Message.objects.count() == 0
    transcript.simulate(world)
    assert transcript.page(world) == transcript.FILE.read_text("utf-8")
    assert before == foreseen(after=transcript.DAYS)
