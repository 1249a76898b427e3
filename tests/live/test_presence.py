"""Who is here, for both sides, over all processes; and who a buyer is never told of."""

from __future__ import annotations

import json
from typing import Any

import pytest

from milepost.live import hub as hubs
from milepost.live.access import Guest
from milepost.live.presence import MOST_BYTES, SECONDS_OF_SILENCE, Presence
from tests.live.conftest import Scene, a_colleague
from tests.live.server import Listening as Opened
from tests.live.server import a_server, cookies_of, wait_for
from tests.sharing.visitors import a_visitor

MAJA = Guest(5, "k1", "buyer", "Maja Lindqvist", "Maja Lindqvist")
SAM = Guest(5, "k2", "seller", "Sam Whitfield", "Sam Whitfield")
RITA = Guest(5, "k3", "seller", "Rita Osei", None)


def _names(presence: Presence, side: Any) -> list[str]:
    return [each["name"] for each in json.loads(presence.here(5, side))["people"]]


def _tell(one: Presence, other: Presence, messages: Any, now: float = 0.0) -> None:
    for message in messages:
        other.heard(json.loads(message), now)


def test_a_buyer_is_told_of_nobody_who_owns_nothing_shared() -> None:
    presence = Presence("a")
    for guest in (MAJA, SAM, RITA):
        presence.open(guest)
    assert _names(presence, "buyer") == ["Maja Lindqvist", "Sam Whitfield"]
    assert _names(presence, "seller") == ["Maja Lindqvist", "Rita Osei", "Sam Whitfield"]
    assert "Rita" not in presence.here(5, "buyer")
    assert json.loads(presence.here(5, "buyer"))["all"] == 2


def test_two_pages_of_one_person_are_one_guest() -> None:
    presence = Presence("a")
    assert presence.open(MAJA)
    assert not presence.open(MAJA)
    assert not presence.close(MAJA)
    assert presence.close(MAJA)
    assert _names(presence, "seller") == ["Maja Lindqvist"]
    assert presence.leave(MAJA)
    assert _names(presence, "seller") == []


def test_whoever_came_back_meanwhile_has_not_left() -> None:
    presence = Presence("a")
    presence.open(MAJA)
    presence.close(MAJA)
    presence.open(MAJA)
    assert not presence.leave(MAJA)


def test_guests_of_another_process_are_here_until_it_is_silent() -> None:
    one, other = Presence("a"), Presence("b")
    assert one.is_alone
    other.open(MAJA)
    _tell(other, one, other.says_came([MAJA]), now=10)
    assert not one.is_alone
    assert _names(one, "seller") == ["Maja Lindqvist"]
    assert one.forget_silent(10 + SECONDS_OF_SILENCE - 1) == set()
    _tell(other, one, other.says_still(), now=40)
    assert one.forget_silent(10 + SECONDS_OF_SILENCE + 1) == set()
    assert one.forget_silent(41 + SECONDS_OF_SILENCE) == {5}
    assert _names(one, "seller") == []


def test_somebody_at_two_processes_leaves_one_and_is_still_here() -> None:
    one, other = Presence("a"), Presence("b")
    one.open(MAJA)
    other.open(MAJA)
    _tell(other, one, other.says_came([MAJA]))
    one.close(MAJA)
    one.leave(MAJA)
    assert _names(one, "seller") == ["Maja Lindqvist"]
    _tell(other, one, other.says_left([MAJA]))
    assert _names(one, "seller") == []


def test_who_comes_to_own_something_shared_is_seen_from_then_on_and_the_reverse() -> None:
    one, other = Presence("a"), Presence("b")
    one.open(RITA)
    _tell(one, other, one.says_came([RITA]))
    owner = Guest(5, "k3", "seller", "Rita Osei", "Rita Osei")
    assert one.know_anew(owner)
    _tell(one, other, one.says_came([owner]))
    assert _names(one, "buyer") == _names(other, "buyer") == ["Rita Osei"]
    one.know_anew(RITA)
    _tell(one, other, one.says_came([RITA]))
    assert _names(one, "buyer") == _names(other, "buyer") == []


