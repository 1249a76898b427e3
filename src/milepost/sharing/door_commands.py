"""Doors without a link: a one-time code proves an address, and a proved address lets in.

Asking for a code does the same for every address: it records the question. The worker finds out
whether the address is welcome, so no answer, and no time that an answer takes, tells anything of
who is on a plan. A code is kept for strangers too; it is just never sent to them, so that trying
one costs the same as well.

A code has eight digits, works for a quarter of an hour, in the browser that asked, once, and may
be tried five times. What is kept of it is a keyed hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.utils.crypto import constant_time_compare, salted_hmac

from milepost.domain.errors import InvalidInput, NotAllowed, Problem
from milepost.domain.plan import Person, Plan
from milepost.messaging import outbox
from milepost.messaging.letters import letter
from milepost.messaging.mail import record_mail
from milepost.messaging.registry import Delivery
from milepost.plans import live
from milepost.plans.changing import Actor, locked
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope
from milepost.sharing import invitations, people_commands
from milepost.sharing.door_queries import PlanAt, Welcome, plan_at, welcome
from milepost.sharing.link_commands import invited_now, new_link, open_address
from milepost.sharing.people_commands import OWN, Details
from milepost.sharing.visits import Visit
from milepost.workspaces.checks import checked_name
from milepost.workspaces.look_queries import letter_look

KIND = "door.code"
MINUTES = 15
TRIES = 5
# Codes for one address at one plan; further ones are not sent, and nobody is told. More for all
# browsers together, so that a stranger who asks with somebody's address does not lock them out.
CODES_AN_HOUR, CODES_OF_ALL_BROWSERS = 5, 15
DIGITS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """What a proved address opens. With a `secret` the browser is let in; without one, somebody of
    an approved domain has to say their name first."""

    code: str
    secret: str | None


# --- asking --------------------------------------------------------------------------------------


def ask_for_code(code: str, address: str, browser: str, language: str) -> None:
    """Record that a browser asks for a code, whoever's address it is. `browser` is its hash."""
    found = plan_at(code)
    if found is None:
        return
    payload = {
        "plan": found.plan_id,
        "address": address,
        "browser": browser,
        "language": language,
    }
    with seller_scope(found.workspace_id):
        outbox.record(KIND, f"door:{uuid4()}", payload, found.workspace_id)


def deliver_code(delivery: Delivery) -> None:
    """Make the code that was asked for; mail it where the address is welcome. For the worker."""
    plan_id = int(delivery.payload["plan"])
    address, browser = str(delivery.payload["address"]), str(delivery.payload["browser"])
    digits = _digits(delivery.key)
    with seller_scope(delivery.workspace_id):
        kept = _keep(delivery.workspace_id, plan_id, address, browser, digits, None)
        found = welcome(plan_id, address)
        if kept and found is not None:
            asked_in = str(delivery.payload["language"])
            _mail(plan_id, address, found, asked_in, digits, delivery.key)


def ask_to_prove(visit: Visit, address: str, language: str) -> None:
    """Mail a code to the address of a link, for a further browser of whoever holds it."""
    key = f"prove:{uuid4()}"
    digits = _digits(key)
    with seller_scope(visit.workspace_id):
        if _keep(visit.workspace_id, visit.plan_id, address, visit.browser, digits, visit.link_id):
            known = welcome(visit.plan_id, address) or Welcome(visit.person)
            _mail(visit.plan_id, address, known, language, digits, key)


def _keep(
    workspace_id: int, plan_id: int, address: str, browser: str, digits: str, link_id: int | None
) -> bool:
    """Keep a code, in place of the browser's earlier one; False where there were too many, or
    where this one is kept already (a delivery that is repeated)."""
    hashed = _kept(plan_id, address, browser, digits)
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from sharing_code where plan_id = %s"
            f" and created_at < now() - interval '1 day' and {OWN}",
            (plan_id,),
        )
        cursor.execute(
            "select count(*) filter (where browser = %s), count(*), bool_or(code_hash = %s)"
            " from sharing_code where plan_id = %s and address = %s"
            f" and created_at > now() - interval '1 hour' and {OWN}",
            (browser, hashed, plan_id, address),
        )
        here, of_all, is_kept = cursor.fetchone()
        if here >= CODES_AN_HOUR or of_all >= CODES_OF_ALL_BROWSERS or is_kept:
            return False
        cursor.execute(
            "insert into sharing_code (workspace_id, plan_id, address, code_hash, browser, link_id,"
            " expires_at) values (%s, %s, %s, %s, %s, %s, now() + %s::interval)",
            (
                workspace_id,
                plan_id,
                address,
                hashed,
                browser,
                link_id,
                timedelta(minutes=MINUTES),
            ),
        )
    return True


