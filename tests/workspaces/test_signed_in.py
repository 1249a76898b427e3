"""From the cookie to the member: one statement, inside the walls (architecture.md, trials.md)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from milepost.platform import scope
from milepost.workspaces.models import Member
from milepost.workspaces.signed_in import member_action, member_page
from tests import factories

pytestmark = pytest.mark.django_db


@member_page
def who(request: Any) -> HttpResponse:
    opened = scope.current()
    assert opened is not None
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('role'), count(*) from workspaces_member")
        role, seen = cursor.fetchone()
    return HttpResponse(
        f"{request.member.name}|{request.member.workspace.name}|{role}|{seen}|"
        f"{opened.workspace_id}|{request.user.email}|{request.session.get('x', '-')}"
    )


@member_page(roles=("admin",))
def admins(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


@member_action
def act(request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def login(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sign in")


urlpatterns = [path("who/", who), path("admins/", admins), path("act/", act), path("login/", login)]


@pytest.fixture(autouse=True)
def _addresses() -> Any:
    with override_settings(ROOT_URLCONF=__name__, LOGIN_URL="/login/"):
        yield


def test_the_member_is_known_and_sees_own_workspace_only(client: Client) -> None:
    member = factories.a_member(factories.a_workspace("Ours"), name="Sam Whitfield")
    factories.a_member(factories.a_workspace("Theirs"))
    client.force_login(member.user)
    name, workspace, role, seen, opened, email, _x = client.get("/who/").content.decode().split("|")
    assert (name, workspace, role, seen) == ("Sam Whitfield", "Ours", "milepost_seller", "1")
    assert int(opened) == member.workspace_id
    assert email == member.user.email


def test_signing_in_takes_one_statement(client: Client) -> None:
    client.force_login(factories.a_member().user)
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/who/").status_code == 200
    selects = [q["sql"] for q in queries if "sign-in" in q["sql"]]
    others = [
        q["sql"]
        for q in queries
        if "sign-in" not in q["sql"]
        and not q["sql"].startswith(
            ("SAVEPOINT", "RELEASE", "select current_setting", "select set")
        )
    ]
    assert len(selects) == 1
    assert others == []


def test_nobody_is_sent_to_sign_in_and_back(client: Client) -> None:
    answer = client.get("/who/?a=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/login/?next=/who/%3Fa%3D1"


def test_a_changed_password_ends_other_sessions(client: Client) -> None:
    user = factories.a_member().user
    client.force_login(user)
    user.set_password("another password altogether")
    user.save()
    assert client.get("/who/").status_code == 302


def test_a_deactivated_member_is_out(client: Client) -> None:
    member = factories.a_member()
    client.force_login(member.user)
    Member.objects.filter(pk=member.pk).update(is_active=False)
    assert client.get("/who/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_session_that_was_tampered_with_is_nobodys(client: Client) -> None:
    from milepost.workspaces.models import Session

    client.force_login(factories.a_member().user)
    other = factories.a_member()
    Session.objects.update(user_id=other.user_id)
    assert client.get("/who/").status_code == 302


def test_a_role_that_may_not_is_refused(client: Client) -> None:
    client.force_login(factories.a_member(role="ae").user)
    assert client.get("/admins/").status_code == 403
    client.force_login(factories.a_member(role="admin").user)
    assert client.get("/admins/").content == b"in"


def test_an_action_is_by_post_only(client: Client) -> None:
    client.force_login(factories.a_member().user)
    assert client.get("/act/").status_code == 405
    assert client.post("/act/").content == b"done"


def test_a_background_request_is_told_where_to_sign_in(client: Client) -> None:
    answer = client.post(
        "/act/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/plans/1/"},
    )
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/login/?next=/plans/1/"


def test_the_page_before_is_followed_within_the_site_only(client: Client) -> None:
    answer = client.post(
        "/act/", headers={"HX-Request": "true", "HX-Current-URL": "https://evil.example/x"}
    )
    assert answer["HX-Redirect"] == "/login/?next=/"


def test_a_member_of_two_workspaces_acts_as_the_one_chosen(client: Client) -> None:
    first = factories.a_member(factories.a_workspace("First"))
    second = factories.a_member(factories.a_workspace("Second"), user=first.user)
    client.force_login(first.user)
    assert b"First" in client.get("/who/").content
    session = client.session
    session["milepost_member"] = second.pk
    session.save()
    assert b"Second" in client.get("/who/").content
