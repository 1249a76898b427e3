"""A workspace with an endpoint, a plan to change, and a worker that is run by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from milepost.messaging.webhooks import commands
from milepost.messaging.webhooks.commands import Given
from milepost.messaging.worker import Worker
from milepost.platform.scope import seller_scope
from tests.messaging.webhooks.receiver import Got
from tests.plans.plans import Seller, a_seller


@dataclass
class House:
    """An administrator's workspace and its one endpoint."""

    seller: Seller
    endpoint_id: int
    secret: str

    @property
    def workspace_id(self) -> int:
        return self.seller.workspace_id

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with seller_scope(self.workspace_id, self.seller.member_id):
            yield

    def test(self) -> None:
        """Put a test event on its way."""
        with self.at_work():
            commands.send_test(self.workspace_id, self.endpoint_id)


def a_house(url: str, *events: str, seller: Seller | None = None) -> House:
    seller = seller or a_seller()
    with seller.at_work():
        given = Given(url, "", events or ("*",))
        endpoint_id, secret = commands.add(
            seller.workspace_id, seller.member_id, seller.actor.name, given
        )
    return House(seller, endpoint_id, secret)


def work(rounds: int = 4) -> None:
    """Deliver what is due, and what that records."""
    worker = Worker()
    for _ in range(rounds):
        if not worker.work_once():
            return


def make_due(kind: str = "webhook%") -> None:
    """The clock moves on to when the next try is due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update messaging_outbox set available_at = now() where finished_at is null"
            " and dead_at is null and kind like %s",
            [kind],
        )


def rows(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


def bodies(got: list[Got]) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in got]
