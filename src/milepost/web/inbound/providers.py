"""What each provider's webhook says, by django-anymail: the mail, whom it was for, and the results
of SPF, DKIM and DMARC that the provider vouches for. The one place that knows them by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from email.utils import getaddresses
from importlib import import_module
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Name: anymail's view of it, and what our one key is called there.
VIEWS: Mapping[str, tuple[str, str]] = {
    "amazon_ses": ("amazon_ses.AmazonSESInboundWebhookView", ""),
    "brevo": ("brevo.BrevoInboundWebhookView", "api_key"),
    "mailersend": ("mailersend.MailerSendInboundWebhookView", "inbound_secret"),
    "mailgun": ("mailgun.MailgunInboundWebhookView", "webhook_signing_key"),
    "mailjet": ("mailjet.MailjetInboundWebhookView", ""),
    "mandrill": ("mandrill.MandrillCombinedWebhookView", "webhook_key"),
    "postal": ("postal.PostalInboundWebhookView", "webhook_key"),
    "postmark": ("postmark.PostmarkInboundWebhookView", ""),
    "resend": ("resend.ResendInboundWebhookView", "api_key"),
    "sendgrid": ("sendgrid.SendGridInboundWebhookView", ""),
    "sparkpost": ("sparkpost.SparkPostInboundWebhookView", ""),
}
_SIGNING_DOMAIN = re.compile(r"\bd\s*=\s*([^\s;]+)")


def answer(provider: str, request: HttpRequest) -> HttpResponse:
    """Have anymail check the request and tell `anymail.signals.inbound` of each mail in it."""
    path, key_name = VIEWS[provider]
    module, _dot, name = path.partition(".")
    view = getattr(import_module(f"anymail.webhooks.{module}"), name)
    wanted: dict[str, Any] = {"webhook_secret": [settings.INBOUND_SECRET]}
    if key_name:
        wanted[key_name] = settings.INBOUND_KEY
    if provider == "mandrill":
        wanted["webhook_url"] = _signed_url(request)
    made = view(**wanted)
    made.setup(request)
    answered: HttpResponse = made.dispatch(request)
    return answered


def _signed_url(request: HttpRequest) -> str:
    """The address as the provider has it, with the secret in it, which is what it signs."""
    scheme, _sep, rest = settings.PUBLIC_URL.partition("://")
    return f"{scheme}://{settings.INBOUND_SECRET}@{rest}{request.path}"


def recipients_of(message: Any) -> list[str]:
    """Whom it was for, as the provider says, and then as its headers say."""
    named = [message.envelope_recipient] if message.envelope_recipient else []
    headers = ("Delivered-To", "X-Original-To", "To", "Cc", "Bcc")
    texts = [str(value) for name in headers for value in message.get_all(name, [])]
    return [*named, *(address for _name, address in getaddresses(texts) if address)]


def bytes_of(message: Any) -> bytes:
    """The mail as it came, or as near to it as its parts allow."""
    policy = message.policy.clone(refold_source="none", cte_type="8bit", utf8=True, linesep="\r\n")
    try:
        whole: bytes = message.as_bytes(policy=policy)
    except Exception:  # a mail that Python can read but not write: its beginning is enough to ask
        head = "".join(f"{n}: {' '.join(str(v).split())}\r\n" for n, v in message.items())
        text = f"{head}\r\n{message.text or ''}"
        whole = text.encode("utf-8", "replace")
    return whole


def checks_of(provider: str, event: Any) -> dict[str, str]:
    """What the provider found out of the sender; empty where it says nothing.

    A pass that may be of another domain than the sender's is as good as none.
    """
    found = _FOUND.get(provider, _nothing)(event)
    found = {name: result.strip().lower() for name, result in found.items() if result}
    senders = getaddresses([str(value) for value in event.message.get_all("From", [])])
    domain = senders[0][1].rpartition("@")[2].lower() if senders else ""
    if found.get("spf") == "pass" and not _is_near(
        domain, str(event.message.envelope_sender or "").rpartition("@")[2]
    ):
        found["spf"] = "none"
    signatures = [str(value) for value in event.message.get_all("DKIM-Signature", [])]
    signed_by = [d for text in signatures for d in _SIGNING_DOMAIN.findall(text)]
    if found.get("dkim") == "pass" and not any(_is_near(domain, each) for each in signed_by):
        found["dkim"] = "none"
    return found


def _is_near(domain: str, other: str) -> bool:
    other = other.lower().strip(" .<>")
    return bool(domain) and (
        other == domain or domain.endswith(f".{other}") or other.endswith(f".{domain}")
    )


def _nothing(event: Any) -> dict[str, str]:
    return {}


def _amazon_ses(event: Any) -> dict[str, str]:
    receipt = event.esp_event.get("receipt", {})
    verdicts = {"PASS": "pass", "FAIL": "fail"}
    return {
        name: verdicts.get(str(receipt.get(f"{name}Verdict", {}).get("status", "")), "none")
        for name in ("spf", "dkim", "dmarc")
    }


def _mailgun(event: Any) -> dict[str, str]:
    return {
        "spf": _worst(event, "X-Mailgun-Spf"),
        "dkim": _worst(event, "X-Mailgun-Dkim-Check-Result"),
    }


def _postmark(event: Any) -> dict[str, str]:
    tests = ",".join(str(v) for v in event.message.get_all("X-Spam-Tests", [])).upper()
    dkim = "pass" if "DKIM_VALID_AU" in tests else "fail" if "DKIM_INVALID" in tests else "none"
    found = {"spf": _worst(event, "Received-SPF"), "dkim": dkim}
    for word, result in (("DMARC_REJECT", "fail"), ("DMARC_QUAR", "fail"), ("DMARC_PASS", "pass")):
        if word in tests:
            found["dmarc"] = result
            break
    return found


def _sendgrid(event: Any) -> dict[str, str]:
    signed = str(event.esp_event.POST.get("dkim", "")).lower()
    results = set(re.findall(r":\s*(\w+)", signed))
    dkim = "pass" if "pass" in results else "fail" if "fail" in results else "none"
    return {"spf": str(event.esp_event.POST.get("SPF", "")), "dkim": dkim}


def _mandrill(event: Any) -> dict[str, str]:
    told = event.esp_event.get("msg", {})
    dkim = told.get("dkim") or {}
    valid = "pass" if dkim.get("valid") else "fail" if dkim.get("signed") else "none"
    return {"spf": str((told.get("spf") or {}).get("result", "")), "dkim": valid}


def _worst(event: Any, header: str) -> str:
    """The worst of a header's results: whoever forges one more cannot better it."""
    words = [str(value).split() for value in event.message.get_all(header, [])]
    found = {each[0].lower() for each in words if each}
    order = ("fail", "hardfail", "permerror", "softfail", "temperror", "neutral", "none", "pass")
    return next((result for result in order if result in found), "none")


_FOUND: Mapping[str, Callable[[Any], dict[str, str]]] = {
    "amazon_ses": _amazon_ses,
    "mailgun": _mailgun,
    "mandrill": _mandrill,
    "postmark": _postmark,
    "sendgrid": _sendgrid,
}
