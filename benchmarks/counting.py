"""How many statements pages and changes send, counted in process beside a running database.

    python -m benchmarks.counting       what was seeded comes as JSON; prints the numbers as JSON

Opening and closing transactions is not counted. The tests hold the numbers; this shows them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.seeding import Seeded
    from benchmarks.system import System

_OPENING = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def statements(system: System, seeded: Seeded) -> dict[str, int]:
    """The numbers, by what was asked for."""
    first = {**asdict(seeded), "plans": seeded.plans[:1], "links": seeded.links[:1]}
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        env=system.environment,
        input=json.dumps(first),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, int] = json.loads(done.stdout)
    return found


def count(seeded: Seeded) -> dict[str, int]:
    """What both sides ask for, each counted."""
    return {**_of_seller(seeded), **_of_buyer(seeded)}


def _of_seller(seeded: Seeded) -> dict[str, int]:
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = seeded.session
    address = f"/plans/{seeded.plans[0]}/"
    found = {}
    found["page"], page = _counted(lambda: client.get(address))
    found["page, seen before by this process"], page = _counted(lambda: client.get(address))
    mark = {"if-none-match": page["ETag"]}
    found["page unchanged (304)"], _ = _counted(lambda: client.get(address, headers=mark))
    found["change, with the plan anew as its answer"], _ = _counted(
        lambda: client.post(
            f"{address}edit/milestones.{seeded.step}.title/",
            {"value": "Counting", "seen": _number(page, 'data-revision="')},
            headers={"hx-request": "true", "hx-current-url": f"http://localhost{address}"},
        )
    )
    return found


def _of_buyer(seeded: Seeded) -> dict[str, int]:
    from django.test import Client

    from benchmarks.buyers import KNOWN_AS, SEEN
    from milepost.sharing.visits import BROWSER_COOKIE, PLAN_COOKIE

    code, secret = seeded.links[0]
    client = Client(headers={"host": "localhost"})
    client.cookies[PLAN_COOKIE], client.cookies[BROWSER_COOKIE] = secret, KNOWN_AS
    address = f"/p/{code}/"
    client.get(address)  # where the browser gets its CSRF cookie
    found = {}
    found["buyer's page"], page = _counted(lambda: client.get(address))
    mark = {"if-none-match": page["ETag"]}
    found["buyer's page unchanged (304)"], _ = _counted(lambda: client.get(address, headers=mark))

    def act(kind: str, page: Any) -> tuple[int, Any]:
        said = {"milestone": seeded.buyer_step, "seen": _number(page, SEEN)}
        return _counted(
            lambda: client.post(f"{address}do/{kind}/", said, headers={"hx-request": "true"})
        )

    first = "buyer marks a step done, for the first time"
    found[first], page = act("done", page)
    found["buyer opens it again, with the page anew as the answer"], _ = act("reopen", page)
    return found


def _number(page: Any, mark: str) -> str:
    found = re.search(rf"{re.escape(mark)}(\d+)", page.content.decode())
    if found is None:
        raise SystemExit(f"the page has no {mark}")
    return found[1]


def _counted(ask: Any) -> tuple[int, Any]:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with ExitStack() as stack:
        captured = [stack.enter_context(CaptureQueriesContext(c)) for c in connections.all()]
        answer = ask()
    if answer.status_code not in (200, 304):
        raise SystemExit(f"answered {answer.status_code}: {answer.content[:500]!r}")
    sent = [query["sql"] for each in captured for query in each.captured_queries]
    return sum(1 for sql in sent if not sql.startswith(_OPENING)), answer


if __name__ == "__main__":
    import django

    from benchmarks.seeding import Seeded

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    django.setup()
    print(json.dumps(count(Seeded(**json.load(sys.stdin)))))
