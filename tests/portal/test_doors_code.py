"""The plan's address without a link: a one-time code, and no way to learn who is on the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milepost.messaging.models import Outbox
from milepost.messaging.registry import Delivery
from milepost.plans.models import Person
from milepost.portal.visitor import BROWSER_COOKIE
from milepost.sharing import door_commands, limits, link_commands, people_commands
from milepost.sharing.models import Code, Link, Stakeholder
from tests.plans.plans import Seller, a_plan, a_seller
from tests.sharing.visitors import ADDRESS, a_link

pytestmark = pytest.mark.django_db
STRANGER = "nobody@elsewhere.example"


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def seller() -> Seller:
    return a_seller()


@pytest.fixture
def plan(seller: Seller) -> tuple[int, str]:
    """A plan with Maja on it, and its code."""
    return invited(seller)


def invited(seller: Seller, **fields: Any) -> tuple[int, str]:
    plan_id = seller.keeps(a_plan(**fields))
    code, _token = a_link(seller.workspace_id, plan_id)
    Stakeholder.objects.filter(plan_id=plan_id).update(invited_at=timezone.now())
    return plan_id, code


def asks(code: str, address: str, client: Client | None = None) -> Client:
    """A browser that has asked for a code, and the worker has had its turn."""
    client = client or Client()
    answer = client.post(f"/p/{code}/door/", {"email": address})
    assert (answer.status_code, answer["Location"]) == (303, f"/p/{code}/code/")
    work()
    return client


def work() -> None:
    """What the worker does with the questions of the doors."""
    for row in Outbox.objects.filter(kind=door_commands.KIND, finished_at=None):
        door_commands.deliver_code(
            Delivery(row.pk, row.workspace_id, row.kind, row.key, row.payload, 1, 1)
        )
        Outbox.objects.filter(pk=row.pk).update(finished_at=timezone.now(), payload={})


def mails() -> list[dict[str, Any]]:
    return [row.payload for row in Outbox.objects.filter(kind="email").order_by("id")]


def code_in(mail: dict[str, Any]) -> str:
    return re.findall(r"\b\d{4} \d{4}\b", mail["text"])[0]


def types(client: Client, code: str, typed: str) -> Any:
    return client.post(f"/p/{code}/code/", {"code": typed})


def test_the_code_that_was_mailed_lets_in(seller: Seller, plan: tuple[int, str]) -> None:
    _, code = plan
    client = asks(code, ADDRESS.upper())
    (mail,) = mails()
    assert mail["to"] == ADDRESS
    answer = types(client, code, code_in(mail))
    assert (answer.status_code, answer["Location"]) == (303, f"/p/{code}/")
    assert client.get(f"/p/{code}/").status_code == 200
    link = Link.objects.get(kind="code")
    assert (link.person, link.first_browser is not None) == ("maja", True)


def test_the_mail_of_a_code_has_no_link_in_it(plan: tuple[int, str]) -> None:
    asks(plan[1], ADDRESS)
    (mail,) = mails()
    assert "http" not in mail["text"]
    assert "href" not in mail["html"]


def test_a_stranger_gets_no_mail_and_the_same_answers(plan: tuple[int, str]) -> None:
    _, code = plan
    known, stranger = walked(code, ADDRESS), walked(code, STRANGER)
    assert known == stranger
    assert [mail["to"] for mail in mails()] == [ADDRESS]


def walked(code: str, address: str) -> list[tuple[Any, ...]]:
    """All that somebody sees who asks and then guesses, without what they typed themselves."""
    client = Client()
    cache.clear()
    first = client.post(f"/p/{code}/door/", {"email": address})
    work()
    answers = [first, client.get(f"/p/{code}/code/")]
    answers += [types(client, code, "0000 0000") for _number in range(7)]
    return [seen(answer, address) for answer in answers]


def seen(answer: Any, address: str) -> tuple[Any, ...]:
    body = answer.content.decode().replace(address, "<address>")
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "<token>", body)
    headers = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return answer.status_code, body, headers, sorted(answer.cookies)


def test_the_same_statements_run_for_everybody(plan: tuple[int, str]) -> None:
    _, code = plan
    counts = []
    for address in (ADDRESS, STRANGER):
        client = asks(code, address)
        with CaptureQueriesContext(connection) as ask:
            client.post(f"/p/{code}/door/", {"email": address})
        with CaptureQueriesContext(connection) as guess:
            types(client, code, "0000 0000")
        counts.append((len(ask), len(guess)))
    assert counts[0] == counts[1]


def test_an_address_of_no_plan_answers_the_same(plan: tuple[int, str]) -> None:
    client = Client()
    made_up = "abcdefghijkmnpqrstuvwxyz23"
    assert client.get(f"/p/{made_up}/door/").status_code == 200
    answer = client.post(f"/p/{made_up}/door/", {"email": ADDRESS})
    assert (answer.status_code, answer["Location"]) == (303, f"/p/{made_up}/code/")
    assert types(client, made_up, "0000 0000").status_code == 422


def test_a_code_works_once(plan: tuple[int, str]) -> None:
    _, code = plan
    client = asks(code, ADDRESS)
    digits = code_in(mails()[0])
    door_cookie = dict(client.cookies)
    assert types(client, code, digits).status_code == 303
    client.cookies.update(door_cookie)
    assert types(client, code, digits).status_code == 422


def test_a_code_works_only_in_the_browser_that_asked(plan: tuple[int, str]) -> None:
    _, code = plan
    asks(code, ADDRESS)
    digits = code_in(mails()[0])
    other = asks(code, ADDRESS)
    assert types(other, code, digits).status_code == 422


def test_a_code_may_be_tried_five_times(plan: tuple[int, str]) -> None:
    _, code = plan
    client = asks(code, ADDRESS)
    digits = code_in(mails()[0])
    wrong = f"{(int(digits.replace(' ', '')) + 1) % 10**8:08}"
    for _number in range(door_commands.TRIES):
        assert types(client, code, wrong).status_code == 422
    assert types(client, code, digits).status_code == 422


def test_a_code_is_too_old_after_a_quarter_of_an_hour(plan: tuple[int, str]) -> None:
    _, code = plan
    client = asks(code, ADDRESS)
    made = Code.objects.get()
    assert timedelta(minutes=14) < made.expires_at - made.created_at <= timedelta(minutes=15)
    Code.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert types(client, code, code_in(mails()[0])).status_code == 422


def test_only_the_newest_code_of_a_browser_works(plan: tuple[int, str]) -> None:
    _, code = plan
    client = asks(code, ADDRESS)
    asks(code, ADDRESS, client)
    first, second = (code_in(mail) for mail in mails())
    assert types(client, code, first).status_code == 422
    assert types(client, code, second).status_code == 303


def test_looking_at_a_door_spends_nothing(plan: tuple[int, str]) -> None:
    _, code = plan
    client = asks(code, ADDRESS)
    digits = code_in(mails()[0])
    before = list(Code.objects.values())
    for path in ("door", "code", "name", "prove"):
        for _number in range(25):
            client.get(f"/p/{code}/{path}/?code={digits}")
            client.head(f"/p/{code}/{path}/?code={digits}")
    assert list(Code.objects.values()) == before
    assert types(client, code, digits).status_code == 303


def test_a_code_is_kept_as_a_keyed_hash(plan: tuple[int, str]) -> None:
    asks(plan[1], ADDRESS)
    digits = code_in(mails()[0]).replace(" ", "")
    with connection.cursor() as cursor:
        cursor.execute("select c::text from sharing_code c")
        assert digits not in cursor.fetchone()[0]


def test_a_repeated_delivery_mails_the_code_once(plan: tuple[int, str]) -> None:
    _, code = plan
    client = Client()
    client.post(f"/p/{code}/door/", {"email": ADDRESS})
    row = Outbox.objects.get(kind=door_commands.KIND)
    delivery = Delivery(row.pk, row.workspace_id, row.kind, row.key, row.payload, 1, 1)
    door_commands.deliver_code(delivery)
    door_commands.deliver_code(delivery)
    (mail,) = mails()
    assert Code.objects.count() == 1
    assert types(client, code, code_in(mail)).status_code == 303


# --- limits --------------------------------------------------------------------------------------


def test_a_browser_gets_five_codes_an_hour_and_nobody_is_told(plan: tuple[int, str]) -> None:
    client = Client()
    for _number in range(8):
        asks(plan[1], ADDRESS, client)
    assert len(mails()) == door_commands.CODES_AN_HOUR
    asks(plan[1], ADDRESS)  # who asks elsewhere is not locked out by that
    assert len(mails()) == door_commands.CODES_AN_HOUR + 1


def test_no_mailbox_is_flooded_from_many_browsers(plan: tuple[int, str]) -> None:
    for _number in range(door_commands.CODES_OF_ALL_BROWSERS + 4):
        asks(plan[1], ADDRESS)
    assert len(mails()) == door_commands.CODES_OF_ALL_BROWSERS


@pytest.mark.parametrize("address", [ADDRESS, STRANGER])
def test_a_sender_is_refused_who_asks_too_often(plan: tuple[int, str], address: str) -> None:
    _, code = plan
    for _number in range(limits.ASKED_BY_SENDER.most):
        assert Client().post(f"/p/{code}/door/", {"email": address}).status_code == 303
    assert Client().post(f"/p/{code}/door/", {"email": address}).status_code == 429
    cache.clear()
    assert Client().post(f"/p/{code}/door/", {"email": address}).status_code == 303


def test_a_made_up_proxy_header_starts_no_new_count(plan: tuple[int, str]) -> None:
    _, code = plan
    for number in range(limits.ASKED_BY_SENDER.most):
        client = Client(headers={"x-forwarded-for": f"10.0.0.{number}"})
        client.post(f"/p/{code}/door/", {"email": STRANGER})
    client = Client(headers={"x-forwarded-for": "10.0.0.99"})
    assert client.post(f"/p/{code}/door/", {"email": STRANGER}).status_code == 429


def test_a_plan_is_asked_so_often_and_no_more(plan: tuple[int, str], settings: Any) -> None:
    _, code = plan
    settings.PROXIES = 1
    for number in range(limits.ASKED_OF_PLAN.most):
        client = Client(headers={"x-forwarded-for": f"10.0.0.{number}"})
        assert client.post(f"/p/{code}/door/", {"email": STRANGER}).status_code == 303
    client = Client(headers={"x-forwarded-for": "10.0.1.1"})
    assert client.post(f"/p/{code}/door/", {"email": STRANGER}).status_code == 429


def test_a_sender_is_refused_who_guesses_too_often(plan: tuple[int, str]) -> None:
    _, code = plan
    client = asks(code, STRANGER)
    for _number in range(limits.TRIED_BY_SENDER.most):
        assert types(client, code, "0000 0000").status_code == 422
    assert types(client, code, "0000 0000").status_code == 429


@pytest.mark.parametrize("address", ["", "maja", "a@b", "x" * 250 + "@halden.example"])
def test_what_is_no_address_is_said_to_be_none(plan: tuple[int, str], address: str) -> None:
    answer = Client().post(f"/p/{plan[1]}/door/", {"email": address})
    assert answer.status_code == 422
    assert Outbox.objects.filter(kind=door_commands.KIND).count() == 0


# --- who is welcome ------------------------------------------------------------------------------


def test_somebody_on_the_plan_who_was_not_invited_gets_no_code(seller: Seller) -> None:
    plan_id, code = invited(seller)
    Stakeholder.objects.update(invited_at=None)
    asks(code, ADDRESS)
    assert mails() == []
    assert plan_id


def test_whose_access_ended_gets_no_code_not_by_their_domain_either(
    seller: Seller, plan: tuple[int, str]
) -> None:
    plan_id, code = plan
    with seller.at_work():
        link_commands.set_domains(seller.workspace_id, plan_id, "halden.example")
        people_commands.end_access(plan_id, "maja")
    asks(code, ADDRESS)
    assert mails() == []


def test_access_that_ends_between_code_and_door_keeps_the_door_shut(
    seller: Seller, plan: tuple[int, str]
) -> None:
    plan_id, code = plan
    client = asks(code, ADDRESS)
    with seller.at_work():
        people_commands.end_access(plan_id, "maja")
    assert types(client, code, code_in(mails()[0])).status_code == 422


def test_somebody_of_an_approved_domain_joins_by_name(
    seller: Seller, plan: tuple[int, str]
) -> None:
    plan_id, code = plan
    with seller.at_work():
        link_commands.set_domains(seller.workspace_id, plan_id, "halden.example")
    client = asks(code, "ida@halden.example")
    answer = types(client, code, code_in(mails()[0]))
    assert answer["Location"] == f"/p/{code}/name/"
    assert client.get(f"/p/{code}/name/").status_code == 200
    assert client.post(f"/p/{code}/name/", {"name": " "}).status_code == 422
    assert client.post(f"/p/{code}/name/", {"name": "Ida Berg"})["Location"] == f"/p/{code}/"
    assert client.get(f"/p/{code}/").status_code == 200
    joined = Stakeholder.objects.get(address="ida@halden.example")
    assert joined.joined_by == "domain"
    person = Person.objects.get(plan_id=plan_id, key=joined.person)
    assert (person.name, person.side, person.role) == ("Ida Berg", "buyer", "other")
    again = asks(code, "ida@halden.example")
    assert types(again, code, code_in(mails()[-1]))["Location"] == f"/p/{code}/"


def test_a_name_is_taken_only_from_the_browser_that_proved_the_address(
    seller: Seller, plan: tuple[int, str]
) -> None:
    plan_id, code = plan
    with seller.at_work():
        link_commands.set_domains(seller.workspace_id, plan_id, "halden.example")
    client = asks(code, "ida@halden.example")
    types(client, code, code_in(mails()[0]))
    stolen = Client()
    stolen.cookies.update({k: v for k, v in client.cookies.items() if k != BROWSER_COOKIE})
    assert stolen.post(f"/p/{code}/name/", {"name": "Eve"})["Location"] == f"/p/{code}/door/"
    assert Client().get(f"/p/{code}/name/")["Location"] == f"/p/{code}/door/"
    with seller.at_work():
        link_commands.set_domains(seller.workspace_id, plan_id, "")
    answer = client.post(f"/p/{code}/name/", {"name": "Ida"})
    assert answer["Location"] == f"/p/{code}/door/"


def test_a_neighbouring_domain_is_not_approved(seller: Seller, plan: tuple[int, str]) -> None:
    plan_id, code = plan
    with seller.at_work():
        link_commands.set_domains(seller.workspace_id, plan_id, "halden.example")
    for address in (
        "eve@nothalden.example",
        "eve@halden.example.evil.example",
        "e@x.halden.example",
    ):
        asks(code, address)
    assert mails() == []


def test_one_person_under_two_addresses_is_two_people(
    seller: Seller, plan: tuple[int, str]
) -> None:
    plan_id, code = plan
    with seller.at_work():
        link_commands.set_domains(seller.workspace_id, plan_id, "halden.example")
    client = asks(code, "maja.lindqvist@halden.example")
    types(client, code, code_in(mails()[0]))
    client.post(f"/p/{code}/name/", {"name": "Maja Lindqvist"})
    assert client.get(f"/p/{code}/").status_code == 200
    assert Stakeholder.objects.count() == 2
