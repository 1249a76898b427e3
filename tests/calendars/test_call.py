"""The call about a step seven days overdue: facts, invitation, and that it goes out once."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from milepost.messaging.models import Outbox
from milepost.messaging.smtp import Mail, message_of
from milepost.sharing.models import Bounce, Call, Stakeholder
from tests import strict_calendar
from tests.calendars.late import a_late_plan, a_manager, a_seller, kept_late_plan
from tests.plans.plans import Seller
from tests.sharing.visitors import a_visitor
from tests.walls.test_mails_to_buyers import SALES

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> date:
    return timezone.now().date()


@pytest.fixture
def sam() -> Seller:
    return a_seller()


@pytest.fixture
def plan_id(sam: Seller, today: date) -> int:
    return kept_late_plan(sam, today)


@pytest.fixture
def rita(sam: Seller) -> Any:
    return a_manager(sam)


@pytest.fixture
def client(rita: Any) -> Client:
    client = Client()
    client.force_login(rita.user)
    return client


def page(client: Client, plan_id: int, to: str = "") -> str:
    answer = client.get(f"/plans/{plan_id}/calls/m2/{'?to=' + to if to else ''}")
    assert answer.status_code == 200
    return answer.content.decode()


def form_in(text: str) -> dict[str, str]:
    """What the page would send."""
    at = re.search(r'name="at" value="([^"]+)" checked', text)
    subject = re.search(
        r'value="([^"]*)"[^>]*name="subject"|name="subject"[^>]*value="([^"]*)"', text
    )
    words = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", text, re.DOTALL)
    assert at and subject and words
    return {
        "to": "erik",
        "at": at[1].replace("&#43;", "+"),
        "subject": (subject[1] or subject[2]).replace("&#34;", '"'),
        "words": words[1],
    }


def test_the_facts_stand_on_one_page(client: Client, plan_id: int) -> None:
    text = re.sub(r"\s+", " ", page(client, plan_id))
    for fact in (
        "8 days late",
        "Blocked: Waits for the data protection officer",
        "Our DPO is on leave until Friday.",
        "She sounded overwhelmed.",
        "Maja asked for two weeks more",
        "Told that it is late: Maja Lindqvist and Sam Whitfield",
        "Every further day moves the close by a day.",
        "Halden Logistics kept 1 of 2 dates",
        "Step 3",
        "Erik Sjöberg",
        "Europe/Stockholm",
    ):
        assert fact in text, fact


def test_the_words_to_the_buyer_are_friendly_and_tell_nothing_of_why(
    client: Client, plan_id: int
) -> None:
    form = form_in(page(client, plan_id))
    assert form["words"].startswith("Hello Erik,")
    assert SALES.search(form["words"] + form["subject"]) is None
    for word in ("late", "overdue", "miss", "wait", "manager", "blocked"):
        assert word not in form["words"].lower(), word


def test_sending_mails_the_words_and_an_invitation_once(
    client: Client, plan_id: int, rita: Any
) -> None:
    form = form_in(page(client, plan_id)) | {"do": "send", "words": "Hello Erik,\n\nshall we talk?"}
    assert client.post(f"/plans/{plan_id}/calls/m2/", form).status_code == 303
    row = Outbox.objects.get(kind="email", key__startswith="email:call:")
    assert row.payload["to"] == "erik@halden.example"
    assert row.payload["reply_to"] == rita.email
    assert "shall we talk?" in row.payload["text"]
    assert "invitation for your calendar" in row.payload["text"]
    name, kind, content = row.payload["files"][0]
    assert (name, kind) == ("invitation.ics", "text/calendar; method=REQUEST")
    (event,) = strict_calendar.read(b64decode(content)).events
    assert event.one("ORGANIZER") == f"mailto:{rita.email}"
    assert event.one("ATTENDEE") == "mailto:erik@halden.example"
    starts = datetime.fromisoformat(form["at"])
    assert event.one("DTSTART") == f"{starts:%Y%m%dT%H%M%SZ}"
    assert "m2" not in json.dumps(row.payload["text"])
    again = client.post(f"/plans/{plan_id}/calls/m2/", form)
    assert again.status_code == 409
    assert "has had this invitation already" in again.content.decode()
    assert Call.objects.count() == 1
    assert Outbox.objects.filter(kind="email", key__startswith="email:call:").count() == 1
    text = page(client, plan_id)
    assert "Rita Osei invited Erik Sjöberg" in text
    assert 'value="send"' not in text


def test_the_mail_as_it_goes_out_says_nothing_of_why_and_programs_know_the_invitation(
    client: Client, plan_id: int
) -> None:
    client.post(f"/plans/{plan_id}/calls/m2/", form_in(page(client, plan_id)) | {"do": "send"})
    payload = Outbox.objects.get(kind="email", key__startswith="email:call:").payload
    files = [(name, kind, b64decode(data)) for name, kind, data in payload["files"]]
    mail = message_of(
        Mail(payload["to"], payload["subject"], payload["text"], html=payload["html"], files=files),
        "mark",
    )
    part = next(mail.iter_attachments())
    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params["method"] == "REQUEST"
    said = [payload["subject"], payload["text"], re.sub(r"<style.*?</style>", "", payload["html"])]
    said.append(files[0][2].replace(b"\r\n ", b"").decode())
    for text in said:
        assert SALES.search(text) is None
        for word in ("overwhelmed", "two weeks more", "protection officer", "overdue", "8 days"):
            assert word not in text


def test_the_file_is_the_same_meeting_and_sends_nothing(client: Client, plan_id: int) -> None:
    form = form_in(page(client, plan_id))
    one = client.post(f"/plans/{plan_id}/calls/m2/", form | {"do": "file"})
    assert one["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    two = client.post(f"/plans/{plan_id}/calls/m2/", form | {"do": "file", "subject": "Other"})
    uids = {strict_calendar.read(a.content).events[0].one("UID") for a in (one, two)}
    assert len(uids) == 1
    assert not Call.objects.exists()


def test_another_time_is_one_on_the_buyers_clock(client: Client, plan_id: int, today: date) -> None:
    day = today + timedelta(9)
    form = form_in(page(client, plan_id)) | {"at": "other", "other": f"{day}T14:30", "do": "file"}
    answer = client.post(f"/plans/{plan_id}/calls/m2/", form)
    (event,) = strict_calendar.read(answer.content).events
    assert event.one("DTSTART") in (f"{day:%Y%m%d}T133000Z", f"{day:%Y%m%d}T123000Z")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"at": "2020-01-01T09:00+00:00"}, "Choose a time"),
        ({"at": "other", "other": "soon"}, "Choose a time"),
        ({"words": "  "}, "Write a few words"),
        ({"subject": ""}, "subject of one line"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_typed_is_lost(
    client: Client, plan_id: int, wrong: dict[str, str], said: str
) -> None:
    form = form_in(page(client, plan_id)) | {"do": "send", "subject": "My own subject"} | wrong
    answer = client.post(f"/plans/{plan_id}/calls/m2/", form)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "subject" in wrong or "My own subject" in answer.content.decode()
    assert not Outbox.objects.filter(kind="email").exists()


def test_somebody_else_may_be_called_and_whoever_left_is_not(client: Client, plan_id: int) -> None:
    assert "Hello Maja," in page(client, plan_id, "maja")
    Stakeholder.objects.filter(person="erik").update(ended_at=timezone.now())
    text = page(client, plan_id)
    assert "Hello Maja," in text
    assert "Hello Erik" not in text


def test_no_mail_goes_to_an_address_that_bounces(client: Client, plan_id: int, sam: Seller) -> None:
    Bounce.objects.create(
        workspace_id=sam.workspace_id, address="erik@halden.example", reason="no such user"
    )
    form = form_in(page(client, plan_id)) | {"do": "send"}
    answer = client.post(f"/plans/{plan_id}/calls/m2/", form)
    assert answer.status_code == 409
    assert "comes back" in answer.content.decode()
    assert not Call.objects.exists()


def test_there_is_nobody_to_call_about_what_is_internal_or_over(
    client: Client, sam: Seller, today: date
) -> None:
    plan = a_late_plan(today)
    steps = list(plan.milestones)
    steps[1] = replace(steps[1], visibility="internal")
    text = page(client, sam.keeps(replace(plan, milestones=tuple(steps))))
    assert "nobody at Halden Logistics to call" in text
    assert "<textarea" not in text
    steps[1] = replace(
        steps[1], visibility="shared", status="complete", completed_on=today, reason=None
    )
    text = page(client, sam.keeps(replace(plan, milestones=tuple(steps))))
    assert "nothing to call about" in text


def test_a_buyer_sees_nothing_of_a_call(client: Client, plan_id: int, sam: Seller) -> None:
    form = form_in(page(client, plan_id)) | {"do": "send"}
    client.post(f"/plans/{plan_id}/calls/m2/", form)
    visitor, address = a_visitor(sam.workspace_id, plan_id, "maja")
    for part in ("", "step/m2/", "history/"):
        text = visitor.get(f"{address}{part}").content.decode()
        assert "invited Erik" not in text
        assert "A short call about" not in text
    assert visitor.get(f"/plans/{plan_id}/calls/m2/").status_code == 302
