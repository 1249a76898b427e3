"""The channel, as `channels/contract.py` wants it: members alone, in each of their browsers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import ngettext

from milepost.messaging import outbox
from milepost.messaging.channels.contract import Batch, Item
from milepost.messaging.channels.push.subscriptions import browsers
from milepost.messaging.letters import known_language
from milepost.messaging.messages import Addressee

# Bytes: all of it has to fit into one record, and into what push services take.
LONGEST_TITLE, LONGEST_BODY, LONGEST_LINK = 400, 1_200, 600
INBOX = "/inbox/"


def reaches(reader: Addressee, items: Sequence[Item]) -> bool:
    """A member who chose a browser for it. Never a buyer."""
    is_member = reader.side == "seller" and reader.member_id is not None
    return is_member and bool(browsers(reader.member_id or 0))


def record(batch: Batch) -> str:
    """Write one row for each browser into the outbox; the first one's key."""
    reader = batch.reader
    message = {**_message(batch), "tag": batch.key}
    keys = []
    for browser in browsers(reader.member_id or 0):
        key = f"push:{batch.key}:{browser.id}"
        outbox.record(
            "push",
            key,
            {"subscription": browser.id, "message": message},
            reader.workspace_id,
            recipient=f"{reader.name} ({browser.browser})",
            plan_id=batch.plan_id,
        )
        keys.append(key)
    return keys[0] if keys else ""


def _message(batch: Batch) -> dict[str, Any]:
    """What a lock screen has room for: one thing, or how many and what they are called."""
    first = batch.items[0].words
    if len(batch.items) == 1:
        title, body, link = first.subject, first.line, first.link or INBOX
    else:
        count = len(batch.items)
        with translation.override(known_language(batch.reader.language)):
            title = ngettext("%(n)s message", "%(n)s messages", count) % {"n": count}
        body = "\n".join(item.words.subject for item in batch.items[:4])
        link = INBOX
    return {
        "title": _cut(title, LONGEST_TITLE),
        "body": _cut(body, LONGEST_BODY),
        "url": link if len(link.encode()) <= LONGEST_LINK else INBOX,
    }


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore")
