"""The channel, as `channels/contract.py` wants it: members alone, each by themselves."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import connection

from milepost.messaging import outbox
from milepost.messaging.channels.contract import Batch, Item
from milepost.messaging.channels.slack.blocks import MOST_PIECES, Content, Piece
from milepost.messaging.messages import Addressee, Told, Words

_REACHES = """
select true from messaging_slackconnection c
join messaging_slackperson p on p.workspace_id = c.workspace_id
  and p.member_id = %s::bigint and p.user_id <> ''
where c.workspace_id = %s::bigint and c.broken_at is null"""


def reaches(reader: Addressee, items: Sequence[Item]) -> bool:
    """A member who was found in the team that the workspace is connected to. Never a buyer."""
    if reader.side != "seller" or reader.member_id is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_REACHES, (reader.member_id, reader.workspace_id))
        return cursor.fetchone() is not None


def record(batch: Batch) -> str:
    """Write the message into the outbox; its key."""
    reader = batch.reader
    shown, more = batch.items[:MOST_PIECES], batch.items[MOST_PIECES:]
    content = Content(
        workspace_id=reader.workspace_id,
        language=reader.language,
        pieces=tuple(piece_of(item.told, item.words) for item in shown),
        more=len(more),
        inbox=f"{settings.PUBLIC_URL}/inbox/",
    )
    key = f"slack:{batch.key}"
    payload = {"member": reader.member_id, "content": content.to_json()}
    outbox.record(
        "slack.message",
        key,
        payload,
        reader.workspace_id,
        recipient=f"{reader.name} (Slack)",
        plan_id=batch.plan_id,
    )
    return key


def piece_of(told: Told, words: Words) -> Piece:
    """One thing told, as a part of a Slack message."""
    details = (*words.details, *(_part(part.title, part.line) for part in words.parts))
    return Piece(
        message=told.id,
        plan_id=told.plan_id,
        milestone=told.milestone,
        subject=words.subject,
        line=words.line,
        details=details,
        link=f"{settings.PUBLIC_URL}{words.link}" if words.link else "",
        link_label=words.link_label,
        plan=words.plan,
        by=words.by,
        actions=tuple(
            dict.fromkeys(
                action.name
                for action in words.actions
                if action.milestone in (None, told.milestone)
            )
        ),
    )


def _part(title: str, line: str) -> str:
    return f"{title}: {line}" if line else title
