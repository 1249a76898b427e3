"""A member's browsers: added and taken away by their page, read by the channel and its delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotAllowed, Problem
from milepost.messaging.channels.push import encryption
from milepost.messaging.models import PushSubscription
from milepost.messaging.webhooks import guard
from milepost.platform.scope import worker_scope
from milepost.platform.secrets import NotSealed, seal, unseal

MOST = 10
LONGEST_BROWSER = 200

# Before any scope is open: the table of sign-ins belongs to the application's own login.
_SIGNED_IN = """
select 1 from workspaces_session where session_key = %s and expire_date > now()"""


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser as its member's page shows it."""

    id: int
    mark: str
    browser: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Given:
    """What a browser says when it subscribes."""

    address: str
    p256dh: str
    auth: str
    key: str


def mark_of(address: str) -> str:
    """What tells browsers apart, without their address."""
    return sha256(address.encode()).hexdigest()


def browsers(member_id: int) -> list[Browser]:
    """The member's browsers that take push messages."""
    rows = PushSubscription.objects.filter(member_id=member_id).order_by("id")
    return [Browser(r.id, r.mark, r.browser, r.created_at) for r in rows]


def add(workspace_id: int, member_id: int, given: Given, session: str, browser: str) -> None:
    """This browser takes push messages of this member, for as long as they are signed in there.

    One browser is one member's: whoever chooses it last has it. Raises InvalidInput.
    """
    _check(given)
    mark = mark_of(given.address)
    PushSubscription.objects.filter(mark=mark).delete()
    if PushSubscription.objects.filter(member_id=member_id).count() >= MOST:
        raise NotAllowed(_("So many browsers are enough. Take one away first."))
    PushSubscription.objects.create(
        workspace_id=workspace_id,
        member_id=member_id,
        mark=mark,
        address=given.address,
        p256dh=given.p256dh,
        auth=given.auth,
        key=given.key,
        session=seal(session),
        browser=browser[:LONGEST_BROWSER],
    )


def remove(member_id: int, mark: str) -> None:
    """This browser takes no more."""
    PushSubscription.objects.filter(member_id=member_id, mark=mark).delete()


def forget(workspace_id: int, subscription_id: int) -> None:
    """The browser is gone, or nobody is signed in there any more."""
    with worker_scope():
        PushSubscription.objects.filter(workspace_id=workspace_id, id=subscription_id).delete()


def is_signed_in(sealed: str) -> bool:
    """Whether the sign-in in which a browser was chosen still holds. Outside of any scope."""
    try:
        session = unseal(sealed)
    except NotSealed:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_SIGNED_IN, (session,))
        return cursor.fetchone() is not None


def _check(given: Given) -> None:
    try:
        guard.target_of(given.address, guard.allowed())
        is_whole = len(encryption.from_text(given.auth)) == 16
    except (guard.Refused, ValueError):
        is_whole = False
    if not is_whole or not encryption.is_point(given.p256dh) or not encryption.is_ours(given.key):
        said = _("This browser could not be added. Load the page again and try once more.")
        raise InvalidInput([Problem("", said, "")], said)
