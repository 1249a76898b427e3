"""What an answer of somebody on the buyer's side does: the same deeds as on their page.

Each deed is a row of `sharing_action` under a key that the mail alone decides, so it is done once
however often the mail is looked at. What is refused is said kindly, and the words then stand on the
plan as a comment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.buyer_rights import is_confirmed, may_move
from milepost.domain.plan import Milestone, Plan
from milepost.domain.sides import buyer_copy
from milepost.messaging import dates, preferences
from milepost.messaging.preferences import Whose
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope
from milepost.sharing import acting
from milepost.sharing.acting import Outcome
from milepost.sharing.replying.choosing import Named, step_meant
from milepost.sharing.replying.letters import Said, contact_of, how_to_answer
from milepost.sharing.replying.received import Came, Mail, Understood
from milepost.sharing.replying.scrubbing import fit_for_others

_SPACE = UUID("6f4c1a2e-0c4f-5d5c-9d0a-3a1d8a6f7b11")
MANY_WORDS = 6
LONG = 60


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer came to: what is kept of it, the letter back, and the question to the AE."""

    came: Came
    said: Said
    question: str = ""
    """Why the AE is asked: "" for not at all, "question" for one of the buyer's own."""
    milestone: str | None = None


@dataclass(slots=True)
class _Work:
    """One answer at work. `done` collects what an undo has to know."""

    mail: Mail
    plan_id: int
    person: str
    read: Understood
    plan: Plan
    revision: int
    text: str
    step: str | None
    done: list[dict[str, Any]] = field(default_factory=list)

    def do(self, kind: str, **content: Any) -> Outcome:
        """One deed of this mail, done once."""
        mail = self.mail
        key = uuid5(_SPACE, f"{mail.workspace_id}:{mail.id}:{kind}")
        with seller_scope(mail.workspace_id):
            acting.record_mailed(
                mail.workspace_id, self.plan_id, self.person, mail.id, kind, content, key
            )
        outcome = acting.apply_mailed(mail.workspace_id, self.plan_id, self.person, key)
        if not outcome.refused:
            self.done.append(_kept(kind, outcome))
        return outcome

    def on_step(self, kind: str, **content: Any) -> Outcome:
        """The same on the step. Somebody who writes speaks of today, not of the letter's day."""
        return self.do(kind, milestone=self.step, seen=self.revision, **content)

    def comment(self) -> Outcome | None:
        """Put the words on the plan; None where there are none."""
        if not self.text:
            return None
        where = {"milestone": self.step} if self.step else {}
        # Whether the AE is asked is settled here, with all that was understood.
        return self.do("comment", text=self.text, by_mail=True, **where)

    @property
    def milestone(self) -> Milestone | None:
        """The step that the answer is about."""
        return self.plan.milestone(self.step) if self.step else None

    @property
    def where(self) -> tuple[int, str] | None:
        """The same, as a further letter is about it."""
        return (self.plan_id, self.step) if self.step else None

    @property
    def has_more_to_say(self) -> bool:
        """Whether there is more in the words than what was done by them."""
        return len(self.text.split()) > MANY_WORDS or len(self.text) > LONG


def act(mail: Mail, read: Understood) -> Answered:
    """Do what the answer asks for, or ask back. Outside of any scope, in the reader's language."""
    assert mail.plan_id is not None  # a table constraint says so
    assert mail.person is not None
    plan, revision = _plan(mail)
    about = [key for plan_id, key in mail.steps if plan_id == mail.plan_id]
    about = [key for key in about if plan.milestone(key) is not None]
    named = [Named(n, m.key, m.title) for n, m in enumerate(plan.shared_milestones, start=1)]
    step = step_meant(read.text, about, named)
    words = fit_for_others(read.text)
    work = _Work(mail, mail.plan_id, mail.person, read, plan, revision, words, step)
    if not read.is_read:
        return _unread(work)
    if read.intent in ("comment", "question") and not read.confirm:
        return _comment(work)
    if read.intent == "unsubscribe" and not read.confirm:
        return _quiet(work)
    if read.intent == "not_me" and not read.confirm:
        return _not_me(work)
    if read.confirm or read.intent not in ("done", "in_progress", "blocked", "move"):
        return _ask_back(work)
    if step is None or (read.intent != "done" and not _is_open(work)):
        return _ask_back(work)
    return {"done": _finish, "in_progress": _begin, "blocked": _block, "move": _move}[read.intent](
        work
    )


def _is_open(work: _Work) -> bool:
    """What is complete or left out is not begun, stopped or moved by an answer to an old letter."""
    step = work.milestone
    return step is not None and step.is_open


