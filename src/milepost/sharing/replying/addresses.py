"""The address at which a letter is answered: `reply+TOKEN@plans.example.com`.

A letter has an address of its own, which says who it was for and what it was about. The token is a
keyed hash of the letter's key (160 bits, in letters that survive any mail server), of which the
database keeps a hash again; so a letter that is recorded twice has one address.
"""

from __future__ import annotations

import base64
import json
import re

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from milepost.messaging.mail import Answers
from milepost.platform.scope import worker_scope
from milepost.workspaces.tokens import hash_of

BYTES = 20
LONGEST_TEXT = 20_000
_TOKEN = re.compile(r"[a-z2-7]{32}")

_KEEP = """
insert into sharing_replyaddress
  (workspace_id, token_hash, plan_id, person, member_id, steps, subject, text, depth, undoes)
values (%(workspace)s, %(hash)s, %(plan)s, %(person)s, %(member)s, %(steps)s::jsonb, %(subject)s,
  %(text)s, %(depth)s, %(undoes)s)
on conflict do nothing"""
_FIND = """/* worker */
select workspace_id from sharing_replyaddress where token_hash = %s"""


def for_mail(workspace_id: int, key: str, answers: Answers, subject: str, text: str) -> str:
    """The address that answers a letter; "" where answers go to the AE. Inside its scope."""
    if not settings.REPLY_ADDRESS:
        return ""
    token = _token(workspace_id, key)
    values = {
        "workspace": workspace_id,
        "hash": hash_of(token),
        "plan": answers.plan_id,
        "person": answers.person,
        "member": answers.member_id,
        "steps": json.dumps([list(step) for step in answers.steps]),
        "subject": subject[:500],
        "text": text[:LONGEST_TEXT],
        "depth": answers.depth,
        "undoes": answers.undoes,
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, values)
    name, _at, host = settings.REPLY_ADDRESS.partition("@")
    return f"{name}+{token}@{host}"


def token_in(address: str) -> str:
    """The token of one of our reply addresses; "" for any other address."""
    name, _at, host = settings.REPLY_ADDRESS.partition("@")
    local, _at, domain = address.strip().strip("<>").lower().rpartition("@")
    if not name or domain != host or not local.startswith(f"{name}+"):
        return ""
    token = local.removeprefix(f"{name}+")
    return token if _TOKEN.fullmatch(token) else ""


def workspace_of(token: str) -> int | None:
    """Whose address it is; None for a token that nobody was given. Outside of any scope."""
    if not token:
        return None
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_FIND, (hash_of(token),))
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _token(workspace_id: int, key: str) -> str:
    value = f"{workspace_id}:{key}"
    digest = salted_hmac("milepost.sharing.reply", value, algorithm="sha256").digest()
    return base64.b32encode(digest[:BYTES]).decode().lower()
