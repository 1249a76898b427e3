"""Whole Mileposts for tests: `milepost serve` in a folder of its own."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SECONDS_TO_START = 90


class Served:
    """A running `milepost serve`."""

    def __init__(self, folder: Path, port: int, python: str, more: Mapping[str, str]) -> None:
        self.folder, self.port = folder, port
        self.output = folder.with_name(f"{folder.name}-{port}.log")
        self.output.touch()
        self.process = subprocess.Popen(
            [python, "-m", "milepost", "serve"],
            env=environment(folder, port) | dict(more),
            cwd=folder.parent,
            stdout=self.output.open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def said(self) -> str:
        """What it has printed so far."""
        return self.output.read_text()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of one page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def is_ready(self) -> bool:
        """Whether /healthz says so."""
        try:
            return self.get("/healthz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def wait_until_ready(self) -> None:
        """Wait; fail with its output when it ends or takes too long."""
        wait_for(
            lambda: self.is_ready() or self.process.poll() is not None, seconds=SECONDS_TO_START
        )
        assert self.process.poll() is None, self.said()

    def children(self) -> dict[str, int]:
        """Numbers of the web and worker processes, by the names that the supervisor gave them."""
        found = {}
        for entry in Path("/proc").iterdir():
            is_ours = entry.name.isdigit() and _parent_of(entry) == self.process.pid
            if is_ours and _command_of(entry)[-1:] in (["web"], ["worker"]):
                found[_name_of(entry)] = int(entry.name)
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """End it by this signal, and return its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(40)


@contextmanager
def serving(folder: Path, *, python: str = sys.executable, **more: str) -> Iterator[Served]:
    """A ready `milepost serve`, ended afterwards."""
    served = Served(folder, free_port(), python, more)
    try:
        served.wait_until_ready()
        yield served
    finally:
        served.stop()


def environment(folder: Path, port: int) -> dict[str, str]:
    """The environment of a Milepost with its data in `folder`."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"MILEPOST_DATA": str(folder), "PORT": str(port), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: object, seconds: float = 20) -> None:
    """Wait until the condition holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def _parent_of(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return -1


def _name_of(entry: Path) -> str:
    try:
        environment = (entry / "environ").read_bytes().decode().split("\0")
    except OSError:
        return ""
    names = (each for each in environment if each.startswith("MILEPOST_PROCESS=milepost-"))
    return next(names, "").partition("-")[2]


def _command_of(entry: Path) -> list[str]:
    try:
        return (entry / "cmdline").read_bytes().decode().rstrip("\0").split("\0")
    except OSError:
        return []
