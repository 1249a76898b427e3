"""From the outbox to a receiver and back: retries by the clock, one id, 410, Retry-After, death."""

from __future__ import annotations

from typing import Any

import pytest
from standardwebhooks import Webhook

from milepost.messaging import claims
from milepost.messaging.registry import Delivery, DeliveryFailed, TakenOver
from milepost.messaging.webhooks import commands, sending
from milepost.messaging.webhooks.delivery import deliver
from tests.factories import a_member
from tests.messaging.webhooks.house import House, a_house, bodies, make_due, rows, work
from tests.messaging.webhooks.receiver import Receiver, drip, hang, nonsense, reset, status

pytestmark = pytest.mark.django_db(transaction=True)

_WAITS = (
    "select extract(epoch from available_at - now())::float8, attempts, dead_at is not null,"
    " finished_at is not null from messaging_outbox where kind like 'webhook%'"
    " and key like 'webhook:%' order by id"
)


@pytest.fixture
def house(receiver: Receiver) -> House:
    return a_house(receiver.url)


@pytest.fixture(autouse=True)
def _short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending.post, "__kwdefaults__", {"seconds": 0.3, "resolve": None})


def test_a_test_event_arrives_signed(house: House, receiver: Receiver) -> None:
    house.test()
    work()
    (got,) = receiver.got
    told = Webhook(house.secret).verify(got.body, got.headers)
    assert told["type"] == "webhook.test"
    assert told["data"]["workspace"]["id"] == house.workspace_id
    assert rows("select state, tries, last_status from messaging_webhookdelivery") == [
        ("delivered", 1, 204)
    ]
    assert rows(_WAITS)[0][3]


def test_ten_tries_after_the_printed_schedule_under_one_id(
    house: House, receiver: Receiver
) -> None:
    receiver.answers = [
        status(500, b"broken"),
        hang(),
        drip(),
        reset(),
        nonsense(),
        status(302, Location="http://127.0.0.1:1/"),
        status(404),
        status(503),
        status(401),
        status(500),
    ]
    house.test()
    measured = []
    for _ in range(len(claims.RETRY_SECONDS)):
        work(1)
        ((seconds, *_rest),) = rows(_WAITS)
        measured.append(seconds)
        make_due()
    work(1)
    for seconds, stated in zip(measured, claims.RETRY_SECONDS, strict=True):
        assert stated * 0.9 - 2 <= seconds <= stated * 1.1 + 2, (measured, claims.RETRY_SECONDS)
    assert sum(claims.RETRY_SECONDS) == pytest.approx(75.6 * 3600, rel=0.01)
    assert len(receiver.got) == 10
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1
    assert len({got.body for got in receiver.got}) == 1
    for got in receiver.got:
        assert Webhook(house.secret).verify(got.body, got.headers)
    assert rows(_WAITS)[0][1:3] == (10, True)
    assert rows("select state, tries, next_at from messaging_webhookdelivery") == [
        ("failed", 10, None)
    ]
    tries = rows("select number, status, error from messaging_webhookattempt order by number")
    assert [(number, code) for number, code, _ in tries] == [
        (1, 500), (2, None), (3, None), (4, None), (5, None),
        (6, 302), (7, 404), (8, 503), (9, 401), (10, 500),
    ]  # fmt: skip
    assert [error for *_, error in tries][1:6] == [
        "no answer within 0.3 seconds",
        "no answer within 0.3 seconds",
        "the connection was cut",
        "what came back is no HTTP answer",
        "answered 302: redirects are not followed",
    ]
    make_due()
    work(1)
    assert len(receiver.got) == 10


@pytest.mark.parametrize(
    ("asked", "least", "most"),
    [
        ("120", 118, 133),
        ("1", 4, 6),  # shorter than the schedule's own pause, which stays
        ("Thu, 01 Jan 2099 00:00:00 GMT", 86_398, 95_041),
        ("soon", 4, 6),
    ],
)
def test_retry_after_is_waited_for(
    house: House, receiver: Receiver, asked: str, least: float, most: float
) -> None:
    receiver.answers = [status(429, Retry_After=asked), status(200)]
    house.test()
    work(1)
    ((seconds, *_),) = rows(_WAITS)
    assert least <= seconds <= most
    work(1)
    assert len(receiver.got) == 1
    make_due()
    work(1)
    assert rows("select state, tries from messaging_webhookdelivery") == [("delivered", 2)]


