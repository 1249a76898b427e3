"""How buyers see a workspace, as its administrator sets it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.workspaces.models import Logo, Workspace
from tests.factories import a_member, a_workspace
from tests.platform.test_pictures import a_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Any:
    return a_member(a_workspace("Brightloom"), "admin")


@pytest.fixture
def client(admin: Any) -> Client:
    client = Client()
    client.force_login(admin.user)
    return client


def a_file(data: bytes | None = None, name: str = "logo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_picture() if data is None else data)


def test_colour_and_words_are_kept(admin: Any, client: Client) -> None:
    answer = client.post("/workspace/looks/", {"colour": "F40", "buyer_words": " Yours too \r\n"})
    assert answer["Location"] == "/workspace/#looks"
    kept = Workspace.objects.get(pk=admin.workspace_id)
    assert (kept.colour, kept.buyer_words) == ("#ff4400", "Yours too")
    page = client.get("/workspace/").content.decode()
    assert "--brand-l:#" in page
    assert "Yours too" in page


def test_what_is_no_colour_is_refused_and_what_was_typed_stays(admin: Any, client: Client) -> None:
    answer = client.post("/workspace/looks/", {"colour": "red;}", "buyer_words": "Ours"})
    assert answer.status_code == 422
    assert "This is no colour." in answer.content.decode()
    assert 'value="red;}"' in answer.content.decode()
    assert Workspace.objects.get(pk=admin.workspace_id).colour == ""
    long = client.post("/workspace/looks/", {"colour": "", "buyer_words": "x" * 2001})
    assert long.status_code == 422


def test_a_logo_is_made_anew_and_served_as_a_picture(admin: Any, client: Client) -> None:
    assert client.post("/workspace/logo/", {"logo": a_file()}).status_code == 302
    kept = Logo.objects.get(workspace_id=admin.workspace_id)
    answer = client.get(f"/workspace/logo/{kept.mark}/")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert f"/workspace/logo/{kept.mark}/" in client.get("/workspace/").content.decode()
    client.post("/workspace/logo/", {"remove": "1"})
    assert not Logo.objects.exists()
    assert client.get(f"/workspace/logo/{kept.mark}/").status_code == 404


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "logo.svg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "logo.png"),
        (b"GIF89a", "logo.gif"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 3_000_000, "../../logo.png"),
        (b"", "logo.png"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(client: Client, data: bytes, name: str) -> None:
    answer = client.post("/workspace/logo/", {"logo": a_file(data, name)})
    assert answer.status_code == 422
    assert 'id="f-logo-error"' in answer.content.decode()
    assert client.post("/workspace/logo/", {}).status_code == 422
    assert not Logo.objects.exists()


def test_the_preview_keeps_nothing(admin: Any, client: Client) -> None:
    answer = client.post(
        "/workspace/looks/preview/",
        {"colour": "#ffd400", "buyer_words": "Try <b>this</b>"},
        headers={"HX-Request": "true"},
    )
    shown = answer.content.decode()
    assert "--brand-d:#ffd400;" in shown
    assert "Try &lt;b&gt;this&lt;/b&gt;" in shown
    assert shown.count("look-preview ") == 2
    assert Workspace.objects.get(pk=admin.workspace_id).colour == ""
    broken = client.post("/workspace/looks/preview/", {"colour": '"><script>'})
    assert "<script>" not in broken.content.decode()


def test_only_administrators_change_it_and_every_member_sees_the_logo(admin: Any) -> None:
    seller = a_member(admin.workspace)
    client = Client()
    client.force_login(seller.user)
    for address in ("looks/", "looks/preview/", "logo/"):
        assert client.post(f"/workspace/{address}", {"colour": "#ff0000"}).status_code == 403
    from milepost.platform.scope import seller_scope
    from milepost.workspaces import look_commands

    with seller_scope(admin.workspace_id):
        look_commands.set_logo(admin.workspace_id, a_picture())
    mark = Logo.objects.get().mark
    assert client.get(f"/workspace/logo/{mark}/").status_code == 200
    stranger = Client()
    stranger.force_login(a_member().user)
    assert stranger.get(f"/workspace/logo/{mark}/").status_code == 404
    assert Client().get(f"/workspace/logo/{mark}/").status_code == 302
