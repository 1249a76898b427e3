"""Whether a request comes from Slack: its signature over the raw body, not older than five minutes.

The client library has a verifier; it raises on a timestamp that is no number and on a body that is
no UTF-8, and takes any header for a signature. This one answers no.
Source: docs.slack.dev, "Verifying requests from Slack".
"""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from dataclasses import dataclass

NEWEST_SECONDS = 300
_STAMP = re.compile(r"[0-9]{1,12}")
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Signed:
    """A request as it came in."""

    body: bytes
    timestamp: str
    signature: str

    def is_fresh(self, now: float | None = None) -> bool:
        """Whether it has the form of a signed request, of these five minutes."""
        if not _STAMP.fullmatch(self.timestamp) or not _SIGNATURE.fullmatch(self.signature):
            return False
        return abs((time.time() if now is None else now) - int(self.timestamp)) <= NEWEST_SECONDS

    def is_by(self, secret: str) -> bool:
        """Whether this secret made the signature. In constant time."""
        return bool(secret) and hmac.compare_digest(
            signature_of(secret, self.timestamp, self.body), self.signature
        )

    @property
    def mark(self) -> str:
        """The same for the same request sent again."""
        return hashlib.sha256(self.signature.encode()).hexdigest()[:40]


def signature_of(secret: str, timestamp: str, body: bytes) -> str:
    """The signature of a body at a time."""
    text = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()
