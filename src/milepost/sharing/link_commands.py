"""Sharing a plan and the links that open it. Called inside a seller's scope.

A link is a secret of 256 bits for one person on one plan; the database keeps its hash, so that a
link is shown or mailed when it is made and never again. Later ones do not stop earlier ones:
`revoke` stops all of a person's, and with `end_access` no code opens the plan to them either.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound, Problem
from milepost.domain.plan import Person, Plan
from milepost.plans import commands, live
from milepost.plans.changing import Actor
from milepost.plans.queries import PlanRecord, plan_record
from milepost.sharing import domains, invitations
from milepost.sharing.people_commands import OWN
from milepost.workspaces.queries import members
from milepost.workspaces.tokens import hash_of, new_token

LINK_DAYS = 180
PREVIEW_MINUTES = 15
WORDS_LIMIT = 2_000
_CODE_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 26  # 130 bits


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was given a link: mailed to `address`, or in `link`, shown this once."""

    person: str
    name: str
    address: str
    link: str
    is_mailed: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """What sharing did: the plan's address, who was invited, and who had a link already."""

    plan_id: int
    code: str
    invited: tuple[Invited, ...]
    already: tuple[str, ...]


def share(
    actor: Actor,
    plan_id: int,
    people: Sequence[str],
    words: str = "",
    by_mail: bool = True,
    *,
    today: date,
) -> Shared:
    """Share a plan with people on it: a draft is with the buyer from now on, each gets a link.

    Whoever has a link that works is left alone. Raises InvalidInput (`people`) where nobody is
    chosen or somebody without an address is to be mailed, and NotAllowed for a plan given up.
    """
    record = _record(plan_id)
    chosen = _chosen(record.plan, people)
    words = checked_words(words)
    _check_mailable(chosen, by_mail)
    if record.plan.life == "draft":
        commands.set_life(actor, plan_id, "shared", today)
        record = _record(plan_id)
        _opens_now(plan_id)
    elif record.plan.shared_on is None:
        raise NotAllowed(_("This plan was closed before it was shared. Reopen it first."))
    code = open_address(plan_id)
    reached = _with_working_link(plan_id)
    fresh = [p for p in chosen if p.key not in reached]
    invited = [_invite(actor, record, person, words, by_mail) for person in fresh]
    live.touch(plan_id, shared=False)
    already = tuple(p.name for p in chosen if p.key in reached)
    return Shared(plan_id, code, tuple(invited), already)


def send_again(actor: Actor, plan_id: int, person: str, words: str = "") -> Invited:
    """Mail somebody a new link, with a few words."""
    return _give(actor, plan_id, person, words, by_mail=True)


def link_to_copy(actor: Actor, plan_id: int, person: str) -> Invited:
    """A new link for somebody, to be shown once and passed on by hand."""
    return _give(actor, plan_id, person, "", by_mail=False)


def _give(actor: Actor, plan_id: int, person: str, words: str, *, by_mail: bool) -> Invited:
    record = _record(plan_id)
    if record.plan.shared_on is None or record.plan.life == "draft":
        raise NotAllowed(_("Share the plan first."))
    chosen = _chosen(record.plan, [person])
    words = checked_words(words)
    _check_mailable(chosen, by_mail)
    open_address(plan_id)
    given = _invite(actor, record, chosen[0], words, by_mail)
    live.touch(plan_id, shared=False)
    return given


def renew(plan_id: int, person: str, days: int = LINK_DAYS) -> datetime:
    """Let the links that somebody has work on for so many days from now; until when."""
    until = timezone.now() + timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(
            "update sharing_link set expires_at = greatest(expires_at, %s) where plan_id = %s"
            f" and person = %s and kind = 'personal' and revoked_at is null and {OWN}",
            (until, plan_id, person),
        )
        if not cursor.rowcount:
            raise NotFound(_("They have no link that could be renewed. Give them a new one."))
    live.touch(plan_id, shared=False)
    return until


