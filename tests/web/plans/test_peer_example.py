"""The editor of examples and a plan's looks, as a seller uses them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from milepost.plans.models import BuyerLogo, PeerExample, ShownExample
from tests.plans.plans import a_plan
from tests.plans.test_peer_example import a_signed_plan
from tests.platform.test_pictures import a_picture
from tests.web.plans.conftest import Seller

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.fixture
def example(sam: Seller) -> str:
    """The address of a new example of the signed Halden plan."""
    plan_id = sam.keep(a_signed_plan())
    return str(sam.client.post(f"/plans/{plan_id}/example/")["Location"])


def seen_in(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0].replace("&#43;", "+")


def approved(sam: Seller, address: str) -> None:
    page = text_of(sam.client.get(address))
    answer = sam.client.post(address, {"do": "approve", "seen": seen_in(page)}, follow=True)
    assert "Approved by" in text_of(answer)


def test_the_editor_shows_the_plans_words_beside_what_a_buyer_would_read(
    sam: Seller, example: str
) -> None:
    page = text_of(sam.client.get(example))
    assert "Live at Halden by March" in page
    assert "Take over: Live at … by …" in page
    preview = page[page.index("As the buyer reads it") :]
    for name in ("Halden", "Maja", "Step 1", "2026"):
        assert name not in preview
    assert "No buyer sees it yet" in page


def test_words_are_saved_and_what_may_tell_is_pointed_out(sam: Seller, example: str) -> None:
    answer = sam.client.post(
        example,
        {"do": "save", "industry": "Shipping", "title-0": "Maja showed us", "title-1": "Tested"}
        | {f"title-{n}": "Next" for n in range(2, 5)},
        follow=True,
    )
    page = text_of(answer)
    assert "May tell who it is: Maja" in page
    assert PeerExample.objects.get().content["industry"] == "Shipping"


def test_all_cleaned_words_are_taken_over_at_once(sam: Seller, example: str) -> None:
    sam.client.post(example, {"do": "take_over"})
    content = PeerExample.objects.get().content
    assert content["goal"] == "Live at … by …"
    assert content["steps"][0]["title"] == "Step …"


def test_an_empty_title_is_refused_and_what_was_typed_stays(sam: Seller, example: str) -> None:
    answer = sam.client.post(example, {"do": "save", "title-0": " ", "industry": "Ships & co"})
    assert answer.status_code == 422
    assert 'value="Ships &amp; co"' in text_of(answer)


def test_it_is_approved_as_it_was_read_and_by_nobody_unread(sam: Seller, example: str) -> None:
    old = seen_in(text_of(sam.client.get(example)))
    titles = {f"title-{n}": f"Part {chr(65 + n)}" for n in range(5)}
    sam.client.post(example, {"do": "save", **titles})
    refused = sam.client.post(example, {"do": "approve", "seen": old})
    assert refused.status_code == 422
    assert "since you read it" in text_of(refused)
    assert sam.client.post(example, {"do": "approve", "seen": "x"}).status_code == 422
    assert sam.client.post(example, {"do": "approve"}).status_code == 422
    approved(sam, example)
    sam.client.post(example, {"do": "take_back"})
    assert PeerExample.objects.get().approved_at is None


def test_an_approved_example_is_put_on_a_plan_and_taken_off(sam: Seller, example: str) -> None:
    plan_id = sam.keep(a_plan(account="Otherloom"))
    number = example.rstrip("/").rpartition("/")[2]
    refused = sam.client.post(f"/plans/{plan_id}/shown-example/", {"example": number})
    assert refused.status_code == 422
    assert not ShownExample.objects.exists()
    approved(sam, example)
    sam.client.post(f"/plans/{plan_id}/shown-example/", {"example": number})
    assert ShownExample.objects.get().plan_id == plan_id
    assert "checked" in text_of(sam.client.get(f"/plans/{plan_id}/looks/"))
    sam.client.post(f"/plans/{plan_id}/shown-example/", {"example": ""})
    assert not ShownExample.objects.exists()


def test_a_plan_that_is_not_signed_makes_no_example(sam: Seller) -> None:
    plan_id = sam.keep(a_plan())
    assert "This plan is signed" not in text_of(sam.client.get(f"/plans/{plan_id}/looks/"))
    assert sam.client.post(f"/plans/{plan_id}/example/").status_code in (403, 409, 422)
    assert not PeerExample.objects.exists()


def test_the_list_says_what_waits(sam: Seller, example: str) -> None:
    assert "Waits for approval" in text_of(sam.client.get("/examples/"))
    sam.client.post(example, {"do": "remove"})
    assert "No example yet" in text_of(sam.client.get("/examples/"))


def test_the_buyers_logo_is_uploaded_shown_and_removed(sam: Seller) -> None:
    plan_id = sam.keep(a_plan())
    upload = SimpleUploadedFile("logo.png", a_picture())
    sam.client.post(f"/plans/{plan_id}/logo/", {"logo": upload})
    mark = BuyerLogo.objects.get().mark
    page = text_of(sam.client.get(f"/plans/{plan_id}/looks/"))
    assert f"/plans/{plan_id}/logo/{mark}/" in page
    assert sam.client.get(f"/plans/{plan_id}/logo/{mark}/")["Content-Type"] == "image/png"
    bad = SimpleUploadedFile("logo.png", b"<svg/>")
    assert sam.client.post(f"/plans/{plan_id}/logo/", {"logo": bad}).status_code == 422
    sam.client.post(f"/plans/{plan_id}/logo/", {"remove": "1"})
    assert not BuyerLogo.objects.exists()


def test_a_stranger_finds_none_of_it(sam: Seller, stranger: Seller, example: str) -> None:
    plan_id = sam.keep(a_plan())
    sam.client.post(f"/plans/{plan_id}/logo/", {"logo": SimpleUploadedFile("l.png", a_picture())})
    mark = BuyerLogo.objects.get().mark
    for address in (example, f"/plans/{plan_id}/looks/", f"/plans/{plan_id}/logo/{mark}/"):
        assert stranger.client.get(address).status_code == 404
    for address in (example, f"/plans/{plan_id}/logo/", f"/plans/{plan_id}/shown-example/"):
        assert stranger.client.post(address, {"do": "remove"}).status_code == 404
    assert PeerExample.objects.count() == BuyerLogo.objects.count() == 1
