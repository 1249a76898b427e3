"""Guessing a password is slow wherever one is asked for, and tells nothing on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from milepost.platform.scope import seller_scope
from milepost.workspaces import commands
from milepost.workspaces.adapter import AccountAdapter
from milepost.workspaces.models import User
from tests import factories

pytestmark = pytest.mark.django_db
LIMIT = 5  # wrong passwords for one address within five minutes


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(email: str, password: str, **headers: str) -> bool:
    answer = Client(headers=headers).post("/account/login/", {"login": email, "password": password})
    return answer.status_code == 302


def test_a_made_up_port_starts_no_new_count_of_wrong_passwords(settings: Any) -> None:
    user = factories.a_user()
    assert sign_in(user.email, factories.PASSWORD)
    for number in range(LIMIT):
        assert not sign_in(user.email, "wrong", host=f"localhost:{9000 + number}")
    assert not sign_in(user.email, factories.PASSWORD, host="localhost:9999")


def test_an_invitation_lets_nobody_guess_the_password_of_who_was_invited() -> None:
    known = factories.a_user("rita@example.com")
    admin = factories.a_member(role="admin")
    given = {"name": "Rita", "email": known.email, "role": "ae"}
    with seller_scope(admin.workspace_id, admin.pk):
        page = f"/join/{commands.invite(admin.workspace_id, admin.pk, given).token}/"
    for _ in range(LIMIT):
        assert Client().post(page, {"password": "wrong"}).status_code == 422
    answer = Client().post(page, {"password": factories.PASSWORD})
    assert answer.status_code == 422
    assert "Too many" in answer.content.decode()
    cache.clear()
    assert Client().post(page, {"password": factories.PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("proxies", "named", "counted"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 10.1.1.1", "10.1.1.1"),
        (2, "6.6.6.6, 10.1.1.1, 10.9.9.9", "10.1.1.1"),
        (2, "10.1.1.1", "127.0.0.1"),
        (1, "nonsense", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_attempts_count_for_who_our_own_proxies_name(
    settings: Any, proxies: int, named: str, counted: str
) -> None:
    settings.PROXIES = proxies
    request = RequestFactory().post("/", headers={"X-Forwarded-For": named} if named else None)
    assert AccountAdapter().get_client_ip(request) == counted


def test_whether_an_address_is_known_is_not_told() -> None:
    known = factories.a_user("rita@example.com").email
    texts = []
    for email in (known, "nobody@example.com"):
        wrong = Client().post("/account/login/", {"login": email, "password": "wrong"})
        reset = Client().post("/account/password/reset/", {"email": email})
        texts.append(
            (
                wrong.status_code,
                wrong.content.decode().count("e-mail address and/or password")
                + wrong.content.decode().count("not correct"),
                reset.status_code,
                reset["Location"],
            )
        )
    assert texts[0] == texts[1]


def test_a_new_password_ends_the_sessions_of_other_browsers() -> None:
    user = factories.a_member().user
    assert isinstance(user, User)
    here, there = Client(), Client()
    for browser in (here, there):
        browser.post("/account/login/", {"login": user.email, "password": factories.PASSWORD})
        assert browser.get("/account/").status_code == 200
    fresh = "another road of ten"
    changed = here.post(
        "/account/password/change/",
        {"oldpassword": factories.PASSWORD, "password1": fresh, "password2": fresh},
    )
    assert changed.status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


def test_signing_in_takes_a_new_session_and_signing_out_ends_it(settings: Any) -> None:
    user = factories.a_member().user
    assert isinstance(user, User)
    browser, name = Client(), settings.SESSION_COOKIE_NAME
    browser.cookies[name] = "abcdefghijklmnopqrstuvwxyz012345"
    browser.post("/account/login/", {"login": user.email, "password": factories.PASSWORD})
    key = browser.cookies[name].value
    assert key != "abcdefghijklmnopqrstuvwxyz012345"
    answer = browser.post("/account/sign-out/")
    # The browser forgets the pages that it has kept, so that going back shows none of them.
    assert answer["Clear-Site-Data"] == '"cache"'
    stolen = Client()
    stolen.cookies[name] = key
    assert stolen.get("/account/").status_code == 302


def test_an_address_beyond_its_length_is_refused_by_its_field() -> None:
    long = "x" * 250 + "@example.com"
    browser = Client()
    assert browser.post("/account/password/reset/", {"email": long}).status_code == 200
    user = factories.a_member().user
    assert isinstance(user, User)
    browser.post("/account/login/", {"login": user.email, "password": factories.PASSWORD})
    answer = browser.post("/account/email/", {"email": long, "action_add": ""})
    assert answer.status_code == 200
    assert "no e-mail address" in answer.content.decode()


def test_the_link_that_confirms_an_address_leads_to_our_own(
    settings: Any, mailoutbox: list[Any]
) -> None:
    settings.PUBLIC_URL = "https://plans.example.com"
    user = factories.a_member().user
    assert isinstance(user, User)
    browser = Client(headers={"host": "localhost:6666"})
    browser.post("/account/login/", {"login": user.email, "password": factories.PASSWORD})
    browser.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    browser.post("/account/email/", {"email": "new@example.com", "action_add": ""})
    body = str(mailoutbox[-1].body)
    assert "https://plans.example.com/account/confirm-email/" in body
    assert "6666/account" not in body


def test_addresses_change_only_after_the_password_is_shown_again() -> None:
    browser = Client()
    user = factories.a_member().user
    assert isinstance(user, User)
    browser.force_login(user)
    answer = browser.post("/account/email/", {"email": "new@example.com", "action_add": ""})
    assert answer.status_code == 302
    assert "/account/reauthenticate/" in answer["Location"]


@pytest.mark.parametrize("page", ["2fa/", "2fa/totp/activate/", "email/"])
def test_no_browser_keeps_a_page_that_may_show_a_secret(page: str) -> None:
    browser = Client()
    user = factories.a_member().user
    assert isinstance(user, User)
    browser.force_login(user)
    browser.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    assert "no-store" in browser.get(f"/account/{page}")["Cache-Control"]
