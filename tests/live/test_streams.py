"""A change by either side reaches every open page within a second, and nothing else does."""

from __future__ import annotations

import asyncio
import http.client
import socket
import time
from typing import Any

import pytest
from django.db import connection

from milepost.live import hub as hubs
from milepost.live import streams
from milepost.plans import commands, live
from tests.live.conftest import Scene, a_colleague
from tests.live.server import cookies_of, wait_for
from tests.plans.plans import TODAY, a_plan, a_seller
from tests.sharing.visitors import a_visitor

pytestmark = pytest.mark.django_db(transaction=True)
QUIET = 0.4


def test_a_change_is_on_both_sides_pages_within_a_second(scene: Scene) -> None:
    seller, buyer = scene.seller_listens(), scene.buyer_listens()
    seller.hears(scene.pulse, 3)
    buyer.hears(scene.shared_pulse, 3)
    scene.changes("milestones.m2.title", "Security questionnaire")
    seller.hears(scene.pulse)
    buyer.hears(scene.shared_pulse)
    assert seller.pulses == [0, 1]
    assert buyer.pulses == [0, 1]


def test_an_internal_change_is_nothing_that_a_buyer_could_notice(scene: Scene) -> None:
    seller, buyer = scene.seller_listens(), scene.buyer_listens()
    buyer.hears(scene.shared_pulse, 3)
    wait_for(lambda: seller.here and buyer.here)
    before = buyer.text
    scene.changes("notes", "The CFO hesitates")
    with scene.sam.at_work():
        live.touch(scene.plan_id, shared=False)
    seller.hears(scene.pulse)
    time.sleep(QUIET)
    assert buyer.text == before
    scene.changes("milestones.m2.title", "Security questionnaire")
    buyer.hears(scene.shared_pulse)
    seller.hears(scene.pulse)
    # Its own count, which says nothing of how much happened on the other side.
    assert (buyer.pulses, seller.pulses[-1]) == ([0, 1], 3)


def test_a_page_is_told_of_its_own_plan_alone(scene: Scene) -> None:
    other = scene.sam.keeps(a_plan())
    buyer = scene.buyer_listens()
    buyer.hears(0, 3)
    with scene.sam.at_work():
        live.touch(other, shared=True)
    time.sleep(QUIET)
    assert buyer.pulses == [0]


def test_whoever_comes_back_is_told_where_the_plan_stands(scene: Scene) -> None:
    first = scene.buyer_listens()
    first.hears(0, 3)
    first.close()
    scene.changes("milestones.m2.title", "Security questionnaire")
    again = scene.buyer_listens()
    again.hears(1, 3)
    time.sleep(QUIET)
    assert again.pulses == [1]
    assert "id: 1\n" in again.text
    assert "retry: " in again.text


def test_a_change_made_while_somebody_is_let_in_is_not_missed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.seller_listens().hears(0, 3)  # the hub listens
    allowed = hubs.access.allowed

    def slow(asks: Any) -> Any:
        found = allowed(asks)
        scene.server.hub.loop.call_soon_threadsafe(changed.set)
        time.sleep(0.3)
        return found

    changed = asyncio.Event()
    monkeypatch.setattr(hubs.access, "allowed", slow)
    import threading

    def change() -> None:
        wait_for(changed.is_set)
        scene.changes("milestones.m2.title", "Security questionnaire")
        connection.close()

    thread = threading.Thread(target=change)
    thread.start()
    buyer = scene.buyer_listens()
    thread.join()
    buyer.hears(1)


def test_the_answer_is_kept_by_nobody_on_the_way(scene: Scene) -> None:
    buyer = scene.buyer_listens()
    assert buyer.status == 200
    assert buyer.headers["content-type"].startswith("text/event-stream")
    assert buyer.headers["cache-control"] == "no-store"
    assert buyer.headers["x-accel-buffering"] == "no"


@pytest.mark.parametrize("who", ["nobody", "another workspace", "another plan's buyer", "no plan"])
def test_a_stream_is_for_whoever_may_read_the_page(scene: Scene, who: str) -> None:
    from django.test import Client

    stranger = a_seller("Eve")
    match who:
        case "nobody":
            answers = [scene.seller_listens(Client()), scene.buyer_listens(Client())]
        case "another workspace":
            from tests.live.conftest import signed_in

            answers = [scene.seller_listens(signed_in(stranger.member_id))]
        case "another plan's buyer":
            other, _ = a_visitor(stranger.workspace_id, stranger.keeps(a_plan()))
            answers = [scene.buyer_listens(other)]
        case _:
            answers = [scene.open("/plans/999999/stream", scene.seller)]
    for answer in answers:
        assert answer.status == 404


