"""A message that ends every worker that touches it."""

from __future__ import annotations

import time
from collections.abc import Mapping

from faults import handlers
from faults.house import house

WORDS = "a message that kills its worker, in a queue of others, under a supervisor"
COUNTS = {"deliveries": (300, 3_000), "lease": (1.5, 1.5)}
_ADD = """
insert into messaging_outbox (workspace_id, kind, key, payload)
select 1, 'faults.crash', 'c' || n,
  jsonb_build_object('is_poison', n = %(poison)s::bigint)
from generate_series(1, %(count)s::bigint) n"""


def run(counts: Mapping[str, float]) -> bool:
    """Keep two workers alive until everything is settled."""
    count = int(counts["deliveries"])
    deaths = 0
    with house(handlers.KINDS) as here:
        with here.connect() as connection:
            connection.execute(_ADD, {"poison": count // 2, "count": count})
        here.record(count)
        workers = [here.worker(counts["lease"]) for _ in range(2)]
        started = time.monotonic()
        others = 0.0
        while here.open() and time.monotonic() - started < 300:
            if not others and here.open() == 1:
                others = time.monotonic() - started
            for place, worker in enumerate(workers):
                if not worker.is_alive():
                    deaths += 1
                    workers[place] = here.worker(counts["lease"])
            time.sleep(0.05)
        took = time.monotonic() - started
        dead = here.ask("select count(*) from messaging_outbox where dead_at is not null")
        delivered = here.ask("select count(*) from messaging_outbox where finished_at is not null")
        error = here.ask("select max(last_error) from messaging_outbox where dead_at is not null")
        here.stop_workers()
    print(
        f"    delivered {delivered} of the {2 * count - 1} others, all after {others:.1f} s;"
        f" the bad one a dead letter after {took:.1f} s and {deaths} workers ({error!r})"
    )
    return delivered == 2 * count - 1 and dead == 1
