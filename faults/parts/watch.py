"""Schedulers of the watch that are killed at random while they share the day's plans."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkProcess
from typing import Any

from benchmarks import many_plans
from faults.house import House, house

WORDS = "schedulers killed at random: each alert and each message of the watch once, none lost"
COUNTS = {"plans": (3_000, 20_000), "kills": (60, 1_000), "schedulers": (4, 4), "days": (5, 5)}
BEGINS = datetime(2026, 12, 8, 18, 0, tzinfo=UTC)
AT_A_TIME = 25  # plans in a transaction: small, so that many are cut short
LATE = (-3, 1, 3, 7)  # as `many_plans` dates the step that is due
RULES = ((7, "overdue_7_days"), (3, "overdue_3_days"), (1, "overdue_1_day"), (-3, "due_in_3_days"))


def run(counts: Mapping[str, float]) -> bool:
    """Day after day, until the kills are done and nothing is due."""
    plans, days = int(counts["plans"]), int(counts["days"])
    chance = random.Random(7)
    with house() as here:
        with here.connect() as connection:
            connection.autocommit = True
            many_plans.fill(connection, plans, 100, BEGINS)
        kills = 0
        for day in range(days):
            wanted = int(counts["kills"]) * (day + 1) // days
            now = BEGINS + timedelta(days=day)
            kills += _a_day(here, now, int(counts["schedulers"]), wanted - kills, chance)
        return _account(here, plans, days, kills)


def _a_day(here: House, now: datetime, schedulers: int, kills: int, chance: random.Random) -> int:
    """Sweep until nothing is due, with so many kills on the way; how many there were."""
    at_work = [_scheduler(now) for _ in range(schedulers)]
    killed = 0
    while killed < kills or _due(here, now):
        time.sleep(chance.uniform(0.005, 0.08))
        place = chance.randrange(schedulers)
        if killed < kills:
            killed += _kill(at_work[place])
            if killed < kills and not _due(here, now):
                _again(here, now, chance)
        if not at_work[place].is_alive():
            at_work[place] = _scheduler(now)
    for each in at_work:
        _kill(each)
    return killed


def _again(here: House, now: datetime, chance: random.Random) -> None:
    """Have some plans looked at once more: as after a change, or a restore of an older state."""
    here.do(
        "update plans_planprivate set next_attention_at = %s where plan_id %% 10 = %s",
        now,
        chance.randrange(10),
    )


def _scheduler(now: datetime) -> ForkProcess:
    process = multiprocessing.get_context("fork").Process(target=_work, args=(now,), daemon=True)
    process.start()
    return process


def _work(now: datetime) -> None:
    from milepost.alerting import sweep

    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    while True:
        if not sweep.look(now, AT_A_TIME).plans:
            time.sleep(0.02)


def _kill(process: ForkProcess) -> int:
    was_alive = process.is_alive()
    process.kill()
    process.join()
    return int(was_alive)


def _due(here: House, now: datetime) -> int:
    return int(
        here.ask("select count(*) from plans_planprivate where next_attention_at <= %s", now)
    )


def expected(plans: int, days: int) -> Iterator[tuple[int, str]]:
    """Plan and rule of every alert that these days bring, by the rules' own arithmetic."""
    for plan in range(1, plans + 1):
        highest = len(RULES)
        for day in range(days):
            late = LATE[plan % 4] + day
            for place, (first, rule) in enumerate(RULES):
                # From its date on a step is late by a day at the earliest.
                if late >= first and (rule != RULES[-1][1] or late <= 0):
                    if place < highest:
                        highest = place
                        yield plan, rule
                    break
        if plan % 20 == 3:
            yield plan, "stalled_14_days"


def _account(here: House, plans: int, days: int, kills: int) -> bool:
    wanted = Counter(expected(plans, days))
    with here.connect() as connection:
        alerts = Counter[Any](
            connection.execute("select plan_id, rule from alerting_alert").fetchall()
        )
        told = Counter[Any](
            connection.execute("select plan_id, facts ->> 'rule' from messaging_message").fetchall()
        )
    lost = sum((wanted - alerts).values())
    doubled = sum((alerts - wanted).values())
    # Each rule here has two readers.
    both = Counter({alert: 2 * count for alert, count in wanted.items()})
    unsaid, said_twice = sum((both - told).values()), sum((told - both).values())
    print(
        f"  {kills} kills over {days} days of {plans:,} plans: {sum(alerts.values()):,} alerts,"
        f" lost {lost}, doubled {doubled}; {sum(told.values()):,} messages, lost {unsaid},"
        f" doubled {said_twice}"
    )
    return not (lost or doubled or unsaid or said_twice)
