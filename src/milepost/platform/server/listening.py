"""The listening socket: bound before anything else starts, and handed to the web process."""

from __future__ import annotations

import errno
import os
import socket

from milepost.domain.errors import MilepostError
from milepost.platform import config


class PortTaken(MilepostError):
    """The address cannot be listened on; the message says what to do."""


def bound_socket(host: str, port: int) -> socket.socket:
    """A socket that listens on this address. Binding is the probe: nobody can slip in between."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(2048)
    except OSError as error:
        made.close()
        raise PortTaken(_why_not(host, port, error)) from error
    made.set_inheritable(True)
    return made


def listener_from_environment() -> socket.socket:
    """The socket that the supervisor has bound, or one of our own."""
    handed = os.environ.pop("MILEPOST_LISTEN_FD", "")
    if handed:
        return socket.socket(fileno=int(handed))
    return bound_socket(config.host(), config.port())


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken by another program. Choose another one with PORT, e.g."
            f" PORT={port + 1} make run; or find out who has it: ss -ltnp 'sport = :{port}'."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is for root alone. Choose one from 1024 on with PORT."
    return f"Cannot listen on {host}:{port} ({error.strerror}). Check MILEPOST_HOST and PORT."
