"""Set-up, joining, signing in and out, one's own profile and security, as pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from milepost.workspaces import commands
from milepost.workspaces import setup as first_start
from milepost.workspaces.models import Member, User, Workspace
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "four words make sense"


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def test_set_up_makes_the_first_administrator_once(client: Client) -> None:
    link = first_start.new_setup_link()
    assert link is not None
    page = path_of(link)
    assert "Set Milepost up" in client.get(page).content.decode()
    form = {
        "start": "empty",
        "name": "Ida Brandt",
        "email": "Ida@Example.com",
        "password": PASSWORD,
        "workspace": "Northwind",
        "currency": "SEK",
        "country": "SE",
        "time_zone": "Europe/Stockholm",
    }
    answer = client.post(page, form | {"password": "short", "email": "no"})
    assert answer.status_code == 422
    assert User.objects.count() == 0
    assert client.post(page, form).status_code == 302
    member = Member.objects.get()
    assert (member.role, member.email, member.name) == ("admin", "ida@example.com", "Ida Brandt")
    workspace = Workspace.objects.get()
    assert (workspace.name, workspace.currency, workspace.country) == ("Northwind", "SEK", "SE")
    assert client.get("/account/").status_code == 200
    assert client.get(page).status_code == 404
    assert first_start.new_setup_link() is None


def test_a_newer_set_up_link_ends_the_older(client: Client) -> None:
    older, newer = first_start.new_setup_link(), first_start.new_setup_link()
    assert older is not None
    assert newer is not None
    assert client.get(path_of(older)).status_code == 404
    assert client.get(path_of(newer)).status_code == 200


def test_a_sign_in_link_works_once_and_not_by_looking(client: Client) -> None:
    member = factories.a_member()
    page = path_of(first_start.new_sign_in_link(member.user))
    assert client.get(page).status_code == 200
    assert client.get("/account/").status_code == 302
    assert client.post(page).status_code == 302
    assert client.get("/account/").status_code == 200
    assert Client().post(page).status_code == 404


def test_an_invited_member_joins_with_a_password(client: Client) -> None:
    admin = factories.a_member(role="admin")
    invited = commands.invite(
        admin.workspace_id,
        admin.pk,
        {"name": "Noor Haddad", "email": "noor@example.com", "role": "solutions_engineer"},
    )
    page = f"/join/{invited.token}/"
    assert "noor@example.com" in client.get(page).content.decode()
    assert client.post(page, {"password": "short"}).status_code == 422
    assert client.post(page, {"password": PASSWORD}).status_code == 302
    assert Member.objects.get(email="noor@example.com").user is not None
    assert client.get("/account/").status_code == 200
    assert Client().get(page).status_code == 404


def test_somebody_who_has_a_user_joins_with_the_password_they_have(client: Client) -> None:
    user = factories.a_user("noor@example.com", PASSWORD)
    admin = factories.a_member(role="admin")
    invited = commands.invite(
        admin.workspace_id, admin.pk, {"name": "Noor", "email": "Noor@example.com", "role": "ae"}
    )
    page = f"/join/{invited.token}/"
    assert client.post(page, {"password": "not the password"}).status_code == 422
    assert client.post(page, {"password": PASSWORD}).status_code == 302
    assert Member.objects.get(workspace=admin.workspace, email="noor@example.com").user == user


def test_sign_in_and_out_by_password(client: Client) -> None:
    member = factories.a_member()
    assert "Sign in" in client.get("/account/login/").content.decode()
    wrong = client.post("/account/login/", {"login": member.email, "password": "wrong"})
    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.content.decode()
    answer = client.post(
        "/account/login/?next=/account/",
        {"login": member.email.upper(), "password": factories.PASSWORD, "next": "/account/"},
    )
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert client.get("/account/").status_code == 200
    assert client.post("/account/sign-out/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_nobody_signs_up_by_themselves(client: Client) -> None:
    answer = client.get("/account/signup/")
    assert "by invitation" in answer.content.decode()
    client.post("/account/signup/", {"email": "x@example.com", "password1": PASSWORD})
    assert User.objects.count() == 0


def test_a_forgotten_password_is_reset_by_a_link(client: Client, mailoutbox: Any) -> None:
    member = factories.a_member()
    assert client.get("/account/password/reset/").status_code == 200
    client.post("/account/password/reset/", {"email": member.email})
    assert client.get("/account/password/reset/done/").status_code == 200
    assert mailoutbox[0].subject == "A new password for Milepost"
    assert "The link works once" in mailoutbox[0].body
    assert "&#" not in mailoutbox[0].body
    found = re.search(r"(/account/password/reset/key/\S+)", mailoutbox[0].body)
    assert found
    page = client.get(found[1], follow=True)
    assert "Choose a new password" in page.content.decode()
    target = page.redirect_chain[-1][0]
    done = client.post(target, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert "The new password is set" in done.content.decode()
    member.user.refresh_from_db()
    assert member.user.check_password(PASSWORD)


def test_an_unknown_address_is_told_so_in_its_own_mail(client: Client, mailoutbox: Any) -> None:
    client.post("/account/password/reset/", {"email": "nobody@example.com"})
    assert mailoutbox[0].subject == "No account with this address"
    assert "no account with this address" in mailoutbox[0].body


@pytest.mark.parametrize("address", ["/setup/xyz/", "/join/xyz/", "/link/xyz/"])
def test_a_link_that_is_spent_says_so_and_no_more(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code == 200:  # a sign-in link asks for one press first
        answer = client.post(address)
    assert answer.status_code == 404
    assert "This link does not work any more" in answer.content.decode()


def test_the_profile_sets_language_and_zone(client: Client, settings: Any) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    settings.MEMBER_LANGUAGES = ["en", "de"]
    member = factories.a_member()
    client.force_login(member.user)
    form = {"name": "Sam Whitfield", "language": "de", "time_zone": "Europe/Warsaw"}
    assert client.post("/account/", form).status_code == 302
    member.refresh_from_db()
    assert (member.name, member.language, member.time_zone) == tuple(form.values())
    assert 'lang="de"' in client.get("/account/").content.decode()
    bad = client.post("/account/", form | {"time_zone": "Mars/Olympus"})
    assert bad.status_code == 422
    assert 'id="f-time_zone-error"' in bad.content.decode()


def test_the_security_pages_wear_the_frame(client: Client) -> None:
    member = factories.a_member(name="Sam Whitfield")
    client.force_login(member.user)
    client.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    for page in (
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/account/2fa/webauthn/",
        "/account/2fa/webauthn/add/",
        "/account/password/change/",
    ):
        answer = client.get(page, follow=True)
        assert answer.status_code == 200, page
        assert (
            "Sam Whitfield" in answer.content.decode()
            or "Is it still you" in answer.content.decode()
        ), page


def test_an_authenticator_app_is_asked_for_at_the_next_sign_in(client: Client) -> None:
    from allauth.mfa.totp.internal import auth

    def code(secret: str) -> str:
        counter = next(iter(auth.yield_hotp_counters_from_time()))
        return auth.format_hotp_value(auth.hotp_value(secret, counter))

    member = factories.a_member()
    client.post("/account/login/", {"login": member.email, "password": factories.PASSWORD})
    client.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    found = re.search(r'class="link-once">([A-Z2-7]+)<', page)
    assert found
    answer = client.post("/account/2fa/totp/activate/", {"code": code(found[1])})
    assert answer.status_code == 302
    assert client.get("/account/2fa/recovery-codes/").status_code == 200
    client.post("/account/sign-out/")
    second = client.post(
        "/account/login/", {"login": member.email, "password": factories.PASSWORD}, follow=True
    )
    assert "The second step" in second.content.decode()
    assert client.get("/account/").status_code == 302
