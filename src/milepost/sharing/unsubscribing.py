"""Ending one's reminders about a plan with one click, for as long as the plan is kept (RFC 8058).

The address in a mail names nobody: it ends in a keyed hash, of which the database keeps a hash
again. Opening it changes nothing; a POST does, without a cookie, however old the mail is.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

from milepost.platform.scope import worker_scope
from milepost.workspaces.tokens import hash_of

BYTES = 24  # 192 bits

_KEEP = """
insert into sharing_unsubscribe (workspace_id, plan_id, person, token_hash)
values (%s, %s, %s, %s) on conflict do nothing"""
_FIND = """/* worker */
select w.name, u.muted_at is not null from sharing_unsubscribe u
join workspaces_workspace w on w.id = u.workspace_id where u.token_hash = %s"""
_MUTE = """/* worker */
update sharing_unsubscribe u set muted_at = {} from workspaces_workspace w
where w.id = u.workspace_id and u.token_hash = %s returning w.name, u.muted_at is not null"""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whose reminders an address is about, without naming plan or person."""

    workspace: str
    is_muted: bool


def address_for(workspace_id: int, plan_id: int, person: str) -> str:
    """The address that ends somebody's reminders. Inside a seller's scope, with the mail."""
    value = f"{workspace_id}:{plan_id}:{person}"
    digest = salted_hmac("milepost.sharing.unsubscribe", value, algorithm="sha256").digest()
    token = base64.urlsafe_b64encode(digest[:BYTES]).decode()
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, (workspace_id, plan_id, person, hash_of(token)))
    return f"{settings.PUBLIC_URL}/u/{token}/"


def headers_for(address: str) -> dict[str, str]:
    """What tells a mailbox that its own button may do it."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def subscription(token: str) -> Subscription | None:
    """What an address is about; None for one that nobody was given."""
    return _one(_FIND, token)


def mute(token: str) -> Subscription | None:
    """No more reminders for whoever was given this address."""
    return _one(_MUTE.format("coalesce(u.muted_at, now())"), token)


def unmute(token: str) -> Subscription | None:
    """Reminders again, for somebody who changed their mind."""
    return _one(_MUTE.format("null"), token)


def _one(statement: str, token: str) -> Subscription | None:
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(statement, (hash_of(token),))
        row = cursor.fetchone()
    return Subscription(*row) if row else None
