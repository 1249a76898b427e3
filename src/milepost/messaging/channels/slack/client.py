"""Calling Slack by its own client: one try, a time limit, and an error that says what is known.

Retries are the outbox's. What matters after a failure is whether Slack may have done it all the
same: `Refused`, `Limited` and `NotReached` say that it surely did not, `Unsure` that nobody knows.
"""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from django.conf import settings
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

SECONDS = 10
# The client writes whole bodies, tokens in them, where its logger has no level of its own.
_log = logging.getLogger("milepost.slack.client")
_log.setLevel(logging.CRITICAL)

_TRY_AGAIN = frozenset(
    {
        "accesslimited",
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "rollup_error",
        "service_unavailable",
        "team_added_to_org",
        "message_limit_exceeded",
    }
)
_NOT_REACHED = (ConnectionRefusedError, socket.gaierror, ssl.SSLError)


class SlackFailure(Exception):
    """A call that did not work."""


class Refused(SlackFailure):
    """Slack said no; `code` is its word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack: {code}")
        self.code = code


class Limited(SlackFailure):
    """Too many calls, or Slack is busy with itself: again after `seconds`, where it said so."""

    def __init__(self, code: str, seconds: float | None = None) -> None:
        super().__init__(f"Slack: {code}")
        self.seconds = seconds


class NotReached(SlackFailure):
    """No connection came about, so nothing was done."""


class Unsure(SlackFailure):
    """It broke off, or the answer makes no sense: Slack may have done it."""


def client(token: str = "") -> WebClient:
    """A client with this token; proxies are the environment's, `NO_PROXY` included."""
    made = WebClient(
        token=token or None,
        base_url=settings.SLACK_API_URL,
        timeout=SECONDS,
        retry_handlers=[],
        logger=_log,
    )
    made.proxy = None  # urllib looks for itself, and knows which hosts go without
    return made


def call(method: Callable[..., SlackResponse], **values: Any) -> SlackResponse:
    """Call a method of the client. Raises one of the failures above."""
    try:
        return method(**values)
    except SlackApiError as error:
        raise _failure(error.response) from None
    except URLError as error:
        if isinstance(error.reason, _NOT_REACHED):
            raise NotReached(f"Slack was not reached: {error.reason}") from None
        raise Unsure(f"Slack did not answer: {error.reason}") from None
    except (OSError, HTTPException, SlackClientError) as error:
        words = str(error) or type(error).__name__
        raise Unsure(f"Slack did not answer: {words}") from None
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        # An answer that is no JSON object, which the client does not expect.
        raise Unsure(f"Slack's answer made no sense: {type(error).__name__}") from None


def scopes_of(answer: SlackResponse) -> frozenset[str]:
    """What the token of a call may do, from the answer's headers."""
    headers = {str(name).lower(): str(value) for name, value in answer.headers.items()}
    return frozenset(filter(None, map(str.strip, headers.get("x-oauth-scopes", "").split(","))))


def _failure(answer: SlackResponse) -> SlackFailure:
    status = answer.status_code
    if status == 429:
        return Limited("too many calls", _seconds(answer))
    if status >= 500:
        return Unsure(f"Slack answered {status}")
    data = answer.data if isinstance(answer.data, dict) else {}
    code = str(data.get("error") or "")
    if not code or " " in code:
        return Unsure("Slack's answer made no sense")
    if code in _TRY_AGAIN:
        return Limited(code, _seconds(answer))
    return Refused(code[:80])


def _seconds(answer: SlackResponse) -> float | None:
    headers = {str(name).lower(): value for name, value in answer.headers.items()}
    try:
        return max(0.0, float(headers["retry-after"]))
    except (KeyError, TypeError, ValueError):
        return None
