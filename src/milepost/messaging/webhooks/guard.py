"""The wall between webhooks and the network that Milepost itself stands in.

An address is checked as it is written when an endpoint is saved, and what it leads to is checked
each time a socket is opened: the name is resolved once, every address that it has must be public,
and the connection goes to one of those very addresses. So a name that turns private afterwards, or
from one look to the next, leads nowhere. What the operator lists in MILEPOST_WEBHOOK_ALLOW (names,
addresses, networks) may be private, and may be reached without TLS and on any port.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from milepost.domain.errors import MilepostError
from milepost.messaging.webhooks.addresses import Address, carried_by, is_public, read_address

LONGEST_URL = 2_000
CONNECT_SECONDS = 5.0
MOST_ADDRESSES = 4
FIRST_FREE_PORT = 1_024

Found: TypeAlias = tuple[int, Any]  # address family and socket address
Resolve: TypeAlias = Callable[[str, int], Sequence[Found]]

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")


class Refused(MilepostError):
    """An address that a webhook may not go to; the message says why, for an administrator."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator lists: names ("hooks.internal", "*.internal"), addresses, networks."""

    names: tuple[str, ...] = ()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def of(cls, items: Iterable[str]) -> Allowed:
        """Read the list; what is no network is a name."""
        names, networks = [], []
        for item in items:
            try:
                networks.append(ip_network(item, strict=False))
            except ValueError:
                names.append(item.lower().rstrip("."))
        return cls(tuple(names), tuple(networks))

    def has_name(self, host: str) -> bool:
        """Whether this name is listed, by itself or by a pattern."""
        return any(
            host == name or (name.startswith("*.") and host.endswith(name[1:]))
            for name in self.names
        )

    def has_address(self, address: Address) -> bool:
        """Whether this address is in a listed network, also where an IPv6 address carries it."""
        carried = carried_by(address) if isinstance(address, IPv6Address) else None
        return any(one in network for network in self.networks for one in (address, carried) if one)


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address, taken apart. `is_listed`: the operator listed its very host."""

    scheme: str
    host: str
    port: int
    path: str
    is_listed: bool

    @property
    def authority(self) -> str:
        """Host and port as the Host header says them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = {"https": 443, "http": 80}[self.scheme]
        return host if self.port == usual else f"{host}:{self.port}"


def allowed() -> Allowed:
    """The operator's list."""
    return Allowed.of(settings.WEBHOOK_ALLOW)


def target_of(url: str, listed: Allowed) -> Target:
    """Check an address as it is written. Raises Refused; nothing is resolved here."""
    if len(url) > LONGEST_URL:
        raise Refused(_("The address is too long."))
    if not url or re.search(r"[\x00-\x20\x7f\\]", url):
        raise Refused(_("Write the address without spaces, like https://example.com/hooks."))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refused(_("This address cannot be read.")) from None
    if parts.scheme not in ("https", "http") or not host:
        raise Refused(_("Write the whole address, like https://example.com/hooks."))
    if "@" in parts.netloc:
        raise Refused(_("Leave user name and password out: the signature says who sends."))
    if "#" in url:
        raise Refused(_("Leave out the part from # on: it is never sent."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii():
        raise Refused(_("Write signs beyond ASCII in the path percent-encoded."))
    host = _host(host, listed)
    address = read_address(host)
    is_listed = listed.has_name(host) or (address is not None and listed.has_address(address))
    if parts.scheme == "http" and not is_listed:
        raise Refused(_("Use https: what is sent over http can be read on the way."))
    if address is not None and not is_listed and not is_public(address):
        raise Refused(_not_public(host))
    if port is None:
        port = 443 if parts.scheme == "https" else 80
    if not is_listed and port != 443 and port < FIRST_FREE_PORT:
        said = _("Port %(port)s is not for webhooks: use 443, or one from 1024 on.")
        raise Refused(said % {"port": port})
    return Target(parts.scheme, host, port, path, is_listed)


def _host(text: str, listed: Allowed) -> str:
    """A host in its one spelling: a full name, or an address written in full."""
    if ":" in text:
        if read_address(text) is None or "%" in text:
            raise Refused(_("This address cannot be read."))
        return str(read_address(text))
    try:
        host = text.rstrip(".").encode("idna").decode().lower().rstrip(".")
    except UnicodeError:
        raise Refused(_("The host name cannot be read.")) from None
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise Refused(_("The host name cannot be read."))
    if _NUMERIC.fullmatch(labels[-1]):
        # 127.1, 0177.0.0.1, 0x7f000001, 2130706433: ways to write an address that hide which.
        if read_address(host) is None:
            raise Refused(_("Write the address in full, as four decimal numbers."))
        return host
    if len(labels) == 1 and not listed.has_name(host):
        raise Refused(_not_public(host))
    return host


def open_socket(
    target: Target, listed: Allowed, deadline: float, resolve: Resolve | None = None
) -> socket.socket:
    """Connect to what the target's name means now, if all of that is public or listed.

    `deadline` is a `time.monotonic`. Raises Refused, and OSError where nobody is there.
    """
    checked = checked_addresses(target, listed, deadline, resolve or _resolved)
    error: OSError | None = None
    until = min(deadline, time.monotonic() + CONNECT_SECONDS)
    for family, address in checked[:MOST_ADDRESSES]:
        left = until - time.monotonic()
        if left <= 0:
            break
        opened = socket.socket(family, socket.SOCK_STREAM)
        try:
            opened.settimeout(left)
            opened.connect(address)
        except OSError as failed:
            opened.close()
            error = failed
        else:
            return opened
    raise error or TimeoutError(_("no connection in time"))


def checked_addresses(
    target: Target, listed: Allowed, deadline: float, resolve: Resolve
) -> Sequence[Found]:
    """Where the target's name leads, once. Raises Refused if any of it is out of bounds."""
    found = _in_time(resolve, target, deadline)
    if not found:
        raise OSError(_("the name has no address"))
    for _family, address in found:
        reached = read_address(str(address[0]).partition("%")[0])
        if reached is None or not (
            target.is_listed or listed.has_address(reached) or is_public(reached)
        ):
            raise Refused(_not_public(target.host))
    return found


def _in_time(resolve: Resolve, target: Target, deadline: float) -> Sequence[Found]:
    """Resolve in a thread: the system's resolver knows no limit of ours."""
    answer: list[Sequence[Found]] = []
    trouble: list[Exception] = []

    def ask() -> None:
        try:
            answer.append(resolve(target.host, target.port))
        except Exception as error:
            trouble.append(error)

    thread = threading.Thread(target=ask, name="resolve", daemon=True)
    thread.start()
    thread.join(max(0.0, min(CONNECT_SECONDS, deadline - time.monotonic())))
    if trouble:
        raise trouble[0]
    if not answer:
        raise TimeoutError(_("the name was not resolved in time"))
    return answer[0]


def _resolved(host: str, port: int) -> Sequence[Found]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [(family, address) for family, _type, _proto, _name, address in found]


def _not_public(host: str) -> str:
    return _(
        "%(host)s is not on the public internet. Whoever runs Milepost can allow it by"
        " MILEPOST_WEBHOOK_ALLOW."
    ) % {"host": host}