def revoke(plan_id: int, person: str) -> int:
    """Stop every link of somebody at once, open pages and their calendar included; how many links
    there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with feeds as (update sharing_feed set revoked_at = now() where plan_id = %(plan)s"
            f"  and person = %(person)s and revoked_at is null and {OWN})"
            " update sharing_link set revoked_at = now() where plan_id = %(plan)s"
            f" and person = %(person)s and revoked_at is null and {OWN}",
            {"plan": plan_id, "person": person},
        )
        stopped = int(cursor.rowcount)
    live.touch(plan_id, shared=False)
    return stopped


def new_link(
    plan_id: int,
    person: str,
    *,
    kind: str = "personal",
    by: int | None = None,
    lasts: timedelta = timedelta(days=LINK_DAYS),
    browser: str | None = None,
) -> str:
    """Make a link and answer its secret; `link_address` makes an address of it.

    `browser` is the hash of a browser that has proved the address already. The plan has to be
    shared. Somebody whose access ended gets none: NotFound.
    """
    with connection.cursor() as cursor:
        secret = new_token()
        cursor.execute(
            "insert into sharing_link (workspace_id, plan_id, person, kind, token_hash, plan_code,"
            " address, created_by, expires_at, first_browser)"
            " select p.workspace_id, p.plan_id, p.key, %(kind)s::text, %(hash)s::text, d.code,"
            " coalesce(s.address, lower(p.email), ''), %(by)s::bigint, now() + %(lasts)s::interval,"
            " %(browser)s::text"
            " from plans_person p join sharing_sharedplan d on d.workspace_id = p.workspace_id"
            "  and d.plan_id = p.plan_id"
            " left join sharing_stakeholder s on s.workspace_id = p.workspace_id"
            "  and s.plan_id = p.plan_id and s.person = p.key"
            " where p.plan_id = %(plan)s and p.key = %(person)s"
            "  and (s.ended_at is null or %(kind)s::text = 'preview')"
            f"  and p.{OWN}",
            {
                "kind": kind,
                "hash": hash_of(secret),
                "by": by,
                "lasts": lasts,
                "browser": browser,
                "plan": plan_id,
                "person": person,
            },
        )
        if cursor.rowcount != 1:
            raise NotFound(_("They have no access to this plan."))
    return secret


def link_address(secret: str) -> str:
    """The address that a link is mailed or copied as."""
    return f"{settings.PUBLIC_URL}/b/{secret}/"


def preview(actor: Actor, plan_id: int, person: str) -> str:
    """The secret of a link that shows the page exactly as somebody sees it, or will see a draft,
    for a quarter of an hour. It never acts, and looking with it is no opening."""
    record = _record(plan_id)
    if record.plan.shared_on is None and record.plan.life != "draft":
        raise NotAllowed(_("This plan was closed before it was shared. Reopen it first."))
    _chosen(record.plan, [person])
    open_address(plan_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from sharing_link where plan_id = %s and kind = 'preview'"
            f" and expires_at < now() and {OWN}",
            (plan_id,),
        )
    lasts = timedelta(minutes=PREVIEW_MINUTES)
    return new_link(plan_id, person, kind="preview", by=actor.member_id, lasts=lasts)


def open_address(plan_id: int) -> str:
    """The code in the plan's address for people, made where it has none."""
    code = "".join(secrets.choice(_CODE_LETTERS) for _letter in range(_CODE_LENGTH))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sharing_sharedplan (workspace_id, plan_id, code)"
            " select p.workspace_id, p.id, %s::text from plans_plan p where p.id = %s"
            f"  and p.{OWN}"
            " on conflict (workspace_id, plan_id) do nothing",
            (code, plan_id),
        )
        cursor.execute(
            f"select code from sharing_sharedplan where plan_id = %s and {OWN}", (plan_id,)
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("There is no such plan."))
    kept: str = row[0]
    return kept


def _opens_now(plan_id: int) -> None:
    """The day of sharing, where a preview of the draft has made its address before."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"update sharing_sharedplan set shared_at = now() where plan_id = %s and {OWN}",
            (plan_id,),
        )


def set_domains(workspace_id: int, plan_id: int, text: str) -> list[str]:
    """Let everybody with an address at these domains join by a one-time code; none closes that.

    Raises InvalidInput (`domains`) for one at which anybody could get an address.
    """
    own = domains.domains_of(row.email for row in members(workspace_id) if row.is_active)
    approved = domains.read_domains(text, {name for name in own if not domains.is_public(name)})
    open_address(plan_id)
    with connection.cursor() as cursor:
        cursor.execute(
            f"update sharing_sharedplan set domains = %s::text[] where plan_id = %s and {OWN}",
            (approved, plan_id),
        )
    live.touch(plan_id, shared=False)
    return approved


def checked_words(words: str) -> str:
    """The AE's own words, as they go into a mail."""
    text = words.replace("\r\n", "\n").strip()
    if len(text) > WORDS_LIMIT:
        wrong = _("Your words are too long.")
        right = _("Use at most %(limit)s characters.") % {"limit": WORDS_LIMIT}
        raise InvalidInput([Problem("words", wrong, right)])
    return text


