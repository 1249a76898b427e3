"""Keeping a mail as it came, with the row that has it read: whoever brought it may then forget it.

The same mail brought twice (a provider that tries again, two servers) is one row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

from django.db import connection

from milepost.messaging import outbox
from milepost.platform.scope import seller_scope
from milepost.sharing.replying.addresses import token_in, workspace_of
from milepost.workspaces.tokens import hash_of

MOST_BYTES = 25 * 1024 * 1024
HEAD_BYTES = 256 * 1024
KIND = "reply.read"

_KEEP = """
insert into sharing_receivedmail
  (workspace_id, token_hash, mail_key, message_id, sender, subject, via, checks, raw, size)
values (%(workspace)s, %(hash)s, %(key)s, %(message_id)s, %(sender)s, %(subject)s, %(via)s,
  %(checks)s::jsonb, %(raw)s, %(size)s)
on conflict do nothing returning id"""


class NotOurs(Exception):
    """Nobody was given this address: there is nothing to keep."""


class TooLarge(Exception):
    """More than one mail may have."""


def receive(
    recipient: str,
    raw: bytes,
    via: str,
    checks: Mapping[str, str] | None = None,
    mail_from: str | None = None,
) -> bool:
    """Keep a mail to one of our reply addresses; False where it was kept before.

    `via` names who brought it, `checks` the results of SPF, DKIM and DMARC that they vouch for,
    `mail_from` the envelope's sender, "" for a mail that wants no answer. Raises NotOurs, TooLarge.
    """
    token = token_in(recipient)
    workspace_id = workspace_of(token)
    if workspace_id is None:
        raise NotOurs
    if len(raw) > MOST_BYTES:
        raise TooLarge
    if mail_from is not None:
        sender = "".join(mail_from.split()).encode("ascii", "replace")
        raw = b"Return-Path: <" + sender + b">\r\n" + raw
    head = head_of(raw)
    message_id = one_line(head.get("Message-ID", ""))[:500]
    values = {
        "workspace": workspace_id,
        "hash": hash_of(token),
        "key": hashlib.sha256(message_id.encode() or raw).hexdigest(),
        "message_id": message_id,
        "sender": one_line(head.get("From", ""))[:500],
        "subject": one_line(head.get("Subject", ""))[:500],
        "via": via,
        "checks": json.dumps(dict(checks or {})),
        "raw": raw,
        "size": len(raw),
    }
    with seller_scope(workspace_id), connection.cursor() as cursor:
        cursor.execute(_KEEP, values)
        row = cursor.fetchone()
        if row is None:
            return False
        outbox.record(KIND, f"reply:{row[0]}", {"mail": row[0]}, workspace_id)
    return True


def head_of(raw: bytes) -> Message:
    """The mail's headers alone, of its first part: never slow, whatever was sent."""
    head = raw[:HEAD_BYTES]
    for end in (b"\r\n\r\n", b"\n\n"):
        head = head.partition(end)[0]
    return BytesHeaderParser(policy=compat32).parsebytes(head + b"\n\n")


def one_line(value: object) -> str:
    """A header as text that can be kept: on one line, decoded where that is possible."""
    text = str(value)
    with suppress(ValueError, LookupError, UnicodeError):  # else it is kept as it stands
        text = str(make_header(decode_header(text)))
    return " ".join(text.replace("\0", " ").encode("utf-8", "replace").decode().split())