def test_a_stream_is_not_read_from_another_site(scene: Scene) -> None:
    one = http.client.HTTPConnection("127.0.0.1", scene.server.port, timeout=10)
    cookies = "; ".join(f"{n}={v}" for n, v in cookies_of(scene.buyer).items())
    headers = {"Host": "localhost", "Cookie": cookies, "Sec-Fetch-Site": "cross-site"}
    one.request("GET", f"{scene.page}stream", headers=headers)
    assert one.getresponse().status == 403
    one.close()


def test_a_header_with_an_underscore_is_still_dropped_and_pages_still_come(scene: Scene) -> None:
    scene.buyer_listens().hears(0, 3)
    one = http.client.HTTPConnection("127.0.0.1", scene.server.port, timeout=10)
    cookies = "; ".join(f"{n}={v}" for n, v in cookies_of(scene.seller).items())
    headers = {"Host": "localhost", "Cookie": cookies, "HX_Request": "true"}
    one.request("GET", f"/plans/{scene.plan_id}/", headers=headers)
    answer = one.getresponse()
    assert answer.status == 200
    assert b"<html" in answer.read()
    one.close()


def test_a_slow_reader_holds_up_nobody_and_gets_the_newest(scene: Scene) -> None:
    """It reads nothing while the plan changes so often that its buffers are full."""
    scene.seller_listens().hears(0, 3)
    slow = socket.create_connection(("127.0.0.1", scene.server.port))
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    cookies = "; ".join(f"{n}={v}" for n, v in cookies_of(scene.buyer).items())
    slow.sendall(
        f"GET {scene.page}stream HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n".encode()
    )
    quick = scene.buyer_listens()
    quick.hears(0, 3)
    told = '{"plan": %d, "pulse": %d, "shared_pulse": %d, "shared": true}'
    rounds = 60_000

    def many() -> None:
        for number in range(1, rounds + 1):
            scene.server.hub.heard(told % (scene.plan_id, number, number))

    scene.server.on_its_loop(many)
    wait_for(lambda: rounds in quick.pulses, 5)
    # However much there was to tell, nothing has piled up: the newest is what is sent.
    assert len(quick.pulses) < rounds / 100
    slow.close()


