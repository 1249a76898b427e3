"""Words for whoever pressed a button, seen by them alone, at the address that came with the press.

The address is part of a signed request, and is looked at all the same: it leads to Slack's own
host for answers, or to the configured server, or nowhere.
"""

from __future__ import annotations

import json
import logging
import urllib.request
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from django.conf import settings

from milepost.messaging.registry import DeliveryFailed

log = logging.getLogger("milepost.slack")

HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
SECONDS = 5


def reply(address: str, text: str) -> bool:
    """Say something to whoever pressed; whether it was said. Raises DeliveryFailed to be retried.

    An address that has run out (after thirty minutes, or five answers) is past help.
    """
    if not text or not is_slacks(address):
        return False
    body: dict[str, Any] = {"response_type": "ephemeral", "replace_original": False, "text": text}
    request = urllib.request.Request(  # noqa: S310 (its scheme and host were looked at)
        address, json.dumps(body).encode(), {"Content-Type": "application/json; charset=utf-8"}
    )
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            return bool(answer.status == 200)
    except HTTPError as error:
        if error.code == 429 or error.code >= 500:
            raise DeliveryFailed(f"Slack answered {error.code}") from None
        log.info("a press could not be answered: Slack said %s", error.code)
        return False
    except (OSError, HTTPException) as error:
        raise DeliveryFailed(f"Slack was not reached: {error}") from None


def is_slacks(address: str) -> bool:
    """Whether an answer may be sent to this address."""
    try:
        parts, base = urlsplit(address), urlsplit(settings.SLACK_API_URL)
        own = parts.scheme == base.scheme and parts.netloc == base.netloc
        if parts.username or parts.password:
            return False
        return own or (
            parts.scheme == "https" and parts.hostname in HOSTS and parts.port in (None, 443)
        )
    except ValueError:
        return False


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows nothing: where it leads was not looked at."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)
