"""Browsers: the first acts, another proves the address; a person's other plans; leaving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.sharing import acting, door_commands, people_commands
from milepost.sharing.acting import ProveAddress
from milepost.sharing.door_queries import masked, other_plans
from milepost.sharing.models import Browser, Link, Stakeholder
from milepost.sharing.visits import new_browser, visiting
from milepost.workspaces.tokens import hash_of
from tests.factories import a_workspace
from tests.plans.plans import Seller, a_plan, a_seller
from tests.portal.test_doors_code import code_in, mails
from tests.sharing.visitors import ADDRESS, a_link

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def invited(seller: Seller, *, address: str = ADDRESS, **fields: Any) -> tuple[int, str, str]:
    """A plan that Maja has a link to: its id, its code, the link's secret."""
    plan_id = seller.keeps(a_plan(**fields))
    code, token = a_link(seller.workspace_id, plan_id, address=address)
    Stakeholder.objects.filter(plan_id=plan_id).update(invited_at=timezone.now())
    return plan_id, code, token


def a_browser(token: str) -> Client:
    client = Client()
    client.get(f"/b/{token}/")
    return client


def acted_first(token: str, client: Client) -> None:
    """This browser was the first to act with the link."""
    mark = hash_of(client.cookies[BROWSER_COOKIE].value)
    Link.objects.filter(token_hash=hash_of(token)).update(first_browser=mark)


def may_act(token: str, client: Client) -> bool:
    with visiting(token, client.cookies[BROWSER_COOKIE].value) as visit:
        return visit.may_act


# --- proving -------------------------------------------------------------------------------------


def test_a_further_browser_reads_and_proves_the_address_before_it_acts(seller: Seller) -> None:
    _, code, token = invited(seller)
    first, second = a_browser(token), a_browser(token)
    assert may_act(token, first)
    acted_first(token, first)
    assert second.get(f"/p/{code}/").status_code == 200
    assert not may_act(token, second)
    page = second.get(f"/p/{code}/prove/").content.decode()
    assert "m•••@halden.example" in page
    assert ADDRESS not in page
    assert mails() == []
    answer = second.post(f"/p/{code}/prove/", {"send": "1"})
    assert answer["Location"] == f"/p/{code}/prove/?sent=1"
    (mail,) = mails()
    assert mail["to"] == ADDRESS
    assert second.post(f"/p/{code}/prove/", {"code": "0000 0000"}).status_code == 422
    assert not may_act(token, second)
    answer = second.post(f"/p/{code}/prove/", {"code": code_in(mail)})
    assert answer["Location"] == f"/p/{code}/"
    assert may_act(token, second)


def test_the_code_for_one_browser_proves_no_other(seller: Seller) -> None:
    _, code, token = invited(seller)
    first, second, third = (a_browser(token) for _number in range(3))
    acted_first(token, first)
    second.post(f"/p/{code}/prove/", {"send": "1"})
    digits = code_in(mails()[0])
    assert third.post(f"/p/{code}/prove/", {"code": digits}).status_code == 422
    assert third.post(f"/p/{code}/code/", {"code": digits})["Location"] == f"/p/{code}/door/"
    assert not may_act(token, third)


def test_a_link_that_nobody_has_acted_with_asks_for_no_proof(seller: Seller) -> None:
    _, code, token = invited(seller)
    answer = a_browser(token).get(f"/p/{code}/prove/")
    assert answer["Location"] == f"/p/{code}/"


def test_without_an_address_there_is_nothing_to_prove(seller: Seller) -> None:
    _, code, token = invited(seller, address="")
    first, second = a_browser(token), a_browser(token)
    acted_first(token, first)
    assert "no e-mail address" in second.get(f"/p/{code}/prove/").content.decode()
    second.post(f"/p/{code}/prove/", {"send": "1"})
    assert mails() == []


def test_a_browser_without_its_cookie_acts_as_nobody(seller: Seller) -> None:
    _, code, token = invited(seller)
    with visiting(token, "") as visit:
        assert not visit.may_act
        with pytest.raises(ProveAddress):
            acting.record(visit, "done", {}, uuid4())
    client = Client()
    client.cookies[PLAN_COOKIE] = token
    answer = client.get(f"/p/{code}/prove/")
    assert answer.cookies[BROWSER_COOKIE].value


def test_looking_at_the_proof_a_hundred_times_sends_nothing(seller: Seller) -> None:
    _, code, token = invited(seller)
    first, second = a_browser(token), a_browser(token)
    acted_first(token, first)
    for _number in range(50):
        second.get(f"/p/{code}/prove/?send=1")
        second.head(f"/p/{code}/prove/?send=1")
    assert (mails(), Browser.objects.count()) == ([], 0)


def test_a_mask_shows_one_letter_and_the_domain() -> None:
    assert masked("maja@halden.example") == "m•••@halden.example"
    assert masked("m@halden.example") == "m•••@halden.example"
    assert masked("") == ""


# --- other plans ---------------------------------------------------------------------------------


def others(token: str, client: Client) -> list[str]:
    with visiting(token, client.cookies[BROWSER_COOKIE].value) as visit:
        return [plan.title for plan in other_plans(visit)]


def test_somebody_who_buys_twice_goes_from_plan_to_plan(seller: Seller) -> None:
    _, code, token = invited(seller)
    second_id, second_code, _ = invited(seller, title="Returns")
    client = a_browser(token)
    assert others(token, client) == []
    acted_first(token, client)
    assert others(token, client) == ["Returns"]
    answer = client.post(f"/p/{code}/others/{second_id}/")
    assert answer["Location"] == f"/p/{second_code}/"
    assert answer.cookies[PLAN_COOKIE]["path"] == f"/p/{second_code}/"  # the first one's stays
    assert client.get(f"/p/{second_code}/").status_code == 200
    link = Link.objects.get(kind="other")
    assert (link.plan_id, link.first_browser is not None) == (second_id, True)