def test_the_number_of_streams_is_bounded_and_said(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    scene.server.streams.most = 2
    scene.buyer_listens().hears(0, 3)
    leaving = scene.seller_listens()
    leaving.hears(0, 3)
    full = scene.buyer_listens()
    assert (full.status, full.headers["retry-after"]) == (503, "20")
    assert "as many as this process takes" in caplog.text
    leaving.close()
    wait_for(lambda: scene.buyer_listens().status == 200)


def test_whoever_leaves_is_forgotten(scene: Scene) -> None:
    buyer = scene.buyer_listens()
    buyer.hears(0, 3)
    buyer.close()
    wait_for(lambda: not scene.server.hub.streams)
    assert scene.server.hub._by_mark == {}


def test_signs_of_life_come_in_between(scene: Scene) -> None:
    buyer = scene.buyer_listens()
    buyer.hears(0, 3)
    scene.server.on_its_loop(lambda: [each.beat() for each in scene.server.hub.streams])
    wait_for(lambda: "\n: beat\n" in buyer.text and buyer.of("beat"))


def test_nonsense_on_the_channel_ends_nothing(scene: Scene) -> None:
    buyer = scene.buyer_listens()
    buyer.hears(0, 3)
    with connection.cursor() as cursor:
        for text in ("", "[]", "7", '{"plan": "x"}', '{"here": 1}', '{"recheck": 5}', "{"):
            cursor.execute("select pg_notify(%s, %s)", (live.CHANNEL, text))
    scene.changes("milestones.m2.title", "Security questionnaire")
    buyer.hears(1)


def test_after_a_break_of_the_database_every_page_catches_up(scene: Scene) -> None:
    seller, buyer = scene.seller_listens(), scene.buyer_listens()
    seller.hears(0, 3)
    buyer.hears(0, 3)
    _cut_the_listener()
    # Nobody listens at this moment; the message of this change is lost.
    scene.changes("milestones.m2.title", "Security questionnaire")
    seller.hears(1, 3)
    buyer.hears(1, 3)
    scene.changes("milestones.m2.title", "Questionnaire")
    seller.hears(2)
    buyer.hears(2)
    assert buyer.pulses == [0, 1, 2]


def test_what_was_revoked_during_a_break_ends_after_it(scene: Scene) -> None:
    buyer = scene.buyer_listens()
    buyer.hears(0, 3)
    _revoke_without_a_word(scene)
    _cut_the_listener()
    buyer.ends(4)
    assert buyer.of("gone") == ["gone"]


def test_when_the_server_is_told_to_stop_streams_end_at_once(scene: Scene) -> None:
    seller, buyer = scene.seller_listens(), scene.buyer_listens()
    seller.hears(0, 3)
    buyer.hears(0, 3)
    scene.server.hub.loop.call_soon_threadsafe(scene.server.root.stopping.set)
    seller.ends()
    buyer.ends()
    # It may come back elsewhere: nobody has taken its access.
    assert buyer.of("gone") == []
    assert scene.buyer_listens().status == 503


# --- revocation ----------------------------------------------------------------------------


def _cut_the_listener() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set role none")
        cursor.execute(
            "select pid from pg_stat_activity where application_name = 'milepost-live'"
            " and datname = current_database()"
        )
        pids = [row[0] for row in cursor.fetchall()]
        assert pids
        for pid in pids:
            cursor.execute("select pg_terminate_backend(%s::int)", (pid,))
        cursor.execute("set role milepost_owner")


def _revoke_without_a_word(scene: Scene) -> None:
    from django.utils import timezone

    from milepost.sharing.models import Link

    Link.objects.filter(plan_id=scene.plan_id).update(revoked_at=timezone.now())


def test_a_revoked_link_ends_its_streams_within_a_second_and_no_other(scene: Scene) -> None:
    anders, _ = a_visitor(scene.sam.workspace_id, scene.plan_id, "anders", address="a@h.example")
    revoked, kept = scene.buyer_listens(), scene.buyer_listens(anders)
    seller = scene.seller_listens()
    for each in (revoked, kept, seller):
        each.hears(0, 3)
    from django.utils import timezone

    from milepost.sharing.models import Link

    Link.objects.filter(person="maja").update(revoked_at=timezone.now())
    with scene.sam.at_work():
        live.recheck(scene.plan_id)
    revoked.ends()
    assert revoked.of("gone") == ["gone"]
    time.sleep(QUIET)
    assert (kept.ended_at, seller.ended_at) == (None, None)
    assert scene.buyer_listens().status == 404


def test_a_link_whose_day_has_come_ends_its_streams_with_the_next_check(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyer = scene.buyer_listens()
    buyer.hears(0, 3)
    _revoke_without_a_word(scene)
    monkeypatch.setattr(hubs, "RECHECK_SECONDS", 1)
    buyer.ends(4)


def test_signing_out_ends_the_streams_of_that_browser(scene: Scene) -> None:
    from tests.live.conftest import signed_in

    here, elsewhere = scene.seller_listens(), scene.seller_listens(signed_in(scene.sam.member_id))
    here.hears(0, 3)
    elsewhere.hears(0, 3)
    scene.seller.logout()
    here.ends()
    time.sleep(QUIET)
    assert elsewhere.ended_at is None


def test_a_new_password_ends_the_streams_of_every_browser(scene: Scene) -> None:
    from milepost.workspaces.models import Member

    seller = scene.seller_listens()
    seller.hears(0, 3)
    user = Member.objects.get(pk=scene.sam.member_id).user
    user.set_password("another road of nine stones")
    user.save()
    seller.ends()


def test_a_member_who_is_kept_out_is_out_of_their_streams_too(scene: Scene) -> None:
    from milepost.platform.scope import seller_scope
    from milepost.workspaces.commands import set_active
    from milepost.workspaces.models import Member

    rita = a_colleague(scene, "manager", "Rita Osei")
    stream = scene.seller_listens(rita)
    stream.hears(0, 3)
    member = Member.objects.get(name="Rita Osei")
    with seller_scope(scene.sam.workspace_id, scene.sam.member_id):
        set_active(scene.sam.workspace_id, scene.sam.member_id, member.pk, False)
    stream.ends()
    assert scene.seller_listens(rita).status == 404


def test_a_reader_who_takes_nothing_any_more_is_cut_off_when_access_ends(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "SECONDS_TO_TAKE_LEAVE", 0.2)
    buyer = scene.buyer_listens()
    buyer.hears(0, 3)

    async def never(message: Any) -> None:
        await asyncio.sleep(60)

    stuck = streams.Stream(*_taken_from(scene))

    async def serve() -> None:
        await streams._serve(scene.server.hub, stuck, _never_leaves, never)

    done = asyncio.run_coroutine_threadsafe(serve(), scene.server.hub.loop)
    wait_for(lambda: stuck.task is not None)
    scene.server.on_its_loop(lambda: scene.server.hub.end(stuck, is_gone=True))
    assert done.result(3) is None


def _taken_from(scene: Scene) -> tuple[Any, Any, int]:
    one = next(iter(scene.server.hub.streams))
    return one.asks, one.allowed, 999


async def _never_leaves() -> dict[str, str]:
    await asyncio.sleep(60)
    return {"type": "http.disconnect"}


def test_the_commands_of_the_day_tell_open_pages(scene: Scene) -> None:
    """One walk over a command of each kind: status, move, order."""
    buyer = scene.buyer_listens()
    buyer.hears(0, 3)
    with scene.sam.at_work():
        commands.set_status(
            scene.sam.actor, scene.plan_id, "m1", "in_progress", today=TODAY, seen=1
        )
    buyer.hears(scene.shared_pulse)
