"""What no page can take is answered with the field's name and a remedy, never with a 500."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from milepost.workspaces.models import Member, Workspace
from tests.factories import a_deal, a_member, a_workspace

pytestmark = pytest.mark.django_db
LONG_NUMBER = "9" * 5000  # Python refuses to read it as a number


@pytest.fixture
def workspace() -> Workspace:
    return a_workspace()


@pytest.fixture
def client(workspace: Workspace) -> Client:
    made = Client()
    made.force_login(a_member(workspace, "admin", "Ada Admin").user)
    return made


def test_a_nul_is_refused_by_the_name_of_its_field(client: Client, workspace: Workspace) -> None:
    given = {"name": "Eve\x00", "email": "\x00", "role": "ae"}
    answer = client.post("/members/invite/", given)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "name" in text
    assert "email" in text
    assert "NUL" in text
    assert Member.objects.count() == 1
    assert client.post("/workspace/rates/remove/", {"currency": "\x00"}).status_code == 422
    assert client.get("/find/", {"q": "a\x00b"}).status_code == 422
    assert client.post("/account/email/", {"email": "\x00@x.example"}).status_code == 422


@pytest.mark.parametrize(
    "address",
    [
        *(f"/{room}/{2**63}/" for room in ("plans", "deals", "members", "templates/steps")),
        f"/plans/{10**30}/timeline/",
        "/templates/%00/",
        "/deals/import/99999999999999999999/report.csv",
    ],
)
def test_an_address_that_can_name_nothing_is_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("given", ["²", LONG_NUMBER, "-1", "1_0", "٣"])
def test_a_number_that_is_none_is_a_problem_of_its_field(
    client: Client, workspace: Workspace, given: str
) -> None:
    deal = a_deal(workspace)
    form = {"name": "Eve", "email": "eve@example.com", "role": "ae", "manager": given}
    assert client.post("/members/invite/", form).status_code == 422
    change = {"field": "owner", "owner": f"member:{given}"}
    assert client.post(f"/deals/{deal.pk}/change/", change).status_code < 500
    assert client.post("/templates/new/", {"seen": given}).status_code < 500
    for address in (f"/deals/?page={given}", f"/deals/?owner=member:{given}", "/plans/"):
        assert client.get(address, {} if "?" in address else {"page": given}).status_code < 500


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"\xff\xfe\xfd=%ff", "application/x-www-form-urlencoded", 422),
        (b"no boundary", "multipart/form-data", 400),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x", 422),
        (b"&".join(b"a=1" for _ in range(5000)), "application/x-www-form-urlencoded", 400),
        (b"name=x", "application/x-www-form-urlencoded; charset=rot13", 400),
        (b"{}", "application/json", 422),
    ],
)
def test_a_body_that_is_no_form_is_told_so(
    client: Client, body: bytes, content_type: str, status: int
) -> None:
    answer: Any = client.generic("POST", "/members/invite/", body, content_type)
    assert answer.status_code == status
    assert Member.objects.count() == 1
