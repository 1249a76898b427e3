"""What the environment says of mail that comes in: where people answer, and how that reaches us.

| variable | meaning | default |
| --- | --- | --- |
| MILEPOST_REPLY_ADDRESS | NAME@HOST: answers go to NAME+TOKEN@HOST and act | to the AE |
| MILEPOST_INBOUND_LISTEN | lmtp://127.0.0.1:2525 or smtp://…, for our own listener | none |
| MILEPOST_INBOUND_TLS | certificate and key for STARTTLS there, two paths | none |
| MILEPOST_INBOUND_TRUST | names (authserv-id) whose Authentication-Results count | none |
| MILEPOST_INBOUND_PROOF | `required`: without a passed check nothing is changed | as it comes |
| MILEPOST_INBOUND_WEBHOOKS | providers that post mail to /mail/in/NAME/ | none |
| MILEPOST_INBOUND_SECRET | user:password in the address that a provider posts to | none |
| MILEPOST_INBOUND_KEY | the provider's key, of its signature or of its API | none |
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

from milepost.platform.config import ConfigurationError

PROVIDERS = (
    "amazon_ses",
    "brevo",
    "mailersend",
    "mailgun",
    "mailjet",
    "mandrill",
    "postal",
    "postmark",
    "resend",
    "sendgrid",
    "sparkpost",
)
_ADDRESS = re.compile(r"[a-z0-9._-]{1,20}@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Listen:
    """Where the listener waits, and which of the two dialogues it speaks."""

    protocol: str
    host: str
    port: int


def reply_address(environment: Mapping[str, str] = os.environ) -> str:
    """The address that answers go to, in lower case; "" where they go to the AE."""
    text = environment.get("MILEPOST_REPLY_ADDRESS", "").strip().lower()
    if text and not _ADDRESS.fullmatch(text):
        raise ConfigurationError(
            f"MILEPOST_REPLY_ADDRESS is {text!r}; give one like reply@plans.example.com, with up to"
            " 20 characters before the @."
        )
    return text


def listen(environment: Mapping[str, str] = os.environ) -> Listen | None:
    """Where our own listener takes mail; None where there is none."""
    text = environment.get("MILEPOST_INBOUND_LISTEN", "").strip()
    if not text:
        return None
    if not reply_address(environment):
        raise ConfigurationError(
            "MILEPOST_INBOUND_LISTEN needs MILEPOST_REPLY_ADDRESS: the address that is answered."
        )
    try:
        parts = urlsplit(text)
        if parts.scheme in ("lmtp", "smtp") and parts.hostname and parts.port:
            return Listen(parts.scheme, parts.hostname, parts.port)
    except ValueError:
        pass
    raise ConfigurationError(
        f"MILEPOST_INBOUND_LISTEN is {text!r}; give one like lmtp://127.0.0.1:2525."
    )


def certificate(environment: Mapping[str, str] = os.environ) -> tuple[str, str] | None:
    """The files of the listener's certificate and its key; None where it offers no STARTTLS."""
    text = environment.get("MILEPOST_INBOUND_TLS", "").strip()
    if not text:
        return None
    paths = shlex.split(text)
    if len(paths) != 2:
        raise ConfigurationError("MILEPOST_INBOUND_TLS names two files: a certificate, its key.")
    return paths[0], paths[1]


def trusted(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """Whose Authentication-Results count (RFC 8601, authserv-id)."""
    return frozenset(environment.get("MILEPOST_INBOUND_TRUST", "").lower().split())


def needs_proof(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether mail without any result of a check changes nothing."""
    text = environment.get("MILEPOST_INBOUND_PROOF", "").strip()
    if text not in ("", "required"):
        raise ConfigurationError(f"MILEPOST_INBOUND_PROOF is {text!r}; give `required` or nothing.")
    return text == "required"


def webhooks(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """The providers that may post mail. Without a secret none may."""
    found = frozenset(environment.get("MILEPOST_INBOUND_WEBHOOKS", "").lower().split())
    unknown = sorted(found - set(PROVIDERS))
    if unknown:
        raise ConfigurationError(
            f"MILEPOST_INBOUND_WEBHOOKS names {unknown[0]!r}; known are {', '.join(PROVIDERS)}."
        )
    if "amazon_ses" in found and find_spec("boto3") is None:
        raise ConfigurationError(
            "MILEPOST_INBOUND_WEBHOOKS names amazon_ses, which needs the package boto3 beside"
            " Milepost: install it into the same environment."
        )
    secret = webhook_secret(environment)
    if found and (":" not in secret or len(secret) < 16):
        raise ConfigurationError(
            "MILEPOST_INBOUND_WEBHOOKS needs MILEPOST_INBOUND_SECRET: user:password, 16 characters"
            " or more, which stand in the address that the provider posts to."
        )
    return found


def webhook_secret(environment: Mapping[str, str] = os.environ) -> str:
    """What a provider proves itself with (HTTP basic authentication)."""
    return environment.get("MILEPOST_INBOUND_SECRET", "")


def webhook_key(environment: Mapping[str, str] = os.environ) -> str:
    """The key that the provider signs with, or that opens its API."""
    return environment.get("MILEPOST_INBOUND_KEY", "")
