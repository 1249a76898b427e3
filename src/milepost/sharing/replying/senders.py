"""Whether a mail comes from whom its reply address was given to.

The token says whose letter is answered, the From address has to be theirs, and a check that
failed (SPF, DKIM, DMARC, as passed on by whoever took the mail in) ends it. Headers that anybody
could have written count for nothing: only Authentication-Results of the names that the operator
trusts (RFC 8601), or what a provider vouches for (`ReceivedMail.checks`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message
from email.utils import getaddresses
from typing import Literal

Proof = Literal["passed", "failed", "none"]

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)([^;]*)", re.IGNORECASE)
_DOMAIN = re.compile(
    r"\b(?:header\.d|header\.i|smtp\.mailfrom|smtp\.helo)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE
)


def sender_of(head: Message) -> str:
    """The one address that a mail says it is from, in lower case; "" for none or several."""
    given = head.get_all("From", [])
    found = {address.strip().lower() for _name, address in getaddresses(map(str, given))}
    return found.pop() if len(given) == 1 and len(found) == 1 else ""


def proof_of(
    head: Message, checks: Mapping[str, str], trusted: frozenset[str], sender: str
) -> Proof:
    """What is known of whether the sender is who they say.

    `failed`: DMARC failed; or, without a word on DMARC, SPF failed and DKIM did not make up for
    it, or DKIM failed and SPF did not. A pass counts for the sender's own domain alone.
    """
    results = dict(checks) or _trusted_results(head, trusted, sender.rpartition("@")[2])
    spf, dkim, dmarc = (results.get(name, "none").lower() for name in ("spf", "dkim", "dmarc"))
    if dmarc in ("pass", "bestguesspass"):
        return "passed"
    if dmarc in ("fail", "permerror"):
        return "failed"
    if "pass" in (spf, dkim):
        return "passed"
    if spf in ("fail", "hardfail") or dkim in ("fail", "permerror"):
        return "failed"
    return "none"


def _trusted_results(head: Message, trusted: frozenset[str], domain: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for value in map(str, head.get_all("Authentication-Results", [])):
        text = _COMMENT.sub(" ", " ".join(value.split()))
        name, _semicolon, rest = text.partition(";")
        if name.strip().split(" ")[0].lower() not in trusted:
            continue
        for method, result, more in _RESULT.findall(rest):
            method, result = method.lower(), result.lower()
            if result == "pass" and method != "dmarc" and not _is_of(domain, more):
                result = "none"
            # Of several signatures one that holds is enough; else the worst is told.
            if found.get(method) != "pass":
                found[method] = result
    return found


def _is_of(domain: str, said: str) -> bool:
    """Whether a result speaks of the sender's domain, or of one above or below it."""
    for value in _DOMAIN.findall(said):
        other = value.rpartition("@")[2].lower().strip(".")
        if other == domain or domain.endswith(f".{other}") or other.endswith(f".{domain}"):
            return "." in other
    return False
