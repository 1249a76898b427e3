"""What was possible and what happened: repeats, losses and what is left in progress.

A message that the mail server took, and whose record was cut off by the fault, will be sent again:
nobody can know. Those are counted at each fault, and compared with the repeats at the end.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from faults.house import House

SETTLE_SECONDS = 0.03
_IN_HAND = """
select kind, workspace_id, key from messaging_outbox
where claimed_by = %s and finished_at is null and dead_at is null"""
_ALL = "select workspace_id, key from messaging_outbox where kind = 'email'"


def message_id(workspace: int, key: str) -> str:
    """The Message-ID under which a mail of this key goes out, without its host."""
    from milepost.messaging.smtp import mark_of

    return mark_of(f"{workspace}:{key}")


@dataclass
class Accounts:
    """Kept while faults happen. `possible` are messages that were taken and not recorded."""

    here: House
    possible: int = 0
    in_hand: int = 0
    _known: Counter[str] = field(default_factory=Counter)

    def after_death_of(self, worker_name: str) -> None:
        """Count what a worker that is dead had sent and could not record."""
        time.sleep(SETTLE_SECONDS)  # the mail server writes down what it got
        with self.here.connect() as connection:
            rows = connection.execute(_IN_HAND, [worker_name]).fetchall()
        taken = self.here.taken()
        for _kind, workspace, key in rows:
            self.in_hand += 1
            mark = message_id(workspace, key)
            self.possible += taken[mark] - self._known[mark]
            self._known[mark] = taken[mark]

    def outcome(self) -> Outcome:
        """What came of it all."""
        taken = self.here.taken()
        with self.here.connect() as connection:
            wanted = {message_id(*row) for row in connection.execute(_ALL).fetchall()}
        return Outcome(
            recorded=len(wanted),
            lost=len(wanted - set(taken)),
            unknown=len(set(taken) - wanted),
            repeated=sum(taken.values()) - len(taken),
            possible=self.possible,
            open=self.here.open(),
        )


@dataclass(frozen=True)
class Outcome:
    """Figures of a run."""

    recorded: int
    lost: int
    unknown: int
    repeated: int
    possible: int
    open: int

    def print(self) -> None:
        """As lines of a report."""
        print(f"    recorded {self.recorded:,}, lost {self.lost}, still open {self.open}")
        print(
            f"    sent but not yet recorded when the fault came (a repeat is possible):"
            f" {self.possible}; repeats that happened: {self.repeated}, all under the same"
            f" Message-ID; of unknown origin: {self.unknown}"
        )

    @property
    def is_good(self) -> bool:
        """Nothing lost or left, and no repeat but what nobody could know."""
        return not (self.lost or self.open or self.unknown) and self.repeated <= self.possible