def _mail(plan_id: int, address: str, found: Welcome, language: str, digits: str, key: str) -> None:
    record = plan_record(plan_id)
    assert record is not None  # the caller has just read it
    around = invitations.around_of(plan_id, found.person or "", record.owner_id)
    made = letter(
        "code",
        {
            **letter_look(around.workspace_id),
            "workspace": around.workspace,
            "plan": invitations.title_of(record.plan, around),
            "code": f"{digits[:4]} {digits[4:]}",
            "minutes": MINUTES,
        },
        language=found.language or language,
        time_zone=around.time_zone,
    )
    record_mail(
        workspace_id=around.workspace_id,
        key=f"code:{key}",
        to=address,
        subject=made.subject,
        text=made.text,
        html=made.html,
        sender_name=around.workspace,
        caused_by=record.owner_id,
    )


def _digits(key: str) -> str:
    """A code that only this server can work out: the same delivery repeated has the same one."""
    number = int(salted_hmac("milepost.sharing.code", key, algorithm="sha256").hexdigest(), 16)
    return f"{number % 10**DIGITS:0{DIGITS}}"


def _kept(plan_id: int, address: str, browser: str, digits: str) -> str:
    """What is kept of a code. Eight digits are soon tried, so the hash needs this server's key."""
    value = f"{plan_id}:{address}:{browser}:{digits}"
    return salted_hmac("milepost.sharing.code.kept", value, algorithm="sha256").hexdigest()


# --- spending ------------------------------------------------------------------------------------


def spend_code(code: str, address: str, browser: str, typed: str) -> Entry | None:
    """Let a browser in that has the code for its address; None for whatever is wrong with it."""
    found = plan_at(code)
    if found is None:
        return None
    with seller_scope(found.workspace_id):
        if not _spent(found.plan_id, address, browser, typed, None):
            return None
        known = welcome(found.plan_id, address)
        if known is None:
            return None
        if known.person is None:
            return Entry(code, None)
        return Entry(code, _let_in(found.plan_id, known.person, browser))


def join(code: str, address: str, browser: str, name: str) -> Entry | None:
    """Somebody of an approved domain, who has proved their address, joins the plan by name.

    None where the domain is no longer approved; InvalidInput (`name`) for no name.
    """
    problems: list[Problem] = []
    name = checked_name(name, "name", problems)
    if problems:
        raise InvalidInput(problems)
    found = plan_at(code)
    if found is None:
        return None
    try:
        with seller_scope(found.workspace_id):
            known = welcome(found.plan_id, address)
            if known is None:
                return None
            person = known.person or _joined(found, address, name)
            return Entry(code, _let_in(found.plan_id, person, browser))
    except NotAllowed:  # archived meanwhile
        return None


def _joined(found: PlanAt, address: str, name: str) -> str:
    held = locked(found.plan_id)
    known = welcome(found.plan_id, address)  # a second tab may have been quicker
    if known is not None and known.person is not None:
        return known.person
    key = people_commands.next_key(held)
    details = Details(name=name, address=address, role="other")
    people_commands.add_to(Actor(None, name, key), held, key, details, takes_over=True)
    people_commands.keep_details(held, key, details, joined_by="domain")
    return key


def _let_in(plan_id: int, person: str, browser: str) -> str:
    """A link for this browser alone, which has just proved the address."""
    record = plan_record(plan_id)
    assert record is not None
    invited_now(plan_id, _person(record.plan, person), None)
    secret = new_link(plan_id, person, kind="code", browser=browser)
    live.touch(plan_id, shared=False)
    return secret


def _person(plan: Plan, key: str) -> Person:
    return next(person for person in plan.people if person.key == key)


