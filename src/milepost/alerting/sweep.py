"""The watch: every plan whose time has come is looked at once, by whoever takes it first.

A batch is one transaction: its plans are held (`for update skip locked`, so that several sweeps
share the work), each rule is one statement that records alerts and writes the messages of their
readers, and the plans' next attention is set anew. Killed anywhere, a batch is done whole or not
at all, and a constraint holds each alert to once. What sends the messages is `messaging.dispatch`.
Source: product.md section 5.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import inf
from time import monotonic

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from milepost.alerting import rules_sql
from milepost.alerting.models import RULES
from milepost.messaging.letters import zone_of
from milepost.messaging.webhooks import source
from milepost.platform.scope import worker_scope

log = logging.getLogger("milepost.alerts")

BATCH = 1_000
TURN_SECONDS = 30.0

PUT_OFF = timedelta(hours=1)
"""When a plan is tried again over which the rules stumble."""


@dataclass(slots=True)
class Done:
    """What sweeps came to: plans looked at, alerts recorded, messages written."""

    plans: int = 0
    alerts: int = 0
    messages: int = 0

    def __iadd__(self, other: Done) -> Done:
        self.plans += other.plans
        self.alerts += other.alerts
        self.messages += other.messages
        return self


@dataclass(frozen=True, slots=True)
class Due:
    """A plan to look at, in whose workspace's zone."""

    workspace_id: int
    plan_id: int
    time_zone: str


def turn() -> Done:
    """One run by the clock: what it leaves undone after a while the next one does, so that a
    morning after an outage keeps no other sweep from its work."""
    return sweep(timezone.now(), TURN_SECONDS)


def sweep(now: datetime, seconds: float = inf) -> Done:
    """Look at every plan that is due at `now`, batch after batch, for so long at the most."""
    until = monotonic() + seconds
    done = Done()
    while monotonic() < until and (looked := look(now)).plans:
        done += looked
    if done.alerts:
        log.info("%d plans: %d alerts, %d messages", done.plans, done.alerts, done.messages)
    return done


def look(now: datetime, limit: int = BATCH) -> Done:
    """Look at up to `limit` due plans in one transaction.

    Where the rules stumble over a plan, the others are looked at without it, and it is put off.
    """
    due: list[Due] = []
    try:
        with worker_scope():
            due = _take(now, limit)
            return _record(due, now)
    except DatabaseError as error:
        if not due or _is_away(error):
            raise  # the next sweep does it
        log.exception("the rules stumbled over one of %d plans", len(due))
        return _apart(due, now)


def _apart(due: Sequence[Due], now: datetime) -> Done:
    """The same plans in smaller transactions, down to the one that is to blame."""
    if len(due) == 1:
        _put_off(due[0], now)
        return Done(plans=1)
    done, middle = Done(), len(due) // 2
    for part in (due[:middle], due[middle:]):
        try:
            with worker_scope():
                done += _record(_take_these(part, now), now)
        except DatabaseError as error:
            if _is_away(error):
                raise
            done += _apart(part, now)
    return done


def _is_away(error: DatabaseError) -> bool:
    """Whether the database went away, or two transactions were in each other's way; a batch that
    took too long is neither, and smaller ones may not."""
    return isinstance(error, InterfaceError | OperationalError) and not isinstance(
        error.__cause__, psycopg.errors.QueryCanceled
    )


def _take(now: datetime, limit: int) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(rules_sql.TAKE, {"now": now, "limit": limit})
        return [Due(*row) for row in cursor.fetchall()]


def _take_these(due: Sequence[Due], now: datetime) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(rules_sql.TAKE_THESE, {"now": now, **_keys(due)})
        return [Due(*row) for row in cursor.fetchall()]


def _record(due: Sequence[Due], now: datetime) -> Done:
    """Every rule over plans that are held, and when each is looked at next."""
    if not due:
        return Done()
    days = {zone: today_in(zone, now) for zone in {each.time_zone for each in due}}
    values = {
        **_keys(due),
        "days": [days[each.time_zone] for each in due],
        "zones": [_zone_for_database(each.time_zone, now) for each in due],
        "now": now,
    }
    done = Done(plans=len(due))
    with connection.cursor() as cursor:
        cursor.execute(rules_sql.PLANNING)
        for rule in RULES:
            cursor.execute(rules_sql.record(rule), values)
            alerts, messages = cursor.fetchone()
            done.alerts += alerts
            done.messages += messages
        cursor.execute(rules_sql.NEXT, values)
    if done.alerts:
        source.tell_of_alerts(values["workspaces"], values["plans"], now)
    return done


def _put_off(due: Due, now: datetime) -> None:
    log.error("plan %d could not be looked at; it is tried again in an hour", due.plan_id)
    values = {"workspace": due.workspace_id, "plan": due.plan_id, "until": now + PUT_OFF}
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(rules_sql.PUT_OFF, values)


def _keys(due: Sequence[Due]) -> dict[str, list[int]]:
    return {
        "workspaces": [each.workspace_id for each in due],
        "plans": [each.plan_id for each in due],
    }


def today_in(time_zone: str, now: datetime) -> date:
    """The calendar day in a workspace."""
    return now.astimezone(zone_of(time_zone)).date()


def _zone_for_database(name: str, now: datetime) -> str:
    """The zone as PostgreSQL takes it: one that only Python knows by its offset of today, as its
    days are counted in Python and this only says when to look."""
    if name in _known_zones():
        return name
    minutes = int((now.astimezone(zone_of(name)).utcoffset() or timedelta()).total_seconds() // 60)
    sign = "-" if minutes >= 0 else "+"  # POSIX counts westwards
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@lru_cache(maxsize=1)
def _known_zones() -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute("select name from pg_timezone_names")
        return frozenset(row[0] for row in cursor.fetchall())