def _finish(work: _Work) -> Answered:
    step = work.milestone
    assert step is not None
    if step.status == "complete" and is_confirmed(work.plan, step):
        return _said(work, _("“%(step)s” is complete already") % {"step": step.title}, "said")
    is_word = step.status == "complete" and not may_move(work.plan, work.person, step)
    outcome = work.on_step("confirm") if is_word else work.on_step("done")
    return _after(work, outcome, _("“%(step)s” is complete"), with_words=True)


def _begin(work: _Work) -> Answered:
    outcome = work.on_step("in_progress")
    return _after(work, outcome, _("“%(step)s” is in progress"), with_words=True)


def _block(work: _Work) -> Answered:
    reason = fit_for_others(work.read.reason or work.read.text)
    outcome = work.on_step("blocked", reason=reason)
    return _after(
        work,
        outcome,
        _("Something is in the way of “%(step)s”"),
        (_("The plan says now: “%(reason)s”") % {"reason": reason[:300]},),
    )


def _move(work: _Work) -> Answered:
    if work.read.date is None:
        return _ask_back(work)
    reason = fit_for_others(work.read.reason or (work.read.text if work.has_more_to_say else ""))
    outcome = work.on_step("propose_date", target=work.read.date.isoformat(), reason=reason)
    said = {"day": dates.long_day(work.read.date), "who": contact_of_in_scope(work.mail)}
    return _after(
        work,
        outcome,
        _("You proposed another date for “%(step)s”"),
        (_("%(day)s waits for %(who)s’s yes. Until then the date stays as it is.") % said,),
    )


def _after(
    work: _Work,
    outcome: Outcome,
    title: str,
    lines: tuple[str, ...] = (),
    *,
    with_words: bool = False,
) -> Answered:
    """The letter about a deed on the step; a refused one leaves the words as a comment."""
    step = work.milestone
    assert step is not None
    if outcome.refused:
        return _refused(work, outcome)
    if with_words and work.has_more_to_say:
        commented = work.comment()
        if commented is not None and not commented.refused:
            lines = (*lines, _("Your words stand beside it, for both teams to read."))
    can_undo = any(each.get("revision") or each.get("proposal") for each in work.done)
    said = Said(
        title % {"step": step.title},
        (*lines, *_next(work)),
        step=work.where,
        can_undo=can_undo,
    )
    return Answered(Came("acted", done=_kept_of(work)), said, milestone=work.step)


def _refused(work: _Work, outcome: Outcome) -> Answered:
    lines = [outcome.refused]
    commented = work.comment()
    if commented is not None and not commented.refused:
        lines.append(_("Nothing was changed. Your words stand on the plan as a comment."))
    else:
        lines.append(_("Nothing was changed."))
    said = Said(_("That could not be done"), tuple(lines), step=work.where)
    came = Came("refused", "refused", _kept_of(work))
    return Answered(came, said, "refused", work.step)


def _comment(work: _Work) -> Answered:
    """Their words for both teams; a question is told to the AE besides."""
    outcome = work.comment()
    if outcome is None:
        return _ask_back(work)
    if outcome.refused:
        return Answered(
            Came("look", "refused"),
            Said(_("Your words were not put on the plan"), (outcome.refused,), step=work.where),
            "refused",
            work.step,
        )
    step = work.milestone
    where = step.title if step else ""
    lines = [
        _("Your comment stands on “%(step)s”, where both teams read it.") % {"step": where}
        if where
        else _("Your comment stands on the plan, where both teams read it.")
    ]
    is_question = work.read.intent == "question"
    if is_question:
        lines.append(_("%(who)s was asked.") % {"who": contact_of_in_scope(work.mail)})
    title = _("Your question was passed on") if is_question else _("Your comment is on the plan")
    said = Said(title, tuple(lines), step=work.where, can_undo=True)
    question = "question" if is_question else ""
    return Answered(Came("said", done=_kept_of(work)), said, question, work.step)


def _quiet(work: _Work) -> Answered:
    mail = work.mail
    whose = Whose(mail.workspace_id, plan_id=work.plan_id, person=work.person)
    with seller_scope(mail.workspace_id):
        preferences.mute(whose, timezone.now())
    work.done.append({"kind": "mute"})
    said = Said(
        _("No more reminders about this plan"),
        (_("Your link to it works on."),),
        step=work.where,
        can_undo=True,
    )
    return Answered(Came("acted", done=_kept_of(work)), said)


