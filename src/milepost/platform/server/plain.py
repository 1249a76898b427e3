"""Short pages of the server's own, for requests that never reach Django."""

from __future__ import annotations

from html import escape

from milepost.platform.server.types import Send, answer

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><h1>{title}</h1><p>{text}</p></html>
"""


async def page(send: Send, status: int, title: str, text: str) -> None:
    """Answer with a heading and a sentence that says what to do, and close the connection."""
    body = _PAGE.format(title=escape(title), text=escape(text)).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await answer(send, status, headers, body)
