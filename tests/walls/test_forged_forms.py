"""A form that another site sends in a member's name is refused, at every address there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.factories import a_member

pytestmark = pytest.mark.django_db
_PARAMETER = re.compile(r"<(?:(\w+):)?\w+>")
_VALUES = {"int": "1", "path": "m1", "slug": "text"}
# Mailboxes end reminders by a POST of their own, without a cookie (RFC 8058); what an answer by
# mail did is taken back by the secret in the address; mail providers bring theirs.
FOR_MAILBOXES = ("/u/", "/r/", "/mail/in/")
# Slack calls these without a cookie; what it did not sign is refused (tests/slack).
BY_SIGNATURE = ("/slack/interactions/", "/slack/events/")
_ANYTHING = re.compile(r"\(\?P<\w+>[^)]*\)")  # allauth's addresses of keys are patterns


def addresses() -> Iterator[str]:
    """Every address of the URL list, signing in included, with something in its parameters."""

    def walk(patterns: Any, before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, route)
            else:
                yield route

    for route in walk(get_resolver().url_patterns, "/"):
        plain = _ANYTHING.sub("1-abc", route).replace("^", "").replace("$", "")
        yield _PARAMETER.sub(lambda found: _VALUES.get(found[1] or "str", "abc"), plain)


def test_no_address_takes_a_form_without_its_token() -> None:
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.force_login(a_member(role="admin").user)
    found = sorted(set(addresses()))
    assert len(found) > 60
    taken = {}
    for address in found:
        answer = browser.post(address, {"title": "x"}, headers={"Origin": "https://evil.example"})
        if address in BY_SIGNATURE:
            assert answer.status_code == 401, address
        elif answer.status_code != 403 and not address.startswith(FOR_MAILBOXES):
            taken[address] = answer.status_code
    assert taken == {}
