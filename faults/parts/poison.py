"""One message in the middle of many that no handler can deliver."""

from __future__ import annotations

import time
from collections.abc import Mapping

from faults.house import House, house

WORDS = "a poison message in the middle: the others do not wait, and somebody is told"
COUNTS = {"deliveries": (3_000, 10_000), "rounds": (6, 6)}
MOST = 1.1
ALERT_WITHIN = 300.0
_POISON = "update messaging_outbox set payload = payload - 'to' where key = %s"
_TOLD = "select extract(epoch from min(at) - %s::timestamptz)::float8 from messaging_message"


def run(counts: Mapping[str, float]) -> bool:
    """Clean and poisoned runs in turn, the best of each, more of them on a busy machine; then the
    way to the alert."""
    wanted = int(counts["deliveries"])
    with house() as here:
        _settle_in(here)
        clean, poisoned = [], []
        for _round in range(int(counts["rounds"])):
            clean.append(_run(here, wanted, is_poisoned=False))
            poisoned.append(_run(here, wanted, is_poisoned=True))
            if len(clean) > 1 and min(poisoned) <= MOST * min(clean):
                break
        ratio = min(poisoned) / min(clean)
        print(
            f"    {wanted:,} deliveries: clean {min(clean):.2f} s, with the poison"
            f" {min(poisoned):.2f} s, the best of {len(clean)}: {ratio:.2f} times (wanted at most"
            f" {MOST})"
        )
        seconds = _alert(here)
        print(
            f"    from its record to a dead letter and its administrator's message: {seconds:.0f} s"
            f" (wanted within {ALERT_WITHIN:.0f})"
        )
    return ratio <= MOST and seconds <= ALERT_WITHIN


def _settle_in(here: House) -> None:
    here.record(300, "warm")
    here.worker()
    here.wait_until_settled(60)
    here.stop_workers()


def _run(here: House, wanted: int, *, is_poisoned: bool) -> float:
    here.clear()
    here.record(wanted)
    if is_poisoned:
        here.do(_POISON, f"email:m{wanted // 2}")
    open_at_end = 1 if is_poisoned else 0
    started = time.monotonic()
    here.worker()
    here.wait_until(lambda: len(here.taken()) >= wanted - open_at_end, 600, pause=0.02)
    took = time.monotonic() - started
    here.stop_workers()
    return took


def _alert(here: House) -> float:
    """Workers with their sweeps, as they are; nothing is hurried."""
    here.clear()
    here.do(
        "insert into workspaces_member (workspace_id, name, email, role) values"
        " (1, 'Ada', 'ada@seller.example', 'admin')"
    )
    here.record(20, "around")
    here.do(_POISON, "email:around10")
    since = here.ask("select now()")
    here.worker(timer=True)
    here.wait_until(
        lambda: here.ask("select exists (select 1 from messaging_message)"), 600, pause=1.0
    )
    seconds = float(here.ask(_TOLD, since))
    here.stop_workers()
    return seconds
