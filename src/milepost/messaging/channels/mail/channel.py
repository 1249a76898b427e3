"""The mailbox: one letter for what a reader is told at once, signed by the plan's AE for a buyer.

A buyer's letter opens with a fresh personal link and is answered to the AE, or by the reply
address that acts (`messaging.replies`); a member's opens the page that it is about. Whatever can
be stopped with one click says so, and a date travels as a calendar file.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from milepost.documents.calendar import step_event
from milepost.domain.quiet import SYSTEM
from milepost.messaging.channels.contract import Batch, Item
from milepost.messaging.letters import known_language, letter
from milepost.messaging.mail import Answers, MailFile, record_mail
from milepost.messaging.messages import Addressee
from milepost.sharing import invitations, unsubscribing
from milepost.sharing.ae_sql import who_signs
from milepost.sharing.link_commands import link_address, new_link

# A digest says so many in full; the others are counted, and stand where it opens.
MOST = 20


def reaches(reader: Addressee, items: Sequence[Item]) -> bool:
    """Everybody with an address reads mail."""
    return bool(reader.address)


def record(batch: Batch) -> str:
    """Write the letter into the outbox; its key."""
    reader = batch.reader
    sent = _for_buyer(batch) if reader.side == "buyer" else _for_seller(batch)
    answers = _answers(batch)
    made = letter(
        "message",
        {
            "workspace": reader.workspace,
            "name": reader.name,
            "items": batch.items,
            "groups": _groups(batch.items[:MOST]),
            "more": len(batch.items[MOST:]),
            "is_buyer": reader.side == "buyer",
            "plan": batch.items[0].words.plan if batch.plan_id else "",
            **sent["context"],
        },
        language=reader.language,
        time_zone=reader.time_zone,
        takes_answers=reader.side if answers else "",
    )
    headers = sent["context"].get("unsubscribe")
    record_mail(
        workspace_id=reader.workspace_id,
        key=batch.key,
        to=reader.address,
        subject=made.subject,
        text=made.text,
        html=made.html,
        headers=unsubscribing.headers_for(headers) if headers else None,
        reply_to=sent.get("reply_to") or None,
        sender_name=sent.get("sender_name"),
        plan_id=batch.plan_id,
        caused_by=sent["caused_by"],
        files=_days(batch),
        answers=answers,
    )
    return f"email:{batch.key}"


def _answers(batch: Batch) -> Answers | None:
    """Who may answer, and about which steps: whoever signs in, and whoever holds a link."""
    reader, about = batch.reader, [item.told for item in batch.items if item.told.plan_id]
    if not about or (reader.side == "seller" and reader.member_id is None):
        return None
    found = dict.fromkeys((t.plan_id, t.milestone) for t in about if t.plan_id and t.milestone)
    return Answers(
        plan_id=batch.plan_id,
        person=None if reader.member_id is not None else reader.person,
        member_id=reader.member_id,
        steps=tuple(found),
    )


def _for_seller(batch: Batch) -> dict[str, Any]:
    """With the address that ends mails like it: about its plan or, for several, about all."""
    reader = batch.reader
    first = batch.items[0].words
    link = first.link if len(batch.items) == 1 else "/inbox/"
    unsubscribe = ""
    if reader.member_id is not None and any(i.told.of.group != SYSTEM for i in batch.items):
        unsubscribe = unsubscribing.address_for_member(
            reader.workspace_id, reader.member_id, batch.plan_id
        )
    return {
        "context": {
            "link": f"{settings.PUBLIC_URL}{link}",
            "links": {
                item.told.id: f"{settings.PUBLIC_URL}{item.words.link}" for item in batch.items
            },
            "base": settings.PUBLIC_URL,
            "sender": "",
            "unsubscribe": unsubscribe,
            "choices": f"{settings.PUBLIC_URL}/account/told/" if reader.member_id else "",
        },
        "caused_by": reader.member_id,
    }


def _groups(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    """Plan by plan, as they come: what each is called, and what is said of it."""
    found = groupby(items, lambda item: item.told.plan_id)
    groups = [list(of_plan) for _plan, of_plan in found]
    return [(of_plan[0].words.plan, of_plan) for of_plan in groups]


def _for_buyer(batch: Batch) -> dict[str, Any]:
    """Signed by the AE, with one personal link for the whole letter."""
    reader = batch.reader
    assert reader.plan_id is not None  # a table constraint says so
    assert reader.person is not None
    ae_id, ae_name = who_signs(reader.workspace_id, reader.plan_id)
    around = invitations.around_of(reader.plan_id, reader.person, ae_id)
    link = link_address(new_link(reader.plan_id, reader.person, by=ae_id))
    unsubscribe = ""
    if any(item.told.of.is_reminder for item in batch.items):
        unsubscribe = unsubscribing.address_for(reader.workspace_id, reader.plan_id, reader.person)
    return {
        "context": {
            "link": link,
            "links": {item.told.id: f"{link}{item.words.link}" for item in batch.items},
            "base": link,
            "choices": "",
            "sender": ae_name or reader.workspace,
            "unsubscribe": unsubscribe,
        },
        "reply_to": around.reply_to,
        "sender_name": invitations.sender_name(ae_name or reader.workspace, around),
        "caused_by": ae_id,
    }


def _days(batch: Batch) -> tuple[MailFile, ...]:
    """The dates that the letter is about, as calendar files: few, so that none is a burden."""
    found = []
    with translation.override(known_language(batch.reader.language)):
        name = _("date")
    for item in batch.items[:3]:
        day = item.words.day
        if day is not None:
            content = step_event(
                day.uid, day.title, day.day, day.description, "", batch.reader.language
            )
            number = f"-{len(found) + 1}" if found else ""
            found.append(MailFile(f"{name}{number}.ics", "text/calendar", content))
    return tuple(found)