def test_a_forwarded_link_shows_no_other_plan(seller: Seller) -> None:
    _, code, token = invited(seller)
    second_id, second_code, _ = invited(seller, title="Returns")
    acted_first(token, a_browser(token))
    other = a_browser(token)
    assert others(token, other) == []
    assert other.post(f"/p/{code}/others/{second_id}/")["Location"] == f"/p/{code}/door/"
    assert other.get(f"/p/{second_code}/")["Location"] == f"/p/{second_code}/door/"


def test_nobody_finds_a_plan_of_somebody_else(seller: Seller) -> None:
    _, code, token = invited(seller)
    foreign_id, _, _ = invited(seller, address="anders@halden.example", title="Secret")
    not_invited = seller.keeps(a_plan(title="Not for her yet"))
    a_link(seller.workspace_id, not_invited)
    elsewhere = a_seller()
    assert elsewhere.workspace_id != seller.workspace_id
    far_id, _, _ = invited(elsewhere, title="Another company's")
    client = a_browser(token)
    acted_first(token, client)
    assert others(token, client) == []
    for plan_id in (foreign_id, not_invited, far_id, 10**9):
        answer = client.post(f"/p/{code}/others/{plan_id}/")
        assert answer["Location"] == f"/p/{code}/door/"
    assert Link.objects.filter(kind="other").count() == 0
    assert a_workspace().pk


def test_ended_access_takes_a_plan_off_the_list(seller: Seller) -> None:
    _, _, token = invited(seller)
    second_id, _, _ = invited(seller, title="Returns")
    client = a_browser(token)
    acted_first(token, client)
    with seller.at_work():
        people_commands.end_access(second_id, "maja")
    assert others(token, client) == []


def test_going_back_and_forth_leaves_one_link_that_works(seller: Seller) -> None:
    _, code, token = invited(seller)
    second_id, _, _ = invited(seller, title="Returns")
    client = a_browser(token)
    acted_first(token, client)
    for _number in range(3):
        client.post(f"/p/{code}/others/{second_id}/")
    assert Link.objects.filter(kind="other", revoked_at=None).count() == 1


# --- leaving -------------------------------------------------------------------------------------


def test_a_browser_that_leaves_forgets_the_plan(seller: Seller) -> None:
    _, code, token = invited(seller)
    second_id, second_code, _ = invited(seller, title="Returns")
    client = a_browser(token)
    acted_first(token, client)
    client.post(f"/p/{code}/others/{second_id}/")
    kept = {name: cookie.value for name, cookie in client.cookies.items()}
    client.cookies[PLAN_COOKIE] = token  # which a browser sends by its path
    answer = client.post(f"/p/{code}/leave/")
    assert answer["Location"] == f"/p/{code}/door/?left=1"
    assert answer["Clear-Site-Data"] == '"cache"'
    assert client.cookies[PLAN_COOKIE].value == ""
    assert client.cookies[BROWSER_COOKIE].value == ""
    # What only this browser held is stopped on the server too; the mailed link goes on working.
    thief = Client()
    thief.cookies[PLAN_COOKIE], thief.cookies[BROWSER_COOKIE] = (
        kept[PLAN_COOKIE],
        kept[BROWSER_COOKIE],
    )
    assert thief.get(f"/p/{second_code}/")["Location"] == f"/p/{second_code}/door/"
    assert Client().get(f"/b/{token}/").status_code == 302


def test_leaving_is_done_by_a_press_and_not_by_a_look(seller: Seller) -> None:
    _, code, token = invited(seller)
    client = a_browser(token)
    for path in ("leave", "others/1"):
        assert client.get(f"/p/{code}/{path}/").status_code == 405
    assert client.get(f"/p/{code}/").status_code == 200


# --- tokens and where they go --------------------------------------------------------------------


def test_no_page_of_a_door_tells_its_address_to_anybody_else(seller: Seller) -> None:
    _, code, token = invited(seller)
    client = a_browser(token)
    for path in (f"/b/{token}/", "/b/guessed/"):
        page = client.get(path)
        assert (page["Referrer-Policy"], page["Cache-Control"]) == ("no-referrer", "no-store")
    pages = [client.get(f"/p/{code}/")]
    pages += [client.get(f"/p/{code}/{path}/") for path in ("door", "code", "name", "prove")]
    for page in pages:
        # Not "no-referrer": a form then has the origin "null", and is refused.
        assert page["Referrer-Policy"] == "same-origin"
        assert "noindex" in page["X-Robots-Tag"]
        assert token not in page.content.decode()


@pytest.mark.parametrize("how", ["cut", "longer", "other case", "expired", "revoked", "unknown"])
def test_every_dead_link_looks_the_same(seller: Seller, how: str) -> None:
    _, _, token = invited(seller)
    if how == "expired":
        Link.objects.update(expires_at="2026-01-01T00:00Z")
    if how == "revoked":
        Link.objects.update(revoked_at=timezone.now())
    tried = {
        "cut": token[:-1],
        "longer": token + "A",
        "other case": token.swapcase(),
        "unknown": new_browser(),
    }.get(how, token)
    answer, plain = Client().get(f"/b/{tried}/"), Client().get("/b/x/")
    assert answer.status_code == 404
    assert answer.content == plain.content
    assert dict(answer.headers) == dict(plain.headers)
    assert list(answer.cookies) == []


def test_codes_are_worked_out_by_this_server_alone() -> None:
    assert len({door_commands._digits(f"door:{number}") for number in range(200)}) == 200
    assert all(len(door_commands._digits(f"door:{number}")) == 8 for number in range(200))