def _not_me(work: _Work) -> Answered:
    step = work.milestone
    who = {"who": contact_of_in_scope(work.mail), "step": step.title if step else ""}
    first = (
        _("%(who)s was told that “%(step)s” is not yours, and will ask whose it is.")
        if step
        else _("%(who)s was told, and will ask whose it is.")
    )
    lines = (first % who, _("You can also hand it to a colleague yourself, on the plan."))
    said = Said(_("Thank you for saying so"), lines, step=work.where)
    return Answered(Came("asked", "not_me", _kept_of(work)), said, "not_me", work.step)


def _unread(work: _Work) -> Answered:
    """Mail that no machine could read: its words as they came, and a person looks at it."""
    outcome = work.comment()
    lines = [_("It was kept, and %(who)s looks at it.") % {"who": contact_of_in_scope(work.mail)}]
    if outcome is not None and not outcome.refused:
        lines.append(_("What could be read of it stands on the plan as a comment."))
    said = Said(_("We could not read your mail by ourselves"), tuple(lines), step=work.where)
    return Answered(Came("look", "unread", _kept_of(work)), said, "unread", work.step)


def _ask_back(work: _Work) -> Answered:
    """Nothing is changed; the words stand on the plan, and both the AE and the writer are asked."""
    outcome = work.comment()
    lines = [_("It was not certain what you meant, so nothing was changed.")]
    if outcome is not None and not outcome.refused:
        lines.append(
            _("Your words stand on the plan as a comment, and %(who)s was told.")
            % {"who": contact_of_in_scope(work.mail)}
        )
    facts, why = _what_to_say(work)
    said = Said(_("What did you mean?"), (*lines, why), facts, step=work.where)
    return Answered(Came("asked", "unclear", _kept_of(work)), said, "unclear", work.step)


def _what_to_say(work: _Work) -> tuple[tuple[str, ...], str]:
    """Answers to choose from, and the sentence before them."""
    read = work.read
    if read.intent == "move" and read.candidates:
        days = tuple(
            _("%(day)s: answer “move to %(iso)s”")
            % {"day": dates.long_day(day), "iso": day.isoformat()}
            for day in read.candidates
        )
        return days, _("Which day is it?")
    if work.step is None and len(work.mail.steps) != 1:
        open_steps = [
            (number, step)
            for number, step in enumerate(work.plan.shared_milestones, start=1)
            if step.is_open and may_move(work.plan, work.person, step)
        ]
        if open_steps:
            said = _("Step %(number)s, “%(step)s”")
            return tuple(
                said % {"number": number, "step": step.title} for number, step in open_steps[:6]
            ), _("Which step is it? Answer with its name, for example:")
    return how_to_answer(), _("Answer this mail with one of these, or do it on the plan:")


def _said(work: _Work, title: str, result: Any) -> Answered:
    """Nothing was left to do."""
    if work.has_more_to_say:
        work.comment()
    said = Said(title, _next(work), step=work.where)
    return Answered(Came(result, done=_kept_of(work)), said)


def _next(work: _Work) -> tuple[str, ...]:
    """What comes next: the reader's own step, else whatever the plan waits for."""
    plan, _revision = _plan(work.mail)
    waiting = [m for m in plan.shared_milestones if m.is_open and m.key != work.step]
    mine = [m for m in waiting if _is_of(m, work.person)]
    found = min(mine or waiting, key=lambda m: m.target, default=None)
    if found is None:
        return ()
    said = {"step": found.title, "day": dates.long_day(found.target)}
    if mine:
        return (_("Next for you: “%(step)s”, by %(day)s.") % said,)
    return (_("Next on the plan: “%(step)s”, by %(day)s.") % said,)


def _is_of(step: Milestone, person: str) -> bool:
    owners = step.owners
    return bool(owners and owners.buyer and owners.buyer.person == person)


def _plan(mail: Mail) -> tuple[Plan, int]:
    with seller_scope(mail.workspace_id):
        record = plan_record(mail.plan_id or 0)
    assert record is not None  # the address goes with its plan
    return buyer_copy(record.plan), record.revision


def contact_of_in_scope(mail: Mail) -> str:
    """Whom a buyer knows on the seller's side, asked for outside of any scope."""
    with seller_scope(mail.workspace_id):
        return contact_of(mail)


def _kept(kind: str, outcome: Outcome) -> dict[str, Any]:
    data: Mapping[str, Any] = outcome.data
    kept = {"kind": kind, "revision": outcome.revision}
    kept |= {name: data[name] for name in ("comment", "proposal") if data.get(name)}
    return {name: value for name, value in kept.items() if value is not None}


def _kept_of(work: _Work) -> dict[str, Any]:
    step = work.milestone
    return {
        "plan": work.plan_id,
        "milestone": work.step,
        "title": step.title if step else "",
        "deeds": work.done,
    }
