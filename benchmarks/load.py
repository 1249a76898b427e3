"""The load: a few keep-alive connections on loopback, each asking again as soon as it is answered.

A process of its own (`python -m benchmarks.load`, the job as JSON on standard input, the result
on standard output), so that its work is not counted as the server's. It reads an answer's first
line, its length and, for changes, the revision (for which it unpacks the page, as a browser does);
nothing more, as it runs on the same cores.
"""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import uvloop

MOST_CLIENTS = 64
MOST_SECONDS = 120.0
LONGEST_ANSWER = 10.0


@dataclass(frozen=True, slots=True)
class Job:
    """What to ask for, by how many clients, for how long.

    The clients start spread over the requests and take them in turn, so that no two ask for the
    same soon after one another; or each keeps to its own (`is_own`). In a body, `{seen}` is the
    revision that the last answer showed, and `{turn}` differs each time.
    """

    port: int
    clients: int
    requests: Sequence[Ask]
    seconds: float
    is_own: bool = False
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One request: the head without a length, the body of a change, the revision known.

    `mark` stands before the revision in an answer to a change. Every second time `then` is asked
    for in place of `head`, for what can only be done again once it was taken back.
    """

    head: str
    body: str = ""
    seen: int = 0
    mark: str = 'data-revision="'
    then: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """Latencies in milliseconds; `cpu` are the seconds that the load itself took."""

    answers: int
    seconds: float
    p50: float
    p99: float
    cpu: float
    statuses: dict[str, int] = field(default_factory=dict)
    bytes_each: int = 0
    sample: str = ""

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.answers / self.seconds


def run(job: Job) -> Result:
    """Run a job in a process of its own; RuntimeError where an answer was not as expected."""
    if not 0 < job.clients <= MOST_CLIENTS or not 0 < job.seconds <= MOST_SECONDS:
        raise ValueError("a job is bounded in clients and seconds")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(job)),
        capture_output=True,
        text=True,
        timeout=job.seconds + 30,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip()[-2000:])
    return Result(**json.loads(done.stdout))


class _Client(asyncio.Protocol):
    """One connection that asks, waits for the whole answer, and asks again."""

    def __init__(self, number: int, job: dict[str, Any], run: _Run) -> None:
        self.run, self.number, self.turn = run, number, 0
        self.own = job["is_own"]
        self.first = number if self.own else number * len(job["requests"]) // job["clients"]
        self.asks = [dict(ask) for ask in job["requests"]]
        self.buffer = bytearray()
        self.need, self.begins, self.is_packed = -1, 0, False
        self.status = ""
        self.transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        step = 0 if self.own else self.turn
        self.current = self.asks[(self.first + step) % len(self.asks)]
        self.turn += 1
        is_second = self.turn % 2 == 0
        text = (self.current["then"] if is_second else "") or self.current["head"]
        if body := self.current["body"]:
            body = body.replace("{seen}", str(self.current["seen"]))
            body = body.replace("{turn}", f"{self.number}-{self.turn}-{time.time_ns() % 10**9}")
            text += f"Content-Length: {len(body)}\r\n"
        self.transport.write(f"{text}\r\n{body}".encode())
        self.asked_at = time.perf_counter()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.need < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self.buffer[:end]).lower()
            self.status = head[9:12].decode()
            at = head.find(b"\r\ncontent-length:")
            length = 0 if at < 0 else int(head[at + 17 :].split(b"\r\n", 1)[0])
            self.need, self.begins = end + 4 + length, end + 4
            self.is_packed = b"\r\ncontent-encoding: gzip" in head
        if len(self.buffer) < self.need:
            return
        self.run.answered(time.perf_counter() - self.asked_at, self.status, self.buffer)
        if self.current["body"]:
            self._read_seen()
        self.buffer.clear()
        self.need = -1
        if self.run.is_over():
            self.transport.close()
        else:
            self._ask()

    def _read_seen(self) -> None:
        page = bytes(self.buffer[self.begins :])
        if self.is_packed:
            page = zlib.decompress(page, 31)
        _before, _mark, after = page.partition(self.current["mark"].encode())
        if after:
            self.current["seen"] = int(after[:20].split(b'"', 1)[0])

    def connection_lost(self, error: Exception | None) -> None:
        self.run.left(self.number, error)


class _Run:
    def __init__(self, job: dict[str, Any], over: asyncio.Future[None]) -> None:
        self.over, self.clients, self.most = over, job["clients"], job["most"]
        self.times: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.bytes = 0
        self.sample = ""
        self.started = time.perf_counter()
        self.until = self.started + job["seconds"]
        self.ended = self.started

    def answered(self, seconds: float, status: str, answer: bytearray) -> None:
        self.times.append(seconds)
        self.statuses[status] += 1
        self.bytes += len(answer)
        self.ended = time.perf_counter()
        if not self.sample:
            self.sample = bytes(answer[:600]).decode("utf-8", "replace")

    def is_over(self) -> bool:
        if self.most is not None and len(self.times) >= self.most:
            return True
        return time.perf_counter() >= self.until

    def left(self, number: int, error: Exception | None) -> None:
        self.clients -= 1
        if not self.clients and not self.over.done():
            self.over.set_result(None)


async def _carry_out(job: dict[str, Any]) -> Result:
    loop = asyncio.get_running_loop()
    over: asyncio.Future[None] = loop.create_future()
    run = _Run(job, over)
    for number in range(job["clients"]):
        await loop.create_connection(
            lambda number=number: _Client(number, job, run), "127.0.0.1", job["port"]
        )
    await asyncio.wait_for(over, job["seconds"] + LONGEST_ANSWER)
    times = sorted(run.times)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return Result(
        answers=len(times),
        seconds=run.ended - run.started,
        p50=1000 * times[len(times) // 2],
        p99=1000 * times[min(len(times) - 1, len(times) * 99 // 100)],
        cpu=usage.ru_utime + usage.ru_stime,
        statuses=dict(run.statuses),
        bytes_each=run.bytes // max(1, len(times)),
        sample=run.sample,
    )


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(asdict(runner.run(_carry_out(json.load(sys.stdin))))))
