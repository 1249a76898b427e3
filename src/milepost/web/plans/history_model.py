"""The history of a plan, told readably: who, when, what from what to what, why, its effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from milepost.domain.plan import Plan
from milepost.pages import formatting

from .change_words import ChangeLine, Names, change_line

if TYPE_CHECKING:
    from milepost.plans.queries import RevisionRow
    from milepost.sharing.queries import Said


class Revision(NamedTuple):
    """One revision in words."""

    number: int
    who: str
    initials: str
    at: str
    iso: str
    did: str
    why: str
    changes: tuple[ChangeLine, ...]
    more: tuple[ChangeLine, ...]
    effects: tuple[str, ...]
    side: str = "s"


class HistoryDay(NamedTuple):
    """The revisions of one day."""

    day: str
    revisions: tuple[Revision, ...]


SHOWN = 6
ORDERS = frozenset({"order", "people_order"})


def history_view(
    rows: Sequence[RevisionRow], plan: Plan, said: Sequence[Said] = ()
) -> tuple[HistoryDay, ...]:
    """Revisions and what was said between them by day, newest first; names of what is gone come
    from the changes themselves."""
    every = [change for row in rows for change in row.changes]
    names = Names(plan, every)
    lines = [(row.at, row.number, revision_view(row, names)) for row in rows]
    lines += [(one.at, 0, said_view(one, plan)) for one in said]
    days: list[tuple[date, list[Revision]]] = []
    for at, _number, line in sorted(lines, key=lambda line: line[:2], reverse=True):
        day = local_day(at)
        if not days or days[-1][0] != day:
            days.append((day, []))
        days[-1][1].append(line)
    return tuple(HistoryDay(formatting.long_date(day), tuple(items)) for day, items in days)


def local_day(at: datetime) -> date:
    """The calendar day in the reader's zone."""
    return localtime(at).date()


def revision_view(row: RevisionRow, names: Names) -> Revision:
    """One revision; the first names the steps it began with instead of every field."""
    # What came or went explains a new order; it is told where it is all that changed.
    told = [c for c in row.changes if c.path not in ORDERS] or row.changes
    lines = [change_line(change, names) for change in told]
    if row.kind in {"created", "imported", "copied"}:
        lines = [line for line in lines if line.verb]
    return Revision(
        number=row.number,
        who=row.actor_name,
        initials=formatting.initials(row.actor_name),
        at=formatting.clock_time(row.at),
        iso=row.at.isoformat(),
        did=did_words(row.kind),
        why=row.why or "",
        changes=tuple(lines[:SHOWN]),
        more=tuple(lines[SHOWN:]),
        effects=effect_words(row.effects),
        side="b" if row.actor_person else "s",
    )


def said_view(one: Said, plan: Plan) -> Revision:
    """A proposal, an answer or a yes: no revision of the plan, and part of its history."""
    return Revision(
        number=0,
        who=one.who,
        initials=formatting.initials(one.who),
        at=formatting.clock_time(one.at),
        iso=one.at.isoformat(),
        did=said_words(one, plan),
        why=str(one.data.get("reason") or ""),
        changes=(),
        more=(),
        effects=(),
        side="b" if one.side == "buyer" else "s",
    )


def said_words(one: Said, plan: Plan) -> str:
    """'proposed 8 Jan for “Legal review”', 'said yes to revision 14'."""
    data = one.data
    if one.kind in ("agreed", "took_back"):
        said = {"revision": data["revision"]}
        if one.kind == "took_back":
            return gettext("took back their yes to revision %(revision)s") % said
        if data.get("reason"):
            return gettext("noted that both sides agreed to revision %(revision)s") % said
        return gettext("said yes to revision %(revision)s") % said
    what = proposed_words(str(data["kind"]), data["content"], data.get("milestone"), plan)
    if one.kind == "countered":
        other = proposed_words(
            str(data["kind"]), {**data["content"], **data["counter"]}, data.get("milestone"), plan
        )
        return gettext("suggested %(other)s instead") % {"other": other}
    text = {
        "refused": gettext("declined %(what)s"),
        "withdrawn": gettext("took back the proposal of %(what)s"),
    }.get(one.kind, gettext("proposed %(what)s"))
    return text % {"what": what}


def proposed_words(kind: str, content: Mapping[str, Any], milestone: str | None, plan: Plan) -> str:
    """What a proposal is about, for what is read long afterwards."""
    step = plan.milestone(milestone or "")
    said = {"step": content.get("title") or (step.title if step else gettext("a removed step"))}
    raw = content.get("go_live" if kind == "dates" else "target")
    said["day"] = formatting.long_date(date.fromisoformat(raw)) if raw else ""
    return {
        "date": gettext("%(day)s for “%(step)s”"),
        "add_step": gettext("the new step “%(step)s” by %(day)s"),
        "drop_step": gettext("leaving out “%(step)s”"),
        "dates": gettext("going live by %(day)s"),
    }[kind] % said


def did_words(kind: str) -> str:
    """What somebody did as a whole; '' for an ordinary change."""
    return {
        "created": gettext("made the plan"),
        "undone": gettext("took the last change back"),
        "replaced": gettext("replaced the plan from a document"),
        "imported": gettext("brought the plan in from a document"),
        "copied": gettext("copied the plan"),
        "archived": gettext("archived the plan"),
        "restored": gettext("restored the plan"),
    }.get(kind, "")


def effect_words(effects: Mapping[str, Any]) -> tuple[str, ...]:
    """What a revision did to completion and signature."""
    found = []
    before, after = effects.get("completion_before"), effects.get("completion_after")
    if before != after and before is not None and after is not None:
        found.append(
            gettext("Completion %(before)s → %(after)s")
            % {"before": completion_words(before), "after": completion_words(after)}
        )
    days = effects.get("signature_days") or 0
    if days > 0:
        found.append(
            ngettext(
                "Signature %(n)s working day later", "Signature %(n)s working days later", days
            )
            % {"n": days}
        )
    if days < 0:
        found.append(
            ngettext(
                "Signature %(n)s working day earlier",
                "Signature %(n)s working days earlier",
                -days,
            )
            % {"n": -days}
        )
    return tuple(found)


def completion_words(value: Any) -> str:
    """'2 of 9' from what the revision kept."""
    if isinstance(value, Mapping):
        return f"{value.get('complete')}/{value.get('total')}"
    if isinstance(value, (list, tuple)) and len(value) == 2:
        return f"{value[0]}/{value[1]}"
    return str(value)
