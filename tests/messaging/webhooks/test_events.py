"""What happens on a plan is what an endpoint hears: events by events, each true to its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from jsonschema import Draft202012Validator

from milepost.alerting import sweep as watch
from milepost.conversation import commands as conversation
from milepost.domain.plan import Milestone, Owner, Owners
from milepost.messaging.webhooks import commands as webhooks
from milepost.messaging.webhooks.catalogue import BY_NAME
from milepost.plans import buyer_commands, commands
from milepost.plans.commands import Actor
from milepost.sharing import answer_commands
from tests.messaging.webhooks.house import House, a_house, rows, work
from tests.plans.plans import TODAY, a_plan, a_seller
from tests.sharing.deeds import buyer_acts, the_proposal

pytestmark = pytest.mark.django_db(transaction=True)

SECRET_NOTE = "never tell them about the discount"


@pytest.fixture
def house(settings: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(
        "milepost.messaging.webhooks.delivery.deliver", lambda _delivery: None
    )  # nothing is sent here: what would be is read from its table
    return a_house("https://hooks.example.com/milepost")


@pytest.fixture
def heard(house: House) -> Iterator[Any]:
    """What was told since it was last asked; every body is checked against its schema."""
    seen = 0

    def heard() -> list[tuple[str, dict[str, Any]]]:
        nonlocal seen
        work()
        found = rows("select event, body from messaging_webhookmessage order by at, created_at, id")
        bodies = [(event, json.loads(body)) for event, body in found]
        new, seen = bodies[seen:], len(bodies)
        for event, body in new:
            checker = Draft202012Validator.FORMAT_CHECKER
            schema = BY_NAME[event].schema()
            Draft202012Validator(schema, format_checker=checker).validate(body)
            assert body["type"] == event
            assert SECRET_NOTE not in json.dumps(body)
        return sorted(new, key=lambda one: one[0])

    yield heard
    heard()


def names(told: list[tuple[str, dict[str, Any]]]) -> list[str]:
    return [event for event, _ in told]


def test_a_plan_from_its_making_to_its_end(house: House, heard: Any) -> None:
    seller = house.seller
    plan_id = seller.keeps(a_plan(3, life="draft", shared_on=None))
    ((event, body),) = heard()
    assert event == "plan.created"
    assert body["data"]["how"] == "imported"
    assert body["data"]["by"] == {"name": "Sam Whitfield", "side": "seller"}
    assert body["data"]["plan"]["id"] == plan_id
    assert body["data"]["plan"]["completion"] == {"complete": 0, "of": 3}
    for life, expected in (("shared", "plan.shared"), ("agreed", "plan.agreed")):
        with seller.at_work():
            commands.set_life(seller.actor, plan_id, life, TODAY)
        assert names(heard()) == [expected]
    with seller.at_work():
        commands.take_agreement_back(seller.actor, plan_id, TODAY)
    assert names(heard()) == ["plan.agreement_taken_back"]
    with seller.at_work():
        commands.set_life(seller.actor, plan_id, "lost", TODAY)
    ((event, body),) = heard()
    assert (event, body["data"]["before"], body["data"]["after"]) == (
        "plan.closed",
        "shared",
        "lost",
    )
    with seller.at_work():
        commands.set_life(seller.actor, plan_id, "shared", TODAY)
        commands.archive(seller.actor, plan_id)
        commands.restore(seller.actor, plan_id)
    assert names(heard()) == ["plan.archived", "plan.reopened", "plan.restored"]


def test_a_step_from_its_start_to_its_confirmation(house: House, heard: Any) -> None:
    seller = house.seller
    plan_id = seller.keeps(a_plan(3, notes=SECRET_NOTE))
    heard()
    maja = Actor(None, "Maja Lindqvist", "maja")

    def status(key: str, to: str, reason: str | None = None) -> None:
        with seller.at_work():
            commands.set_status(seller.actor, plan_id, key, to, seen=99, today=TODAY, reason=reason)

    status("m1", "in_progress")
    ((event, body),) = heard()
    assert (event, body["data"]["before"]) == ("milestone.started", "pending")
    assert body["data"]["milestone"]["number"] == 1
    assert body["data"]["milestone"]["owners"]["buyer"]["name"] == "Maja Lindqvist"
    status("m1", "blocked", "Waiting for legal")
    ((event, body),) = heard()
    assert (event, body["data"]["milestone"]["reason"]) == (
        "milestone.blocked",
        "Waiting for legal",
    )
    status("m1", "in_progress")
    assert names(heard()) == ["milestone.unblocked"]
    status("m1", "complete")
    ((event, body),) = heard()
    assert event == "milestone.completed"
    assert body["data"]["plan"]["completion"] == {"complete": 1, "of": 3}
    with seller.at_work():
        buyer_commands.confirm_step(maja, plan_id, "m1", today=TODAY)
    ((event, body),) = heard()
    assert (event, body["data"]["confirmed_by"]) == ("milestone.confirmed", "Maja Lindqvist")
    assert body["data"]["by"] == {"name": "Maja Lindqvist", "side": "buyer"}
    status("m1", "pending")
    assert names(heard()) == ["milestone.reopened"]
    status("m2", "skipped", "Not needed")
    assert names(heard()) == ["milestone.skipped"]
    status("m3", "complete")
    assert names(heard()) == ["milestone.completed", "plan.signed"]


def test_dates_steps_people_and_tasks(house: House, heard: Any) -> None:
    seller = house.seller
    plan_id = seller.keeps(a_plan(3))
    heard()
    with seller.at_work():
        commands.move_target(
            seller.actor, plan_id, "m1", date(2026, 12, 30), follow=True, seen=1, today=TODAY
        )
    told = heard()
    assert names(told) == ["milestone.moved"] * 3
    assert {body["data"]["milestone"]["key"] for _, body in told} == {"m1", "m2", "m3"}
    assert len({body["data"]["revision"] for _, body in told}) == 1
    internal = Milestone(
        key="",
        title="Check the margin",
        kind="other",
        target=date(2026, 12, 4),
        status="blocked",
        reason=SECRET_NOTE,
        notes=SECRET_NOTE,
        visibility="internal",
        owners=Owners(seller=Owner(person="sam")),
    )
    with seller.at_work():
        commands.add_milestone(seller.actor, plan_id, internal, today=TODAY)
    ((event, body),) = heard()
    assert (event, body["data"]["milestone"]["visibility"]) == ("milestone.added", "internal")
    assert body["data"]["milestone"]["number"] is None
    assert body["data"]["milestone"]["reason"] is None
    with seller.at_work():
        fields = {
            "target_close": "2027-02-26",
            "outcome.go_live": "2027-03-30",
            "milestones.m2.owners.buyer": {"role": "IT Director"},
        }
        commands.change_fields(seller.actor, plan_id, fields, seen=99, today=TODAY)
    told = heard()
    assert names(told) == ["milestone.owner_changed", "plan.close_moved", "plan.outcome_changed"]
    assert told[0][1]["data"]["before"]["buyer"]["name"] == "Maja Lindqvist"
    assert told[0][1]["data"]["milestone"]["owners"]["buyer"]["role"] == "IT Director"
    with seller.at_work():
        commands.remove_person(seller.actor, plan_id, "rita")
        commands.complete_task(seller.actor, plan_id, "m1", "t1", today=TODAY)
        commands.remove_milestone(seller.actor, plan_id, "m2", today=TODAY)
    assert names(heard()) == ["milestone.dropped", "person.removed", "task.completed"]


def test_words_around_a_plan(house: House, heard: Any) -> None:
    seller = house.seller
    plan_id = seller.keeps(a_plan(3))
    heard()
    with seller.at_work():
        conversation.comment(seller.actor, plan_id, "Welcome!", milestone="m1")
        conversation.comment(seller.actor, plan_id, SECRET_NOTE, visibility="internal")
    (_, first), (_, second) = heard()
    assert (first["data"]["comment"]["text"], first["data"]["comment"]["milestone"]) == (
        "Welcome!",
        "m1",
    )
    assert (second["data"]["comment"]["text"], second["data"]["comment"]["visibility"]) == (
        None,
        "internal",
    )
    outcome = buyer_acts(
        seller, plan_id, "propose_date", milestone="m1", target="2026-12-17", reason="Holidays"
    )
    assert not outcome.refused
    ((event, body),) = heard()
    assert (event, body["data"]["by"]["side"]) == ("proposal.made", "buyer")
    assert body["data"]["proposal"]["target"] == "2026-12-17"
    proposal = the_proposal(seller, plan_id)
    with seller.at_work():
        answer_commands.accept(seller.actor, plan_id, proposal.id, TODAY, answer="Of course.")
    told = heard()
    assert names(told)[-1] == "proposal.answered"
    assert set(names(told)) == {"milestone.moved", "proposal.answered"}
    assert told[-1][1]["data"]["proposal"] | {} == {
        "id": proposal.id,
        "kind": "date",
        "state": "accepted",
        "milestone": "m1",
        "title": "Step 1",
        "target": "2026-12-17",
        "reason": "Holidays",
        "answer": "Of course.",
    }
    assert told[-1][1]["data"]["by"] == {"name": "Sam Whitfield", "side": "seller"}


def test_what_the_watch_records(house: House, heard: Any) -> None:
    from datetime import UTC, datetime

    seller = house.seller
    plan_id = seller.keeps(a_plan(3))
    heard()
    for day in (5, 6):
        now = datetime(2026, 12, day, 12, tzinfo=UTC)
        with connection.cursor() as cursor:
            cursor.execute("update plans_planprivate set next_attention_at = %s", [now])
        watch.sweep(now)
    told = heard()
    assert "alert.recorded" in names(told)
    alert = told[0][1]["data"]["alert"]
    assert alert["rule"] in ("due_in_3_days", "stalled_14_days")
    assert told[0][1]["data"]["plan"]["id"] == plan_id


def test_an_endpoint_hears_only_what_it_chose_and_what_came_after_it(
    house: House, heard: Any
) -> None:
    seller = house.seller
    plan_id = seller.keeps(a_plan(3))
    a_house("https://other.example.com/", "milestone.completed", "plan.signed", seller=seller)
    with seller.at_work():
        commands.set_status(seller.actor, plan_id, "m1", "complete", seen=1, today=TODAY)
        commands.set_status(seller.actor, plan_id, "m2", "in_progress", seen=9, today=TODAY)
    heard()
    counts = rows(
        "select e.url, count(*) from messaging_webhookdelivery d"
        " join messaging_webhookendpoint e on e.id = d.endpoint_id group by 1 order by 1"
    )
    assert counts == [("https://hooks.example.com/milepost", 3), ("https://other.example.com/", 1)]


def test_told_twice_is_told_once(house: House, heard: Any) -> None:
    seller = house.seller
    plan_id = seller.keeps(a_plan(3))
    with seller.at_work():
        commands.set_status(seller.actor, plan_id, "m1", "complete", seen=1, today=TODAY)
    assert len(heard()) == 2
    with connection.cursor() as cursor:  # a worker died after the fan-out, before it said so
        cursor.execute(
            "update messaging_outbox set finished_at = null, available_at = now(),"
            " payload = jsonb_build_object('plan', %s::bigint, 'revision', 2)"
            " where key = %s",
            [plan_id, f"plan:{plan_id}:r2"],
        )
    assert heard() == []
    assert rows("select count(*) from messaging_webhookdelivery") == [(2,)]


def test_history_tells_what_an_endpoint_missed_while_it_was_off(house: House, heard: Any) -> None:
    from django.utils import timezone

    seller = house.seller
    plan_id = seller.keeps(a_plan(3))
    heard()
    since = timezone.now() - timedelta(minutes=5)
    with house.at_work():
        webhooks.switch(house.workspace_id, house.endpoint_id, on=False)
    with seller.at_work():
        commands.set_status(seller.actor, plan_id, "m1", "complete", seen=1, today=TODAY)
        commands.set_status(seller.actor, plan_id, "m2", "complete", seen=9, today=TODAY)
    assert heard() == []
    with house.at_work():
        webhooks.switch(house.workspace_id, house.endpoint_id, on=True)
        webhooks.replay_missed(house.workspace_id, house.endpoint_id, since)
    told = heard()
    assert names(told) == ["milestone.completed"] * 2  # not the making, which it has
    first = next(body for _, body in told if body["data"]["milestone"]["key"] == "m1")
    assert first["data"]["plan"]["completion"]["complete"] == 1  # as it was then
    assert first["data"]["revision"] == 2


def test_nobody_of_another_workspace_hears_anything(house: House, heard: Any) -> None:
    other = a_seller("Otto Other")
    plan_id = other.keeps(a_plan(3))
    with other.at_work():
        commands.set_status(other.actor, plan_id, "m1", "complete", seen=1, today=TODAY)
        conversation.comment(other.actor, plan_id, "Hello")
    assert heard() == []
    assert rows(
        "select count(*) from messaging_outbox where workspace_id = %s", other.workspace_id
    ) == [(0,)]


def test_an_informal_undo_is_told_as_what_it_is(house: House, heard: Any) -> None:
    seller = house.seller
    plan_id = seller.keeps(replace(a_plan(3)))
    heard()
    with seller.at_work():
        commands.set_status(seller.actor, plan_id, "m1", "complete", seen=1, today=TODAY)
        commands.undo_last(seller.actor, plan_id, 2, today=TODAY)
    assert names(heard()) == ["milestone.completed", "milestone.reopened"]
