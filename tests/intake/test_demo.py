"""The example workspace: a dozen deals in every state, of all types, around today."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.test import Client

from milepost.domain.evaluation import evaluate
from milepost.intake import demo
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope
from milepost.workspaces.models import Member, Workspace
from tests import factories

pytestmark = pytest.mark.django_db
DAYS = (
    *(date(2026, 11, day) for day in range(23, 30)),
    date(2026, 12, 28),
    date(2027, 4, 2),
    date(2027, 8, 15),
)


@pytest.mark.parametrize("today", DAYS)
def test_the_plans_stand_as_they_should_on_any_day(
    today: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The life of one plan is lived in tests/scenario, and once below.
    monkeypatch.setattr(demo, "_lived", lambda *_given: None)
    member = factories.a_member(factories.a_workspace(is_example=True), role="admin")
    demo.fill(member.workspace_id, member.pk, today)
    from django.db import connection

    healths: Counter[str] = Counter()
    types: Counter[str] = Counter()
    lives: Counter[str] = Counter()
    with seller_scope(member.workspace_id, member.pk):
        with connection.cursor() as cursor:
            cursor.execute("select id from plans_plan order by id")
            ids = [key for (key,) in cursor.fetchall()]
        for key in ids:
            record = plan_record(key)
            assert record is not None
            evaluation = evaluate(record.plan, today)
            lives[record.plan.life] += 1
            types[record.plan.deal_type or ""] += 1
            if evaluation.health and record.plan.life != "draft":
                healths[evaluation.health.status] += 1
    assert set(types) == {"simple", "standard", "complex", "enterprise"}
    assert set(lives) == {"draft", "shared", "agreed", "won", "lost"}
    assert set(healths) == {"on_track", "at_risk", "blocked", "stalled"}, healths
    assert healths["on_track"] >= 3


def test_it_is_built_once_and_gives_a_new_link_each_time(client: Client) -> None:
    first = demo.build_demo()
    second = demo.build_demo()
    assert first != second
    assert Workspace.objects.filter(is_example=True).count() == 1
    assert Member.objects.count() == 9
    client.post("/" + second.split("/", 3)[3])
    page = client.get("/deals/").content.decode()
    assert "Halden Logistics" in page
    assert "Make a plan" in page
