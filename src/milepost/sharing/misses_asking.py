"""Asking the buyer's champion for somebody who can help: a mail in the AE's words, sent on a press.

The words are help, never blame; the mail says nothing of dates missed, and the draft begins so
(`web.plans.misses_draft`). Source: product.md section 7.
"""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Problem
from milepost.domain.plan import Person, Plan
from milepost.messaging.letters import letter
from milepost.messaging.mail import record_mail
from milepost.plans import live
from milepost.plans.changing import Actor
from milepost.sharing.invitations import around_of, sender_name
from milepost.sharing.link_commands import link_address, new_link
from milepost.sharing.people_commands import OWN
from milepost.sharing.queries import PlanSharing
from milepost.sharing.reminders import hold

SUBJECT_LIMIT = 200
WORDS_LIMIT = 4_000
ASKED = ("champion", "sponsor", "economic_buyer")
"""Who is asked for a backup owner: the champion; with none, or about themselves, the others."""


def whom_to_ask(plan: Plan, about: str, sharing: PlanSharing) -> Person | None:
    """The champion, or whoever else at the buyer can name somebody; never the owner themselves."""
    ended = {row.person for row in sharing.stakeholders if row.ended_at is not None}
    found = (
        person
        for role in ASKED
        for person in plan.people
        if person.side == "buyer" and person.role == role and person.key not in {*ended, about}
    )
    return next(found, None)


def ask_for_backup(
    actor: Actor, address: str, plan_id: int, about: str, to: Person, subject: str, words: str
) -> None:
    """Mail somebody at the buyer for a backup owner, once for each owner on a plan.

    `address` is the sender's own, which answers go to. Raises InvalidInput, NotAllowed where no
    mail reaches them, Conflict where it was asked already.
    """
    subject, text = " ".join(subject.split()), words.replace("\r\n", "\n").strip()
    _check(subject, text)
    hold(plan_id)
    mail_to = (to.email or "").strip()
    _check_reachable(to, mail_to)
    with connection.cursor() as cursor:
        cursor.execute(
            "update sharing_misses set asked_at = now(), asked_by_name = %s, asked_person = %s"
            f" where plan_id = %s and person = %s and asked_at is null and {OWN}",
            (actor.name, to.key, plan_id, about),
        )
        if cursor.rowcount != 1:
            raise Conflict(_("Somebody was asked about this already."))
    send_drafted(actor, address, plan_id, to, subject, text, key=f"backup:{plan_id}:{about}")
    live.touch(plan_id, shared=False)


def send_drafted(
    actor: Actor, address: str, plan_id: int, to: Person, subject: str, text: str, *, key: str
) -> None:
    """Mail somebody at the buyer what a member read and changed before they pressed send.

    `key` lets it go out once. Raises InvalidInput, and NotAllowed where no mail reaches them.
    """
    subject, text = " ".join(subject.split()), text.replace("\r\n", "\n").strip()
    _check(subject, text)
    mail_to = (to.email or "").strip()
    _check_reachable(to, mail_to)
    around = around_of(plan_id, to.key, actor.member_id)
    link = _link(plan_id, to.key, actor.member_id)
    made = letter(
        "plain",
        {
            "workspace": around.workspace,
            "subject": subject,
            "heading": subject,
            "lines": [line for line in text.split("\n") if line.strip()],
            "button": _("Open the plan") if link else "",
            "href": link,
        },
        language=around.language,
        time_zone=around.time_zone,
    )
    record_mail(
        workspace_id=around.workspace_id,
        key=key,
        to=mail_to,
        subject=made.subject,
        text=made.text,
        html=made.html,
        reply_to=address or around.reply_to or None,
        sender_name=sender_name(actor.name, around),
        plan_id=plan_id,
        caused_by=actor.member_id,
    )


def _check(subject: str, words: str) -> None:
    problems = []
    if not subject or len(subject) > SUBJECT_LIMIT:
        problems.append(Problem("subject", _("Give the mail a subject of one line."), ""))
    if not words or len(words) > WORDS_LIMIT:
        problems.append(Problem("text", _("Write a few words, but no more than a page."), ""))
    if problems:
        raise InvalidInput(problems)


def _check_reachable(to: Person, address: str) -> None:
    said = {"name": to.name, "address": address}
    if not address:
        raise NotAllowed(_("%(name)s has no e-mail address. Add one first.") % said)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select 1 from sharing_bounce where address = %s and {OWN}", (address.lower(),)
        )
        if cursor.fetchone():
            raise NotAllowed(_("Mail to %(address)s comes back. Check the address first.") % said)


def _link(plan_id: int, person: str, by: int | None) -> str:
    """A link of their own for whoever has been invited; nobody comes in by this mail alone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from sharing_stakeholder where plan_id = %s and person = %s"
            f" and invited_at is not null and ended_at is null and {OWN}",
            (plan_id, person),
        )
        if cursor.fetchone() is None:
            return ""
    try:
        return link_address(new_link(plan_id, person, by=by))
    except NotFound:
        return ""
