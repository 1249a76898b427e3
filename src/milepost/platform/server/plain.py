"""Short pages of the server's own, for requests that never reach Django.

They look like the others as far as a page can that may ask for nothing more: its few rules of
style stand in it, and the policy allows those alone, by their hash.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape

from milepost.platform.server.types import Send, answer

_STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1d2226, #eceae4); }
body { margin: 0; padding: 12vh 24px; background: light-dark(#f7f6f2, #121417); color: var(--ink);
  font: 16px/1.5 "Inter Variable", Inter, system-ui, sans-serif; }
main { max-width: 560px; margin: auto; }
b { display: inline-block; padding: 18px 10px 16px; border: 1px solid light-dark(#a83120, #f0917f);
  border-radius: 26px 26px 6px 6px; color: light-dark(#a83120, #f0917f); }
h1 { margin: 20px 0 8px; font-size: 30px; line-height: 1.2; letter-spacing: -.02em; }
p { margin: 0; color: light-dark(#565d63, #a9aeb3); }
"""
_POLICY = (
    "default-src 'none'; frame-ancestors 'none'; "
    f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
)
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Milepost</title><style>{style}</style></head>
<body><main><b>{status}</b><h1>{title}</h1><p>{text}</p></main></body></html>
"""


async def page(send: Send, status: int, title: str, text: str) -> None:
    """Answer with a heading and a sentence that says what to do, and close the connection."""
    words = {"title": escape(title), "text": escape(text)}
    body = _PAGE.format(status=status, style=_STYLE, **words).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"content-security-policy", _POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await answer(send, status, headers, body)
