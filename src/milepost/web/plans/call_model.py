"""The facts for the call about a step long overdue, on one page; the seller's alone.

Pure apart from translations. What is said here never goes to a buyer: their mail is the draft
(`call_draft`), which whoever sends it reads and changes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from milepost.conversation.queries import Comment
from milepost.domain.calls import close_moves_with, days_late, waiting_for, what_waits
from milepost.domain.commitments import kept_by
from milepost.domain.paths import parts_of
from milepost.domain.plan import Milestone, Plan, Side
from milepost.domain.schedule import Schedule
from milepost.pages import formatting
from milepost.plans.queries import RevisionRow
from milepost.sharing.calls import AroundStep, ToldRow
from milepost.sharing.queries import PlanSharing

from . import words
from .change_words import STEP_FIELD, Names, change_line

COMMENTS_SHOWN = 8
TRIED_SHOWN = 20
# What was told about a step, by kind; kinds that say nothing of it being late are left out.
TOLD = {
    "due_in_3_days": gettext_noop("Reminder to %(who)s"),
    "name_wanted": gettext_noop("Asked for a name: %(who)s"),
    "overdue_1_day": gettext_noop("Told that it is late: %(who)s"),
    "overdue_3_days": gettext_noop("Escalated to %(who)s"),
    "overdue_7_days": gettext_noop("This call proposed to %(who)s"),
}


class OwnerFact(NamedTuple):
    """Who owns the step on one side."""

    side: str
    company: str
    name: str
    note: str
    is_named: bool


class Quote(NamedTuple):
    """Something that somebody wrote on the step."""

    who: str
    side: str
    when: str
    text: str
    is_internal: bool


class Tried(NamedTuple):
    """One thing that happened around the step."""

    when: str
    text: str
    note: str


class Waits(NamedTuple):
    """A step that waits for this one."""

    title: str
    when: str
    note: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that whoever calls should know."""

    title: str
    is_open: bool
    late: str
    due: str
    turn: str
    blocked: str
    done_means: str
    owners: tuple[OwnerFact, ...]
    quotes: tuple[Quote, ...]
    tried: tuple[Tried, ...]
    waits: tuple[Waits, ...]
    effect: tuple[str, ...]
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sources:
    """What was read for the page. `history` and `comments` are the plan's, newest last and first
    as their queries give them."""

    plan: Plan
    milestone: Milestone
    sharing: PlanSharing
    around: AroundStep
    history: Sequence[RevisionRow]
    comments: Sequence[Comment]
    schedule: Schedule | None
    company: str
    today: date
    zone: tzinfo


def facts_of(s: Sources) -> Facts:
    """The facts in the words and days of whoever reads the page."""
    plan, milestone = s.plan, s.milestone
    late = days_late(milestone, s.today)
    turn = waiting_for(plan, milestone.key, s.today)
    return Facts(
        title=milestone.title,
        is_open=milestone.is_open and not plan.is_closed,
        late=words.days_late(milestone.target, s.today) if late else "",
        due=f"{words.week_day(milestone.target)} · {words.relative_day(milestone.target, s.today)}",
        turn=_("It has been %(account)s's turn for %(days)s.")
        % {"account": plan.account, "days": words.working_days(turn.working_days)}
        if turn
        else "",
        blocked=milestone.reason or "" if milestone.status == "blocked" else "",
        done_means=milestone.done_means or "",
        owners=(_owner(s, "buyer"), _owner(s, "seller")),
        quotes=tuple(_quotes(s)),
        tried=tuple(_tried(s))[:TRIED_SHOWN],
        waits=tuple(_waits(s)),
        effect=tuple(_effect(s)),
        kept=tuple(_kept(s)),
    )


def _owner(s: Sources, side: Side) -> OwnerFact:
    company = s.plan.account if side == "buyer" else s.company
    owners = s.milestone.owners
    owner = getattr(owners, side) if owners else None
    if owner is None:
        return OwnerFact(side, company, _("Nobody"), "", False)
    person = s.plan.person(owner.person) if owner.person else None
    if person is None:
        return OwnerFact(side, company, owner.role or "", _("still to be named"), False)
    note = person.title or words.word_of(words.ROLE, person.role)
    return OwnerFact(side, company, person.name, note, True)


def _quotes(s: Sources) -> Iterable[Quote]:
    said = [
        c for c in s.comments if c.milestone == s.milestone.key and c.deleted_at is None and c.text
    ]
    for comment in reversed(said[-COMMENTS_SHOWN:]):
        yield Quote(
            who=comment.name,
            side="b" if comment.side == "buyer" else "s",
            when=_day(comment.at, s),
            text=comment.text,
            is_internal=comment.visibility == "internal",
        )


