"""Which channel celebrations go to: the workspace's, and a plan's own in its place.

A channel is proved by posting a line of greeting in it, as the app has no right to look around.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotReachable, Problem
from milepost.messaging.channels.slack.client import Refused, SlackFailure, call, client
from milepost.messaging.channels.slack.connection import connection_of
from milepost.messaging.channels.slack.posting import CHANNEL_CLOSED

_ID = re.compile(r"[CG][A-Z0-9]{6,30}")
_LINK = re.compile(r"https://[^/\s]+/archives/([CG][A-Z0-9]{6,30})(?:/.*)?")
_NAME = re.compile(r"#?([^\s#@,'\"<>&]{1,80})")

_READ = """
select plan_id, channel, name, broken_why from messaging_slackchannel
where workspace_id = %s::bigint and (plan_id is null or plan_id = %s::bigint)"""
_KEEP = """
insert into messaging_slackchannel as c (workspace_id, plan_id, channel, name, set_by)
values (%s, %s, %s, %s, %s) on conflict (workspace_id, plan_id) do update
set channel = excluded.channel, name = excluded.name, set_by = excluded.set_by, set_at = now(),
  broken_why = ''"""
_REMOVE = """
delete from messaging_slackchannel
where workspace_id = %s and plan_id is not distinct from %s::bigint"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A chosen channel. `broken_why` is Slack's word for why it takes nothing, "" where it does."""

    channel: str
    name: str
    broken_why: str


def chosen(workspace_id: int, plan_id: int | None = None) -> tuple[Chosen | None, Chosen | None]:
    """The workspace's channel, and the plan's own. In the seller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, (workspace_id, plan_id))
        found = {row[0]: Chosen(*row[1:]) for row in cursor.fetchall()}
    return found.get(None), found.get(plan_id) if plan_id is not None else None


def choose(workspace_id: int, plan_id: int | None, given: str, by: int, greeting: str) -> Chosen:
    """Take a channel once the greeting was posted there. Raises InvalidInput, and NotReachable."""
    kept = connection_of(workspace_id)
    if kept is None or kept.broken_at is not None:
        raise _invalid(_("Slack is not connected"), _("connect it first"))
    name = _read(given)
    try:
        answer = call(
            client(kept.token).chat_postMessage,
            channel=name,
            text=greeting,
            unfurl_links=False,
            unfurl_media=False,
        )
    except Refused as refused:
        raise _refused(refused.code) from None
    except SlackFailure as failure:
        raise NotReachable(
            _("Slack did not answer as it should. Try again in a minute.")
        ) from failure
    found = Chosen(str(answer.get("channel") or name), given.strip()[:200], "")
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, (workspace_id, plan_id, found.channel, found.name, by))
    return found


def unchoose(workspace_id: int, plan_id: int | None) -> None:
    """Post nowhere any more (a plan: where the workspace does)."""
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE, (workspace_id, plan_id))


def why_words(code: str) -> str:
    """Why a channel takes nothing, in a sentence."""
    known = {
        "channel_not_found": _("Slack knows no such channel, or the app is not in it."),
        "is_archived": _("The channel is archived."),
        "not_in_channel": _("The app is not in the channel."),
    }
    return known.get(code, _("Slack refuses it (%(code)s).") % {"code": code})


def _read(given: str) -> str:
    """The channel as Slack takes it: its id, or its name after a #."""
    text = given.strip()
    if link := _LINK.fullmatch(text):
        return link[1]
    if _ID.fullmatch(text):
        return text
    name = _NAME.fullmatch(text)
    if name is None or re.fullmatch(r"[UWD][A-Z0-9]{6,30}", text):
        raise _invalid(_("it names no channel"), _("type a name such as #deals, or paste its link"))
    return f"#{name[1].lower()}"


def _refused(code: str) -> InvalidInput:
    if code in CHANNEL_CLOSED:
        return _invalid(why_words(code), _("Invite the app to it with /invite, and try again."))
    return _invalid(why_words(code), _("Look at the connection on the Slack page."))


def _invalid(wrong: str, right: str) -> InvalidInput:
    return InvalidInput([Problem("channel", wrong, right)])
