"""Receivers that hang beside others that do not, and receivers that ask for a pause."""

from __future__ import annotations

import time
from collections.abc import Mapping

from faults import handlers
from faults.house import House, house, percentile

WORDS = "slow receivers hold up nobody else, and a pause that was asked for is kept"
COUNTS = {"hanging": (40, 400), "mails": (400, 4_000)}
_ADD = """
insert into messaging_outbox (workspace_id, kind, key, payload)
select 1, %s, %s || n, jsonb_build_object('seconds', %s::float8)
from generate_series(1, %s::bigint) n"""
_TOOK = """
select extract(epoch from finished_at - due_at)::float8 from messaging_outbox
where kind = %s and finished_at is not null"""


def run(counts: Mapping[str, float]) -> bool:
    """Mails alone, then mails beside what hangs; then what asks for a pause."""
    hanging, mails = int(counts["hanging"]), int(counts["mails"])
    with house(handlers.KINDS) as here:
        alone = _mails(here, mails, 0)
        beside = _mails(here, mails, hanging)
        print(
            f"    {mails} mails, seconds from due to delivered, p95: alone {alone:.2f}, beside"
            f" {hanging} deliveries of another kind that hang for 5 s each {beside:.2f}"
        )
        pause = _asked_for(here)
    print(f"    a receiver that asked for a pause of 7 s was left alone for {pause:.2f} s")
    return beside <= max(2 * alone, alone + 1.0) and 7.0 <= pause <= 9.5


def _mails(here: House, mails: int, hanging: int) -> float:
    here.clear()
    if hanging:
        here.do(_ADD, "faults.hang", "h", 5, hanging)
    here.worker()
    time.sleep(1.0)  # it has all of its lanes full
    here.record(mails)
    here.wait_until(
        lambda: here.ask(
            "select count(*) = 0 from messaging_outbox where kind = 'email' and finished_at is null"
        ),
        60,
    )
    with here.connect() as connection:
        took = [row[0] for row in connection.execute(_TOOK, ["email"]).fetchall()]
    here.stop_workers()
    return percentile(took, 0.95)


def _asked_for(here: House) -> float:
    here.clear()
    here.do(_ADD, "faults.limited", "l", 7, 1)
    here.worker()
    here.wait_until_settled(30)
    return float(here.ask("select extract(epoch from finished_at - due_at) from messaging_outbox"))