def _tried(s: Sources) -> Iterable[Tried]:
    """Changes of the step, what was told about it, and who was reminded by hand; newest first."""
    found: list[tuple[datetime, Tried]] = [*_changes(s), *_told(s), *_nudges(s)]
    for sent in s.around.sent:
        person = s.plan.person(sent.person)
        text = _("%(who)s invited %(name)s to a call") % {
            "who": sent.sent_by_name,
            "name": person.name if person else sent.person,
        }
        found.append((sent.sent_at, Tried(_day(sent.sent_at, s), text, "")))
    return [line for _at, line in sorted(found, key=lambda each: each[0], reverse=True)]


# What of a step is told of its past; stamps that come with a status say nothing more.
_CHANGES = ("title", "target", "status", "reason", "owners.buyer", "owners.seller", "done_means")


def _changes(s: Sources) -> Iterable[tuple[datetime, Tried]]:
    names = Names(s.plan, [change for row in s.history for change in row.changes])
    for row in s.history:
        told = [
            f"{words.word_of(STEP_FIELD, field)} → {change_line(change, names).after or '–'}"
            for change in row.changes
            if (field := _field(change.path, s.milestone.key)) in _CHANGES
        ]
        if told and row.kind not in ("created", "imported", "copied"):
            text = f"{row.actor_name}: {'; '.join(told[:4])}"
            yield row.at, Tried(_day(row.at, s), text, row.why or "")


def _field(path: str, key: str) -> str:
    """Which field of the step a path names, "" for what is no field of it."""
    parts = parts_of(path)
    return ".".join(parts[2:]) if parts[:2] == ("milestones", key) else ""


def _told(s: Sources) -> Iterable[tuple[datetime, Tried]]:
    """Several who were told the same on one day are one line."""
    lines: dict[tuple[str, str], list[ToldRow]] = {}
    for row in s.around.told:
        if row.kind in TOLD:
            lines.setdefault((row.kind, _day(row.at, s)), []).append(row)
    for (kind, day), rows in lines.items():
        names = words.listed(dict.fromkeys(row.name for row in rows if row.name))
        notes = [_not_sent(row) for row in rows if row.dropped]
        text = _(TOLD[kind]) % {"who": names or _("Somebody")}
        yield rows[0].at, Tried(day, text, "; ".join(filter(None, notes)))


def _not_sent(row: ToldRow) -> str:
    if row.dropped in ("muted", "snoozed"):
        return _("%(who)s wants no reminders") % {"who": row.name}
    return _("%(who)s was not reached") % {"who": row.name} if row.dropped == "unreachable" else ""


def _nudges(s: Sources) -> Iterable[tuple[datetime, Tried]]:
    owner = s.milestone.owners.buyer if s.milestone.owners else None
    for at, _kind, person in s.around.reminded:
        somebody = s.plan.person(person)
        if owner is not None and owner.person == person and somebody is not None:
            text = _("%(who)s had a friendly reminder of the plan") % {"who": somebody.name}
            yield at, Tried(_day(at, s), text, "")


def _waits(s: Sources) -> Iterable[Waits]:
    for waiting in what_waits(s.plan, s.milestone.key):
        milestone = s.plan.milestone(waiting.milestone)
        assert milestone is not None
        note = _("next") if waiting.is_direct else ""
        yield Waits(milestone.title, words.short_day(waiting.target, s.today), note)


def _effect(s: Sources) -> Iterable[str]:
    seen, plan = s.schedule, s.plan
    if seen is None or seen.earliest_close is None:
        return
    said = {
        "close": words.short_day(seen.earliest_close, s.today),
        "target": words.short_day(plan.target_close, s.today),
    }
    if seen.days_short:
        days = words.working_days(seen.days_short)
        yield _("The earliest close is now %(close)s, %(days)s after the target of %(target)s.") % {
            **said,
            "days": days,
        }
    else:
        yield _("The earliest close is now %(close)s; the target is %(target)s.") % said
    if close_moves_with(seen, s.milestone.key):
        yield _("Every further day moves the close by a day.")
    else:
        room = seen.float.get(s.milestone.key, 0)
        yield _("This step has room of %(days)s before it moves the close.") % {
            "days": words.working_days(room)
        }


def _kept(s: Sources) -> Iterable[str]:
    sides: tuple[tuple[Side, str], ...] = (("buyer", s.plan.account), ("seller", s.company))
    for side, company in sides:
        kept = kept_by(s.plan, side, s.sharing.moves, s.today)
        if kept.due:
            text = ngettext(
                "%(side)s kept %(n)s of %(all)s date",
                "%(side)s kept %(n)s of %(all)s dates",
                kept.due,
            )
            yield text % {"side": company, "n": len(kept.met), "all": kept.due}


def _day(at: datetime, s: Sources) -> str:
    return formatting.short_date(at.astimezone(s.zone).date(), s.today)
