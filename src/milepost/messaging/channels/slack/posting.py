"""Posting, and changing what was posted: deliveries of the outbox.

A post is written down before it is made (`began_at`) and after (`ts`). So a delivery that is tried
again knows: it arrived, it surely did not, or nobody can say. In the last case the conversation is
looked through where the app may do so (`im:history`), and else it is posted again: twice is better
than never (docs/decisions/slack.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone, translation

from milepost.messaging.channels.slack import people
from milepost.messaging.channels.slack.blocks import Content, Rendered, mark_of, rendered
from milepost.messaging.channels.slack.client import (
    Limited,
    NotReached,
    Refused,
    SlackFailure,
    call,
    client,
)
from milepost.messaging.channels.slack.connection import (
    DEAD,
    LOOKS_BACK,
    Connection,
    connection_of,
    note_broken,
)
from milepost.messaging.letters import known_language
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.platform.scope import worker_scope
from milepost.platform.secrets import NotSealed

PERSON_GONE = frozenset(
    {
        "channel_not_found",
        "user_not_found",
        "user_disabled",
        "user_not_visible",
        "users_not_found",
        "is_archived",
        "messages_tab_disabled",
    }
)
CHANNEL_CLOSED = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
    }
)
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
KEEP_DAYS = 90
# How far a conversation is looked through, from its newest message back.
PAGE, PAGES = 200, 5

_PERSON = """/* worker */
select user_id, dm from messaging_slackperson
where workspace_id = %s::bigint and member_id = %s::bigint and user_id <> ''"""
_CHANNEL = """/* worker */
select channel from messaging_slackchannel
where workspace_id = %s::bigint and broken_why = ''
  and (plan_id = %s::bigint or plan_id is null)
order by plan_id nulls last limit 1"""
_POST = """/* worker */
select id, channel, ts, content::text, turn, began_at from messaging_slackpost
where workspace_id = %s::bigint and key = %s for update"""
_BEGIN = """/* worker */
insert into messaging_slackpost (workspace_id, key, member_id, channel, content, began_at)
values (%(workspace)s, %(key)s, %(member)s, %(channel)s, %(content)s::jsonb, %(now)s)
on conflict (workspace_id, key) do update set
  began_at = coalesce(messaging_slackpost.began_at, excluded.began_at),
  channel = excluded.channel, unsure = messaging_slackpost.unsure + %(unsure)s::int"""
_NOT_POSTED = """/* worker */
update messaging_slackpost set began_at = null where workspace_id = %s and key = %s and ts = ''"""
_POSTED = """/* worker */
update messaging_slackpost set channel = %s, ts = %s, posted_at = now()
where workspace_id = %s and key = %s"""
_DM = """/* worker */
update messaging_slackperson set dm = %s where workspace_id = %s and member_id = %s and dm <> %s"""
_CLOSED = """/* worker */
update messaging_slackchannel set broken_why = %s where workspace_id = %s and channel = %s"""
_TO_UPDATE = """/* worker */
select key, channel, ts, content::text, turn from messaging_slackpost
where workspace_id = %s::bigint and id = %s::bigint and ts <> ''"""
_OLD = """/* worker */
delete from messaging_slackpost where at < now() - make_interval(days => %s)"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is posted: a user or a channel. `dm` is the conversation, where known."""

    channel: str
    member_id: int | None = None
    dm: str = ""


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier try at the same post. `since` is set where nobody knows what became of it."""

    ts: str = ""
    since: datetime | None = None


def deliver(delivery: Delivery) -> None:
    """Post to a member."""
    member_id = int(delivery.payload["member"])
    kept = open_connection(delivery.workspace_id)
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_PERSON, (delivery.workspace_id, member_id))
        row = cursor.fetchone()
    if row is None:
        raise DeliveryFailed("This member is not known in Slack any more.", permanent=True)
    place = Place(row[0], member_id, row[1])
    post(delivery, kept, place, Content.of(delivery.payload["content"]))


def open_connection(workspace_id: int) -> Connection:
    """The connection, to be used. Raises DeliveryFailed where there is none that works."""
    with worker_scope():
        kept = connection_of(workspace_id)
    if kept is None:
        raise DeliveryFailed("The workspace is not connected to Slack any more.", permanent=True)
    if kept.broken_at is not None:
        raise DeliveryFailed(f"Slack lets nobody in: {kept.broken_why}.", permanent=True)
    try:
        assert kept.token
    except NotSealed as error:
        note_broken(kept, "unreadable")
        raise DeliveryFailed(error.message, permanent=True) from None
    return kept


def channel_for(workspace_id: int, plan_id: int | None) -> Place | None:
    """The channel for what a plan has to celebrate: its own, else the workspace's."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_CHANNEL, (workspace_id, plan_id))
        row = cursor.fetchone()
    return Place(row[0]) if row else None


