"""Streams of a whole Milepost, with the real logins: two clients, a restart, a revocation, an end.

One server for all of it, as a start takes seconds; the steps stand in the order of a day.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.live.server import Listening, wait_for
from tests.platform.serving import Served, serving

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


def _beside(served: Served, *words: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.live.filling", *words],
        env={**os.environ, "MILEPOST_DATA": str(served.folder), "DJANGO_SETTINGS_MODULE": ""}
        | {"DJANGO_SETTINGS_MODULE": "milepost.platform.settings"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _cookies(text: str) -> dict[str, str]:
    name, _, value = text.partition("=")
    return {name: value}


def _arrived(stream: Listening, number: int) -> float:
    wait_for(lambda: len(stream.pulses) >= number, 5)
    return [at for name, _, at in stream.events if name == "pulse"][number - 1]


def _end_every_connection(folder: Path) -> None:
    secrets = json.loads((folder / "secrets.json").read_text())
    sockets = (folder / "postgresql" / "postmaster.pid").read_text().splitlines()[4]
    with psycopg.connect(
        host=sockets,
        dbname="milepost",
        user="postgres",
        password=secrets["superuser_password"],
        autocommit=True,
    ) as superuser:
        ended = superuser.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where pid <> pg_backend_pid() and datname = 'milepost'"
        ).fetchone()
        assert ended and ended[0] >= 2


def test_a_day_of_a_server_with_open_pages(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as served:
        known = _beside(served, "seed")
        seller_at, buyer_at = f"/plans/{known['plan']}/stream", f"/p/{known['code']}/stream"

        def opened() -> tuple[Listening, Listening]:
            return (
                Listening(served.port, seller_at, _cookies(known["seller"])),
                Listening(served.port, buyer_at, _cookies(known["buyer"])),
            )

        seller, buyer = opened()
        assert (seller.status, buyer.status) == (200, 200)
        for each in (seller, buyer):
            _arrived(each, 1)
        # A change in another process is on both within a second of its commit.
        committed = _beside(served, "change", "Security questionnaire")
        assert _arrived(seller, 2) - committed < 1
        assert _arrived(buyer, 2) - committed < 1
        wait_for(lambda: len(seller.here) == len(buyer.here) == 2)

        # All connections to the database end; what happens meanwhile is caught up.
        _end_every_connection(tmp_path / "data")
        _beside(served, "change", "Questionnaire")
        _arrived(seller, 3)
        _arrived(buyer, 3)
        assert len(set(buyer.pulses)) == len(buyer.pulses)

        # A revoked link ends its open streams, and no other.
        revoked = _beside(served, "revoke")
        buyer.ends(5)
        assert buyer.ended_at and buyer.ended_at - revoked < 1
        assert buyer.of("gone") == ["gone"]
        assert Listening(served.port, buyer_at, _cookies(known["buyer"])).status == 404
        assert seller.ended_at is None

        # Told to stop, it ends what is open at once and does not wait for it.
        started = time.monotonic()
        served.stop()
        seller.ends(1)
        assert seller.ended_at and seller.ended_at - started < 1
        assert time.monotonic() - started < 6
        assert "Traceback" not in served.said()
