"""What the worker does with a mail that came in: who wrote it, what it says, and the letter back.

Safe to run twice: what was understood is kept with the mail, deeds have keys of their own, and the
mail is settled in the transaction that records the letter back and the question to the AE.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.messaging.letters import zone_of
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.messaging.replies.reading import ReadingFailed, read_in_a_process
from milepost.platform.scope import seller_scope
from milepost.sharing import bounces, told_ae
from milepost.sharing.replying import buyers, letters, machines, members, undoing
from milepost.sharing.replying.buyers import Answered
from milepost.sharing.replying.letters import Said
from milepost.sharing.replying.received import (
    Came,
    Mail,
    Understood,
    count_lately,
    hold,
    keep_reading,
    mail_of,
    settle,
    with_contents,
)
from milepost.sharing.replying.receiving import head_of
from milepost.sharing.replying.scrubbing import all_words, first_words, fit_for_others
from milepost.sharing.replying.senders import proof_of, sender_of
from milepost.sharing.replying.undo_words import is_undo

log = logging.getLogger("milepost.replies")

READ_BYTES = 1024 * 1024
TRIES, AGAIN_AFTER = 3, 20.0
MOST_AN_HOUR = 30
DEEPEST = 6
SHORT = 500


def deliver(delivery: Delivery) -> None:
    """Look at one mail (outbox kind `reply.read`)."""
    with seller_scope(delivery.workspace_id):
        mail = mail_of(delivery.workspace_id, int(delivery.payload["mail"]))
    if mail is None or mail.is_settled:
        return
    try:
        handle(with_contents(mail), is_last_try=delivery.attempt >= TRIES)
    except ReadingFailed as error:
        raise DeliveryFailed(error.message, retry_after=AGAIN_AFTER) from error


def handle(mail: Mail, *, is_last_try: bool = True) -> None:
    """From the mail to what came of it. Outside of any scope.

    Raises ReadingFailed where it could not be read and may be tried again: a busy machine is not
    the mail's fault.
    """
    head = head_of(mail.raw)
    if machines.is_report(head):
        _report(mail)
        return
    if machines.is_automatic(head) or _is_ours(mail):
        _finish(mail, Answered(Came("automatic"), Said("")), is_answered=False)
        return
    why = _distrusted(mail)
    if why:
        _finish(mail, Answered(Came("look", why), Said(""), why), is_answered=False)
        return
    read = _understood(mail, is_last_try=is_last_try)
    if read.automatic:
        _finish(mail, Answered(Came("automatic"), Said("")), is_answered=False)
        return
    with letters.speaking(mail, read.language):
        _act(mail, read)


def _act(mail: Mail, read: Understood) -> None:
    if mail.undoes is not None and is_undo(read.text):
        _undo(mail, mail.undoes, read)
    elif not mail.has_access or (mail.is_over and mail.member_id is None):
        _finish(mail, _too_late(mail, read), read)
    elif mail.member_id is not None:
        with seller_scope(mail.workspace_id, mail.member_id):
            if hold(mail):
                _settle(mail, members.act(mail, read), read)
    else:
        _finish(mail, buyers.act(mail, read), read)


def _distrusted(mail: Mail) -> str:
    """Why nothing is done with it: who wrote it is not who was written to."""
    head = head_of(mail.raw)
    sender = sender_of(head)
    if not mail.address or sender != mail.address:
        return "other_sender"
    proof = proof_of(head, mail.checks, settings.INBOUND_TRUST, sender)
    if proof == "failed" or (proof == "none" and settings.INBOUND_NEEDS_PROOF):
        return "not_proven"
    with seller_scope(mail.workspace_id):
        return "too_many" if count_lately(mail) >= MOST_AN_HOUR else ""


def _is_ours(mail: Mail) -> bool:
    """Whether it comes from a reply address: one of our own letters, sent round."""
    return sender_of(head_of(mail.raw)).endswith(f"@{settings.REPLY_ADDRESS.partition('@')[2]}")


def _understood(mail: Mail, *, is_last_try: bool) -> Understood:
    """What it says: as it was understood before, else read now, in a process with limits."""
    if mail.reading is not None:
        return Understood.of_json(mail.reading)
    today = mail.at.astimezone(zone_of(mail.time_zone)).date()
    try:
        found = read_in_a_process(
            mail.raw[:READ_BYTES], language=mail.language, today=today, sent=mail.letter or None
        )
        read = Understood(
            text=found.text,
            intent=found.intent,
            date=found.date,
            reason=found.reason or "",
            confirm=found.confirm,
            candidates=tuple(found.candidates),
            language=found.language,
            automatic=found.automatic,
            attachments=found.attachments,
        )
    except (ReadingFailed, ValueError, TypeError, KeyError) as error:
        log.warning("mail %s could not be read: %s", mail.id, type(error).__name__)
        if not is_last_try:
            raise ReadingFailed("The mail could not be read yet.") from error
        read = Understood(text=first_words(mail.raw), intent="unclear", is_read=False)
    read = replace(read, text=fit_for_others(read.text), reason=fit_for_others(read.reason))
    with seller_scope(mail.workspace_id):
        keep_reading(mail, read)
    return read


def _too_late(mail: Mail, read: Understood) -> Answered:
    """Access ended, or the plan did: nothing is done, and both sides know."""
    if mail.member_id is not None:
        return Answered(Came("look", "no_access"), Said(""))
    if mail.has_access:
        title, why = _("This plan is finished"), "closed"
        line = _("It can only be read now, so nothing was changed.")
    else:
        title, why = _("You are not on this plan any more"), "no_access"
        line = _("Your access to it ended, so nothing was changed.")
    with seller_scope(mail.workspace_id):
        who = letters.contact_of(mail)
    said = Said(title, (line, _("%(who)s was told that you wrote.") % {"who": who}))
    return Answered(Came("look", why), said, why)


def _undo(mail: Mail, undoes: int, read: Understood) -> None:
    with seller_scope(mail.workspace_id):
        before = mail_of(mail.workspace_id, undoes)
    if before is None:
        return
    refused = undoing.undo(before)
    title = _("That could not be taken back") if refused else _("It was taken back")
    lines = (refused,) if refused else (_("Everything is as it was before your answer."),)
    result = Came("refused", "refused") if refused else Came("said")
    _finish(mail, Answered(result, Said(title, lines)), read)


def _report(mail: Mail) -> None:
    """A delivery report marks the address that it is about, where that is this person's."""
    trouble = machines.returned_for_good(mail.raw, mail.address) if mail.address else ""
    if trouble:
        bounces.note(mail.workspace_id, mail.address, trouble)
    _finish(mail, Answered(Came("bounce"), Said("")), is_answered=False)


