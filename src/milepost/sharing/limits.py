"""How often somebody may ask for a code or try one; counted in memory, like wrong passwords.

What is counted never depends on who is on a plan, so that a refusal tells nothing. How many codes
one address gets, and how often one code may be tried, is counted in the database (`door_commands`),
for all processes together.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in a time of so many seconds."""

    name: str
    most: int
    seconds: int

    def takes(self, key: str) -> bool:
        """Count one more of this key; whether it is still within the limit."""
        period = int(time.time() // self.seconds)
        name = f"limit:{self.name}:{period}:{key}"
        cache.add(name, 0, self.seconds + 1)
        try:
            return int(cache.incr(name)) <= self.most
        except ValueError:  # forgotten between the two, as where memory is full
            return True


ASKED_BY_SENDER = Limit("asked-sender", 20, 900)
ASKED_OF_PLAN = Limit("asked-plan", 120, 3600)
TRIED_BY_SENDER = Limit("tried-sender", 40, 900)
