"""What keeps secrets out of the log: one-time links, tokens in addresses, passwords in URLs."""

from __future__ import annotations

import logging
import re

_IN_PATH = re.compile(
    r"(/(?:b|r|u|c|calendar|setup|join|link|signin|reset|key|confirm-email)/)[^/\s?'\"]+"
)
_IN_QUERY = re.compile(r"((?:token|key|code|password|secret)=)[^&\s'\"]+", re.IGNORECASE)
_IN_URL = re.compile(r"(\b[a-z+]+://[^:/\s]*:)[^@/\s]+@")
_FORMATTER = logging.Formatter()


def without_secrets(text: str) -> str:
    """The text with every token, code and password struck out."""
    text = _IN_PATH.sub(r"\1…", text)
    text = _IN_QUERY.sub(r"\1…", text)
    return _IN_URL.sub(r"\1…@", text)


class WithoutSecrets(logging.Filter):
    """Strikes secrets out of every record before it is written, traces included."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        cleaned = on_one_line(without_secrets(message))
        if cleaned != message:
            record.msg, record.args = cleaned, None
        if record.exc_info and not record.exc_text:
            record.exc_text = without_secrets(_FORMATTER.formatException(record.exc_info))
        return True


def on_one_line(text: str) -> str:
    """The text with controls written out: an address may hold a line break and forge a line."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