def _record(plan_id: int) -> PlanRecord:
    record = plan_record(plan_id)
    if record is None:
        raise NotFound(_("There is no such plan."))
    if record.archived_at is not None:
        raise NotAllowed(_("This plan is archived; restore it before changing it."))
    return record


def may_be_invited(person: Person) -> bool:
    """Whether somebody is outside of the workspace: the buyer's side, or a partner on either."""
    return person.side == "buyer" or person.role == "partner"


def _chosen(plan: Plan, keys: Sequence[str]) -> list[Person]:
    wanted = set(keys)
    found = [p for p in plan.people if p.key in wanted and may_be_invited(p)]
    if not found or len(found) < len(wanted):
        wrong = _("Somebody chosen is no longer on the plan.") if keys else _("Nobody is chosen.")
        raise InvalidInput([Problem("people", wrong, _("Choose whom to share the plan with."))])
    return found


def _check_mailable(people: Sequence[Person], by_mail: bool) -> None:
    without = [p for p in people if not (p.email or "").strip()]
    if by_mail and without:
        wrong = _("%(name)s has no e-mail address.") % {"name": without[0].name}
        right = _("Add one, or copy the link instead.")
        raise InvalidInput([Problem("people", wrong, right)])


def _with_working_link(plan_id: int) -> frozenset[str]:
    """Who was invited and can open the plan."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct l.person from sharing_link l join sharing_stakeholder s"
            "  on s.workspace_id = l.workspace_id and s.plan_id = l.plan_id and s.person = l.person"
            " where l.plan_id = %s and l.kind <> 'preview' and l.revoked_at is null"
            "  and l.expires_at > now() and s.invited_at is not null and s.ended_at is null"
            f"  and l.{OWN}",
            (plan_id,),
        )
        return frozenset(row[0] for row in cursor.fetchall())


def invited_now(plan_id: int, person: Person, by: int | None) -> None:
    """Give somebody access from now on; whoever had it, or had it ended, has it again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sharing_stakeholder"
            " (workspace_id, plan_id, person, address, invited_at, invited_by)"
            " values (nullif(current_setting('milepost.workspace', true), '')::bigint, %(plan)s,"
            "  %(person)s, %(address)s, now(), %(by)s)"
            " on conflict (workspace_id, plan_id, person) do update set"
            "  address = coalesce(nullif(excluded.address, ''), sharing_stakeholder.address),"
            "  invited_by = coalesce(excluded.invited_by, sharing_stakeholder.invited_by),"
            "  ended_at = null,"
            "  invited_at = case when sharing_stakeholder.ended_at is null"
            "   then coalesce(sharing_stakeholder.invited_at, now()) else now() end",
            {
                "plan": plan_id,
                "person": person.key,
                "address": (person.email or "").strip().lower(),
                "by": by,
            },
        )


def _invite(actor: Actor, record: PlanRecord, person: Person, words: str, by_mail: bool) -> Invited:
    invited_now(record.id, person, actor.member_id)
    secret = new_link(record.id, person.key, by=actor.member_id)
    address = (person.email or "").strip().lower()
    if not by_mail:
        return Invited(person.key, person.name, address, link_address(secret), False)
    invitations.send(
        invitations.Invitation(
            plan_id=record.id,
            plan=record.plan,
            person=person,
            sender=actor.name,
            sender_id=actor.member_id,
            words=words,
            link=link_address(secret),
            key=f"invitation:{hash_of(secret)[:24]}",
            until=timezone.now() + timedelta(days=LINK_DAYS),
        )
    )
    # Without a mail server the message is only kept: the link is shown as well.
    shown = "" if settings.SMTP_URL else link_address(secret)
    return Invited(person.key, person.name, address, shown, True)
