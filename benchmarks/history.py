"""How quick a plan's history stays when it is long: 5,000 revisions of one plan.

    python -m benchmarks.history [REVISIONS]

The revisions are made by the commands that pages use, under the walls, in a database of its own.
Measured in one process, without a network: pages as a signed-in seller's browser would ask for
them, reads as functions. An earlier state is told from the nearest snapshot; beside it stands what
it costs to play everything through from the beginning.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from typing import Any

from benchmarks.system import in_process

REVISIONS = 5000
ROUNDS = 15
BEGAN = datetime.now(UTC) - timedelta(days=190)


def main() -> None:
    """Fill, measure and print."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else REVISIONS
    with in_process():
        from benchmarks.seeding import seed

        seeded = seed(1)
        _fill(seeded, wanted)
        _reads(seeded, wanted)
        _pages(seeded, wanted)
        _exports(seeded)


def _fill(seeded: Any, wanted: int) -> None:
    """Titles, notes, dates, statuses and tasks, by the seller and the buyer in turn."""
    from milepost.plans import commands
    from milepost.plans.commands import Actor
    from milepost.plans.queries import plan_record
    from milepost.platform import clock
    from milepost.platform.scope import seller_scope

    plan_id = seeded.plans[0]
    sam, maja = Actor(seeded.member, "Sam Whitfield"), Actor(None, "Maja Lindqvist", "maja")
    with seller_scope(seeded.workspace, seeded.member):
        record = plan_record(plan_id)
    assert record is not None
    open_steps = [m for m in record.plan.milestones if m.status == "pending"]
    step = cycle(open_steps)
    began = time.perf_counter()
    number = record.revision
    while number < wanted:
        with seller_scope(seeded.workspace, seeded.member):
            for _ in range(100):
                milestone = next(step)
                key, turn = milestone.key, number % 5
                moved = milestone.target + timedelta(days=number % 7)
                fields: dict[str, Any] = {f"milestones.{key}.title": f"{milestone.title} {number}"}
                if turn == 1:
                    fields = {f"milestones.{key}.target": moved.isoformat()}
                elif turn == 2:
                    fields = {f"milestones.{key}.done_means": f"Both sides say so, {number}"}
                elif turn == 3:
                    fields = {f"milestones.{key}.notes": f"Private, {number}"}
                why = f"Reason {number}" if turn == 1 else None
                who = maja if turn == 4 else sam
                with clock.at(BEGAN + timedelta(minutes=50 * number)):
                    changed = commands.change_fields(who, plan_id, fields, seen=number, why=why)
                if changed.revision == number:  # it stood so already
                    title = {f"milestones.{key}.title": f"{milestone.title} again {number}"}
                    changed = commands.change_fields(sam, plan_id, title, seen=number)
                number = changed.revision
                if number >= wanted:
                    break
    took = time.perf_counter() - began
    print(f"  {number:,} revisions of a plan of 13 milestones, {1000 * took / number:.1f} ms each")


def _reads(seeded: Any, count: int) -> None:
    from milepost.domain.comparing import compare
    from milepost.plans.history_queries import Only, history, plan_at
    from milepost.plans.verifying import verify, verify_chain
    from milepost.platform.scope import seller_scope

    plan_id = seeded.plans[0]
    places = [count * n // ROUNDS - 7 * n for n in range(1, ROUNDS + 1)]
    with seller_scope(seeded.workspace, seeded.member):
        show("newest 60 revisions", lambda _: history(plan_id, limit=60), places)
        show("60 in the middle", lambda _: history(plan_id, before=count // 2, limit=60), places)
        step = Only(step="m8")
        show("60 of one step", lambda _: history(plan_id, limit=60, only=step), places)
        rare = Only(person="name:Nobody", material=True)
        show("none found in all", lambda _: history(plan_id, limit=60, only=rare), places)
        show("an earlier state (plan_at)", lambda n: plan_at(plan_id, n), places)
        show("the same without snapshots", lambda n: _from_the_beginning(plan_id, n), places)
        then, now = plan_at(plan_id, 1), plan_at(plan_id, count)
        assert then is not None
        assert now is not None
        show("comparing two states", lambda _: compare(then, now), places)
        show("verify the chain", lambda _: verify_chain(plan_id), places[:3])

        def everything(_: int) -> None:
            found = verify(plan_id)
            assert found is not None
            assert found.broken is None, found

        show("verify everything", everything, places[:3])


def _from_the_beginning(plan_id: int, number: int) -> Any:
    from django.db import connection

    from milepost.documents.plan_document import plan_from_database
    from milepost.domain.revisions import apply, changes_from_json

    with connection.cursor() as cursor:
        cursor.execute(
            "select case when number = 1 then snapshot::text end, changes::text"
            " from plans_revision where plan_id = %s and number <= %s order by number",
            (plan_id, number),
        )
        rows = cursor.fetchall()
    plan = plan_from_database(rows[0][0])
    for _, changes in rows[1:]:
        plan = apply(plan, changes_from_json(json.loads(changes)))
    return plan


def _pages(seeded: Any, count: int) -> None:
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = seeded.session
    home = f"/plans/{seeded.plans[0]}/"

    def page(path: str) -> Callable[[int], None]:
        def ask(n: int) -> None:
            answer = client.get(home + path.format(n=n))
            assert answer.status_code == 200, (path, answer.status_code)

        return ask

    places = [count * n // ROUNDS - 3 for n in range(1, ROUNDS + 1)]
    show("page: the story", page("history/"), places)
    show("page: the story, further back", page("history/?before={n}"), places)
    show("page: the story of one step", page("history/?step=m8"), places)
    show("page: material changes", page("history/?material=1"), places)
    show("page: comparing with now", page("history/compare/?from=r{n}"), places)
    day = date.today() - timedelta(days=60)
    show("page: comparing two days", page(f"history/compare/?from={day}&to=now"), places)
    code, secret = seeded.links[0]
    buyer = Client(headers={"host": "localhost"})
    buyer.get(f"/b/{secret}/")

    def theirs(_: int) -> None:
        answer = buyer.get(f"/p/{code}/history/")
        assert answer.status_code == 200, answer.status_code

    show("the buyer's page", theirs, places)


def _exports(seeded: Any) -> None:
    from django.conf import settings
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = seeded.session
    for face in ("jsonl", "xlsx", "pdf"):
        began = time.perf_counter()
        answer = client.get(f"/plans/{seeded.plans[0]}/history/export/{face}/")
        assert answer.status_code == 200
        took, size = time.perf_counter() - began, len(answer.content) / 1e6
        print(f"  export as {face:<26} {took:8.2f} s   {size:.1f} MB", flush=True)


def show(name: str, work: Callable[[int], Any], places: Sequence[int]) -> None:
    """Once to warm up, then each place in turn: the middle and the slowest."""
    work(places[0])
    times = []
    for place in places:
        began = time.perf_counter()
        work(place)
        times.append(1000 * (time.perf_counter() - began))
    middle, slowest = statistics.median(times), max(times)
    print(f"  {name:<36} {middle:8.1f} ms   slowest of {len(times)}: {slowest:.1f} ms", flush=True)


if __name__ == "__main__":
    main()
