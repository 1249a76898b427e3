"""A push message as a browser shows it: by our own worker, once for the same tag."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import factories
from tests.browser.helpers import shoot

pytestmark = pytest.mark.django_db(transaction=True)

_REGISTER = """async () => {
  await navigator.serviceWorker.register("/push-worker.js");
  await navigator.serviceWorker.ready;
}"""
_SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map((each) => [each.title, each.body, each.data.url])"""


def test_a_message_is_shown_and_one_that_comes_twice_replaces_itself(open_page: Any) -> None:
    page = open_page(factories.a_member(name="Sam Whitfield"))
    page.context.grant_permissions(["notifications"])
    page.goto("/account/push/")
    page.get_by_role("button", name="Show messages here").wait_for()
    shoot(page, "page-push")
    found: list[str] = []
    tools = page.context.new_cdp_session(page)
    tools.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    tools.send("ServiceWorker.enable")
    page.evaluate(_REGISTER)
    for _ in range(100):
        if found:
            break
        page.wait_for_timeout(50)
    origin = page.evaluate("() => location.origin")
    said = {"title": "Step 3 is done", "body": "By Maja", "url": "/plans/7/", "tag": "messages:9"}
    for _ in range(2):
        tools.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": origin, "registrationId": found[0], "data": json.dumps(said)},
        )
    page.wait_for_function(f"({_SHOWN})().then((all) => all.length > 0)")
    page.wait_for_timeout(200)
    assert page.evaluate(_SHOWN) == [["Step 3 is done", "By Maja", "/plans/7/"]]
