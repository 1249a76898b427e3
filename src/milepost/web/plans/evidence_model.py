"""Evidence in words: each fact with the list behind it, on the plan's private paper.

Facts stand beside the band and never change it (product.md section 4). Where the list asks for
something to be done about one of its lines, the line has that one action.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from django.utils.translation import ngettext

from milepost.domain.commitments import (
    Kept,
    Promise,
    TargetMove,
    Took,
    kept_by,
    turns,
    turns_taken,
    usual_days,
)
from milepost.domain.evidence import confirmed_milestones
from milepost.domain.paths import path_of
from milepost.domain.plan import Milestone, Person, Plan, Side
from milepost.domain.policy import Policy
from milepost.pages.spoken import gettext
from milepost.sharing.queries import MissesRow, PlanSharing, StakeholderRow

from . import words

if TYPE_CHECKING:
    from milepost.domain.evaluation import Evaluation


_NEVER = datetime.min.replace(tzinfo=UTC)


class FactLine(NamedTuple):
    """One line of the list behind a fact: sign and tone, what, more of it, and its one action
    (an address under the plan's own; `is_page` for one that is no form of the plan's page)."""

    sign: str
    tone: str
    text: str
    note: str = ""
    action: str = ""
    path: str = ""
    is_page: bool = False


class Fact(NamedTuple):
    """One sentence, and what it rests on."""

    text: str
    lines: tuple[FactLine, ...] = ()
    tone: str = ""


class _Reader(NamedTuple):
    """What every fact is told from."""

    plan: Plan
    evaluation: Evaluation
    people: tuple[StakeholderRow, ...]
    moves: tuple[TargetMove, ...]
    misses: tuple[MissesRow, ...]
    today: date
    zone: tzinfo
    steps: Mapping[str, Milestone]

    def title(self, key: str) -> str:
        return self.steps[key].title if key in self.steps else key

    def side(self, side: Side) -> str:
        return self.plan.account if side == "buyer" else gettext("your side")

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


def facts_of(
    plan: Plan, evaluation: Evaluation, sharing: PlanSharing | None, today: date, zone: tzinfo
) -> tuple[Fact, ...]:
    """All evidence of one plan: who looked, whose turn it is, what was promised and confirmed."""
    people, moves = (sharing.stakeholders, sharing.moves) if sharing else ((), ())
    misses = sharing.misses if sharing else ()
    steps = {m.key: m for m in plan.milestones}
    r = _Reader(plan, evaluation, people, moves, misses, today, zone, steps)
    found = [
        _calls(r),
        _misses(r),
        _looked(r),
        *(_turn(r, side) for side in ("buyer", "seller")),
        _confirmed(r),
        *(_kept(r, side) for side in ("buyer", "seller")),
        _takes(r),
        _unnamed(r),
    ]
    return tuple(fact for fact in found if fact is not None)


# --- what calls for somebody ----------------------------------------------------------------------


def _calls(r: _Reader) -> Fact | None:
    """'1 step is late enough for a call': the rule of seven days, and what prepares the call."""
    if r.plan.life not in ("shared", "agreed"):
        return None
    days = Policy.of(r.plan.policy).alert_overdue_days[2]
    late = [m for m in r.plan.shared_milestones if m.is_open and (r.today - m.target).days >= days]
    if not late:
        return None
    text = ngettext(
        "%(n)s step is late enough for a call", "%(n)s steps are late enough for a call", len(late)
    ) % {"n": len(late)}
    lines = tuple(
        FactLine(
            "triangle",
            "stuck",
            m.title,
            words.days_late(m.target, r.today),
            gettext("Prepare the call"),
            f"calls/{quote(m.key, safe='')}/",
            is_page=True,
        )
        for m in sorted(late, key=lambda m: m.target)
    )
    return Fact(text, lines, "warn")


def _misses(r: _Reader) -> Fact | None:
    """'Maja Lindqvist misses dates again and again'."""
    names = {p.key: p.name for p in r.plan.people}
    found = [each for each in r.misses if each.person in names and not r.plan.is_closed]
    if not found:
        return None
    text = gettext("%(names)s: dates missed again and again") % {
        "names": words.listed(names[each.person] for each in found)
    }
    lines = tuple(
        FactLine(
            "triangle",
            "warn",
            names[each.person],
            ngettext("%(n)s date missed", "%(n)s dates missed", each.misses) % {"n": each.misses},
            gettext("What may help") if each.cause else gettext("Say what is behind it"),
            f"misses/{quote(each.person, safe='')}/",
            is_page=True,
        )
        for each in found
    )
    return Fact(text, lines, "warn")


# --- who looked ----------------------------------------------------------------------------------


def _looked(r: _Reader) -> Fact | None:
    """'2 of 3 have opened the plan, Maja Lindqvist today'."""
    people = {p.key: p for p in r.plan.people}
    rows = [
        (people[row.person], row)
        for row in r.people
        if row.person in people
        and row.ended_at is None
        and (row.invited_at is not None or row.first_opened_at is not None)
    ]
    if not rows:
        return None
    rows.sort(key=lambda each: each[1].last_opened_at or _NEVER, reverse=True)
    opened = [(person, row) for person, row in rows if row.last_opened_at is not None]
    lines = tuple(_looked_line(r, person, row) for person, row in rows)
    if not opened:
        text = ngettext(
            "The one person invited has not opened the plan yet",
            "None of the %(n)s people invited has opened the plan yet",
            len(rows),
        ) % {"n": len(rows)}
        return Fact(text, lines, "warn")
    person, row = opened[0]
    assert row.last_opened_at is not None
    text = ngettext(
        "%(n)s of %(all)s person has opened the plan, %(name)s last, %(when)s",
        "%(n)s of %(all)s people have opened the plan, %(name)s last, %(when)s",
        len(rows),
    ) % {
        "n": len(opened),
        "all": len(rows),
        "name": person.name,
        "when": words.relative_day(r.day(row.last_opened_at), r.today),
    }
    return Fact(text, lines, "" if len(opened) == len(rows) else "warn")


def _looked_line(r: _Reader, person: Person, row: StakeholderRow) -> FactLine:
    who = f"{person.name} ({words.word_of(words.ROLE, person.role)})"
    if row.trouble:
        action = gettext("Check the address")
        path = f"people/{quote(person.key, safe='')}/"
        return FactLine("triangle", "stuck", who, gettext("mail comes back"), action, path)
    if row.last_opened_at is not None:
        days = ngettext("on %(n)s day", "on %(n)s days", row.openings) % {"n": row.openings}
        when = words.relative_day(r.day(row.last_opened_at), r.today)
        note = gettext("opened %(when)s, %(days)s in all") % {"when": when, "days": days}
        return FactLine("check", "done", who, note)
    notes = [gettext("never opened")]
    if row.invited_at is not None:
        when = words.relative_day(r.day(row.invited_at), r.today)
        notes.append(gettext("invited %(when)s") % {"when": when})
    if row.is_muted:
        notes.append(gettext("wants no reminders"))
    elif row.reminded_at is not None:
        when = words.relative_day(r.day(row.reminded_at), r.today)
        notes.append(gettext("reminded %(when)s") % {"when": when})
    note = ", ".join(notes)
    if r.plan.is_closed or row.is_muted:
        return FactLine("ring", "warn", who, note)
    return FactLine(
        "ring", "warn", who, note, gettext("Nudge"), f"nudge/{quote(person.key, safe='')}/"
    )


# --- whose turn ----------------------------------------------------------------------------------


def _turn(r: _Reader, side: Side) -> Fact | None:
    """'Waits for Halden Logistics: Security review, 4 working days'."""
    found = turns(r.plan, side, r.today)
    if not found:
        return None
    first = found[0]
    lines = tuple(
        FactLine(
            "clock",
            "",
            r.title(turn.milestone),
            gettext("since %(day)s, %(days)s")
            % {
                "day": words.short_day(turn.since, r.today),
                "days": words.working_days(turn.working_days),
            },
        )
        for turn in found
    )
    said = {
        "side": r.side(side),
        "n": len(found),
        "days": words.working_days(first.working_days),
    }
    if len(found) == 1:
        text = gettext("Waits for %(side)s: %(step)s, %(days)s") % {
            **said,
            "step": r.title(first.milestone),
        }
    else:
        text = gettext("Waits for %(side)s: %(n)s steps, the longest %(days)s") % said
    return Fact(text, lines)


def _takes(r: _Reader) -> Fact | None:
    """'When it is their turn, Halden Logistics takes 3 working days and your side 1'."""
    took: dict[Side, tuple[Took, ...]] = {s: turns_taken(r.plan, s) for s in ("buyer", "seller")}
    usual = {side: usual_days(each) for side, each in took.items()}
    said = [
        gettext("%(side)s takes %(days)s")
        % {"side": r.side(side), "days": words.working_days(days)}
        for side, days in usual.items()
        if days is not None
    ]
    if not said:
        return None
    lines = tuple(
        FactLine(
            "check",
            "done",
            r.title(each.milestone),
            gettext("%(side)s, %(days)s")
            % {"side": r.side(side), "days": words.working_days(each.working_days)},
        )
        for side, all_of_them in took.items()
        for each in all_of_them
    )
    text = gettext("When it is their turn: %(takes)s") % {"takes": words.listed(said)}
    return Fact(text, lines)


# --- what was promised ---------------------------------------------------------------------------


def _kept(r: _Reader, side: Side) -> Fact | None:
    """'Halden Logistics kept 3 of 4 dates'."""
    kept: Kept = kept_by(r.plan, side, r.moves, r.today)
    if not kept.due:
        return None
    late, met = (tuple(_promise_line(r, p) for p in each) for each in (kept.late, kept.met))
    text = ngettext(
        "%(side)s kept %(n)s of %(all)s date",
        "%(side)s kept %(n)s of %(all)s dates",
        kept.due,
    ) % {"side": r.side(side), "n": len(kept.met), "all": kept.due}
    if kept.late:
        days = sum(p.days_late for p in kept.late)
        more = ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
        if len(kept.late) > 1:
            more = gettext("%(late)s in all") % {"late": more}
        text = f"{text}, {more}"
    return Fact(text[:1].upper() + text[1:], late + met, "warn" if kept.late else "")


def _promise_line(r: _Reader, promise: Promise) -> FactLine:
    notes = [gettext("promised %(day)s") % {"day": words.short_day(promise.promised, r.today)}]
    if promise.done is not None:
        notes.append(gettext("done %(day)s") % {"day": words.short_day(promise.done, r.today)})
    elif promise.days_late:
        notes.append(gettext("still open"))
    if promise.days_late:
        late = ngettext("%(n)s day late", "%(n)s days late", promise.days_late)
        notes.append(late % {"n": promise.days_late})
    if promise.moves:
        moved = ngettext("moved once", "moved %(n)s times", promise.moves)
        notes.append(moved % {"n": promise.moves})
    sign, tone = ("triangle", "warn") if promise.days_late else ("check", "done")
    return FactLine(sign, tone, r.title(promise.milestone), ", ".join(notes))


# --- what the buyer said -------------------------------------------------------------------------


def _confirmed(r: _Reader) -> Fact:
    """'1 of 2 complete steps confirmed by the buyer'."""
    evidence = r.evaluation.evidence
    if evidence.complete == 0:
        return Fact(gettext("Nothing complete yet, so nothing to confirm."))
    text = ngettext(
        "%(n)s of %(all)s complete step confirmed by the buyer",
        "%(n)s of %(all)s complete steps confirmed by the buyer",
        evidence.complete,
    ) % {"n": evidence.confirmed, "all": evidence.complete}
    confirmed = set(confirmed_milestones(r.plan))
    complete = [m for m in r.plan.shared_milestones if m.status == "complete"]
    lines = tuple(
        FactLine("check", "done", m.title, gettext("confirmed"))
        if m.key in confirmed
        else FactLine("ring", "", m.title, gettext("not yet confirmed"))
        for m in sorted(complete, key=lambda m: m.key in confirmed)
    )
    return Fact(text, lines)


def _unnamed(r: _Reader) -> Fact | None:
    """'2 steps due in the next 30 days have nobody named at Halden Logistics'."""
    keys = r.evaluation.evidence.unnamed_within_30_days
    if not keys or r.plan.is_closed:
        return None
    text = ngettext(
        "%(n)s step due within 30 days has nobody named at %(account)s",
        "%(n)s steps due within 30 days have nobody named at %(account)s",
        len(keys),
    ) % {"n": len(keys), "account": r.plan.account}
    lines = tuple(
        FactLine(
            "people",
            "warn",
            r.title(key),
            gettext("due %(when)s") % {"when": words.relative_day(r.steps[key].target, r.today)},
            gettext("Name someone"),
            f"edit/{quote(path_of('milestones', key, 'owners'), safe='')}/",
        )
        for key in keys
    )
    return Fact(text, lines, "warn")
