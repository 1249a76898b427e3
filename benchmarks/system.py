"""A whole Milepost in a folder of its own: `milepost serve` with its PostgreSQL, web and worker."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks import machine
from benchmarks.seeding import PLANS, Seeded

SECONDS_TO_START = 60.0


class System:
    """A running server, by its process and its port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "MILEPOST_DATA": str(folder),
            "PORT": str(self.port),
        }

    def start(self) -> float:
        """Start everything; the seconds until `/healthz` said that it is ready."""
        started = time.perf_counter()
        with (self.folder / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "milepost", "serve"],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while time.perf_counter() - started < SECONDS_TO_START:
            if self.process.poll() is not None:
                break
            if answers(self.port, "/healthz"):
                return time.perf_counter() - started
            time.sleep(0.01)
        log_text = (self.folder / "serve.log").read_text()[-2000:]
        raise RuntimeError(f"the server did not start:\n{log_text}")

    def stop(self) -> None:
        """End it as Ctrl-C does, and wait."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def seed(self, plans: int = PLANS) -> Seeded:
        """Fill it beside the running server, by the commands that pages use."""
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.seeding", str(plans)],
            env=self.environment,
            stdout=subprocess.PIPE,
            check=True,
        )
        return Seeded(**json.loads(done.stdout))

    def parts(self) -> Mapping[str, machine.Process]:
        """What its processes use now, by part."""
        assert self.process is not None
        return machine.by_part(machine.tree(self.process.pid))


@contextmanager
def running(plans: int = PLANS) -> Iterator[tuple[System, Seeded, float]]:
    """A system that runs and was filled, and the seconds that its first start took."""
    folder = Path(tempfile.mkdtemp(prefix="milepost-bench-"))
    folder.chmod(0o755)  # root's PostgreSQL runs as another user
    system = System(folder)
    try:
        first = system.start()
        yield system, system.seed(plans), first
    finally:
        system.stop()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def in_process() -> Iterator[None]:
    """A database in a folder of its own, with Django on it in this process; no server."""
    with tempfile.TemporaryDirectory(prefix="milepost-bench-") as folder:
        Path(folder).chmod(0o755)  # root's PostgreSQL runs as another user
        os.environ["MILEPOST_DATA"] = f"{folder}/data"
        os.environ.setdefault("MILEPOST_LOG", "WARNING")
        os.environ.pop("DATABASE_URL", None)
        from milepost.platform.running import django_running

        with django_running():
            yield


@contextmanager
def floor_running(system: System, seeded: Seeded) -> Iterator[tuple[int, int]]:
    """The floor beside the system, on the same database; its port and its process."""
    port = free_port()
    said = system.folder / "floor.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.floor", str(port)],
            env={**system.environment, "BENCHMARK_SESSION": seeded.session},
            stderr=log,
        )
    try:
        deadline = time.perf_counter() + SECONDS_TO_START
        while not answers(port, f"/page/{seeded.plans[0]}"):
            if process.poll() is not None or time.perf_counter() > deadline:
                raise RuntimeError(f"the floor did not start:\n{said.read_text()[-1500:]}")
            time.sleep(0.2)
        yield port, process.pid
    except RuntimeError as error:
        if text := said.read_text():
            raise RuntimeError(f"{error}\nthe floor said:\n{text[-1500:]}") from error
        raise
    finally:
        process.terminate()
        process.wait(10)


def answers(port: int, path: str) -> bool:
    """Whether something answers 200 there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
