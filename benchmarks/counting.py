"""How many statements a page and a change send, counted in process beside a running database.

    python -m benchmarks.counting SESSION PLAN STEP     prints them as JSON

Opening and closing the transaction is not counted. The tests hold the numbers; this shows them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.seeding import Seeded
    from benchmarks.system import System

_OPENING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def statements(system: System, seeded: Seeded) -> dict[str, int]:
    """The numbers, by what was asked for."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, seeded.session, str(seeded.plans[0]), seeded.step],
        env=system.environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, int] = json.loads(done.stdout)
    return found


def count(session: str, plan: int, step: str) -> dict[str, int]:
    """Ask for the page three times and change it once, counting each."""
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    address = f"/plans/{plan}/"
    found = {}
    found["page"], page = _counted(lambda: client.get(address))
    found["page, seen before by this process"], page = _counted(lambda: client.get(address))
    mark = {"if-none-match": page["ETag"]}
    found["page unchanged (304)"], _ = _counted(lambda: client.get(address, headers=mark))
    found["change, with the plan anew as its answer"], _ = _counted(
        lambda: client.post(
            f"{address}edit/milestones.{step}.title/",
            {"value": "Counting", "seen": page.content.decode().split('data-revision="')[1][:1]},
            headers={"hx-request": "true", "hx-current-url": f"http://localhost{address}"},
        )
    )
    return found


def _counted(ask: Any) -> tuple[int, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    if answer.status_code not in (200, 304):
        raise SystemExit(f"answered {answer.status_code}")
    sent = [query["sql"] for query in captured.captured_queries]
    return sum(1 for sql in sent if not sql.startswith(_OPENING)), answer


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    django.setup()
    print(json.dumps(count(sys.argv[1], int(sys.argv[2]), sys.argv[3])))