def post(delivery: Delivery, kept: Connection, place: Place, content: Content) -> None:
    """Post once. Raises DeliveryFailed."""
    mark = mark_of(delivery.key)
    before = _before(delivery, place)
    if before.ts:
        return
    if before.since is not None and _looked_up(delivery, kept, place, mark, before.since):
        return
    _begin(delivery, place, content, unsure=before.since is not None)
    made = _in_words(content, mark, 0, kept.has_buttons)
    delivery.ensure_ours()
    try:
        answer = call(
            client(kept.token).chat_postMessage,
            channel=place.channel,
            text=made.text,
            blocks=made.blocks,
            unfurl_links=False,
            unfurl_media=False,
        )
    except SlackFailure as failure:
        raise _failed(delivery, kept, place, failure) from failure
    _posted(delivery, place, str(answer.get("channel") or place.channel), str(answer["ts"]))


def update(delivery: Delivery) -> None:
    """Bring what was posted up to date with what was done from it; the newest wins."""
    kept = open_connection(delivery.workspace_id)
    turn = -1
    while (found := _to_update(delivery)) and found[4] != turn:
        key, channel, ts, content, turn = found
        made = _in_words(Content.of(json.loads(content)), mark_of(key), turn, kept.has_buttons)
        delivery.ensure_ours()
        try:
            call(
                client(kept.token).chat_update,
                channel=channel,
                ts=ts,
                text=made.text,
                blocks=made.blocks,
                parse="none",
            )
        except Refused as refused:
            if refused.code in GONE:
                return
            raise _failed(delivery, kept, Place(channel), refused) from refused
        except SlackFailure as failure:
            raise _failed(delivery, kept, Place(channel), failure) from failure


def sweep() -> int:
    """Forget what was posted long ago; its buttons then only open the plan."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_OLD, (KEEP_DAYS,))
        return int(cursor.rowcount)


def failed(kept: Connection, failure: SlackFailure) -> DeliveryFailed:
    """What a failure means for a delivery. A token that is dead is noted."""
    if isinstance(failure, Limited):
        return DeliveryFailed(str(failure), retry_after=failure.seconds)
    if isinstance(failure, Refused):
        if failure.code in DEAD:
            note_broken(kept, failure.code)
        return DeliveryFailed(str(failure), permanent=True)
    return DeliveryFailed(str(failure))


def _failed(
    delivery: Delivery, kept: Connection, place: Place, failure: SlackFailure
) -> DeliveryFailed:
    if isinstance(failure, Limited | Refused | NotReached):
        with worker_scope(), connection.cursor() as cursor:
            cursor.execute(_NOT_POSTED, (delivery.workspace_id, delivery.key))
    if isinstance(failure, Refused):
        if place.member_id is not None and failure.code in PERSON_GONE:
            people.forget(delivery.workspace_id, place.member_id)
        elif place.member_id is None and failure.code in CHANNEL_CLOSED:
            with worker_scope(), connection.cursor() as cursor:
                cursor.execute(_CLOSED, (failure.code, delivery.workspace_id, place.channel))
    return failed(kept, failure)


def _before(delivery: Delivery, place: Place) -> Before:
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_POST, (delivery.workspace_id, delivery.key))
        row = cursor.fetchone()
    if row is None:
        return Before()
    return Before(ts=row[2], since=row[5])


def _begin(delivery: Delivery, place: Place, content: Content, *, unsure: bool) -> None:
    values = {
        "workspace": delivery.workspace_id,
        "key": delivery.key,
        "member": place.member_id,
        "channel": place.channel,
        "content": json.dumps(content.to_json()),
        "now": timezone.now(),
        "unsure": int(unsure),
    }
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_BEGIN, values)


def _looked_up(
    delivery: Delivery, kept: Connection, place: Place, mark: str, since: datetime
) -> bool:
    """Whether the conversation already has it; False too where that cannot be known."""
    if LOOKS_BACK not in kept.scopes or not place.dm:
        return False
    window: dict[str, Any] = {"oldest": f"{since.timestamp() - 60:.6f}", "limit": PAGE}
    history = client(kept.token).conversations_history
    for _page in range(PAGES):
        try:
            answer = call(history, channel=place.dm, **window)
        except Refused:
            return False
        except SlackFailure as failure:
            raise failed(kept, failure) from failure
        messages = answer.get("messages") or []
        for message in messages:
            if any(_is_marked(block, mark) for block in message.get("blocks") or []):
                _posted(delivery, place, place.dm, str(message["ts"]))
                return True
        if not messages or not answer.get("has_more"):
            return False
        window["latest"] = messages[-1]["ts"]
    return False


def _is_marked(block: Mapping[str, Any], mark: str) -> bool:
    return str(block.get("block_id") or "").startswith(f"{mark}:")


def _posted(delivery: Delivery, place: Place, channel: str, ts: str) -> None:
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_POSTED, (channel, ts, delivery.workspace_id, delivery.key))
        if place.member_id is not None:
            cursor.execute(_DM, (channel, delivery.workspace_id, place.member_id, channel))


def _to_update(delivery: Delivery) -> tuple[Any, ...] | None:
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_TO_UPDATE, (delivery.workspace_id, int(delivery.payload["post"])))
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def _in_words(content: Content, mark: str, turn: int, has_buttons: bool) -> Rendered:
    shown = replace(content, has_buttons=has_buttons)
    with translation.override(known_language(content.language)):
        return rendered(shown, mark, turn)
