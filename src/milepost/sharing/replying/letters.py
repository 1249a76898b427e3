"""The letter back: what was done with somebody's answer, what comes next, and how to take it back.

It stands in the thread of the mail that it answers, says in its headers that a machine wrote it,
and can be answered itself. Source of the headers: RFC 3834 and RFC 5322, section 3.6.4.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from milepost.domain.errors import NotFound
from milepost.messaging.letters import known_language, letter, zone_of
from milepost.messaging.mail import Answers, record_mail
from milepost.messaging.smtp import mark_of
from milepost.sharing import invitations
from milepost.sharing.link_commands import link_address, new_link
from milepost.sharing.replying.received import Mail
from milepost.workspaces.tokens import hash_of

BYTES = 24
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,250}>")
_RE = re.compile(r"^\s*(?:(?:re|aw|antw|rv|sv|vs|ref|res|rif)\s*:\s*)+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter back says. Plain text in the reader's language.

    `facts` are short texts under it, `step` the plan and milestone that a further answer is about,
    and with `can_undo` it says how to take back what was done.
    """

    title: str
    lines: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    step: tuple[int, str] | None = None
    can_undo: bool = False


@contextmanager
def speaking(mail: Mail, language: str = "") -> Iterator[None]:
    """What is said in here is in the reader's language and zone."""
    with (
        translation.override(known_language(mail.language or language)),
        timezone.override(zone_of(mail.time_zone)),
    ):
        yield


def undo_token(mail: Mail) -> str:
    """The secret of the address that takes back what a mail did; the same each time."""
    value = f"{mail.workspace_id}:{mail.id}"
    digest = salted_hmac("milepost.sharing.reply.undo", value, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:BYTES]).decode()


def undo_hash(mail: Mail) -> str:
    """What is kept of it."""
    return hash_of(undo_token(mail))


def send(mail: Mail, said: Said, language: str = "") -> None:
    """Record the letter, in the transaction that settles the mail. Inside a seller's scope."""
    language = mail.language or language
    is_member = mail.member_id is not None
    sender, name = _from(mail)
    made = letter(
        "answered",
        {
            "workspace": mail.workspace,
            "subject": _subject(mail),
            "name": mail.name,
            "said": said,
            "link": _link(mail),
            "undo": f"{settings.PUBLIC_URL}/r/{undo_token(mail)}/" if said.can_undo else "",
            "sender": sender,
            "is_member": is_member,
        },
        language=language,
        time_zone=mail.time_zone,
        takes_answers="seller" if is_member else "buyer",
    )
    record_mail(
        workspace_id=mail.workspace_id,
        key=f"reply:{mail.id}",
        to=mail.address,
        subject=made.subject,
        text=made.text,
        html=made.html,
        headers=_headers(mail),
        sender_name=name or None,
        plan_id=mail.plan_id,
        caused_by=mail.member_id or mail.ae,
        answers=Answers(
            plan_id=mail.plan_id,
            person=mail.person,
            member_id=mail.member_id,
            steps=[said.step] if said.step else mail.steps,
            depth=mail.depth + 1,
            undoes=mail.id if said.can_undo else None,
        ),
    )


def _subject(mail: Mail) -> str:
    """The same words as theirs, so that mailboxes keep the two together."""
    words = _RE.sub("", mail.subject or mail.letter_subject)[:200].strip()
    return f"Re: {words}" if words else "Re:"


def _headers(mail: Mail) -> dict[str, str]:
    headers = {"Auto-Submitted": "auto-replied"}
    found = _MESSAGE_ID.search(mail.message_id)
    if found:
        headers["In-Reply-To"] = headers["References"] = found[0]
        if mail.plan_id is not None:
            host = settings.DEFAULT_FROM_EMAIL.rstrip(">").rpartition("@")[2] or "localhost"
            root = mark_of(f"plan:{mail.workspace_id}:{mail.plan_id}")
            headers["References"] = f"<{root}@{host}> {found[0]}"
    return headers


def _link(mail: Mail) -> str:
    """The way to the plan: a personal link for a buyer who has access, "" where there is none."""
    if mail.member_id is not None:
        path = f"/plans/{mail.plan_id}/" if mail.plan_id is not None else "/plans/"
        return f"{settings.PUBLIC_URL}{path}"
    if mail.plan_id is None or mail.person is None or not mail.has_access:
        return ""
    try:
        return link_address(new_link(mail.plan_id, mail.person, by=mail.ae))
    except NotFound:
        return ""


def _from(mail: Mail) -> tuple[str, str]:
    """Who stands behind the plan for a buyer, and the sender's name in the letter's head."""
    if mail.member_id is not None or mail.plan_id is None or mail.person is None:
        return mail.workspace, ""
    around = invitations.around_of(mail.plan_id, mail.person, None)
    with translation.override(known_language(mail.language)):
        sender = around.reply_name or mail.workspace
    return sender, invitations.sender_name(sender, around)


def contact_of(mail: Mail) -> str:
    """Whom a buyer knows as theirs on the seller's side; the company's name where nobody is."""
    if mail.plan_id is None or mail.person is None:
        return mail.workspace
    return invitations.around_of(mail.plan_id, mail.person, None).reply_name or mail.workspace


def how_to_answer() -> tuple[str, ...]:
    """What can be said in an answer, in the reader's language."""
    return (
        _("“done”, where it is finished"),
        _("“in progress”, where work on it has begun"),
        _("“blocked: ” and what is in the way"),
        _("“move to ” and a day, to propose another date"),
        _("anything else: a comment that both teams read"),
    )
