"""Whoever is told something has it counted at once, on every page, and nobody else notices."""

from __future__ import annotations

import time

import pytest

from milepost.plans import live
from tests.live.conftest import Scene, a_colleague
from tests.live.server import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
QUIET = 0.3
NEWS = "event: inbox"


def test_a_message_knocks_at_each_page_of_its_reader_alone(scene: Scene) -> None:
    at_plan, elsewhere = scene.seller_listens(), scene.open("/inbox/stream", scene.seller)
    buyer = scene.buyer_listens()
    colleague = scene.open("/inbox/stream", a_colleague(scene, "admin", "Rita Osei"))
    pages = (at_plan, elsewhere, buyer, colleague)
    wait_for(lambda: all(each.text for each in pages))
    # Each of a member's begins with it, so that nothing told before is missed.
    begun = {each: each.text.count(NEWS) for each in pages}
    assert [begun[each] for each in pages] == [1, 1, 0, 1]
    with scene.sam.at_work():
        live.tell_inbox(scene.sam.member_id)
    wait_for(lambda: at_plan.text.count(NEWS) == elsewhere.text.count(NEWS) == 2)
    time.sleep(QUIET)
    assert (buyer.text.count(NEWS), colleague.text.count(NEWS)) == (0, 1)
    assert "event: pulse" not in elsewhere.text


def test_nobody_listens_without_signing_in(scene: Scene) -> None:
    refused = scene.open("/inbox/stream", scene.buyer)
    wait_for(lambda: refused.status is not None)
    assert refused.status == 404
