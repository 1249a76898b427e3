"""What the AE sees of an owner who misses again and again, and the three things that may help."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from milepost.domain.plan import Owner, Owners
from milepost.messaging.models import Outbox
from milepost.sharing import misses
from milepost.sharing.models import Link, Misses
from milepost.workspaces.models import Member
from tests.calendars.late import a_late_plan, a_seller, kept_late_plan
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
def client(sam: Seller) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=sam.member_id).user)
    return client


def page(client: Client, plan_id: int, person: str = "maja") -> str:
    answer = client.get(f"/plans/{plan_id}/misses/{person}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_dates_are_listed_with_what_became_of_them(client: Client, plan_id: int) -> None:
    text = page(client, plan_id)
    assert "Maja Lindqvist has missed 3 dates on this plan." in text
    assert "passed by 8 days" in text
    assert "passed by 1 day, then moved to" in text
    assert not Misses.objects.exists()  # reading writes nothing


def test_the_cause_is_asked_for_and_shown_with_who_said_it(client: Client, plan_id: int) -> None:
    address = f"/plans/{plan_id}/misses/maja/"
    said = {"do": "cause", "cause": "capacity", "words": "Two projects at once"}
    assert client.post(address, said).status_code == 303
    text = page(client, plan_id)
    assert "They have too much to do" in text
    assert "Two projects at once" in text
    assert "Sam Whitfield" in text
    refused = client.post(address, {"do": "cause", "cause": "", "words": "kept typing"})
    assert refused.status_code == 422
    assert "Choose what is behind it." in refused.content.decode()
    assert "kept typing" in refused.content.decode()


def test_the_realistic_date_is_the_schedules_with_the_usual_preview(
    client: Client, plan_id: int
) -> None:
    found = re.search(
        r'href="(/plans/\d+/edit/milestones\.m2\.target/\?to=[\d-]+)"', page(client, plan_id)
    )
    assert found
    preview = client.get(found[1])
    assert preview.status_code == 200
    assert 'name="how"' in preview.content.decode()


def test_a_backup_is_asked_for_in_words_of_help_once(client: Client, plan_id: int) -> None:
    text = client.get(f"/plans/{plan_id}/misses/maja/").content.decode()
    words = re.search(r'<textarea[^>]*name="text"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    words = words or re.search(
        r'<textarea[^>]*id="f-text"[^>]*>\n(.*?)</textarea>', text, re.DOTALL
    )
    assert words
    draft = words[1]
    assert draft.startswith("Hello Erik,")
    assert SALES.search(draft) is None
    for word in ("miss", "late", "overdue", "slip", "again", "fail"):
        assert word not in draft.lower(), word
    form = {"do": "ask", "subject": "Somebody to help Maja", "text": draft}
    assert client.post(f"/plans/{plan_id}/misses/maja/", form).status_code == 303
    row = Outbox.objects.get(kind="email", key=f"email:backup:{plan_id}:maja")
    assert row.payload["to"] == "erik@halden.example"
    assert "/b/" not in row.payload["text"] or Link.objects.exists()
    assert client.post(f"/plans/{plan_id}/misses/maja/", form).status_code == 409
    assert "asked Erik Sjöberg" in page(client, plan_id)


def test_nobody_at_the_buyer_is_asked_about_the_sellers_own_people(
    client: Client, plan_id: int
) -> None:
    text = page(client, plan_id, "sam")
    assert "Somebody else on your side" in text
    form = {"do": "ask", "subject": "x", "text": "y"}
    assert client.post(f"/plans/{plan_id}/misses/sam/", form).status_code == 409
    assert not Outbox.objects.filter(kind="email").exists()


def test_without_a_pattern_the_page_says_so(client: Client, plan_id: int) -> None:
    assert "has no pattern of missed dates" in page(client, plan_id, "erik")
    assert client.get(f"/plans/{plan_id}/misses/nobody/").status_code == 404


def test_the_plan_page_shows_the_pattern_and_the_call_to_the_seller_alone(
    client: Client, plan_id: int, sam: Seller
) -> None:
    with sam.at_work():
        misses.look(sam.workspace_id, plan_id, timezone.now())
    text = client.get(f"/plans/{plan_id}/").content.decode()
    assert f"/plans/{plan_id}/misses/maja/" in text
    assert f"/plans/{plan_id}/calls/m2/" in text
    visitor, address = a_visitor(sam.workspace_id, plan_id, "maja")
    for part in ("", "step/m2/", "history/"):
        seen = visitor.get(f"{address}{part}").content.decode()
        assert "missed" not in seen.lower()
        assert "/calls/" not in seen
        assert "/misses/" not in seen


def test_a_pattern_of_somebody_with_a_role_alone_is_none(sam: Seller, today: date) -> None:
    plan = a_late_plan(today)
    nobody = Owners(buyer=Owner(role="Legal"))
    steps = tuple(
        replace(m, owners=nobody, target=today - timedelta(3), status="pending", reason=None)
        for m in plan.milestones[1:]
    )
    plan_id = sam.keeps(replace(plan, milestones=(plan.milestones[0], *steps)))
    with sam.at_work():
        found: Any = misses.look(sam.workspace_id, plan_id, timezone.now())
    assert found == ()
