"""Who may listen to a plan, asked as its pages ask: session or link, then the plan under policies.

Everything here runs in a thread, once when a stream begins, and again whenever it has to prove
that it may go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from django.conf import settings
from django.db import connections
from django.http.cookie import parse_cookie

from milepost.domain.errors import NotFound
from milepost.plans import live
from milepost.sharing.visits import BROWSER_COOKIE, PLAN_COOKIE, visiting
from milepost.workspaces.signed_in import Member, as_member

Side = Literal["seller", "buyer"]


class Refused(Exception):
    """Nobody who may listen here (any more)."""


@dataclass(frozen=True, slots=True)
class SellerAsks:
    """A member's page of a plan, by the session's cookie."""

    plan_id: int
    session: str
    side: Side = "seller"


@dataclass(frozen=True, slots=True)
class InboxAsks:
    """A member's page that is about no plan, by the session's cookie: news of their inbox alone."""

    session: str
    side: Side = "seller"


@dataclass(frozen=True, slots=True)
class BuyerAsks:
    """A buyer's page of a plan, by its code and the cookies of link and browser."""

    code: str
    token: str
    browser: str
    side: Side = "buyer"


Asks = SellerAsks | InboxAsks | BuyerAsks
# What a stream that is about no plan says of its plan, and of how far that has come.
NO_PLAN, NO_PULSE = 0, -1


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at a plan. `seen_as` is the name for buyers, None for whom buyers do not see.

    `key` is the same for all pages of one person on this plan, and tells nothing else.
    """

    plan_id: int
    key: str
    side: Side
    name: str
    seen_as: str | None


@dataclass(frozen=True, slots=True)
class Allowed:
    """Somebody who may listen: to which plan, from which pulse on, and found by which marks.

    `guest` is None for whoever only looks (a preview).
    """

    plan_id: int
    pulse: int
    marks: tuple[str, ...]
    guest: Guest | None


def asked(path: str, cookie: str) -> Asks | None:
    """What a stream's address and cookies ask for; None where it is no stream's address."""
    match path.split("/"):
        case ["", "plans", number, "stream"] if _is_id(number):
            return SellerAsks(int(number), parse_cookie(cookie).get(_session_cookie(), ""))
        case ["", "inbox", "stream"]:
            return InboxAsks(parse_cookie(cookie).get(_session_cookie(), ""))
        case ["", "p", code, "stream"] if code:
            cookies = parse_cookie(cookie)
            return BuyerAsks(code, cookies.get(PLAN_COOKIE, ""), cookies.get(BROWSER_COOKIE, ""))
    return None


def allowed(asks: Asks) -> Allowed:
    """Let in whoever may read the plan's page. Raises Refused."""
    try:
        if isinstance(asks, InboxAsks):
            return _inbox(asks)
        return _seller(asks) if isinstance(asks, SellerAsks) else _buyer(asks)
    finally:
        give_back()


def give_back() -> None:
    """Hand the thread's connections back to their pools."""
    for each in connections.all(initialized_only=True):
        each.close()


def _seller(asks: SellerAsks) -> Allowed:
    if not asks.session:
        raise Refused
    with as_member(asks.session) as member:
        if member is None:
            raise Refused
        found = live.seller_standing(asks.plan_id, member.id, member.name, member.role)
    if found is None:
        raise Refused
    guest = _guest(asks.plan_id, "seller", str(member.id), found)
    marks = (live.mark_of_plan(asks.plan_id), *_members_marks(member, asks.session))
    return Allowed(asks.plan_id, found.pulse, marks, guest)


def _inbox(asks: InboxAsks) -> Allowed:
    if not asks.session:
        raise Refused
    with as_member(asks.session) as member:
        if member is None:
            raise Refused
    return Allowed(NO_PLAN, NO_PULSE, _members_marks(member, asks.session), None)


def _members_marks(member: Member, session: str) -> tuple[str, ...]:
    return (
        live.mark_of_member(member.id),
        live.mark_of_user(member.user_id),
        live.mark_of_session(session),
    )


def _buyer(asks: BuyerAsks) -> Allowed:
    if not asks.token:
        raise Refused
    try:
        with visiting(asks.token, asks.browser) as visit:
            if visit.plan_code != asks.code:
                raise Refused
            found = live.buyer_standing(visit.plan_id, visit.person)
    except NotFound:
        raise Refused from None
    if found is None:
        raise Refused
    guest = None
    if not visit.is_preview:
        guest = _guest(visit.plan_id, "buyer", visit.person, found)
    return Allowed(visit.plan_id, found.pulse, (live.mark_of_plan(visit.plan_id),), guest)


def _guest(plan_id: int, side: Side, who: str, found: live.Standing) -> Guest:
    told = f"{plan_id}.{side}.{who}".encode()
    key = blake2b(told, digest_size=6, key=settings.SECRET_KEY.encode()[:64]).hexdigest()
    return Guest(plan_id, key, side, found.name, found.seen_as)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def _session_cookie() -> str:
    return settings.SESSION_COOKIE_NAME
