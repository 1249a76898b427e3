"""Open pages: what a stream costs, and how long a change takes from its commit to the page.

    python -m benchmarks streams

A whole Milepost with one web process; its streams are those of buyers by links of their own, every
fifth one a seller's. A process beside it changes plans by the command that pages use and notes
when each commit was done; another one holds the streams and notes when each was told. Both read the
same clock. The parts that run beside:

    python -m benchmarks.streams links COUNT PLAN …       makes links, prints streams as JSON
    python -m benchmarks.streams change TIMES PAUSE PLAN … prints [plan, pulse, shared, seconds]
    python -m benchmarks.streams read                     takes the streams as JSON, holds them
    python -m benchmarks.streams limited                  a Milepost that may open 1,024 files
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

KILOBYTE = 1024
PLANS = 100
SELLERS = 5
ADDRESS = "maja@halden.example"
AT_ONCE = 64
FEW_FILES = 1024
SECONDS_TO_OPEN = 240.0


def print_streams() -> None:
    """Memory and times of 1,000 streams, of 5,000, and of 1,000 at one plan."""
    from benchmarks.__main__ import title

    title("Open pages (one web process)")
    os.environ["MILEPOST_WEB_PROCESSES"] = "1"
    for name, count, plans, times, pause in (
        ("1,000 at 100 plans", 1000, PLANS, 200, 0.04),
        ("5,000 at 100 plans", 5000, PLANS, 100, 0.1),
        ("1,000 at one plan", 1000, 1, 30, 0.5),
    ):
        _print_one(name, count, plans, times, pause)
    sys.stdout.flush()
    subprocess.run([sys.executable, "-m", "benchmarks.streams", "limited"], check=False)


def _print_one(name: str, count: int, plans: int, times: int, pause: float) -> None:
    """A system of its own each time, so that memory is that of these streams alone."""
    from benchmarks.system import System

    with _a_system() as system:
        assert isinstance(system, System)
        seeded = system.seed(plans)
        streams = _beside(system, "links", str(count), seeded.session, *map(str, seeded.plans))
        with _reading(system, streams[:20]) as first:
            first.opened()
        before = system.parts()["web"]
        with _reading(system, streams) as reader:
            opened = reader.opened()
            time.sleep(3)
            after = system.parts()["web"]
            made = _beside(system, "change", str(times), str(pause), *map(str, seeded.plans))
            time.sleep(1)
            told = reader.told()
        took = _times(made, told)
        each = (after.pss - before.pss) / max(1, opened["open"]) / KILOBYTE
        print(
            f"  {name:<20} {opened['open']} open after {opened['seconds']:.0f} s"
            f" {opened['refused'] or ''}\n"
            f"  {'':<20} {each:.0f} kB each, {after.pss / KILOBYTE**2:.0f} MB in all\n"
            f"  {'':<20} {len(made)} changes, {len(took)} of {_expected(made, streams)} told:"
            f" p50 {took[len(took) // 2]:.1f} ms, p99 {took[len(took) * 99 // 100]:.1f} ms,"
            f" last {took[-1]:.0f} ms"
        )


def _times(made: Sequence[Any], told: Sequence[Any]) -> list[float]:
    """Milliseconds from each commit to each page that was told of it."""
    seller = {(plan, pulse): at for plan, pulse, _, at in made}
    buyer = {(plan, shared): at for plan, _, shared, at in made}
    took = []
    for plan, is_buyer, pulse, at in told:
        committed = (buyer if is_buyer else seller).get((plan, pulse))
        if committed is not None:
            took.append(max(0.0, 1000 * (at - committed)))
    return sorted(took)


def _expected(made: Sequence[Any], streams: Sequence[Any]) -> int:
    at = Counter(stream["plan"] for stream in streams)
    return sum(at[plan] for plan, *_ in made)


@contextmanager
def _a_system() -> Iterator[Any]:
    import shutil
    import tempfile
    from pathlib import Path

    from benchmarks.system import System

    folder = Path(tempfile.mkdtemp(prefix="milepost-bench-"))
    folder.chmod(0o755)
    system = System(folder)
    try:
        system.start()
        yield system
    finally:
        system.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _beside(system: Any, *words: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.streams", *words],
        env=system.environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


class _Reader:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def opened(self) -> Any:
        """Wait until all are open; how many are, and what the others were answered."""
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def told(self) -> Any:
        """Everything that was told since, as [plan, whether a buyer, pulse, seconds]."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        return json.loads(self.process.stdout.readline())


@contextmanager
def _reading(system: Any, streams: Sequence[Any]) -> Iterator[_Reader]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.streams", "read"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps({"port": system.port, "streams": streams}) + "\n")
    process.stdin.flush()
    try:
        yield _Reader(process)
    finally:
        process.kill()
        process.wait()


# --- beside the server -------------------------------------------------------------------------


