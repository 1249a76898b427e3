"""Sending again: one, all that failed since a time; under the same id, and never what was taken."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound
from milepost.messaging import claims
from milepost.messaging.webhooks import commands, queries
from milepost.messaging.webhooks.commands import Given
from tests.messaging.webhooks.house import House, a_house, make_due, rows, work
from tests.messaging.webhooks.receiver import Receiver, status
from tests.plans.plans import a_seller

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(receiver: Receiver) -> House:
    return a_house(receiver.url)


def _fail(house: House, receiver: Receiver, count: int = 1) -> None:
    """Events whose ten tries are used up."""
    receiver.answers = [status(500)]
    for _ in range(count):
        house.test()
    for _ in range(len(claims.RETRY_SECONDS) + 1):
        make_due()
        work(1)
    assert set(rows("select state, tries from messaging_webhookdelivery")) == {("failed", 10)}
    receiver.got.clear()
    receiver.answers = [status(200)]


def _replay(house: House, **what: object) -> int:
    with house.at_work():
        return commands.replay(house.workspace_id, house.endpoint_id, **what)  # type: ignore[arg-type]


def test_all_that_failed_since_a_time_is_sent_once_more(house: House, receiver: Receiver) -> None:
    _fail(house, receiver, 3)
    ids = {i for (i,) in rows("select id from messaging_webhookmessage")}
    assert _replay(house, since=timezone.now() + timedelta(minutes=1)) == 0
    since = timezone.now() - timedelta(hours=1)
    assert _replay(house, since=since) == 3
    assert _replay(house, since=since) == 0  # they are on their way already
    work()
    assert {got.headers["webhook-id"] for got in receiver.got} == ids
    assert len(receiver.got) == 3
    assert set(rows("select state, tries from messaging_webhookdelivery")) == {("delivered", 11)}
    assert _replay(house, since=since) == 0
    dead = "select count(*) from messaging_outbox where dead_at is not null and finished_at is null"
    assert rows(dead) == [(0,)]


def test_one_that_was_taken_can_be_sent_again_as_a_further_round(
    house: House, receiver: Receiver
) -> None:
    house.test()
    work()
    ((delivery_id,),) = rows("select id from messaging_webhookdelivery")
    assert _replay(house, delivery_id=delivery_id) == 1
    work()
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert rows("select round, state from messaging_webhookdelivery order by round") == [
        (0, "delivered"),
        (1, "delivered"),
    ]
    with house.at_work():
        newest, *_ = queries.deliveries(house.endpoint_id)
        assert (newest.round, newest.state, newest.last_status) == (1, "delivered", 204)
        found = queries.delivery(house.endpoint_id, newest.id)
        assert found is not None
        assert [attempt.status for attempt in found[2]] == [204]


def test_what_was_given_up_while_the_endpoint_was_off_is_found_again(
    house: House, receiver: Receiver
) -> None:
    house.test()
    with house.at_work():
        commands.switch(house.workspace_id, house.endpoint_id, on=False)
    work()
    assert rows("select state, last_error from messaging_webhookdelivery") == [
        ("failed", "the endpoint is switched off")
    ]
    since = timezone.now() - timedelta(hours=1)
    with pytest.raises(NotAllowed):
        _replay(house, since=since)
    with house.at_work():
        commands.switch(house.workspace_id, house.endpoint_id, on=True)
    assert _replay(house, since=since) == 1
    work()
    assert len(receiver.got) == 1


def test_nobody_elses_endpoint_is_there(house: House, receiver: Receiver) -> None:
    other = a_seller("Otto Other")
    house.test()
    work()
    ((delivery_id,),) = rows("select id from messaging_webhookdelivery")
    with other.at_work():
        assert queries.endpoints() == []
        assert queries.endpoint(house.endpoint_id) is None
        assert queries.deliveries(house.endpoint_id) == []
        assert queries.delivery(house.endpoint_id, delivery_id) is None
        for act in (
            lambda: commands.rotate(other.workspace_id, house.endpoint_id),
            lambda: commands.rotate(house.workspace_id, house.endpoint_id),
            lambda: commands.switch(house.workspace_id, house.endpoint_id, on=False),
            lambda: commands.remove(house.workspace_id, house.endpoint_id),
            lambda: commands.send_test(house.workspace_id, house.endpoint_id),
            lambda: commands.replay(house.workspace_id, house.endpoint_id, delivery_id=delivery_id),
        ):
            with pytest.raises(NotFound):
                act()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Given("http://example.com/", "", ("*",)), "url"),
        (Given("https://10.0.0.1/", "", ("*",)), "url"),
        (Given("https://example.com/", "x" * 201, ("*",)), "description"),
        (Given("https://example.com/", "", ()), "events"),
        (Given("https://example.com/", "", ("plan.exploded",)), "events"),
    ],
)
def test_what_makes_no_sense_is_refused_field_by_field(given: Given, field: str) -> None:
    seller = a_seller()
    with seller.at_work(), pytest.raises(InvalidInput) as refused:
        commands.add(seller.workspace_id, seller.member_id, "Sam", given)
    assert [problem.path for problem in refused.value.problems] == [field]
