"""Slack that limits, breaks, hangs and cuts off, before and after it did what was asked."""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping

from faults.house import House, house

WORDS = "Slack that limits, answers 500, hangs and cuts off, while workers are killed"
COUNTS = {"messages": (600, 10_000), "killed": (20, 300)}
SECONDS = 0.5
SHARES = {
    "LIMITED": 0.10,
    "BROKEN": 0.05,
    "NONSENSE": 0.02,
    "HANGS": 0.01,
    "DONE_AND_DROPPED": 0.02,
    "DONE_AND_BROKEN": 0.02,
    "DONE_AND_HANGS": 0.01,
}
MEMBERS = 40
_MEMBERS = """
insert into workspaces_member (workspace_id, id, name, email, role)
select 1, n, 'Person ' || n, 'person' || n || '@brightloom.example', 'ae'
from generate_series(1, %s::int) n on conflict do nothing"""
_CONNECTION = """
insert into messaging_slackconnection (workspace_id, team_id, team_name, bot_user_id, scopes, token,
  is_oauth, connected_at) values (1, 'T0BRIGHT1', 'Brightloom', 'U0MILEPO1', %s, %s, true, now())
on conflict (workspace_id) do update set scopes = excluded.scopes"""
_PEOPLE = """
insert into messaging_slackperson (workspace_id, member_id, address, user_id, dm)
select 1, n, 'person' || n || '@brightloom.example', 'U0PERSON' || n, 'D0PERSON' || n
from generate_series(1, %s::int) n on conflict do nothing"""
_ADD = """
insert into messaging_outbox (workspace_id, kind, key, payload)
select 1, 'slack.message', 'slack:' || n,
  jsonb_build_object('member', 1 + n %% %s::int, 'content', %s::jsonb)
from generate_series(1, %s::bigint) n"""
# The schedule waits for minutes and hours; what a fault put off is due again at once.
_FORWARD = """
update messaging_outbox set available_at = now()
where finished_at is null and dead_at is null and claimed_by = '' and available_at > now()"""


def run(counts: Mapping[str, float]) -> bool:
    """The same twice: without the right to look back, and with it."""
    held = True
    with house() as here:
        for looks_back in (False, True):
            held &= _once(here, int(counts["messages"]), int(counts["killed"]), looks_back)
        held &= _pause(here)
    return held


def _once(here: House, messages: int, kills: int, looks_back: bool) -> bool:
    from tests.slack.standin import TOKEN, Trouble, standing_in

    chance = random.Random(7)
    drawn: Counter[str] = Counter()

    def draw(method: str) -> Trouble | None:
        if method != "chat.postMessage":
            return None
        left = chance.random()
        for name, share in SHARES.items():
            left -= share
            if left < 0:
                drawn[name] += 1
                return Trouble[name]
        return None

    with standing_in() as slack:
        slack.people |= {f"person{n}": f"U0PERSON{n}" for n in range(1, MEMBERS + 1)}
        slack.hang_seconds, slack.retry_after, slack.draw = 2 * SECONDS, "0", draw
        if looks_back:
            slack.tokens[TOKEN] += ("im:history",)
        _seed(here, messages, TOKEN, slack.tokens[TOKEN])
        started = time.monotonic()
        killed = _work(here, kills, _towards(slack.address))
        seconds = time.monotonic() - started
    posted = Counter(post.blocks[0]["block_id"].split(":")[0] for post in slack.posts)
    lost = messages - len(posted)
    twice = sum(count - 1 for count in posted.values())
    unknown = sum(drawn[name] for name in drawn if name.startswith("DONE_"))
    noted = int(here.ask("select coalesce(sum(unsure), 0) from messaging_slackpost"))
    finished = int(here.ask("select count(*) from messaging_outbox where finished_at is not null"))
    held = not lost and finished == messages and twice <= unknown + killed
    held &= not slack.wrong and (not looks_back or twice == 0)
    print(
        f"    {'with' if looks_back else 'without'} im:history: {messages} messages, faults"
        f" {sum(drawn.values())} (done all the same {unknown}), workers killed {killed}:"
        f" lost {lost}, sent twice {twice} (noted as uncertain {noted}),"
        f" in {seconds:.0f} s{'' if held else '   WRONG'}"
    )
    return held


def _seed(here: House, messages: int, token: str, scopes: tuple[str, ...]) -> None:
    from milepost.messaging.channels.slack.blocks import Content, Piece
    from milepost.platform.secrets import seal

    here.clear()
    here.do("truncate messaging_slackpost")
    here.do(_MEMBERS, MEMBERS)
    here.do(_CONNECTION, ",".join(scopes), seal(token))
    here.do(_PEOPLE, MEMBERS)
    piece = Piece(
        0, 1, "m1", "A step is due", "The review is due on Thursday.", link="https://x.y/"
    )
    here.do(_ADD, MEMBERS, json.dumps(Content(1, "", (piece,)).to_json()), messages)
    with here.connect() as connection:
        connection.execute("select pg_notify('milepost_outbox', 'slack.message')")


def _work(here: House, kills: int, before: Callable[[], None]) -> int:
    """Two workers until all is settled, one of them killed now and then; how many were."""
    chance, killed = random.Random(11), 0
    workers = [here.worker(lease=2.0, before=before) for _ in range(2)]
    next_kill = time.monotonic() + 0.3
    ends_at = time.monotonic() + 900
    while here.open() and time.monotonic() < ends_at:
        here.do(_FORWARD)
        if killed < kills and time.monotonic() > next_kill:
            place = chance.randrange(2)
            workers[place].kill()
            workers[place].join()
            killed += 1
            workers[place] = here.worker(lease=2.0, before=before)
            next_kill = time.monotonic() + chance.uniform(0.1, 0.8)
        time.sleep(0.1)
    here.stop_workers()
    return killed


def _towards(address: str) -> Callable[[], None]:
    """What a worker does first: look for Slack there, and wait for it only so long."""

    def prepare() -> None:
        from django.conf import settings

        from milepost.messaging.channels.slack import client

        settings.SLACK_API_URL = f"{address}/api/"
        client.SECONDS = SECONDS

    return prepare


def _pause(here: House) -> bool:
    """A pause that Slack asks for is kept, to the second."""
    from tests.slack.standin import TOKEN, Trouble, standing_in

    with standing_in() as slack:
        slack.people |= {f"person{n}": f"U0PERSON{n}" for n in range(1, MEMBERS + 1)}
        slack.retry_after = "3"
        slack.trouble("chat.postMessage", Trouble.LIMITED)
        _seed(here, 1, TOKEN, slack.tokens[TOKEN])
        here.worker(before=_towards(slack.address))
        here.wait_until_settled(30)
        here.stop_workers()
    took = float(
        here.ask("select extract(epoch from finished_at - due_at)::float8 from messaging_outbox")
    )
    held = 3.0 <= took <= 5.0
    print(
        f"    a pause of 3 s that Slack asked for was kept: {took:.2f} s{'' if held else ' WRONG'}"
    )
    return held