def _finish(
    mail: Mail, answered: Answered, read: Understood | None = None, *, is_answered: bool = True
) -> None:
    with seller_scope(mail.workspace_id, mail.member_id):
        if hold(mail):
            _settle(mail, answered, read, is_answered=is_answered)


def _settle(
    mail: Mail, answered: Answered, read: Understood | None, *, is_answered: bool = True
) -> None:
    said = _with_attachments(mail, answered.said, read)
    words = fit_for_others(read.text) if read else ""
    if answered.came.result == "look":
        words = words or all_words(mail.raw)
    settle(mail, answered.came, words, letters.undo_hash(mail) if said.can_undo else None)
    if is_answered and said.title and mail.address and mail.depth < DEEPEST:
        letters.send(mail, said, read.language if read else "")
    if answered.question and mail.plan_id is not None and mail.person is not None:
        _ask(mail, answered, read)


def _with_attachments(mail: Mail, said: Said, read: Understood | None) -> Said:
    if read is None or not read.attachments or not said.title:
        return said
    line = _("The files in your mail were not kept. You can add them on the plan.")
    return replace(said, lines=(*said.lines, line))


def _ask(mail: Mail, answered: Answered, read: Understood | None) -> None:
    """A question to the AE, once for each mail."""
    why = "" if answered.question == "question" else answered.question
    is_theirs = answered.came.why not in ("other_sender", "not_proven", "too_many")
    facts = {
        "person": mail.person,
        "name": mail.name if is_theirs else mail.sender,
        "text": fit_for_others(read.text)[:SHORT] if read else "",
        "why": why,
        "look": mail.id if answered.came.result == "look" else None,
    }
    told_ae.tell(
        "asked",
        f"asked:mail:{mail.id}",
        mail.workspace_id,
        mail.plan_id or 0,
        milestone=answered.milestone,
        facts=facts,
        now=timezone.now(),
    )