def prove(visit: Visit, address: str, typed: str) -> bool:
    """Take a code for a further browser of a link; from now on it may act like the first."""
    with seller_scope(visit.workspace_id):
        if not _spent(visit.plan_id, address, visit.browser, typed, visit.link_id):
            return False
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into sharing_browser (workspace_id, link_id, browser)"
                " select l.workspace_id, l.id, %s::text from sharing_link l where l.id = %s"
                f"  and l.revoked_at is null and l.{OWN} on conflict do nothing",
                (visit.browser, visit.link_id),
            )
            is_new = bool(cursor.rowcount)
        if is_new:
            new_browser_proved(visit)
        return True


def _spent(plan_id: int, address: str, browser: str, typed: str, link_id: int | None) -> bool:
    """Whether the browser's newest code is this one; a try is counted, and a right one spends it.

    The same statements run whether or not the code was ever sent to anybody.
    """
    digits = "".join(c for c in typed if c.isdigit())[: DIGITS + 1]
    hashed = _kept(plan_id, address, browser, digits)
    with connection.cursor() as cursor:
        cursor.execute(
            "update sharing_code set tries = tries + 1 where id = (select max(c.id)"
            " from sharing_code c where c.plan_id = %s and c.address = %s and c.browser = %s"
            f"  and c.link_id is not distinct from %s::bigint and c.{OWN})"
            f" and tries < %s and used_at is null and expires_at > now() and {OWN}"
            " returning id, code_hash",
            (plan_id, address, browser, link_id, TRIES),
        )
        row = cursor.fetchone()
        kept = row[1] if row else _kept(0, "", "", "")
        if not constant_time_compare(kept, hashed) or row is None:
            return False
        cursor.execute(
            f"update sharing_code set used_at = now() where id = %s and {OWN}", (row[0],)
        )
    return True


# --- from plan to plan, and away -----------------------------------------------------------------


def other_plan(visit: Visit, plan_id: int) -> tuple[str, str] | None:
    """The code and a link for another plan of the same person, in the same browser.

    The caller has read under the buyer's own role that the plan is theirs. None where it is not
    any more.
    """
    with seller_scope(visit.workspace_id):
        with connection.cursor() as cursor:
            cursor.execute(
                f"select l.address from sharing_link l where l.id = %s and l.{OWN}",
                (visit.link_id,),
            )
            row = cursor.fetchone()
        known = welcome(plan_id, row[0]) if row and row[0] else None
        if known is None or known.person is None:
            return None
        _forget(visit.browser, row[0], plan_id)
        secret = new_link(plan_id, known.person, kind="other", browser=visit.browser)
        return open_address(plan_id), secret


def leave(visit: Visit) -> None:
    """A browser leaves: what only it holds (links by code, or from plan to plan) stops working.

    A link that was mailed goes on working; whoever has the mail may open it again.
    """
    with seller_scope(visit.workspace_id), connection.cursor() as cursor:
        cursor.execute(
            f"delete from sharing_browser where browser = %s and link_id = %s and {OWN}",
            (visit.browser, visit.link_id),
        )
        cursor.execute(
            f"select l.address from sharing_link l where l.id = %s and l.{OWN}", (visit.link_id,)
        )
        row = cursor.fetchone()
        if row:
            _forget(visit.browser, row[0], None)


def _forget(browser: str, address: str, plan_id: int | None) -> None:
    """Stop the links that were made for this browser alone, on one plan or on all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update sharing_link set revoked_at = now() where first_browser = %s and address = %s"
            " and kind in ('code', 'other') and revoked_at is null"
            f" and plan_id = coalesce(%s::bigint, plan_id) and {OWN}",
            (browser, address, plan_id),
        )


def new_browser_proved(visit: Visit) -> None:
    """A further browser of a link was proved: the AE is told (`notices`). In the change's scope."""
    from milepost.sharing import notices  # which ends in reminders, and those make links

    notices.new_browser_proved(visit)


__all__ = [
    "Entry",
    "ask_for_code",
    "ask_to_prove",
    "deliver_code",
    "join",
    "leave",
    "new_browser_proved",
    "other_plan",
    "prove",
    "spend_code",
]
