"""Ending mails with one click, for as long as the plan is kept (RFC 8058), and choosing how many.

The address in a mail names nobody: it ends in a keyed hash, of which the database keeps a hash
again. Opening it changes nothing; a POST does, without a cookie, however old the mail is. Somebody
on the buyer's side has one for their plan, a member one for each plan and one for all of them. What
is chosen stands in `messaging.preferences`.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from milepost.domain.quiet import Mails
from milepost.messaging import preferences
from milepost.messaging.preferences import Whose
from milepost.platform.scope import seller_scope, worker_scope
from milepost.workspaces.tokens import hash_of

BYTES = 24  # 192 bits

_KEEP = """
insert into sharing_unsubscribe (workspace_id, plan_id, person, member_id, token_hash)
values (%s, %s, %s, %s, %s) on conflict do nothing"""
_FIND = """/* worker */
select u.workspace_id, u.plan_id, u.person, u.member_id, w.name, coalesce(s.language, ''),
  coalesce(s.time_zone, ''),
  coalesce(nullif(m.time_zone, ''), nullif(s.time_zone, ''), p.buyer_time_zone, w.time_zone)
from sharing_unsubscribe u
join workspaces_workspace w on w.id = u.workspace_id
left join plans_plan p on p.workspace_id = u.workspace_id and p.id = u.plan_id
left join workspaces_member m on m.workspace_id = u.workspace_id and m.id = u.member_id
left join sharing_stakeholder s on s.workspace_id = u.workspace_id and s.plan_id = u.plan_id
  and s.person = u.person
where u.token_hash = %s"""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Whose mails an address is about, without naming plan or person.

    `is_of_all`: a member's, over all plans. `mails` is the rhythm that stands now, "none" where
    they ended them; `lives_in` the zone that their days are counted in.
    """

    whose: Whose
    workspace: str
    language: str
    time_zone: str
    lives_in: str
    mails: Mails
    snoozed_until: date | None

    @property
    def is_muted(self) -> bool:
        """Whether nothing more is mailed."""
        return self.mails == "none"

    @property
    def is_members(self) -> bool:
        """Whether it is about somebody of the seller's side."""
        return self.whose.member_id is not None

    @property
    def is_of_all(self) -> bool:
        """Whether it is about all plans of a member."""
        return self.whose.plan_id is None


def address_for(workspace_id: int, plan_id: int, person: str) -> str:
    """The address that ends somebody's mails about their plan. Inside a seller's scope."""
    return _address(Whose(workspace_id, plan_id=plan_id, person=person), f"{plan_id}:{person}")


def address_for_member(workspace_id: int, member_id: int, plan_id: int | None) -> str:
    """The address that ends a member's mails about one plan, or (None) about all of them."""
    whose = Whose(workspace_id, member_id=member_id, plan_id=plan_id)
    return _address(whose, f"member:{member_id}:{plan_id or ''}")


def _address(whose: Whose, value: str) -> str:
    value = f"{whose.workspace_id}:{value}"
    digest = salted_hmac("milepost.sharing.unsubscribe", value, algorithm="sha256").digest()
    token = base64.urlsafe_b64encode(digest[:BYTES]).decode()
    key = (whose.workspace_id, whose.plan_id, whose.person, whose.member_id)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, (*key, hash_of(token)))
    return f"{settings.PUBLIC_URL}/u/{token}/"


def headers_for(address: str) -> dict[str, str]:
    """What tells a mailbox that its own button may do it."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def subscription(token: str) -> Subscription | None:
    """What an address is about; None for one that nobody was given."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_FIND, (hash_of(token),))
        row = cursor.fetchone()
    if row is None:
        return None
    workspace_id, plan_id, person, member_id, *around = row
    whose = Whose(workspace_id, member_id, plan_id, person)
    with seller_scope(workspace_id):
        wishes = preferences.own_wishes(whose)
    return Subscription(whose, *around, preferences.rhythm_of(wishes), wishes.snoozed_until)


def mute(token: str) -> Subscription | None:
    """No more mails for whoever was given this address."""
    found = subscription(token)
    if found is not None and not found.is_muted:
        with seller_scope(found.whose.workspace_id):
            if found.is_of_all:
                preferences.set_mails(found.whose, "none")
            else:
                preferences.mute(found.whose, timezone.now())
    return subscription(token)


def unmute(token: str) -> Subscription | None:
    """Mails again, for somebody who changed their mind."""
    found = subscription(token)
    if found is not None:
        with seller_scope(found.whose.workspace_id):
            if found.is_of_all:
                preferences.set_mails(found.whose, None)
            else:
                preferences.unmute(found.whose)
    return subscription(token)
