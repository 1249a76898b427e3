"""Webhooks as an administrator sets them up, watches them, and sends again what failed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from milepost.messaging.models import WebhookDelivery, WebhookEndpoint, WebhookMessage
from tests import factories
from tests.messaging.webhooks.kept import a_failed_webhook

pytestmark = pytest.mark.django_db

PAGE = "/workspace/webhooks/"
FORM = {"url": "https://hooks.example.com/in", "description": "CRM", "which": "some"}


@pytest.fixture
def admin(client: Client) -> Any:
    member = factories.a_member(factories.a_workspace(), role="admin", name="Ida Brandt")
    client.force_login(member.user)
    return member


def _add(client: Client, **more: Any) -> tuple[int, str]:
    """An endpoint made by the form, and the page that shows its secret."""
    page = client.post(f"{PAGE}new/", FORM | {"events": ["plan.signed", "plan.closed"]} | more)
    assert page.status_code == 200
    return WebhookEndpoint.objects.latest("id").id, page.content.decode()


def test_the_secret_is_shown_once(client: Client, admin: Any) -> None:
    number, page = _add(client)
    (secret,) = set(re.findall(r"whsec_[\w+/=]+", page))
    endpoint = WebhookEndpoint.objects.get(id=number)
    assert (endpoint.events, endpoint.created_by) == (["plan.signed", "plan.closed"], admin.pk)
    for address in (PAGE, f"{PAGE}{number}/", f"{PAGE}{number}/edit/"):
        said = client.get(address).content.decode()
        assert "hooks.example.com" in said
        assert "whsec_" not in said
    again = client.post(f"{PAGE}{number}/secret/")
    assert again["Cache-Control"] == "no-store"
    (new,) = set(re.findall(r"whsec_[\w+/=]+", again.content.decode()))
    assert new != secret
    assert "two signatures" in again.content.decode()
    assert "Two secrets sign until" in client.get(f"{PAGE}{number}/").content.decode()


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    client: Client, admin: Any
) -> None:
    answer = client.post(
        f"{PAGE}new/", FORM | {"url": "https://169.254.169.254/x", "description": "My CRM"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "is not on the public internet" in page
    assert "Choose at least one event" in page
    assert "My CRM" in page
    assert "169.254.169.254/x" in page
    assert WebhookEndpoint.objects.count() == 0


def test_everything_is_one_choice(client: Client, admin: Any) -> None:
    number, _ = _add(client, which="all")
    assert WebhookEndpoint.objects.get(id=number).events == ["*"]
    client.post(f"{PAGE}{number}/edit/", FORM | {"events": ["comment.added"], "description": ""})
    endpoint = WebhookEndpoint.objects.get(id=number)
    assert (endpoint.events, endpoint.description) == (["comment.added"], "")


def test_a_test_is_put_on_its_way_whatever_was_chosen(client: Client, admin: Any) -> None:
    number, _ = _add(client)
    assert client.post(f"{PAGE}{number}/test/").status_code == 302
    assert WebhookMessage.objects.get().event == "webhook.test"
    page = client.get(f"{PAGE}{number}/").content.decode()
    assert "webhook.test" in page
    assert "On its way" in page


def test_switching_off_and_on_and_removing(client: Client, admin: Any) -> None:
    number, _ = _add(client)
    client.post(f"{PAGE}{number}/switch/", {"on": "no"})
    assert "It is switched off" in client.get(f"{PAGE}{number}/").content.decode()
    assert client.post(f"{PAGE}{number}/test/").status_code == 403
    client.post(f"{PAGE}{number}/switch/", {"on": "yes"})
    assert WebhookEndpoint.objects.get(id=number).is_on
    client.post(f"{PAGE}{number}/remove/")
    assert WebhookEndpoint.objects.count() == 0
    assert client.get(f"{PAGE}{number}/").status_code == 404


def test_a_failed_delivery_shows_its_answers_and_is_sent_again(client: Client, admin: Any) -> None:
    number, delivery = a_failed_webhook(admin.workspace_id, admin.pk)
    page = client.get(f"{PAGE}{number}/").content.decode()
    assert "it is switched off after four days" in page
    only = client.get(f"{PAGE}{number}/?show=failed").content.decode()
    assert ("milestone.completed" in only, "plan.shared" in only) == (True, False)
    said = client.get(f"{PAGE}{number}/deliveries/{delivery}/").content.decode()
    assert "no answer within 20 seconds" in said
    assert "internal error" in said
    assert "msg_00000000000000000000000000000001" in said
    client.post(f"{PAGE}{number}/replay/", {"delivery": delivery})
    client.post(f"{PAGE}{number}/replay/", {"what": "failed", "hours": "24"})
    rounds = WebhookDelivery.objects.filter(message_id="msg_00000000000000000000000000000001")
    assert sorted(rounds.values_list("round", "state")) == [(0, "failed"), (1, "waiting")]
    assert client.post(f"{PAGE}{number}/replay/", {"hours": "1000000"}).status_code == 403


@pytest.mark.parametrize("role", ["ae", "manager", "leadership"])
def test_only_administrators_see_and_do_any_of_it(client: Client, role: str) -> None:
    member = factories.a_member(role=role)
    number, delivery = a_failed_webhook(member.workspace_id, member.pk)
    client.force_login(member.user)
    for address in (
        PAGE,
        f"{PAGE}new/",
        f"{PAGE}{number}/",
        f"{PAGE}{number}/deliveries/{delivery}/",
    ):
        assert client.get(address).status_code == 403
    for deed in ("secret", "switch", "test", "remove", "replay", "edit"):
        assert client.post(f"{PAGE}{number}/{deed}/", FORM).status_code == 403
        if deed != "edit":
            assert client.get(f"{PAGE}{number}/{deed}/").status_code in (403, 405)
    assert WebhookEndpoint.objects.get().is_on
