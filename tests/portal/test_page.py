"""The buyer's page: what it says, what it costs, what it never says (product.md section 8)."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milepost.domain.plan import Plan
from milepost.plans import commands
from milepost.plans.changing import Actor
from milepost.portal.visitor import PLAN_COOKIE
from milepost.sharing.models import Engagement, Link, Opening, Stakeholder
from tests.plans.plans import Seller, a_seller
from tests.portal.halden import GOAL, PEOPLE, a_halden_plan, sixty_steps
from tests.sharing.visitors import a_visitor

pytestmark = pytest.mark.django_db
TODAY = date.today()
SALES_WORDS = set(
    re.findall(
        r"\w+",
        "stage stages pipeline forecast champion close closes closed closing deal deals prospect"
        " prospects probability commit commitment quota opportunity upsell won lost abandoned draft"
        " internal milestone milestones stakeholder stakeholders",
    )
)


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def text_of(page: bytes | str) -> str:
    """What a reader sees or hears of a page."""
    found = page.decode() if isinstance(page, bytes) else page
    body = found[found.index("<body") :] if "<body" in found else found
    said = re.findall(
        r'(?:aria-label|title|placeholder|data-[a-z-]+|alt)="([^"]*[a-z] [^"]*)"', body
    )
    shown = re.sub(r"<[^>]+>", " ", body)
    return html.unescape(" ".join([shown, *said]))


def statements(client: Client, address: str, **headers: Any) -> list[str]:
    """The statements of one request, without the savepoints of a test."""
    with CaptureQueriesContext(connection) as captured:
        client.get(address, **headers)
    return [q["sql"] for q in captured.captured_queries if "SAVEPOINT" not in q["sql"]]


def scope_of_a_test(found: list[str]) -> list[str]:
    """Without what the scope of a nested transaction costs in tests alone."""
    return [s for s in found if "current_setting('role')" not in s and "set_config('role'" not in s]


def test_a_page_is_the_opening_pair_and_two_statements(seller: Seller) -> None:
    client, home = a_visitor(seller.workspace_id, seller.keeps(a_halden_plan(TODAY)))
    client.get(home)
    assert len(scope_of_a_test(statements(client, home))) == 3  # the link; the plan; around it
    assert len(scope_of_a_test(statements(client, f"{home}step/m4/"))) == 3
    assert len(scope_of_a_test(statements(client, f"{home}history/"))) == 4


def test_an_unchanged_page_is_one_statement(seller: Seller) -> None:
    plan_id = seller.keeps(a_halden_plan(TODAY))
    client, home = a_visitor(seller.workspace_id, plan_id)
    mark = client.get(home)["ETag"]
    found = scope_of_a_test(statements(client, home, HTTP_IF_NONE_MATCH=mark))
    assert len(found) == 2  # the link; the pulse
    unchanged = client.get(home, HTTP_IF_NONE_MATCH=mark)
    assert (unchanged.status_code, unchanged["ETag"], unchanged.content) == (304, mark, b"")
    with seller.at_work():
        commands.change_fields(seller.actor, plan_id, {"notes": "Private"}, seen=1, today=TODAY)
    assert client.get(home, HTTP_IF_NONE_MATCH=mark).status_code == 304
    with seller.at_work():
        fields = {"milestones.m5.title": "The numbers"}
        commands.change_fields(seller.actor, plan_id, fields, seen=1, today=TODAY)
    changed = client.get(home, HTTP_IF_NONE_MATCH=mark)
    assert changed.status_code == 200
    assert "The numbers" in changed.content.decode()
    assert changed["ETag"] != mark


def test_a_mark_of_somebody_else_or_made_up_is_no_mark(seller: Seller) -> None:
    plan_id = seller.keeps(a_halden_plan(TODAY))
    maja, home = a_visitor(seller.workspace_id, plan_id)
    anders, _ = a_visitor(seller.workspace_id, plan_id, "anders", address="a@halden.example")
    mark = maja.get(home)["ETag"]
    assert anders.get(home, HTTP_IF_NONE_MATCH=mark).status_code == 200
    for made_up in ('W/"0-"', 'W/"99999999999999999999-x"', "*", 'W/"x"', mark.replace("W/", "")):
        assert maja.get(home, HTTP_IF_NONE_MATCH=made_up).status_code == 200


def test_it_opens_with_the_outcome_and_then_what_is_mine(seller: Seller) -> None:
    client, home = a_visitor(seller.workspace_id, seller.keeps(a_halden_plan(TODAY)))
    text = text_of(client.get(home).content)
    for earlier, later in (
        (GOAL, "For you, Maja"),
        ("For you, Maja", "Confirm who signs off"),
        ("Confirm who signs off", "The whole path"),
    ):
        assert text.index(earlier) < text.index(later)
    assert "it is no obligation to buy" in text
    assert "3 of 10" in text


@pytest.mark.parametrize("who", ["maja", "tomasz", "anders"])
def test_no_word_of_sales_in_any_state(seller: Seller, who: str) -> None:
    def with_everything(plan: Plan) -> Plan:
        first = (replace(m, title="First call") if m.key == "m1" else m for m in plan.milestones)
        return replace(plan, people=PEOPLE, milestones=tuple(first))

    done = tuple(
        replace(m, status="complete", completed_on=TODAY, completed_by="sam")
        for m in a_halden_plan(TODAY).milestones
    )
    plans = [
        a_halden_plan(TODAY),
        a_halden_plan(TODAY, outcome=None),
        a_halden_plan(TODAY, milestones=()),
        a_halden_plan(TODAY, milestones=done),
        a_halden_plan(TODAY, life="agreed", agreed_on=TODAY),
        a_halden_plan(TODAY, life="won", agreed_on=TODAY, milestones=done),
        a_halden_plan(TODAY, life="lost"),
        sixty_steps(TODAY),
    ]
    for plan in map(with_everything, plans):
        client, home = a_visitor(
            seller.workspace_id, seller.keeps(plan), who, address=f"{who}@halden.example"
        )
        addresses = [home, f"{home}history/"]
        addresses += [f"{home}step/{m.key}/" for m in plan.milestones[:6]]
        for address in addresses:
            words = set(re.findall(r"[a-z]+", text_of(client.get(address).content).lower()))
            assert words.isdisjoint(SALES_WORDS), (address, words & SALES_WORDS)


@pytest.mark.parametrize("life", ["won", "lost", "abandoned"])
def test_a_plan_that_is_over_can_be_read_and_takes_no_form(seller: Seller, life: str) -> None:
    client, home = a_visitor(seller.workspace_id, seller.keeps(a_halden_plan(TODAY, life=life)))
    page = client.get(home).content.decode()
    assert "This plan is finished." in page
    assert "/do/" not in page
    assert GOAL in page


def test_all_three_ways_in_which_it_ended_look_alike(seller: Seller) -> None:
    pages = []
    for life in ("won", "lost", "abandoned"):
        plan = a_halden_plan(TODAY, life=life, agreed_on=TODAY)
        client, home = a_visitor(seller.workspace_id, seller.keeps(plan))
        pages.append(text_of(client.get(home, {"part": "page"}).content).split("Last change")[0])
    assert pages[0] == pages[1] == pages[2]


def test_somebody_for_whom_nothing_waits_reads_what_is_next(seller: Seller) -> None:
    client, home = a_visitor(
        seller.workspace_id, seller.keeps(a_halden_plan(TODAY)), "anders", address="a@h.example"
    )
    with seller.at_work():
        pass
    text = text_of(client.get(home).content)
    assert "For you, Anders" in text
    assert "Agreement signed" in text


def test_a_long_plan_folds_its_phases_with_their_totals(seller: Seller) -> None:
    client, home = a_visitor(seller.workspace_id, seller.keeps(sixty_steps(TODAY)))
    page = client.get(home).content.decode()
    assert page.count('<details class="phase"') == 3
    assert len(re.findall(r'<details class="phase" id="phase-\d" open', page)) == 1
    assert "20 of 20 done" in page and "4 of 20 done" in page


def test_the_part_is_the_inside_of_the_page(seller: Seller) -> None:
    client, home = a_visitor(seller.workspace_id, seller.keeps(a_halden_plan(TODAY)))
    for address in (home, f"{home}step/m4/", f"{home}history/"):
        part = client.get(address, {"part": "page"}).content.decode().strip()
        assert part.startswith('<div id="page"') and part.endswith("</div>")
        assert "<html" not in part


def test_history_tells_what_a_buyer_may_read_in_sentences(seller: Seller) -> None:
    plan_id = seller.keeps(a_halden_plan(TODAY))
    with seller.at_work():
        for fields in (
            {"milestones.m5.target": (TODAY + timedelta(12)).isoformat()},
            {"notes": "Discount up to 10 %"},
        ):
            commands.change_fields(seller.actor, plan_id, fields, seen=10_000, today=TODAY)
    client, home = a_visitor(seller.workspace_id, plan_id)
    text = text_of(client.get(f"{home}history/").content)
    assert "“Business case with your CFO”:" in text and "instead of" in text
    assert "Discount" not in text


def test_somebody_who_owns_nothing_shared_is_their_company(seller: Seller) -> None:
    plan_id = seller.keeps(a_halden_plan(TODAY))
    rita = Actor(seller.member_id, "Rita Osei")
    with seller.at_work():
        fields = {"milestones.m5.title": "The numbers"}
        commands.change_fields(rita, plan_id, fields, seen=1, today=TODAY)
        commands.set_status(rita, plan_id, "m5", "blocked", reason="So", today=TODAY, seen=2)
    client, home = a_visitor(seller.workspace_id, plan_id)
    pages = [client.get(home), client.get(f"{home}history/")]
    form = {"milestone": "m5", "seen": "1"}
    pages.append(client.post(f"{home}do/done/", form))
    for page in pages:
        assert "Rita" not in page.content.decode()
    assert "What Brightloom set" in pages[-1].content.decode()


@pytest.mark.parametrize(("face", "starts"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("ics", b"BEGIN")])
def test_the_plan_to_take_along_is_the_buyers_copy(
    seller: Seller, face: str, starts: bytes
) -> None:
    plan = a_halden_plan(TODAY, notes="Discount up to 10 %")
    client, home = a_visitor(seller.workspace_id, seller.keeps(plan))
    answer = client.get(f"{home}export/{face}/")
    assert answer.status_code == 200
    assert answer.content.startswith(starts)
    assert answer["Content-Disposition"].startswith('attachment; filename="halden-logistics')
    assert "no-store" in answer["Cache-Control"]
    if face == "xlsx":
        files = ZipFile(BytesIO(answer.content))
        assert b"Discount" not in b"".join(files.read(name) for name in files.namelist())
    assert client.get(f"{home}export/json/").status_code == 404


def test_opening_a_page_is_no_signal_and_touching_it_is(seller: Seller) -> None:
    plan_id = seller.keeps(a_halden_plan(TODAY))
    client, home = a_visitor(seller.workspace_id, plan_id)
    for _time in range(3):
        client.get(home)
    assert Opening.objects.count() == 0
    assert client.get(f"{home}seen/").status_code == 405
    assert client.post(f"{home}seen/", {"what": "plan"}).status_code == 204
    assert client.post(f"{home}seen/", {"what": "milestone:m4"}).status_code == 204
    assert client.post(f"{home}seen/", {"what": "<script>"}).status_code == 204
    assert list(Opening.objects.values_list("what", flat=True)) == ["plan", "milestone:m4", "plan"]
    assert Engagement.objects.get(plan_id=plan_id).person == "maja"
    assert Client().post(f"{home}seen/").status_code == 302


def test_a_preview_reads_and_leaves_no_trace(seller: Seller) -> None:
    plan_id = seller.keeps(a_halden_plan(TODAY))
    client, home = a_visitor(seller.workspace_id, plan_id)
    Link.objects.filter(plan_id=plan_id).update(kind="preview")
    page = client.get(home).content.decode()
    assert "Preview as" in page
    assert "/do/" in page  # exactly as the buyer sees it
    assert 'id="seen"' not in page
    client.post(f"{home}seen/", {"what": "plan"})
    assert Opening.objects.count() == 0
    answer = client.post(f"{home}do/done/", {"milestone": "m5", "seen": "1"})
    assert answer.status_code == 422
    assert seller.reads(plan_id).revision == 1


def test_dates_are_those_of_the_readers_own_zone(seller: Seller) -> None:
    plan_id = seller.keeps(a_halden_plan(TODAY))
    client, home = a_visitor(seller.workspace_id, plan_id)

    def last_change(zone: str) -> str:
        Stakeholder.objects.filter(plan_id=plan_id).update(time_zone=zone)
        found = re.search(r"Last change: ([^.]*)\.", text_of(client.get(home).content))
        assert found
        return found[1]

    assert last_change("Asia/Tokyo") != last_change("America/New_York")


def test_somebody_taken_off_the_plan_is_at_the_door(seller: Seller) -> None:
    client, home = a_visitor(seller.workspace_id, seller.keeps(a_halden_plan(TODAY)))
    client.cookies[PLAN_COOKIE] = "something else"
    assert client.get(home)["Location"] == f"{home}door/"
    for address in ("step/m4/", "history/", "export/pdf/"):
        assert client.get(home + address)["Location"] == f"{home}door/"
