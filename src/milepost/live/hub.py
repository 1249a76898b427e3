"""The middle of a process's streams: what the database says goes to the pages that it concerns.

All of it runs on the server's loop; what asks the database runs in a few threads beside it.
Nothing is missed: the listener listens before anybody is let in, a message that comes while a
page is being let in is kept for it, and after a break every page is told its plan's pulse anew.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

from django.db import DatabaseError

from milepost.live import access
from milepost.live.access import Allowed, Asks, Guest, Refused, Side
from milepost.live.listener import Listener
from milepost.live.presence import Presence
from milepost.live.stream import Stream
from milepost.plans import live
from milepost.platform.scope import worker_scope

log = logging.getLogger("milepost.live")
THREADS = 4
HEARTBEAT_SECONDS = 17
RECHECK_SECONDS = 60
SECONDS_BETWEEN_SIGNS = 20
# Somebody who reloads a page has not left.
SECONDS_TO_COME_BACK = 4.0
SECONDS_TO_GATHER = 0.2
MANY_PAGES = 50
# Messages are remembered for as long as somebody may be on the way in.
MOST_REMEMBERED = 2000
SECONDS_TO_TAKE_LEAVE = 2.0
TRIES = 7
FIRST_PAUSE = 0.05

Found = TypeVar("Found")


class Told(NamedTuple):
    """What was last said of a plan, and as which message."""

    number: int
    pulse: int
    shared_pulse: int


class NotNow(Exception):
    """Nobody can be let in now: the database is away, or the server ends."""


class Hub:
    """The streams of one process."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live")
        self.listener = Listener(live.CHANNEL, self.heard, self._listens_again)
        self.presence = Presence(secrets.token_hex(6))
        self.streams: set[Stream] = set()
        self.is_stopping = False
        self._by_mark: dict[str, set[Stream]] = {}
        self._recent: OrderedDict[int, Told] = OrderedDict()
        self._heard = 0
        self._rechecks = 0
        self._number = 0
        self._crowds: dict[int, asyncio.TimerHandle] = {}
        self._came: dict[tuple[int, str], Guest] = {}
        self._left: dict[tuple[int, str], Guest] = {}
        self._saying: asyncio.TimerHandle | None = None
        self._running: set[asyncio.Task[Any]] = set()
        self._tasks = [self.loop.create_task(self.listener.run())]
        self._tasks.append(self.loop.create_task(self._tick()))

    # --- coming and going ------------------------------------------------------------------

    async def let_in(self, asks: Asks) -> Stream:
        """A stream for whoever may read the plan. Raises Refused and NotNow."""
        if self.is_stopping or not await self.listener.is_listening(5):
            raise NotNow
        rechecks, heard = self._rechecks, self._heard
        try:
            allowed = await self._surely(access.allowed, asks, tries=2)
        except DatabaseError as error:
            raise NotNow from error
        stream = self._added(asks, allowed, heard)
        if rechecks != self._rechecks:
            self._check(stream)
        return stream

    def _added(self, asks: Asks, allowed: Allowed, heard: int) -> Stream:
        self._number += 1
        stream = Stream(asks, allowed, self._number)
        recent = self._recent.get(allowed.plan_id)
        if recent and recent.number > heard:  # while it was being let in
            stream.offer(recent.shared_pulse if asks.side == "buyer" else recent.pulse)
        self.streams.add(stream)
        for mark in allowed.marks:
            self._by_mark.setdefault(mark, set()).add(stream)
        if allowed.guest:
            if self.presence.open(allowed.guest):
                self._say(self._came, self._left, allowed.guest)
            self._crowd_changed(allowed.plan_id)
        return stream

    def remove(self, stream: Stream) -> None:
        """Forget a stream that is over."""
        if stream not in self.streams:
            return
        self.streams.discard(stream)
        for mark in stream.allowed.marks:
            found = self._by_mark.get(mark)
            if found is not None:
                found.discard(stream)
                if not found:
                    del self._by_mark[mark]
        guest = stream.allowed.guest
        if guest and self.presence.close(guest) and not self.is_stopping:
            self.loop.call_later(SECONDS_TO_COME_BACK, self._leave, guest)

    def _leave(self, guest: Guest) -> None:
        if self.presence.leave(guest):
            self._say(self._left, self._came, guest)
            self._crowd_changed(guest.plan_id)

    # --- what the database says ------------------------------------------------------------

    def heard(self, text: str) -> None:
        """Take one message of the channel; one that makes no sense is left."""
        try:
            message = json.loads(text)
            if "recheck" in message:
                self._recheck(message["recheck"])
            elif "here" in message:
                self._heard_of_guests(message)
            elif "inbox" in message:
                self._inbox_changed(message["inbox"])
            else:
                self._changed(message)
        except (ValueError, KeyError, TypeError):
            log.warning("a message on the channel makes no sense: %.100s", text)

    def _changed(self, message: dict[str, Any]) -> None:
        plan_id, pulse, shared = message["plan"], message["pulse"], message["shared_pulse"]
        self._remember(plan_id, pulse, shared)
        self._offer(plan_id, pulse, shared if message["shared"] else -1)

    def _inbox_changed(self, mark: str) -> None:
        for stream in tuple(self._by_mark.get(mark, ())):
            stream.knock()

    def _offer(self, plan_id: int, pulse: int, shared_pulse: int) -> None:
        for stream in self._at(plan_id):
            stream.offer(shared_pulse if stream.asks.side == "buyer" else pulse)

    def _remember(self, plan_id: int, pulse: int, shared_pulse: int) -> None:
        self._heard += 1
        self._recent.pop(plan_id, None)
        self._recent[plan_id] = Told(self._heard, pulse, shared_pulse)
        if len(self._recent) > MOST_REMEMBERED:
            self._recent.popitem(last=False)

    def _recheck(self, mark: str) -> None:
        self._rechecks += 1
        for stream in tuple(self._by_mark.get(mark, ())):
            self._check(stream)

    def _listens_again(self) -> None:
        """Something may have been said while nobody listened: pulses, revocations, guests."""
        self._rechecks += 1
        self._in_background(self.presence.asks_who())
        if self.streams:
            self._background(self._catch_up())

    async def _catch_up(self) -> None:
        for stream in self.streams:
            stream.knock()
        plans = {stream.allowed.plan_id for stream in self.streams}
        try:
            found = await self._surely(_pulses, plans)
        except DatabaseError:
            log.warning("the database is away again; open pages catch up when it is back")
            return
        for plan_id, (pulse, shared_pulse) in found.items():
            self._remember(plan_id, pulse, shared_pulse)
            self._offer(plan_id, pulse, shared_pulse)
        for stream in tuple(self.streams):
            self._check(stream)

    # --- who may go on ---------------------------------------------------------------------

    def _check(self, stream: Stream) -> None:
        """Ask again, in a thread, whether this stream may go on; ends it where not."""
        if stream.is_checked or stream.is_ended:
            return
        stream.is_checked = True
        self._background(self._checked(stream))

    async def _checked(self, stream: Stream) -> None:
        rechecks = self._rechecks
        try:
            allowed = await self._surely(access.allowed, stream.asks)
        except Refused:
            self.end(stream, is_gone=True)
            return
        except DatabaseError:
            return  # asked again when the listener is back, or with the next turn
        finally:
            stream.is_checked = False
        stream.offer(allowed.pulse)
        if allowed.guest and self.presence.know_anew(allowed.guest):
            self._say(self._came, self._left, allowed.guest)
            self._crowd_changed(allowed.plan_id)
        if rechecks != self._rechecks:
            self._check(stream)

    def end(self, stream: Stream, *, is_gone: bool = False) -> None:
        """End a stream; one whose reader takes nothing any more is cut off."""
        stream.end(is_gone=is_gone)
        if stream.task is not None:
            self.loop.call_later(SECONDS_TO_TAKE_LEAVE, stream.task.cancel)

    # --- who is here -----------------------------------------------------------------------

    def _heard_of_guests(self, message: dict[str, Any]) -> None:
        was_alone = self.presence.is_alone
        for plan_id in self.presence.heard(message, self.loop.time()):
            self._crowd_changed(plan_id)
        is_other = message["from"] != self.presence.origin
        if is_other and (message["here"] == "who" or was_alone):
            self._in_background(*self.presence.says_still())

    def _crowd_changed(self, plan_id: int) -> None:
        """Tell a plan's pages who is there, a moment later: people come in groups."""
        if plan_id in self._crowds:
            return
        pause = SECONDS_TO_GATHER * (1 if len(self._at(plan_id)) < MANY_PAGES else 10)
        self._crowds[plan_id] = self.loop.call_later(pause, self._show_crowd, plan_id)

    def _show_crowd(self, plan_id: int) -> None:
        self._crowds.pop(plan_id, None)
        made: dict[Side, bytes] = {}
        for stream in self._at(plan_id):
            side = stream.asks.side
            if side not in made:
                made[side] = self.presence.here(plan_id, side).encode()
            stream.show(made[side])

    def _say(
        self,
        word: dict[tuple[int, str], Guest],
        other_word: dict[tuple[int, str], Guest],
        guest: Guest,
    ) -> None:
        """Note that a guest came or left, to be told to other processes with others."""
        place = (guest.plan_id, guest.key)
        other_word.pop(place, None)
        word[place] = guest
        if self._saying is None:
            self._saying = self.loop.call_later(SECONDS_TO_GATHER, self._say_all)

    def _say_all(self) -> None:
        self._saying = None
        came, left = tuple(self._came.values()), tuple(self._left.values())
        self._came.clear()
        self._left.clear()
        if not self.presence.is_alone:
            self._in_background(*self.presence.says_left(left), *self.presence.says_came(came))

    # --- time ------------------------------------------------------------------------------

    async def _tick(self) -> None:
        """Once a second: signs of life and checks, each stream in a turn of its own."""
        turn = 0
        while True:
            await asyncio.sleep(1)
            turn += 1
            for stream in tuple(self.streams):
                if (stream.number + turn) % HEARTBEAT_SECONDS == 0:
                    stream.beat()
                if (stream.number + turn) % RECHECK_SECONDS == 0:
                    self._check(stream)
            for plan_id in self.presence.forget_silent(self.loop.time()):
                self._crowd_changed(plan_id)
            if turn % SECONDS_BETWEEN_SIGNS == 0 and not self.presence.is_alone:
                self._in_background(*self.presence.says_still())

    def stop(self) -> None:
        """End every stream at once, and let nobody in any more."""
        self.is_stopping = True
        for stream in tuple(self.streams):
            self.end(stream)
        for task in self._tasks:
            task.cancel()
        self.threads.shutdown(wait=False, cancel_futures=True)

    # --- beside the loop -------------------------------------------------------------------

    def _at(self, plan_id: int) -> Collection[Stream]:
        return self._by_mark.get(live.mark_of_plan(plan_id), ())

    async def _in_thread(self, function: Callable[..., Found], *values: Any) -> Found:
        if self.is_stopping:
            raise NotNow
        return await self.loop.run_in_executor(self.threads, function, *values)

    async def _surely(
        self, function: Callable[..., Found], *values: Any, tries: int = TRIES
    ) -> Found:
        """As `_in_thread`, again where the database was away: a restart leaves connections behind
        that are only found dead when they are used."""
        for turn in range(tries - 1):
            try:
                return await self._in_thread(function, *values)
            except DatabaseError:
                await asyncio.sleep(FIRST_PAUSE * 2**turn)
        return await self._in_thread(function, *values)

    def _in_background(self, *messages: str) -> None:
        """Put messages on the channel; who cannot be told now hears the next sign of life."""
        if messages and not self.is_stopping:
            self._background(self._told(messages))

    async def _told(self, messages: tuple[str, ...]) -> None:
        try:
            await self._surely(_tell, messages)
        except (DatabaseError, NotNow):
            log.info("who is here was not told: the database is away")

    def _background(self, work: Any) -> None:
        task = self.loop.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None and not self.is_stopping:
            log.error("live updates stumbled", exc_info=task.exception())


def _pulses(plans: set[int]) -> dict[int, tuple[int, int]]:
    try:
        with worker_scope():
            return live.pulses(plans)
    finally:
        access.give_back()


def _tell(messages: tuple[str, ...]) -> None:
    try:
        for message in messages:
            live.tell(message)
    finally:
        access.give_back()
