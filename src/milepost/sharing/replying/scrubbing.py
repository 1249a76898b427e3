"""Words from a mail, made fit for others to read: without the secrets that a quote may carry."""

from __future__ import annotations

import itertools
import re
from email import message_from_bytes
from email.policy import compat32

from django.conf import settings

from milepost.conversation.texts import LONGEST_COMMENT
from milepost.messaging.replies.reply_line import has_reply_line

CUT = "…"
UNREAD_BYTES = 64 * 1024
_QUOTE = re.compile(r"\s*(?:>|-{3,}\s*\w+.*-{3,}\s*$|On .* wrote:\s*$)")
_TAG = re.compile(r"<style.*?</style>|<[^<>]{0,2000}>", re.DOTALL | re.IGNORECASE)
_LONGEST_LINE = 2_000


def fit_for_others(text: str) -> str:
    """A text as it may stand on a plan: links to us and reply addresses, which let their holder
    act, are left out, and it is no longer than a comment may be."""
    without = _secrets().sub(CUT, text.replace("\0", ""))
    without = "\n".join(line.rstrip() for line in without.splitlines()).strip()
    if len(without) > LONGEST_COMMENT:
        return without[: LONGEST_COMMENT - len(CUT)].rstrip() + CUT
    return without


def first_words(raw: bytes) -> str:
    """The beginning of a mail that could not be read, up to what looks like a quote; "" for none.

    It looks at little, so that it takes no time whatever was sent.
    """
    own = itertools.takewhile(lambda line: not _begins_quote(line), _plain_text(raw).splitlines())
    return fit_for_others("\n".join(own))


def _begins_quote(line: str) -> bool:
    return bool(_QUOTE.match(line)) or has_reply_line([line])


def all_words(raw: bytes) -> str:
    """What a person may read of a mail, its quotes too; of one without plain text, its page's."""
    return fit_for_others(_plain_text(raw) or _TAG.sub(" ", _plain_text(raw, "text/html")))


def _plain_text(raw: bytes, kind: str = "text/plain") -> str:
    message = message_from_bytes(raw[:UNREAD_BYTES], policy=compat32)
    for part in message.walk():
        if part.get_content_type() == kind and not part.get_filename():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                lines = _decoded(payload, part.get_content_charset()).splitlines()
                return "\n".join(line[:_LONGEST_LINE] for line in lines)
    return ""


def _decoded(payload: bytes, charset: str | None) -> str:
    try:
        return payload.decode(charset or "utf-8", "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _secrets() -> re.Pattern[str]:
    name, _at, host = settings.REPLY_ADDRESS.partition("@")
    ours = rf"{re.escape(settings.PUBLIC_URL)}/\S*"
    reply = rf"{re.escape(name)}\+[\w.-]+@{re.escape(host)}" if name else "(?!)"
    path = r"https?://\S+/[bur]/[\w-]{20,}/?\S*"
    return re.compile(f"{ours}|{reply}|{path}", re.IGNORECASE)
