"""Mail that no person wrote: automatic answers, lists, our own letters, and what came back.

None of it ever acts and none gets an answer (RFC 3834). A report that an address takes no mail for
good marks that address.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses

from django.conf import settings

_BULK = ("bulk", "junk", "list", "auto_reply")
_FIELD = re.compile(r"^(final-recipient|original-recipient|action|status)\s*:\s*(.+)$", re.I | re.M)
_FOR_GOOD = re.compile(r"5\.(?:1\.[0-36]|2\.1)\b")  # as `messaging.smtp` reads them
REPORT_BYTES = 256 * 1024


def is_automatic(head: Message) -> bool:
    """Whether the headers say that a machine wrote it."""
    submitted = str(head.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    if submitted != "no":
        return True
    if str(head.get("Precedence", "")).strip().lower() in _BULK:
        return True
    names = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "List-Id", "X-Loop")
    if any(head.get(name) for name in names) or is_report(head):
        return True
    if str(head.get("Return-Path", "?")).strip() == "<>":
        return True
    ours = {address.lower() for _name, address in getaddresses([settings.DEFAULT_FROM_EMAIL])}
    senders = {address.lower() for _name, address in getaddresses(_texts(head, "From"))}
    return bool(senders & ours) or any("mailer-daemon@" in sender for sender in senders)


def is_report(head: Message) -> bool:
    """Whether it reports on the delivery of another mail (RFC 3464)."""
    kind = str(head.get("Content-Type", "")).lower()
    return kind.lstrip().startswith("multipart/report") and "delivery-status" in kind


def returned_for_good(raw: bytes, address: str) -> str:
    """Why no mail reaches this address, as a delivery report says; "" where it does not."""
    message = message_from_bytes(raw[:REPORT_BYTES], policy=compat32)
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        text = "\n".join(str(each) for each in _parts(part))
        fields = [(name.lower(), value.strip()) for name, value in _FIELD.findall(text)]
        about = {
            value.rpartition(";")[2].strip().lower()
            for name, value in fields
            if name.endswith("recipient")
        }
        has_failed = any(name == "action" and value.lower() == "failed" for name, value in fields)
        codes = [value for name, value in fields if name == "status" and _FOR_GOOD.match(value)]
        if address.lower() in about and len(about) == 1 and has_failed and codes:
            return f"a delivery report says {codes[0]}"
    return ""


def _parts(part: Message) -> list[object]:
    found = part.get_payload()
    return list(found) if isinstance(found, list) else [found]


def _texts(head: Message, name: str) -> list[str]:
    return [str(value) for value in head.get_all(name, [])]
