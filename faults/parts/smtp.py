"""Mail servers that put off, refuse, hang and hang up: tries follow the printed schedule."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from faults.house import House, house

WORDS = "mail servers that put off, refuse, hang and hang up in the middle"
COUNTS = {"timeout": (1, 15)}
# How the mail server treats one: tries wanted, and whether it arrives in the end.
CASES = {
    "busy": (10, False, "450 for ever"),
    "full3": (4, True, "452 after the message, three times"),
    "grey2": (3, True, "greylisted twice"),
    "hang2": (3, True, "no answer to RCPT, twice"),
    "mute2": (3, True, "no answer to the message, twice"),
    "drop2": (3, True, "hangs up in the middle of DATA, twice"),
    "gone": (1, False, "550 5.1.1 for good"),
    "slow": (1, True, "answers after half a second"),
    "gasp1": (2, True, "takes it and hangs up before it says so (the case that nobody knows)"),
}
_ROW = """
select attempts, dead_at is not null, finished_at is not null, claimed_by <> '',
  extract(epoch from available_at - tried_at)::float8
from messaging_outbox where key = %s"""


@dataclass
class Found:
    """What came of one case."""

    tries: int = 0
    worst: float = 0.0
    arrived: int = 0
    is_dead: bool = False


def run(counts: Mapping[str, float]) -> bool:
    """Each case through all of its tries; the clock is moved forward between them."""
    held = True
    with house() as here:
        here.worker(before=_patience(counts["timeout"]))
        for case in CASES:
            here.record(1, f"{case}-", to=case)
        found = {case: _follow(here, f"email:{case}-1", counts["timeout"]) for case in CASES}
        for case, (tries, arrives, words) in CASES.items():
            got = found[case]
            got.arrived = sum(to.startswith(f"{case}-") for _, to, _ in here.lines("taken"))
            repeats = 2 if case == "gasp1" else 1
            is_good = (
                got.tries == tries
                and got.is_dead != arrives
                and got.arrived == (repeats if arrives else 0)
                and got.worst <= 1.0
            )
            held &= is_good
            print(
                f"    {words:<70} tries {got.tries:>2} (wanted {tries}), taken {got.arrived},"
                f" {'dead letter' if got.is_dead else 'delivered'}; pauses within"
                f" {got.worst:.2f} of the jitter allowed{'' if is_good else '   WRONG'}"
            )
        held &= _real_time(here)
        here.stop_workers()
    return held


def _patience(seconds: float):  # type: ignore[no-untyped-def]
    def prepare() -> None:
        from milepost.messaging import smtp_line

        smtp_line.SECONDS = seconds

    return prepare


def _follow(here: House, key: str, timeout: float) -> Found:
    """Watch every try, compare its pause with the schedule, and bring the next one forward."""
    from milepost.messaging import claims

    found = Found()
    until = time.monotonic() + 300
    while time.monotonic() < until:
        with here.connect() as connection:
            row = connection.execute(_ROW, [key]).fetchone()
        assert row
        attempts, is_dead, is_finished, is_in_hand, pause = row
        if is_dead or is_finished:
            found.tries, found.is_dead = attempts, is_dead
            return found
        if not is_in_hand and attempts > found.tries:
            found.tries = attempts
            wanted = claims.RETRY_SECONDS[attempts - 1]
            # The pause runs from the try's end, which is up to a timeout and a bit after its start.
            over = max(wanted - pause, pause - wanted - timeout - 2.0, 0.0)
            found.worst = max(found.worst, over / (wanted * claims.JITTER))
            here.do("update messaging_outbox set available_at = now() where key = %s", key)
            here.do("select pg_notify('milepost_outbox', 'email')")
        time.sleep(0.02)
    return found


def _real_time(here: House) -> bool:
    """The first pause by the clock on the wall, nobody helping."""
    here.record(1, "wall-", to="grey1")
    here.wait_until(
        lambda: any(to.startswith("grey1-wall") for _, to, _ in here.lines("taken")), 30
    )
    first, second = [at for at, to, _ in here.lines("rcpt") if to.startswith("grey1-wall")]
    pause = second - first
    print(f"    the first pause, left alone: {pause:.2f} s (wanted 5 s and a tenth either way)")
    return 4.4 <= pause <= 6.5
