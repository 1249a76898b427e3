"""An endpoint that fails for long: first its administrators are told, by mail; then it is off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from milepost.messaging.webhooks import commands, health
from milepost.workspaces.models import Workspace
from tests.factories import a_member
from tests.messaging.webhooks.house import House, a_house, make_due, rows, work
from tests.messaging.webhooks.receiver import Receiver, status

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


@pytest.fixture
def house(receiver: Receiver) -> House:
    house = a_house(receiver.url)
    a_member(Workspace.objects.get(pk=house.workspace_id), "admin", name="Ada Admin")
    return house


def _ago(house: House, **columns: timedelta) -> None:
    """What happened to the endpoint happened so long ago."""
    for column, past in columns.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"update messaging_webhookendpoint set {column} = %s where id = %s",
                [timezone.now() - past, house.endpoint_id],
            )


def _state() -> tuple[bool, str, bool]:
    ((is_on, why, warned),) = rows(
        "select is_on, off_why, warned_at is not null from messaging_webhookendpoint"
    )
    return is_on, why, warned


def _mails(subject: str) -> list[str]:
    return [
        to
        for to, said in rows("select recipient, subject from messaging_keptmessage order by id")
        if subject in said
    ]


def test_told_after_a_day_and_off_after_four(house: House, receiver: Receiver) -> None:
    receiver.answers = [status(500)]
    house.test()
    work(1)
    health.sweep()
    assert _state() == (True, "", False)  # one failure is none that anybody is told of
    _ago(house, failing_since=DAY * 1.1)
    health.sweep()
    health.sweep()
    assert _state() == (True, "", True)
    work()
    assert len(_mails("does not get through")) == 2  # an administrator, and who made it
    assert len(set(_mails("does not get through"))) == 2
    _ago(house, failing_since=DAY * 3, warned_at=DAY * 1.9)
    make_due()
    work(1)
    health.sweep()
    assert _state()[0]  # not before the fourth day


def _warned(house: House, receiver: Receiver) -> None:
    receiver.answers = [status(500)]
    house.test()
    work(1)
    _ago(house, failing_since=DAY * 1.1)
    health.sweep()


def _long_ago(house: House) -> None:
    """The warning and its letters are two days old, the failing is four."""
    past = timezone.now() - DAY * 2
    with connection.cursor() as cursor:
        cursor.execute(
            "update messaging_outbox o set key = replace(key,"
            " to_char(e.warned_at at time zone 'UTC', 'YYYYMMDD\"T\"HH24MISS'), %s)"
            " from messaging_webhookendpoint e where o.key like 'email:webhook-warned:%%'",
            [f"{past:%Y%m%dT%H%M%S}"],
        )
    _ago(house, failing_since=DAY * 4.1)
    with connection.cursor() as cursor:
        cursor.execute("update messaging_webhookendpoint set warned_at = %s", [past])


def test_it_is_switched_off_only_once_the_mail_has_gone_out(
    house: House, receiver: Receiver
) -> None:
    _warned(house, receiver)
    _long_ago(house)
    make_due()
    health.sweep()
    assert _state() == (True, "", True)  # the warning still lies in the outbox
    work(1)
    health.sweep()
    assert _state() == (False, "failing", True)
    work()
    assert len(_mails("was switched off")) == 2
    health.sweep()
    work()
    assert len(_mails("was switched off")) == 2


def test_it_stays_on_while_nothing_was_tried_since_the_warning(
    house: House, receiver: Receiver
) -> None:
    _warned(house, receiver)
    work(1)
    _long_ago(house)
    _ago(house, last_failed_at=DAY * 3)
    health.sweep()
    assert _state()[0]


def test_one_that_gets_through_wipes_the_slate(house: House, receiver: Receiver) -> None:
    _warned(house, receiver)
    receiver.answers = [status(200)]
    make_due()
    work()
    assert rows("select failing_since, warned_at from messaging_webhookendpoint") == [(None, None)]
    health.sweep()
    assert _state() == (True, "", False)


def test_switching_on_begins_anew(house: House, receiver: Receiver) -> None:
    _warned(house, receiver)
    with house.at_work():
        commands.switch(house.workspace_id, house.endpoint_id, on=False)
    assert _state()[:2] == (False, "by_hand")
    with house.at_work():
        commands.switch(house.workspace_id, house.endpoint_id, on=True)
    assert _state() == (True, "", False)


def test_what_was_said_is_forgotten_after_a_month_unless_it_is_on_its_way(
    house: House, receiver: Receiver
) -> None:
    receiver.answers = [status(200), status(500)]
    house.test()
    work(1)
    house.test()
    work(1)
    old = timezone.now() - DAY * 31
    with connection.cursor() as cursor:
        cursor.execute("update messaging_webhookmessage set created_at = %s", [old])
    health.sweep()
    assert rows("select state from messaging_webhookdelivery") == [("waiting",)]
    assert rows("select count(*) from messaging_webhookattempt") == [(1,)]
