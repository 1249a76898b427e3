"""Keeps web and worker alive beside the database, and ends all of them together.

Each child runs in a session of its own (Ctrl-C would otherwise reach it twice), dies when the
supervisor dies however that happens, and is started again whatever its exit code was.
"""

from __future__ import annotations

import logging
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from milepost.platform import children

log = logging.getLogger("milepost.supervisor")
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 5.0
STEADY_SECONDS = 10.0
SECONDS_TO_STOP = 12.0


@dataclass
class Child:
    """One process to keep alive."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    inherited: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    start_after: float = 0.0

    def start(self) -> None:
        """Start it now."""
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment, "MILEPOST_PROCESS": f"milepost-{self.name}"},
            stdin=subprocess.DEVNULL,
            pass_fds=self.inherited,
            start_new_session=True,
            preexec_fn=children.before_exec(),
        )


class Supervisor:
    """Runs children until SIGTERM, SIGINT or SIGHUP. `also` is called on every turn
    and returns the seconds until the next one."""

    def __init__(self, kept: Sequence[Child], also: Callable[[], float] = lambda: 1.0) -> None:
        self.children = list(kept)
        self.also = also
        self.is_stopping = False
        self._wake: tuple[int, int] = (-1, -1)

    def listen(self) -> None:
        """Take signals from here on. Before this they end the process as usual."""
        self._wake = os.pipe()
        for end in self._wake:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)

    def run(self) -> None:
        """Start all children, keep them alive until told to stop, and end them."""
        for child in self.children:
            child.start()
        while not self.is_stopping:
            self.wait(self.also())
            for child in self.children:
                self._tend(child)
        self._end_all()

    def wait(self, seconds: float) -> None:
        """Sleep until a signal, a child's end, or this many seconds."""
        readable, _, _ = select.select([self._wake[0]], [], [], seconds)
        if readable:
            os.read(self._wake[0], 1024)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True

    def _tend(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            child.process = None
            if now - child.started_at > STEADY_SECONDS:
                child.pause = FIRST_PAUSE
            child.start_after = now + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
            log.warning("%s ended with %s and is started again", child.name, _code(code))
        if now >= child.start_after and not self.is_stopping:
            child.start()

    def _end_all(self) -> None:
        living = [child.process for child in self.children if child.process]
        for process in living:
            process.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for process in living:
            try:
                process.wait(max(0.05, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _code(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit status {code}"
