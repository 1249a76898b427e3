"""Taking back what an answer by mail did: by the address in its confirmation, or by answering
"undo" to that. Each deed is taken back by its own command; what somebody changed since, stays."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from milepost.conversation import commands as conversation
from milepost.domain.errors import MilepostError
from milepost.messaging import preferences
from milepost.messaging.preferences import Whose
from milepost.plans import commands
from milepost.plans.changing import Actor, today_in
from milepost.platform.scope import seller_scope, worker_scope
from milepost.sharing import acting
from milepost.sharing.replying.letters import speaking
from milepost.sharing.replying.received import Mail, mail_of
from milepost.workspaces.tokens import hash_of

_SPACE = UUID("0f0d5c8e-6a55-5a70-8d43-6f3c1f0b9a52")
_FIND = """/* worker */
select workspace_id, id from sharing_receivedmail where undo_hash = %s"""
_STATE = """
select result, done::text from sharing_receivedmail
where workspace_id = %s::bigint and id = %s::bigint for update"""
_UNDONE = """
update sharing_receivedmail set result = 'undone'
where workspace_id = %s::bigint and id = %s::bigint"""


@dataclass(frozen=True, slots=True)
class Undoable:
    """What an address takes back, as its page shows it. `refused` says why it could not be."""

    workspace: str
    language: str
    time_zone: str
    title: str
    kinds: tuple[str, ...]
    is_undone: bool
    refused: str = ""


def undoable(token: str) -> Undoable | None:
    """What an address is about; None for one that nobody was given. It changes nothing."""
    found = _mail_of(token)
    return _shown(*found) if found else None


def undo_by_address(token: str) -> Undoable | None:
    """Take it back; again is nothing new."""
    found = _mail_of(token)
    if found is None:
        return None
    mail, _state = found
    refused = undo(mail)
    after = _mail_of(token)
    return _shown(*after, refused) if after else None


def undo(mail: Mail) -> str:
    """Take back what a mail did; why it could not be, "" where it is. Outside of any scope."""
    with speaking(mail):
        if mail.person is not None and mail.plan_id is not None:
            refused = _of_buyer(mail, mail.plan_id, mail.person)
        else:
            refused = _of_member(mail)
    return refused


def _of_buyer(mail: Mail, plan_id: int, person: str) -> str:
    with seller_scope(mail.workspace_id):
        result, done = _state_of(mail)
    if result == "undone":
        return ""
    for deed in reversed(done.get("deeds", [])):
        kind, content = _inverse(deed)
        if kind == "unmute":
            with seller_scope(mail.workspace_id):
                preferences.unmute(Whose(mail.workspace_id, plan_id=plan_id, person=person))
            continue
        key = uuid5(_SPACE, f"{mail.workspace_id}:{mail.id}:{deed['kind']}")
        with seller_scope(mail.workspace_id):
            acting.record_mailed(mail.workspace_id, plan_id, person, mail.id, kind, content, key)
        outcome = acting.apply_mailed(mail.workspace_id, plan_id, person, key)
        if outcome.refused:
            return outcome.refused
    with seller_scope(mail.workspace_id):
        _mark(mail)
    return ""


def _inverse(deed: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    if deed["kind"] == "mute":
        return "unmute", {}
    if "comment" in deed:
        return "delete_comment", {"comment": deed["comment"]}
    if "proposal" in deed:
        return "withdraw_proposal", {"id": deed["proposal"]}
    return "undo", {"revision": deed.get("revision", 0)}


def _of_member(mail: Mail) -> str:
    """All of it or nothing: a member's deeds are in one transaction."""
    actor = Actor(mail.member_id, mail.name)
    with seller_scope(mail.workspace_id, mail.member_id):
        result, done = _state_of(mail)
        if result == "undone":
            return ""
        if not mail.has_access:
            return _("You are not a member of this workspace any more.")
        try:
            with transaction.atomic():
                for deed in reversed(done.get("deeds", [])):
                    if "comment" in deed:
                        conversation.delete_comment(actor, done["plan"], deed["comment"])
                    else:
                        today = today_in(mail.workspace_zone)
                        commands.undo_last(actor, done["plan"], deed["revision"], today=today)
        except MilepostError as error:
            return error.message
        _mark(mail)
    return ""


def _state_of(mail: Mail) -> tuple[str, Mapping[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(_STATE, (mail.workspace_id, mail.id))
        result, done = cursor.fetchone()
    return result, json.loads(done)


def _mark(mail: Mail) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UNDONE, (mail.workspace_id, mail.id))


def _mail_of(token: str) -> tuple[Mail, tuple[str, Mapping[str, Any]]] | None:
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_FIND, (hash_of(token),))
        row = cursor.fetchone()
    if row is None:
        return None
    with seller_scope(row[0]):
        mail = mail_of(*row)
        return (mail, _state_of(mail)) if mail is not None else None


def _shown(mail: Mail, state: tuple[str, Mapping[str, Any]], refused: str = "") -> Undoable:
    result, done = state
    return Undoable(
        workspace=mail.workspace,
        language=mail.language,
        time_zone=mail.time_zone,
        title=str(done.get("title", "")),
        kinds=tuple(str(deed["kind"]) for deed in done.get("deeds", [])),
        is_undone=result == "undone",
        refused=refused,
    )