def links(count: int, session: str, plans: Sequence[int]) -> list[dict[str, Any]]:
    """Streams over the plans: by buyers' links of their own, every fifth one by the session."""
    from datetime import timedelta

    from django.conf import settings
    from django.utils import timezone

    from milepost.platform.scope import seller_scope
    from milepost.sharing.models import Link, SharedPlan, Stakeholder
    from milepost.sharing.visits import PLAN_COOKIE
    from milepost.workspaces.tokens import hash_of, new_token

    expires = timezone.now() + timedelta(days=30)
    made: list[dict[str, Any]] = []
    rows = []
    with seller_scope(1):
        codes = {}
        for plan in plans:
            shared, _ = SharedPlan.objects.get_or_create(
                workspace_id=1, plan_id=plan, defaults={"code": new_token()[:16]}
            )
            codes[plan] = shared.code
            Stakeholder.objects.get_or_create(
                workspace_id=1, plan_id=plan, person="maja", defaults={"address": ADDRESS}
            )
        for number in range(count):
            plan = plans[number % len(plans)]
            if number // len(plans) % SELLERS == 0 and len(plans) > 1:
                cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
                made.append({"plan": plan, "path": f"/plans/{plan}/stream", "cookie": cookie})
                continue
            token = new_token()
            rows.append(
                Link(
                    workspace_id=1,
                    plan_id=plan,
                    person="maja",
                    token_hash=hash_of(token),
                    plan_code=codes[plan],
                    address=ADDRESS,
                    expires_at=expires,
                )
            )
            path = f"/p/{codes[plan]}/stream"
            made.append({"plan": plan, "path": path, "cookie": f"{PLAN_COOKIE}={token}"})
        Link.objects.bulk_create(rows, batch_size=500)
    return made


def change(times: int, pause: float, plans: Sequence[int]) -> list[Any]:
    """Change plans in turn by the command of the page; plan, pulses and time of each commit."""
    from benchmarks.seeding import STEP
    from milepost.plans.commands import Actor, change_fields
    from milepost.plans.queries import plan_head
    from milepost.platform.scope import seller_scope

    made = []
    for turn in range(times):
        plan = plans[turn % len(plans)]
        with seller_scope(1):
            head = plan_head(plan)
            assert head is not None
            fields = {f"milestones.{STEP}.title": f"Title {turn}"}
            changed = change_fields(Actor(None, "Sam Whitfield"), plan, fields, seen=head.revision)
        at = time.monotonic()
        assert changed.marks is not None
        made.append([plan, changed.marks.pulse, changed.marks.shared_pulse, at])
        time.sleep(pause)
    return made


class _Page(asyncio.Protocol):
    """One open stream: notes when it was told which pulse."""

    def __init__(self, stream: dict[str, Any], told: list[Any]) -> None:
        self.plan, self.is_buyer = stream["plan"], stream["path"].startswith("/p/")
        head = f"GET {stream['path']} HTTP/1.1\r\nHost: localhost\r\n"
        self.text = f"{head}Cookie: {stream['cookie']}\r\n\r\n".encode()
        self.told = told
        self.status: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.begun = False

    def connection_made(self, transport: Any) -> None:
        transport.write(self.text)

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        if not self.status.done():
            self.status.set_result(data[9:12].decode())
        at = data.find(b"event: pulse\ndata: ")
        while at >= 0:
            if self.begun:
                pulse = int(data[at + 19 : data.index(b"\n", at + 19)])
                self.told.append([self.plan, self.is_buyer, pulse, now])
            self.begun = True
            at = data.find(b"event: pulse\ndata: ", at + 19)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.status.done():
            self.status.set_result("lost")


async def read() -> None:
    """Open the streams that standard input names, say so, and tell what they were told."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    job = json.loads(sys.stdin.readline())
    loop = asyncio.get_running_loop()
    told: list[Any] = []
    pages: list[_Page] = []
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(stream: dict[str, Any]) -> str:
        async with gate:
            page = _Page(stream, told)
            pages.append(page)
            try:
                await loop.create_connection(lambda: page, "127.0.0.1", job["port"])
                return await asyncio.wait_for(page.status, 30)
            except (OSError, TimeoutError) as error:
                return type(error).__name__

    started = time.monotonic()
    found = Counter(await asyncio.gather(*map(one, job["streams"])))
    opened = found.pop("200", 0)
    print(
        json.dumps({"open": opened, "refused": dict(found), "seconds": time.monotonic() - started}),
        flush=True,
    )
    await loop.run_in_executor(None, sys.stdin.read)
    print(json.dumps(told), flush=True)


def limited() -> None:
    """What gives first where a process may open 1,024 files: streams are refused, pages are not."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, FEW_FILES), FEW_FILES))
    with _a_system() as system:
        seeded = system.seed(1)
        streams = _beside(system, "links", "800", seeded.session, str(seeded.plans[0]))
        with _reading(system, streams) as reader:
            opened = reader.opened()
            from benchmarks.system import answers

            pages = "answered" if answers(system.port, "/account/login/") else "NOT answered"
        said = (system.folder / "serve.log").read_text().splitlines()
        print(
            f"  {'800, 1,024 files':<20} {opened['open']} open, others {opened['refused']},"
            f" pages {pages}"
        )
        for line in said:
            if "listen for changes" in line:
                print(f"  {'':<20} log: {line.partition(': ')[2]}")


def main() -> None:
    """Run one of the parts that run beside."""
    word, values = sys.argv[1], sys.argv[2:]
    if word == "read":
        import uvloop

        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(read())
        return
    if word == "limited":
        limited()
        return
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    django.setup()
    if word == "links":
        answer: Any = links(int(values[0]), values[1], [int(each) for each in values[2:]])
    else:
        answer = change(int(values[0]), float(values[1]), [int(each) for each in values[2:]])
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
