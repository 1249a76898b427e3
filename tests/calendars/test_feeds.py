"""Somebody's own calendar: what is in it, in whose eyes; how it is taken, renewed, stopped."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from milepost.domain.plan import Owner, Owners, Plan, Task
from milepost.plans import commands
from milepost.platform.logs import without_secrets
from milepost.sharing import link_commands, people_commands
from milepost.sharing.models import Engagement, Feed, Stakeholder
from milepost.workspaces.models import Member
from milepost.workspaces.tokens import hash_of
from tests import strict_calendar
from tests.plans.plans import TODAY, Seller, a_plan, a_seller
from tests.sharing.visitors import a_visitor
from tests.walls.test_buyers_walk import MARK, SALES, a_plan_with_secrets

pytestmark = pytest.mark.django_db


def a_plan_of_two() -> Plan:
    """Maja owns two steps, IT a third; Sam owns one of them; one step is internal."""
    plan = a_plan(4)
    call = Task(
        key="call",
        title="Kick-off; with all",
        kind="meeting",
        at=datetime(2026, 12, 9, 13, 30, tzinfo=UTC),
        owner=Owner(person="maja"),
    )
    first, second, third, last = plan.milestones
    return replace(
        plan,
        next_review=TODAY.replace(month=12, day=2),
        milestones=(
            replace(first, done_means="Signed, sealed", tasks=(call,)),
            replace(second, owners=Owners(buyer=Owner(role="IT"), seller=Owner(person="rita"))),
            replace(third, visibility="internal", owners=Owners(seller=Owner(person="sam"))),
            replace(last, owners=Owners(buyer=Owner(person="maja"))),
        ),
    )


@pytest.fixture
def sam() -> Seller:
    return a_seller()


def address_in(answer: Any) -> str:
    found = re.search(r'value="http://[^/"]+(/(?:c|calendar)/[^"]+)"', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def taken(client: Client, page: str, reach: str) -> str:
    """The path of a new feed."""
    answer = client.post(page, {"do": "take", "reach": reach})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return address_in(answer)


def events(path: str) -> dict[str, strict_calendar.Component]:
    """The events of a feed by title, read by the letter and by the library."""
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = strict_calendar.read(answer.content)
    assert len(Calendar.from_ical(answer.content).walk("VEVENT")) == len(calendar.events)
    return {event.text("SUMMARY"): event for event in calendar.events}


def asked(made: CaptureQueriesContext) -> list[str]:
    """The statements that a server would have run; in a test each scope has some of its own."""
    own = re.compile(r"(?i)(savepoint|release|begin|commit|select current_setting\('role'\))")
    found = [query["sql"] for query in made if not own.match(query["sql"])]
    # What brings the test's own scope back afterwards.
    return [
        sql for sql in found if not re.match(r"select set_config\('role', 'milepost_owner'", sql)
    ]


@pytest.fixture
def buyer(sam: Seller) -> tuple[Client, str, int]:
    plan_id = sam.keeps(a_plan_of_two())
    client, address = a_visitor(sam.workspace_id, plan_id)
    return client, address, plan_id


def signed_in(sam: Seller) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=sam.member_id).user)
    return client


# --- a buyer's ------------------------------------------------------------------------------------


def test_a_buyers_calendar_has_their_steps_their_meetings_and_the_next_call(buyer: Any) -> None:
    client, address, _ = buyer
    found = events(taken(client, f"{address}calendar/", "own"))
    assert set(found) == {
        "Step 1 · Brightloom",
        "Step 4 · Brightloom",
        "Kick-off; with all · Brightloom",
        "Call about the plan · Brightloom",
    }
    step, meeting = found["Step 1 · Brightloom"], found["Kick-off; with all · Brightloom"]
    assert (step.one("DTSTART"), step.one("DTEND")) == ("20261208", "20261209")
    assert meeting.one("DTSTART") == "20261209T133000Z"
    assert found["Call about the plan · Brightloom"].one("DTSTART") == "20261202"
    assert step.text("DESCRIPTION").split("\n") == [
        "Done means: Signed, sealed",
        "Halden Logistics: Maja Lindqvist",
        "Brightloom: Sam Whitfield",
        "To come",
    ]
    assert step.one("URL").endswith(f"{address}step/m1/")


def test_all_steps_of_the_plan_are_in_it_where_they_choose_so_but_no_internal_one(
    buyer: Any,
) -> None:
    client, address, _ = buyer
    path = taken(client, f"{address}calendar/", "own")
    client.post(f"{address}calendar/", {"do": "reach", "reach": "plan"})
    found = events(path)
    assert {"Step 1 · Brightloom", "Step 2 · Brightloom", "Step 4 · Brightloom"} < set(found)
    assert "Step 3 · Brightloom" not in found


def test_nothing_private_is_in_a_buyers_calendar_and_no_word_of_selling(sam: Seller) -> None:
    plan_id = sam.keeps(a_plan_with_secrets())
    client, address = a_visitor(sam.workspace_id, plan_id)
    path = taken(client, f"{address}calendar/", "plan")
    body = Client().get(path).content.replace(b"\r\n ", b"").decode()
    assert MARK not in body
    assert SALES.search(body.replace("milepost", "")) is None
    assert "Step 5" in body


def test_a_moved_step_keeps_its_identifier_and_counts_up(sam: Seller, buyer: Any) -> None:
    client, address, plan_id = buyer
    path = taken(client, f"{address}calendar/", "own")
    before = events(path)
    with sam.at_work():
        commands.move_target(
            sam.actor, plan_id, "m1", TODAY.replace(month=12, day=22), follow=False, seen=1
        )
    after = events(path)
    old, new = before["Step 1 · Brightloom"], after["Step 1 · Brightloom"]
    assert new.one("UID") == old.one("UID")
    assert new.one("DTSTART") == "20261222"
    assert int(new.one("SEQUENCE")) > int(old.one("SEQUENCE"))
    assert new.one("LAST-MODIFIED") > old.one("LAST-MODIFIED")
    untouched = "Step 4 · Brightloom"
    assert after[untouched].properties == before[untouched].properties


def test_what_is_done_is_marked_and_what_is_no_longer_needed_cancelled(
    sam: Seller, buyer: Any
) -> None:
    client, address, plan_id = buyer
    path = taken(client, f"{address}calendar/", "own")
    with sam.at_work():
        commands.set_status(sam.actor, plan_id, "m1", "complete", today=TODAY, seen=1)
        commands.set_status(
            sam.actor, plan_id, "m4", "skipped", today=TODAY, reason="Not now", seen=2
        )
    found = events(path)
    assert "✓ Step 1 · Brightloom" in found
    assert found["Step 4 · Brightloom"].one("STATUS") == "CANCELLED"


def test_the_calendar_speaks_its_readers_language_and_says_how_often_to_ask(buyer: Any) -> None:
    client, address, plan_id = buyer
    path = taken(client, f"{address}calendar/", "own")
    Stakeholder.objects.filter(plan_id=plan_id).update(language="xx")
    calendar = strict_calendar.read(Client().get(path).content)
    assert calendar.text("X-WR-CALNAME") == "Order tracking for six warehouses"
    assert calendar.one("REFRESH-INTERVAL") == "PT1H"
    assert {p.get("LANGUAGE") for n, p, _ in calendar.events[0].properties if n == "SUMMARY"} == {
        "en"
    }


def test_a_calendar_without_any_step_is_still_a_calendar(sam: Seller) -> None:
    plan_id = sam.keeps(replace(a_plan(2), people=(*a_plan(2).people,)))
    client, address = a_visitor(sam.workspace_id, plan_id, "rita")
    calendar = strict_calendar.read(
        Client().get(taken(client, f"{address}calendar/", "own")).content
    )
    assert calendar.events == []
    assert calendar.components


def test_an_unchanged_calendar_is_answered_with_304_in_few_statements(buyer: Any) -> None:
    client, address, _ = buyer
    path = taken(client, f"{address}calendar/", "plan")
    first = Client().get(path)
    with CaptureQueriesContext(connection) as made:
        again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Referrer-Policy"] == "no-referrer"
    assert len(asked(made)) == 4


def test_stopped_renewed_and_ended_addresses_answer_404(sam: Seller, buyer: Any) -> None:
    client, address, plan_id = buyer
    page = f"{address}calendar/"
    first = taken(client, page, "own")
    second = taken(client, page, "own")
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    client.post(page, {"do": "stop"})
    assert Client().get(second).status_code == 404
    third = taken(client, page, "own")
    with sam.at_work():
        link_commands.revoke(plan_id, "maja")
    assert Client().get(third).status_code == 404
    client, _ = a_visitor(sam.workspace_id, plan_id)
    fourth = taken(client, page, "own")
    Stakeholder.objects.filter(plan_id=plan_id).update(ended_at=datetime.now(UTC))
    assert Client().get(fourth).status_code == 404
    Stakeholder.objects.filter(plan_id=plan_id).update(ended_at=None)
    with sam.at_work():
        people_commands.end_access(plan_id, "maja")
    Stakeholder.objects.filter(plan_id=plan_id).update(ended_at=None)
    assert Client().get(fourth).status_code == 404
    assert Client().get("/c/nothing.ics").status_code == 404


def test_the_address_is_a_secret_that_is_kept_by_its_hash_and_shown_once(buyer: Any) -> None:
    client, address, _ = buyer
    page = f"{address}calendar/"
    path = taken(client, page, "own")
    token = path.removeprefix("/c/").removesuffix(".ics")
    assert len(token) >= 43  # 256 bits
    kept = Feed.objects.get(revoked_at=None)
    assert kept.token_hash == hash_of(token)
    assert token not in client.get(page).content.decode()
    assert without_secrets(f"GET {path} failed") == "GET /c/… failed"
    assert without_secrets("GET /calendar/abc.ics") == "GET /calendar/…"


def test_reading_a_calendar_is_no_visit(buyer: Any) -> None:
    client, address, _ = buyer
    path = taken(client, f"{address}calendar/", "own")
    Engagement.objects.all().delete()
    for _ in range(3):
        Client().get(path)
    assert not Engagement.objects.exists()


def test_another_plans_link_or_a_preview_takes_nobodys_calendar(sam: Seller, buyer: Any) -> None:
    client, address, plan_id = buyer
    with sam.at_work():
        secret = link_commands.preview(sam.actor, plan_id, "maja")
    looking = Client()
    looking.get(f"/b/{secret}/")
    answer = looking.post(f"{address}calendar/", {"do": "take", "reach": "own"})
    assert answer.status_code == 422
    assert not Feed.objects.exists()
    assert client.post(f"{address}calendar/", {"do": "take", "reach": "all"}).status_code == 422


# --- a member's -----------------------------------------------------------------------------------


def test_a_members_calendar_has_their_steps_and_reviews_over_all_plans(sam: Seller) -> None:
    one = sam.keeps(a_plan_of_two())
    two = replace(a_plan(2, account="Zeta Rail"), milestones=a_plan(2).milestones)
    sam.keeps(replace(two, next_review=None))
    draft = replace(a_plan(1, account="Draft Ltd"), life="draft", shared_on=None)
    sam.keeps(draft)
    found = events(taken(signed_in(sam), "/account/calendar/", "mine"))
    steps = {title for title in found if title.startswith("Step")}
    assert steps == {
        "Step 1 · Halden Logistics",
        "Step 3 · Halden Logistics",
        "Step 1 · Zeta Rail",
        "Step 2 · Zeta Rail",
    }
    assert "Only your side sees this step." in found["Step 3 · Halden Logistics"].text(
        "DESCRIPTION"
    )
    assert {"Call about the plan · Halden Logistics", "Call about the plan · Zeta Rail"} < set(
        found
    )
    assert found["Step 1 · Halden Logistics"].one("URL").endswith(f"/plans/{one}/")


def test_plans_that_a_member_looks_after_are_in_it_where_they_choose_so(sam: Seller) -> None:
    sam.keeps(a_plan_of_two())
    client = signed_in(sam)
    path = taken(client, "/account/calendar/", "mine")
    assert "Step 2 · Halden Logistics" not in events(path)
    client.post("/account/calendar/", {"do": "reach", "reach": "looked_after"})
    assert "Step 2 · Halden Logistics" in events(path)


def test_a_members_calendar_costs_three_statements_however_many_plans(sam: Seller) -> None:
    path = taken(signed_in(sam), "/account/calendar/", "looked_after")
    for n in range(3):
        sam.keeps(a_plan(3, account=f"Company {n}"))
    with CaptureQueriesContext(connection) as made:
        Client().get(path)
    assert len(asked(made)) == 3


def test_a_member_who_left_or_stopped_it_has_no_calendar(sam: Seller) -> None:
    client = signed_in(sam)
    path = taken(client, "/account/calendar/", "mine")
    Member.objects.filter(pk=sam.member_id).update(is_active=False)
    assert Client().get(path).status_code == 404
    Member.objects.filter(pk=sam.member_id).update(is_active=True)
    renewed = taken(client, "/account/calendar/", "mine")
    assert (Client().get(path).status_code, Client().get(renewed).status_code) == (404, 200)
    client.post("/account/calendar/", {"do": "stop"})
    assert Client().get(renewed).status_code == 404


def test_no_part_of_an_address_is_logged(sam: Seller, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Client().get("/c/some-secret.ics")
        Client().get("/calendar/some-secret.ics")
    assert "some-secret" not in "\n".join(map(without_secrets, caplog.messages))
