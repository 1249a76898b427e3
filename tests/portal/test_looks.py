"""The companies' looks on the buyer's side, and what an address shows to whoever is not let in."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from milepost.plans import look_commands, peer_commands
from milepost.portal.visitor import PLAN_COOKIE
from milepost.sharing.models import Link
from milepost.workspaces import look_commands as workspace_looks
from milepost.workspaces.models import Workspace
from tests.plans.plans import Seller, a_plan, a_seller
from tests.plans.test_peer_example import WORDS, an_example, approved
from tests.platform.test_pictures import a_picture
from tests.sharing.visitors import a_link, a_visitor

pytestmark = pytest.mark.django_db
SLACK = "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"
PRIVATE = ("Brightloom", "Halden", "Order tracking", "Maja", "Sam Whitfield")


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def with_logos(seller: Seller, plan_id: int) -> tuple[str, str]:
    """The marks of both logos."""
    from milepost.plans.models import BuyerLogo
    from milepost.workspaces.models import Logo

    with seller.at_work():
        workspace_looks.set_logo(seller.workspace_id, a_picture())
        look_commands.set_buyer_logo(plan_id, a_picture(colour=(9, 9, 200, 255)))
    return (
        Logo.objects.get(workspace_id=seller.workspace_id).mark,
        BuyerLogo.objects.get(plan_id=plan_id).mark,
    )


def test_a_visitor_gets_both_logos_as_pictures_and_nothing_else(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    marks = with_logos(seller, plan_id)
    client, address = a_visitor(seller.workspace_id, plan_id)
    for mark in marks:
        answer = client.get(f"{address}logo/{mark}/")
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/png"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "private" in answer["Cache-Control"]
        assert Image.open(io.BytesIO(answer.content)).format == "PNG"


def test_who_sells_is_not_told_at_the_door(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    marks = with_logos(seller, plan_id)
    _, address = a_visitor(seller.workspace_id, plan_id)
    for mark in (*marks, "0" * 20):
        answer = Client().get(f"{address}logo/{mark}/")
        assert (answer.status_code, answer["Location"]) == (302, f"{address}door/")


def test_a_logo_of_another_plan_is_not_there(seller: Seller) -> None:
    stranger = a_seller("Eve Stranger")
    other = stranger.keeps(a_plan())
    marks = with_logos(stranger, other)
    client, address = a_visitor(seller.workspace_id, seller.keeps(a_plan()))
    for mark in marks:
        assert client.get(f"{address}logo/{mark}/").status_code == 404


def test_the_example_is_there_where_it_is_approved_and_shown(seller: Seller) -> None:
    example = an_example(seller)
    plan_id = seller.keeps(a_plan(account="Otherloom"))
    client, address = a_visitor(seller.workspace_id, plan_id)
    assert client.get(f"{address}example/").status_code == 404
    with seller.at_work():
        peer_commands.edit_example(
            seller.actor, example, **WORDS, steps={0: ("They tried <it>", "It worked")}
        )
    approved(seller, example)
    with seller.at_work():
        peer_commands.show_example(seller.actor, plan_id, example)
    page = client.get(f"{address}example/").content.decode()
    for said in ("Shipping, mid-sized", "Fewer late calls", "They tried &lt;it&gt;", "week 4"):
        assert said in page
    for named in ("Halden", "Maja", "Sam Whitfield", "2026"):
        assert named not in page
    with seller.at_work():
        peer_commands.take_back_approval(example)
    assert client.get(f"{address}example/").status_code == 404


def test_the_sellers_colour_is_on_the_page_and_readable(seller: Seller) -> None:
    Workspace.objects.filter(pk=seller.workspace_id).update(colour="#ffd400")
    example = an_example(seller)
    approved(seller, example)
    plan_id = seller.keeps(a_plan(account="Otherloom"))
    with seller.at_work():
        peer_commands.show_example(seller.actor, plan_id, example)
    client, address = a_visitor(seller.workspace_id, plan_id)
    page = client.get(f"{address}example/").content.decode()
    body = re.search(r'<body class="buyer branded" style="([^"]*)"', page)
    assert body
    assert "--brand-d:#ffd400;" in body[1]
    assert "--brand-l:#ffd400;" not in body[1]


@pytest.mark.parametrize(
    "agent", [SLACK, "facebookexternalhit/1.1", "TelegramBot (like TwitterBot)"]
)
def test_an_unfolded_link_shows_a_decent_preview_and_tells_nothing(
    seller: Seller, agent: str
) -> None:
    code, token = a_link(seller.workspace_id, seller.keeps(a_plan()))
    client = Client(headers={"User-Agent": agent})
    pages = [
        client.get(f"/b/{token}/"),
        client.get("/b/a-link-that-does-not-work/"),
        client.get(f"/p/{code}/door/"),
    ]
    for answer in pages:
        page = answer.content.decode()
        assert answer.status_code == 200
        assert '<meta property="og:title" content="Shared success plan">' in page
        assert 'content="Open it with your own link or your e-mail address."' in page
        assert '<meta name="robots" content="noindex' in page
        assert answer["X-Robots-Tag"].startswith("noindex")
        assert not [name for name in PRIVATE if name in page]
        assert token not in page
    assert PLAN_COOKIE not in client.cookies
    assert pages[0].content == pages[1].content


def test_a_person_whose_browser_is_taken_for_a_program_gets_in_all_the_same(seller: Seller) -> None:
    code, token = a_link(seller.workspace_id, seller.keeps(a_plan()))
    client = Client(headers={"User-Agent": SLACK})
    assert client.get(f"/b/{token}/?open=1")["Location"] == f"/p/{code}/"


def test_the_preview_picture_is_there_small_and_of_the_usual_size() -> None:
    from django.contrib.staticfiles import finders

    found = finders.find("milepost/preview.png")
    assert found
    with Image.open(found) as picture:
        assert picture.size == (1200, 630)
    assert Path(found).stat().st_size < 40_000


def test_its_address_is_whole_and_carries_no_secret(seller: Seller) -> None:
    code, _ = a_link(seller.workspace_id, seller.keeps(a_plan()))
    page = Client().get(f"/p/{code}/door/").content.decode()
    image = re.search(r'og:image" content="([^"]+)"', page)
    assert image
    assert re.fullmatch(r"https?://[^/]+/static/milepost/preview\.png\?v=\w+", image[1])
    assert "og:url" not in page


def test_the_plan_in_a_calendar_says_where_it_is_and_carries_no_secret(seller: Seller) -> None:
    client, address = a_visitor(seller.workspace_id, seller.keeps(a_plan()))
    calendar = client.get(f"{address}export/ics/").content.decode().replace("\r\n ", "")
    assert f"URL:{settings.PUBLIC_URL}{address}\r\n" in calendar
    assert client.cookies[PLAN_COOKIE].value not in calendar


def test_an_informal_plan_says_nothing_of_forecasts_nor_of_selling(seller: Seller) -> None:
    from tests.plans.test_form import a_small_plan

    client, address = a_visitor(seller.workspace_id, seller.keeps(a_small_plan()))
    page = client.get(address).content.decode()
    words = re.sub(r"<[^>]*>", " ", page.partition("<main")[2].partition("</main>")[0]).lower()
    assert "agreement in place" in words
    for word in ("forecast", "pipeline", "deal", "stage", "champion", "prospect", "likely"):
        assert not re.search(rf"\b{word}\b", words), word


def test_the_page_wears_the_looks_and_says_what_is_in_it_until_somebody_has_acted(
    seller: Seller,
) -> None:
    plan_id = seller.keeps(a_plan())
    marks = with_logos(seller, plan_id)
    Workspace.objects.filter(pk=seller.workspace_id).update(
        colour="#e4572e", buyer_words="You see at once <when> we are late."
    )
    client, address = a_visitor(seller.workspace_id, plan_id)
    page = client.get(address).content.decode()
    for mark in marks:
        assert f'src="{address}logo/{mark}/"' in page
    assert 'class="buyer branded"' in page
    assert "You see at once &lt;when&gt; we are late." in page
    assert '<details class="why-plan" open>' in page
    Link.objects.update(first_browser="somebody")
    assert '<details class="why-plan">' in client.get(address).content.decode()
