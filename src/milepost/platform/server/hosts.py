"""Which hosts this server answers for, as links in its mails and pages are made from them.

Without MILEPOST_URL it answers for this machine: localhost, its name, and the very address that
a connection came in on. Any other name could be an attacker's, put into a link that we mail.
"""

from __future__ import annotations

import os
import socket
from urllib.parse import urlsplit

from milepost.platform import config
from milepost.platform.server.types import Scope, header


class Hosts:
    """Decides on a request's host, and by which scheme people reach it."""

    def __init__(self) -> None:
        public = urlsplit(config.public_url())
        self.public = (public.hostname or "").lower()
        self.scheme = public.scheme
        more = os.environ.get("MILEPOST_HOSTS", "").replace(",", " ").split()
        self.known = {self.public, "localhost", "127.0.0.1", "::1", socket.gethostname().lower()}
        self.known |= {name.lower() for name in more}

    def name_of(self, scope: Scope) -> str:
        """The host that was asked for, without its port."""
        text = header(scope, b"host").decode("latin-1").lower()
        if text.startswith("["):
            return text[1:].partition("]")[0]
        return text.rpartition(":")[0] if ":" in text else text

    def is_ours(self, scope: Scope) -> bool:
        """Whether we answer for the host that was asked for."""
        name = self.name_of(scope)
        if name in self.known:
            return True
        server = scope.get("server")
        return bool(server and server[0] == name)

    def scheme_for(self, scope: Scope) -> str:
        """`https` where people come through a proxy that MILEPOST_URL names."""
        return self.scheme if self.name_of(scope) == self.public else "http"
