"""The Templates section: copied, edited, versioned, archived, and walled off."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def member(client: Client) -> Any:
    made = factories.a_member(name="Sam Whitfield")
    client.force_login(made.user)
    return made


def copied(client: Client, key: str = "simple") -> str:
    """The address of a fresh copy's form."""
    return client.post(f"/templates/{key}/copy/")["Location"]


def form_of(client: Client, address: str) -> dict[str, str]:
    """What the browser would send for the form at this address."""
    import re
    from html import unescape

    html = client.get(address).content.decode()
    html = html[html.index('id="template-form"') :]
    values = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and 'type="search"' not in tag:
            values[name[1]] = unescape(value[1]) if value else ""
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', body)
        values[name] = unescape(chosen[1]) if chosen else ""
    values.pop("csrfmiddlewaretoken", None)
    return values


def test_the_list_offers_the_built_in_templates(client: Client, member: Any) -> None:
    html = client.get("/templates/").content.decode()
    for name in ("Simple deal", "Standard deal", "Complex deal", "Enterprise deal"):
        assert name in html
    assert "No templates of your own yet" in html


def test_a_copy_is_edited_saved_and_keeps_its_first_version(client: Client, member: Any) -> None:
    address = copied(client)
    form = form_of(client, address) | {"name": "Our simple deal", "duration-1": "7"}
    saved = client.post(address, form | {"do": "save"})
    assert saved.status_code == 302
    page = client.get(saved["Location"]).content.decode()
    assert "Our simple deal" in page
    assert "What version 2 changed" in page
    assert "7 working days" in page
    first = client.get(saved["Location"] + "versions/1/").content.decode()
    assert "Simple deal (copy)" in first


def test_buttons_of_the_form_change_it_and_keep_nothing(client: Client, member: Any) -> None:
    address = copied(client)
    form = form_of(client, address)
    answer = client.post(address, form | {"do": "remove:1"}).content.decode()
    assert 'name="rows" value="4"' in answer
    assert 'name="rows" value="5"' in client.get(address).content.decode()


def test_a_mistake_is_named_under_its_field_and_nothing_is_lost(
    client: Client, member: Any
) -> None:
    address = copied(client)
    typed = form_of(client, address) | {"title-0": "", "done_means-1": "As I typed it"}
    answer = client.post(address, typed | {"do": "save"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'href="#f-title-0"' in html
    assert "As I typed it" in html


def test_saving_over_somebody_elses_version_is_a_conflict(client: Client, member: Any) -> None:
    address = copied(client)
    form = form_of(client, address)
    assert client.post(address, form | {"name": "First"}).status_code == 302
    assert client.post(address, form | {"name": "Second"}).status_code == 409
    assert "First" in client.get("/templates/").content.decode()


def test_an_archived_template_is_not_offered_but_still_there(client: Client, member: Any) -> None:
    address = copied(client).removesuffix("edit/")
    client.post(address + "archive/")
    html = client.get("/templates/").content.decode()
    assert "is archived" in html
    assert f'href="{address}"' not in html
    assert client.get(address).status_code == 200


def test_a_built_in_template_is_not_edited(client: Client, member: Any) -> None:
    assert client.get("/templates/simple/edit/").status_code == 404
    assert client.post("/templates/simple/archive/").status_code == 404


def test_another_workspaces_templates_are_not_there(client: Client, member: Any) -> None:
    form_page = copied(client)
    own = form_page.removesuffix("edit/")
    client.post("/templates/steps/", {"rows": "1", "title-0": "Secret step", **_STEP})
    stranger = Client()
    stranger.force_login(factories.a_member(name="Nosy Stranger").user)
    for address in (own, form_page, own + "versions/1/"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(own + "archive/").status_code == 404
    assert "Secret step" not in stranger.get("/templates/steps/").content.decode()
    assert "(copy)" not in stranger.get("/templates/").content.decode()


_STEP = {"kind-0": "security_review", "duration-0": "3", "seller_role-0": "Security team"}


def test_the_library_keeps_changes_and_gives_steps(client: Client, member: Any) -> None:
    typed = {"rows": "1", "title-0": "Data protection review", **_STEP}
    assert client.post("/templates/steps/", typed).status_code == 302
    html = client.get("/templates/steps/").content.decode()
    assert "Data protection review" in html
    number = html.split('id="step-')[1].split('"')[0]
    changed = typed | {"title-0": "Privacy review"}
    assert client.post(f"/templates/steps/{number}/", changed).status_code == 302
    address = copied(client)
    form = form_of(client, address) | {"do": "library", "library_step": number}
    assert "Privacy review" in client.post(address, form).content.decode()
    assert client.post(f"/templates/steps/{number}/remove/").status_code == 302
    client.get("/templates/steps/")  # takes the message away
    assert "Privacy review" not in client.get("/templates/steps/").content.decode()


def test_a_step_of_the_library_without_an_owner_is_refused(client: Client, member: Any) -> None:
    typed = {"rows": "1", "title-0": "Nobody's step", "kind-0": "other", "duration-0": "3"}
    answer = client.post("/templates/steps/", typed)
    assert answer.status_code == 422
    assert 'href="#f-buyer_role-0"' in answer.content.decode()


@pytest.mark.parametrize("address", ["/templates/", "/templates/new/", "/templates/steps/"])
def test_nobody_sees_templates_without_signing_in(client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