def test_messages_fit_into_a_notification_however_many_and_long() -> None:
    presence = Presence("a")
    for number in range(300):
        presence.open(Guest(5, f"k{number}", "buyer", "名" * 300, "名" * 300))
    messages = list(presence.says_still())
    assert len(messages) > 10
    assert all(len(each.encode()) < 8000 for each in messages)
    assert MOST_BYTES < 8000
    other = Presence("b")
    _tell(presence, other, messages)
    assert json.loads(other.here(5, "seller"))["all"] == 300


def test_a_crowd_is_named_in_part_and_counted() -> None:
    presence = Presence("a")
    for number in range(200):
        presence.open(Guest(5, f"k{number}", "buyer", f"Person {number}", f"Person {number}"))
    told = json.loads(presence.here(5, "seller"))
    assert told["all"] == 200
    assert len(told["people"]) <= 13


# --- through a server ----------------------------------------------------------------------

served = pytest.mark.django_db(transaction=True)


@served
def test_both_sides_see_each_other_and_no_buyer_sees_the_manager(scene: Scene) -> None:
    rita = a_colleague(scene, "manager", "Rita Osei")
    manager = scene.seller_listens(rita)
    buyer = scene.buyer_listens()
    wait_for(lambda: "Maja Lindqvist" in manager.here)
    wait_for(lambda: buyer.here == ["Maja Lindqvist"])
    seller = scene.seller_listens()
    wait_for(lambda: buyer.here == ["Maja Lindqvist", "Sam Whitfield"])
    wait_for(lambda: seller.here == ["Maja Lindqvist", "Rita Osei", "Sam Whitfield"])
    assert "Rita" not in buyer.text


@served
def test_a_manager_who_comes_and_goes_is_nothing_that_a_buyer_could_notice(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "SECONDS_TO_COME_BACK", 0.1)
    rita = a_colleague(scene, "manager", "Rita Osei")
    buyer, seller = scene.buyer_listens(), scene.seller_listens()
    wait_for(lambda: len(buyer.here) == 2)
    before = buyer.text
    manager = scene.seller_listens(rita)
    wait_for(lambda: "Rita Osei" in seller.here)
    manager.close()
    wait_for(lambda: "Rita Osei" not in seller.here)
    assert buyer.text == before


@served
def test_whoever_leaves_is_not_here_any_more(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hubs, "SECONDS_TO_COME_BACK", 0.1)
    buyer, seller = scene.buyer_listens(), scene.seller_listens()
    wait_for(lambda: "Maja Lindqvist" in seller.here)
    buyer.close()
    wait_for(lambda: seller.here == ["Sam Whitfield"])


@served
def test_the_page_knows_which_of_them_its_reader_is(scene: Scene) -> None:
    buyer, seller = scene.buyer_listens(), scene.seller_listens()
    wait_for(lambda: len(buyer.here) == 2 and len(seller.here) == 2)
    told = {each["name"]: each["key"] for each in json.loads(buyer.of("here")[-1])["people"]}
    assert buyer.of("you") == [told["Maja Lindqvist"]]
    assert seller.of("you") == [told["Sam Whitfield"]]
    assert str(scene.sam.member_id) not in told.values()


@served
def test_a_preview_is_nobody(scene: Scene) -> None:
    from milepost.sharing.models import Link

    Link.objects.filter(plan_id=scene.plan_id).update(kind="preview")
    preview = scene.buyer_listens()
    preview.hears(0, 3)
    seller = scene.seller_listens()
    wait_for(lambda: seller.here == ["Sam Whitfield"])
    assert preview.of("you") == []


@served
def test_guests_of_two_processes_see_each_other(scene: Scene) -> None:
    buyer = scene.buyer_listens()
    buyer.hears(0, 3)
    with a_server() as second:
        path = f"/plans/{scene.plan_id}/stream"
        seller = Opened(second.port, path, cookies_of(scene.seller))
        wait_for(lambda: seller.here == ["Maja Lindqvist", "Sam Whitfield"])
        wait_for(lambda: buyer.here == ["Maja Lindqvist", "Sam Whitfield"])
        anders, _ = a_visitor(scene.sam.workspace_id, scene.plan_id, "anders", address="a@h.ex")
        scene.buyer_listens(anders)
        wait_for(lambda: "Anders Holm" in seller.here)
        seller.close()
