"""Doing what a button was pressed for: by the command that the page uses, as the member who
pressed. The change, what the message says from then on, and the delivery that brings it up to date
commit together; a press that is taken twice finds that it was done.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, MilepostError, NotAllowed, NotFound
from milepost.domain.quiet import midnight
from milepost.domain.working_hours import calendar_of, next_hour_at_work
from milepost.messaging import outbox
from milepost.messaging.channels.slack import people, replying
from milepost.messaging.channels.slack.blocks import Content, Piece, escaped
from milepost.messaging.channels.slack.people import Member
from milepost.messaging.letters import known_language, zone_of
from milepost.messaging.readers import Who, addressee
from milepost.messaging.registry import Delivery
from milepost.plans import commands
from milepost.plans.changing import today_in
from milepost.plans.commands import Actor
from milepost.plans.queries import PlanRecord, plan_record
from milepost.platform.scope import seller_scope

_POST = """
select id, content::text, turn, member_id from messaging_slackpost
where workspace_id = %s::bigint and channel = %s and ts = %s for update"""
_CHANGED = """
update messaging_slackpost set content = %s::jsonb, turn = turn + 1
where workspace_id = %s and id = %s returning turn"""
_ZONE = "select time_zone from workspaces_workspace where id = %s"
# The same once more, under a key of its own; what no longer holds then is not said.
_AGAIN = """
insert into messaging_message (workspace_id, plan_id, side, member_id, person, kind, key,
  milestone, about, facts, at, due_at)
select workspace_id, plan_id, side, member_id, person, kind,
  regexp_replace(key, ':again:[0-9-]+$', '') || ':again:' || %(day)s, milestone, about, facts, at,
  %(due)s::timestamptz
from messaging_message
where workspace_id = %(workspace)s::bigint and id = %(message)s::bigint
  and member_id = %(member)s::bigint
on conflict (workspace_id, key) do nothing"""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed, and by whom."""

    key: str
    workspace_id: int
    message: int
    action: str
    channel: str
    ts: str
    member: Member


@dataclass(frozen=True, slots=True)
class Post:
    """The message that it stands under."""

    id: int
    content: Content
    member_id: int | None


def deliver(delivery: Delivery) -> None:
    """Do it, and say so in the message; or tell whoever pressed why not."""
    payload = delivery.payload
    answer = str(payload.get("answer") or "")
    member = people.member_of(delivery.workspace_id, str(payload["user"]))
    if member is None:
        replying.reply(
            answer,
            _("You are no member of this workspace in Milepost, or not under this address."),
        )
        return
    press = Press(
        key=delivery.key,
        workspace_id=delivery.workspace_id,
        message=int(payload["message"]),
        action=str(payload["action"]),
        channel=str(payload["channel"]),
        ts=str(payload["ts"]),
        member=member,
    )
    with (
        translation.override(known_language(member.language)),
        timezone.override(zone_of(member.time_zone)),
    ):
        try:
            with seller_scope(press.workspace_id, member.id):
                _do(press)
        except MilepostError as error:
            replying.reply(answer, escaped(_why_not(error)))


def _do(press: Press) -> None:
    post = _post(press)
    piece = post.content.piece(press.message)
    if piece is None:
        raise NotFound(_("This message is too old to act on. Open the plan instead."))
    if piece.done_by == press.key:
        return
    doing: Mapping[str, Callable[[Press, Post, Piece], Piece]] = {
        "done": _mark_done,
        "snooze": _snooze,
        "undo": _undo,
    }
    changed = replace(doing[press.action](press, post, piece), done_by=press.key)
    content = post.content.with_piece(changed)
    with connection.cursor() as cursor:
        values = (json.dumps(content.to_json()), press.workspace_id, post.id)
        cursor.execute(_CHANGED, values)
        turn = cursor.fetchone()[0]
    key = f"slack:update:{post.id}:{turn}"
    outbox.record("slack.update", key, {"post": post.id}, press.workspace_id)


def _mark_done(press: Press, post: Post, piece: Piece) -> Piece:
    if "done" not in piece.actions or piece.plan_id is None or piece.milestone is None:
        raise NotAllowed(_("There is nothing here to mark as done."))
    record = _plan(piece.plan_id)
    milestone = record.plan.milestone(piece.milestone)
    if milestone is None:
        raise NotFound(_("This step is not in the plan any more."))
    if milestone.status == "complete":
        by = record.plan.person(milestone.completed_by or "")
        who = by.name if by else _("somebody")
        return replace(piece, did=_("Already marked done by %(who)s.") % {"who": who}, undo=None)
    if milestone.status == "skipped":
        raise NotAllowed(_("This step was skipped. Open the plan to take it up again."))
    actor = Actor(press.member.id, press.member.name)
    changed = commands.set_status(
        actor,
        piece.plan_id,
        piece.milestone,
        "complete",
        today=_today(press.workspace_id),
        seen=record.revision,
    )
    did = _("Marked done by %(who)s.") % {"who": press.member.name}
    return replace(piece, did=did, undo=changed.revision)


def _undo(press: Press, post: Post, piece: Piece) -> Piece:
    if piece.undo is None or piece.plan_id is None:
        raise NotAllowed(_("There is nothing here to take back."))
    _plan(piece.plan_id)
    actor = Actor(press.member.id, press.member.name)
    today = _today(press.workspace_id)
    commands.undo_last(actor, piece.plan_id, piece.undo, today=today)
    return replace(piece, did="", undo=None)


def _snooze(press: Press, post: Post, piece: Piece) -> Piece:
    if "snooze" not in piece.actions or post.member_id != press.member.id:
        raise NotAllowed(_("Only whom this was told can be told again later."))
    due = _tomorrow(press)
    values = {
        "workspace": press.workspace_id,
        "message": piece.message,
        "member": press.member.id,
        "day": due.date().isoformat(),
        "due": due,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, values)
    day = date_format(due, "l")
    return replace(piece, did=_("Snoozed until %(day)s.") % {"day": day}, undo=None)


def _post(press: Press) -> Post:
    with connection.cursor() as cursor:
        cursor.execute(_POST, (press.workspace_id, press.channel, press.ts))
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("This message is too old to act on. Open the plan instead."))
    post_id, content, _turn, member_id = row
    return Post(post_id, Content.of(json.loads(content)), member_id)


def _plan(plan_id: int) -> PlanRecord:
    record = plan_record(plan_id)
    if record is None:
        raise NotFound(_("There is no such plan any more."))
    if record.archived_at is not None:
        raise NotAllowed(_("This plan is archived; restore it before changing it."))
    return record


def _today(workspace_id: int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(_ZONE, (workspace_id,))
        return today_in(cursor.fetchone()[0])


def _tomorrow(press: Press) -> datetime:
    """The first working hour after today, where they are."""
    reader = addressee(Who(press.workspace_id, "seller", press.member.id, None, None))
    zone = zone_of(press.member.time_zone)
    calendar = calendar_of(reader.country, reader.subdivision) if reader else calendar_of("")
    morning = midnight(timezone.now().astimezone(zone).date() + timedelta(days=1), zone)
    return next_hour_at_work(morning, zone, calendar).astimezone(zone)


def _why_not(error: MilepostError) -> str:
    if isinstance(error, Conflict):
        return _("Somebody has changed this plan since. Open it to see how it stands.")
    return error.message
