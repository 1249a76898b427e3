"""How long the watch takes over very many plans, against the same rules as bare SQL in one run.

    python -m benchmarks.sweeps [PLANS]

Open plans × 13 milestones in a database of their own: nothing due, 1 % due, 100 % due. The sweep
works in batches under the worker's role, behind row-level security, as in production. Bare SQL is
the same statements over all due plans at once, in one transaction, as superuser: no batches, no
walls, nothing that another sweep or a change could share. Both write the same alerts and messages.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from datetime import UTC, datetime
from typing import Any

from benchmarks import many_plans
from benchmarks.system import in_process

PLANS = 100_000
ROUNDS = int(os.environ.get("BENCH_ROUNDS") or 3)
NOW = datetime(2026, 12, 8, 18, 0, tzinfo=UTC)

_HELD = (
    "from unnest(%(workspaces)s::bigint[], %(plans)s::bigint[], %(days)s::date[],"
    " %(zones)s::text[])\n    b (workspace_id, plan_id, today, zone)"
)
_ALL = """from (select x.workspace_id, x.plan_id, y.time_zone as zone,
    (%(now)s::timestamptz at time zone y.time_zone)::date as today
  from plans_planprivate x join workspaces_workspace y on y.id = x.workspace_id
  where x.next_attention_at <= %(now)s::timestamptz) b"""
_SAME = "from unnest(%(workspaces)s::bigint[], %(plans)s::bigint[]) b (workspace_id, plan_id)"


def bare_statements() -> list[str]:
    """The five rules and the next attention, over whatever is due."""
    from milepost.alerting import rules_sql
    from milepost.alerting.models import RULES

    texts = [*map(rules_sql.record, RULES), rules_sql.NEXT]
    for text in texts:
        assert _HELD in text, "the rules are written in another way than this benchmark knows"
    assert _SAME in texts[-1]
    return [text.replace(_HELD, _ALL).replace(_SAME, _ALL) for text in texts]


def main() -> None:
    """Fill, run and print."""
    plans = int(sys.argv[1]) if len(sys.argv) > 1 else PLANS
    with in_process():
        _measure(plans)


def _measure(plans: int) -> None:
    started = time.perf_counter()
    with _superuser() as connection:
        many_plans.fill(connection, plans, 100, NOW)
        print(
            f"  {plans:,} open plans × {many_plans.STEPS} milestones, written in"
            f" {time.perf_counter() - started:.0f} s",
            flush=True,
        )
        many_plans.make_due(connection, 0, NOW)
        _print_nothing_due()
        for share in (1, 100):
            _print_share(connection, share)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory of the sweeping process: {peak:.0f} MB")


def _print_nothing_due() -> None:
    from milepost.alerting import sweep as watch

    times = []
    for _ in range(50):
        began = time.perf_counter()
        assert watch.sweep(NOW).plans == 0
        times.append(1000 * (time.perf_counter() - began))
    print(
        f"  nothing due: {statistics.median(times):.2f} ms (the slowest of 50:"
        f" {max(times):.2f} ms)",
        flush=True,
    )


def _print_share(connection: Any, share: int) -> None:
    """Rounds of both in turn, the middle one of each counting."""
    ours, bare, counted = [], [], set()
    for _ in range(ROUNDS):
        many_plans.make_due(connection, share, NOW)
        seconds, found = _sweep()
        ours.append(seconds)
        counted.add(found)
        many_plans.make_due(connection, share, NOW)
        seconds, found = _bare(connection)
        bare.append(seconds)
        counted.add(found)
    assert len(counted) == 1, f"the two do not agree: {counted}"
    plans, alerts, messages = counted.pop()
    middle, floor = statistics.median(ours), statistics.median(bare)
    print(
        f"  {share} % due ({plans:,} plans, {alerts:,} alerts, {messages:,} messages):"
        f" sweep {middle:.2f} s ({plans / middle:,.0f} plans/s), bare SQL {floor:.2f} s,"
        f" {middle / floor:.2f} times that\n"
        f"    rounds: sweep {_rounds(ours)}, bare {_rounds(bare)}",
        flush=True,
    )


def _rounds(seconds: list[float]) -> str:
    return " ".join(f"{each:.2f}" for each in seconds)


def _sweep() -> tuple[float, tuple[int, int, int]]:
    from milepost.alerting import sweep as watch

    began = time.perf_counter()
    done = watch.sweep(NOW)
    return time.perf_counter() - began, (done.plans, done.alerts, done.messages)


def _bare(connection: Any) -> tuple[float, tuple[int, int, int]]:
    alerts = messages = 0
    *rules, following = bare_statements()
    began = time.perf_counter()
    with connection.transaction():
        for text in rules:
            row = connection.execute(text, {"now": NOW}).fetchone()
            alerts, messages = alerts + row[0], messages + row[1]
        plans = connection.execute(following, {"now": NOW}).rowcount
    return time.perf_counter() - began, (plans, alerts, messages)


def _superuser() -> Any:
    """A connection past all walls, to fill, to reset, and for what bare SQL costs."""
    import psycopg

    from milepost.platform import config

    login = config.app_login().libpq()
    wanted = {"host", "port", "dbname"}
    return psycopg.connect(
        **{name: value for name, value in login.items() if name in wanted},
        user="postgres",
        password=config.make_secrets().superuser_password,
        autocommit=True,
    )


if __name__ == "__main__":
    main()
