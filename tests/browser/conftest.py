"""A real Chromium on a real server and a real PostgreSQL, signed in as whoever a test needs.

    def test_x(open_page, live_server):
        page = open_page(member, scheme="dark", size=PHONE)
        page.goto("/plans/")

A page fails its test when the console shows an error: that is also how a blocked style or script
(Content-Security-Policy) is found. Pictures: MILEPOST_SHOTS=folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.browser.helpers import DESKTOP
from tests.live.server import Server, a_server

sync_api = pytest.importorskip("playwright.sync_api")

# Playwright's loop lives in this thread; the factories beside it are plain Django.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

OpenPage = Callable[..., Any]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser(chromium_executable: str) -> Iterator[Any]:
    """One Chromium for all tests."""
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_executable, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def live_server(django_db_setup: None, django_db_blocker: Any) -> Iterator[Server]:
    """The real root of the server, streams and all; in place of pytest-django's."""
    with django_db_blocker.unblock(), a_server() as server:
        yield server


@pytest.fixture(autouse=True)
def _live_server_helper() -> None:
    """In place of pytest-django's, which expects its own server."""


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Iterator[OpenPage]:
    """Opens a page in a browser of its own, as a member or as nobody."""
    contexts: list[Any] = []
    trouble: list[str] = []

    def opened(
        member: Any = None,
        *,
        size: dict[str, int] | None = None,
        scheme: str = "light",
        script: bool = True,
        expect_errors: bool = False,
        **options: Any,
    ) -> Any:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=size or DESKTOP,
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion=options.pop("reduced_motion", "reduce"),
            locale=options.pop("locale", "en-GB"),
            timezone_id=options.pop("timezone_id", "Europe/London"),
            **options,
        )
        contexts.append(context)
        if member is not None:
            context.add_cookies([_session_cookie(member, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(20_000)
        if not expect_errors:
            page.on("console", lambda m: trouble.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not trouble, "\n".join(trouble)


def _session_cookie(member: Any, address: str) -> dict[str, str]:
    """The cookie of a session in which this member is signed in."""
    client = Client()
    client.force_login(member.user)
    name = settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": address}