def test_410_stops_at_once_switches_off_and_is_told(house: House, receiver: Receiver) -> None:
    admin = a_member(house_workspace(house), "admin", name="Ada Admin")
    receiver.answers = [status(410)]
    house.test()
    house.test()
    work(1)
    assert rows("select is_on, off_why from messaging_webhookendpoint") == [(False, "gone")]
    work()
    make_due()
    work()
    assert len(receiver.got) <= 2  # two were claimed side by side; nothing after that
    assert {state for (state,) in rows("select state from messaging_webhookdelivery")} == {"failed"}
    letters = rows("select recipient, subject, body from messaging_keptmessage")
    mine = [
        text for to, subject, text in letters if to == admin.email and "switched off" in subject
    ]
    assert len(mine) == 1
    assert "410 Gone" in mine[0]
    assert receiver.url in mine[0]


def house_workspace(house: House) -> Any:
    from milepost.workspaces.models import Workspace

    return Workspace.objects.get(pk=house.workspace_id)


def test_the_old_secret_signs_beside_the_new_one_for_a_day(
    house: House, receiver: Receiver
) -> None:
    with house.at_work():
        new = commands.rotate(house.workspace_id, house.endpoint_id)
    house.test()
    work()
    (got,) = receiver.got
    assert got.headers["webhook-signature"].count(" ") == 1
    assert Webhook(house.secret).verify(got.body, got.headers)
    assert Webhook(new).verify(got.body, got.headers)
    rows_of_time = "update messaging_webhooksecret set ends_at = now() where ends_at is not null"
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(rows_of_time)
    house.test()
    work()
    got = receiver.got[-1]
    assert " " not in got.headers["webhook-signature"]
    assert Webhook(new).verify(got.body, got.headers)


def test_secrets_lie_sealed_and_no_seller_reads_them(house: House) -> None:
    from django.db import DatabaseError

    ((sealed,),) = rows("select sealed from messaging_webhooksecret")
    assert house.secret not in sealed
    assert house.secret[6:20] not in sealed
    with pytest.raises(DatabaseError), house.at_work():
        rows("select sealed from messaging_webhooksecret")


@pytest.mark.django_db
def test_whoever_lost_the_claim_sends_nothing(house: House, receiver: Receiver) -> None:
    house.test()
    ((outbox_id, key, payload),) = rows(
        "select id, key, payload::text from messaging_outbox where key like 'webhook:%'"
    )

    def taken() -> None:
        raise TakenOver

    import json

    stale = Delivery(
        outbox_id, house.workspace_id, "webhook", key, json.loads(payload), 1, 1, check=taken
    )
    with pytest.raises(TakenOver):
        deliver(stale)
    assert receiver.got == []
    assert rows("select count(*) from messaging_webhookattempt") == [(0,)]


@pytest.mark.django_db
def test_a_worker_that_dies_after_sending_sends_the_same_once_more(
    house: House, receiver: Receiver
) -> None:
    house.test()
    ((outbox_id, key, delivery_id),) = rows(
        "select id, key, (payload->>'delivery')::bigint from messaging_outbox"
        " where key like 'webhook:%'"
    )
    one = Delivery(outbox_id, house.workspace_id, "webhook", key, {"delivery": delivery_id}, 1, 1)
    receiver.answers = [status(500), status(200)]
    with pytest.raises(DeliveryFailed):
        deliver(one)
    deliver(one)
    deliver(one)  # taken by now: not sent again
    assert len(receiver.got) == 2
    assert len({got.headers["webhook-id"] for got in receiver.got}) == 1


def test_what_fails_moves_to_a_lane_of_its_own(house: House, receiver: Receiver) -> None:
    receiver.answers = [status(500)]
    kinds = "select kind from messaging_outbox where key like 'webhook:%' order by id"
    house.test()
    house.test()
    assert rows(kinds) == [("webhook",), ("webhook",)]
    work(1)
    assert rows(kinds) == [("webhook.failing",), ("webhook.failing",)]
    house.test()
    assert rows(kinds)[-1] == ("webhook.failing",)
    receiver.answers = [status(200)]
    make_due()
    work(1)
    house.test()
    assert rows(kinds)[-1] == ("webhook",)
    work()
    assert len(bodies(receiver.got)) >= 5


def test_what_was_on_its_way_to_a_removed_endpoint_ends(house: House, receiver: Receiver) -> None:
    house.test()
    with house.at_work():
        commands.remove(house.workspace_id, house.endpoint_id)
    work()
    assert receiver.got == []
    assert rows(_WAITS)[0][2:] == (False, True)
    for table in ("endpoint", "secret", "delivery", "attempt"):
        assert rows(f"select count(*) from messaging_webhook{table}") == [(0,)]
