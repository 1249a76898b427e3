"""Who is at which plan, over all processes; no I/O and no clock of its own.

A process keeps its own guests by counting their pages, and what other processes have said of
theirs until they have been silent for too long. Who stands alone says nothing: a process that
begins asks `who`, and only those that have heard another one repeat themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from milepost.live.access import Guest, Side

MOST_SHOWN = 12
MOST_NAME = 60
# What fits into one NOTIFY (8,000 bytes), with the rest of the message.
MOST_BYTES = 7000
SECONDS_OF_SILENCE = 65.0

Place = tuple[int, str]


@dataclass(slots=True)
class _Other:
    """Another process: its guests, and when it was last heard."""

    heard_at: float
    guests: dict[Place, Guest] = field(default_factory=dict)


class Presence:
    """Guests of this process and of the others, by plan. `origin` names this process."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._pages: dict[Place, int] = {}
        self._own: dict[Place, Guest] = {}
        self._others: dict[str, _Other] = {}
        self._of_plan: dict[int, dict[Place, int]] = {}
        self._known: dict[Place, Guest] = {}

    # --- this process's own ---------------------------------------------------------------

    def open(self, guest: Guest) -> bool:
        """One more page of a guest's; whether they have only now come."""
        place = (guest.plan_id, guest.key)
        self._pages[place] = self._pages.get(place, 0) + 1
        if place in self._own:
            return False
        self._own[place] = guest
        self._add(guest)
        return True

    def close(self, guest: Guest) -> bool:
        """One page of a guest's less; whether it was the last. `leave` then takes them away."""
        place = (guest.plan_id, guest.key)
        self._pages[place] = self._pages.get(place, 1) - 1
        return self._pages[place] <= 0

    def leave(self, guest: Guest) -> bool:
        """Take a guest away who has not come back meanwhile; whether they were taken."""
        place = (guest.plan_id, guest.key)
        if self._pages.get(place, 0) > 0 or place not in self._own:
            return False
        del self._own[place]
        self._pages.pop(place, None)
        self._take(guest)
        return True

    def know_anew(self, guest: Guest) -> bool:
        """Take a guest's name as it is now; whether that is another one."""
        place = (guest.plan_id, guest.key)
        if place not in self._own or self._own[place] == guest:
            return False
        self._own[place] = self._known[place] = guest
        return True

    # --- what processes tell each other ----------------------------------------------------

    @property
    def is_alone(self) -> bool:
        """Whether no other process has been heard."""
        return not self._others

    def asks_who(self) -> str:
        """What a process says that begins to listen."""
        return self._message("who", ())

    def says_came(self, guests: Iterable[Guest]) -> Iterator[str]:
        """Messages that these have come."""
        return self._messages("came", guests)

    def says_left(self, guests: Iterable[Guest]) -> Iterator[str]:
        """Messages that these have left."""
        return self._messages("left", guests)

    def says_still(self) -> Iterator[str]:
        """Messages that this process is there, and who is at its pages."""
        yield from self._messages("still", self._own.values(), even_none=True)

    def heard(self, message: Mapping[str, Any], now: float) -> set[int]:
        """Take in what another process said; the plans whose guests are others now."""
        origin, word = message["from"], message["here"]
        if origin == self.origin:
            return set()
        other = self._others.setdefault(origin, _Other(now))
        other.heard_at = now
        changed = set()
        for plan_id, key, side, name, seen_as in message["guests"]:
            guest = Guest(plan_id, key, side, name, seen_as)
            place = (plan_id, key)
            if word == "left":
                if other.guests.pop(place, None):
                    self._take(guest)
                    changed.add(plan_id)
            elif other.guests.get(place) != guest:
                is_new = place not in other.guests
                other.guests[place] = guest
                self._known[place] = guest
                if is_new:
                    self._add(guest)
                changed.add(plan_id)
        return changed

    def forget_silent(self, now: float) -> set[int]:
        """Forget processes that were not heard for too long; the plans that lost guests."""
        silent = [o for o, it in self._others.items() if now - it.heard_at > SECONDS_OF_SILENCE]
        changed = set()
        for origin in silent:
            for guest in self._others.pop(origin).guests.values():
                self._take(guest)
                changed.add(guest.plan_id)
        return changed

    # --- what pages show -------------------------------------------------------------------

    def here(self, plan_id: int, side: Side) -> str:
        """Who is at a plan, as one side's pages are told: JSON with at most twelve and a count.

        Buyers are told of buyers, and of the seller's people whom they know from the plan.
        """
        found = []
        for place in self._of_plan.get(plan_id, ()):
            guest = self._known[place]
            name = guest.seen_as if side == "buyer" else guest.name
            if name:
                found.append({"key": guest.key, "name": name, "side": guest.side})
        found.sort(key=lambda each: (each["name"], each["key"]))
        shown = {"people": found[: MOST_SHOWN + 1], "all": len(found)}
        return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))

    def _add(self, guest: Guest) -> None:
        place = (guest.plan_id, guest.key)
        self._known[place] = guest
        counts = self._of_plan.setdefault(guest.plan_id, {})
        counts[place] = counts.get(place, 0) + 1

    def _take(self, guest: Guest) -> None:
        place = (guest.plan_id, guest.key)
        counts = self._of_plan.get(guest.plan_id, {})
        counts[place] = counts.get(place, 1) - 1
        if counts[place] <= 0:
            del counts[place]
            self._known.pop(place, None)
        if not counts:
            self._of_plan.pop(guest.plan_id, None)

    def _messages(
        self, word: str, guests: Iterable[Guest], *, even_none: bool = False
    ) -> Iterator[str]:
        part: list[list[Any]] = []
        size = 0
        for guest in guests:
            row = [guest.plan_id, guest.key, guest.side, _short(guest.name), _short(guest.seen_as)]
            more = len(json.dumps(row, ensure_ascii=False).encode()) + 2
            if part and size + more > MOST_BYTES:
                yield self._message(word, part)
                part, size = [], 0
            part.append(row)
            size += more
        if part or even_none:
            yield self._message(word, part)

    def _message(self, word: str, rows: Iterable[list[Any]]) -> str:
        told = {"here": word, "from": self.origin, "guests": list(rows)}
        return json.dumps(told, ensure_ascii=False)


def _short(name: str | None) -> str | None:
    return name[:MOST_NAME] if name else name
