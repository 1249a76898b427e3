"""The rows of the plan's table: one milestone each, in words.

A row is made from its milestone and what stands around it, and from nothing else; so rows are
kept, and a change makes only those anew that it touches.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from django.utils.translation import ngettext

from milepost.domain.paths import path_of
from milepost.domain.plan import Milestone, Owner, Person, Plan
from milepost.pages.spoken import get_language, gettext
from milepost.pages.words import stone_part

from . import words

if TYPE_CHECKING:
    from milepost.domain.evaluation import Evaluation


class Face(NamedTuple):
    """One owner: round for the buyer's side, square for the seller's, dashed while unnamed."""

    css: str
    initials: str
    words: str


class Sub(NamedTuple):
    """One part of a row's second line; `edit` is what a click on it edits ('' for nothing).

    `private` parts fold away with the rest of what only the seller's side sees.
    """

    text: str
    css: str
    edit: str
    private: bool = False


class Row(NamedTuple):
    """One milestone as the table shows it."""

    key: str
    quoted: str
    step: str
    number: str
    stone: str
    sign: str
    stone_words: str
    title: str
    critical: bool
    subs: tuple[Sub, ...]
    faces: tuple[Face, ...]
    done_means: str
    target: str
    target_iso: str
    target_css: str
    late: str
    float_words: str
    status: tuple[str, str, str]
    internal: bool
    css: str


class Around(NamedTuple):
    """What a row shows beside its own milestone; with it, all that a row is made from."""

    number: str
    waits: tuple[str, ...]
    waits_inside: tuple[str, ...]
    critical: bool
    free: int | None
    unnamed: bool
    current: bool
    strong: bool
    people: tuple[Person | None, ...]
    account: str
    goal: date | None
    today: date
    language: str | None
    live: bool = True
    comments: int = 0


def table_rows(
    plan: Plan,
    people: dict[str, Person],
    evaluation: Evaluation,
    today: date,
    comments: Mapping[str, int] | None = None,
) -> tuple[Row, ...]:
    """One row for each milestone, in plan order; internal ones carry no number.

    A closed plan asks for nothing any more: no step of it is late, critical or to be named.
    """
    live = not plan.is_closed
    numbers: dict[str, str] = {}
    for number, milestone in enumerate(plan.shared_milestones, start=1):
        numbers[milestone.key] = str(number)
    titles = {milestone.key: milestone.title for milestone in plan.milestones}
    critical = frozenset(evaluation.critical_path)
    unnamed = frozenset(evaluation.evidence.unnamed_within_30_days)
    signature = plan.signature.key if plan.signature else None
    current = evaluation.schedule.current_milestone
    goal = plan.outcome.go_live if plan.outcome else None
    language = get_language()
    return tuple(
        row_of(
            milestone,
            Around(
                number=numbers.get(milestone.key, ""),
                waits=tuple([numbers[key] for key in milestone.after if key in numbers]),
                waits_inside=tuple(
                    [titles.get(key, key) for key in milestone.after if key not in numbers]
                ),
                critical=live and milestone.key in critical,
                free=evaluation.float.get(milestone.key) if live else None,
                unnamed=live and milestone.key in unnamed,
                current=live and milestone.key == current,
                strong=milestone.key == signature,
                people=people_of(milestone, people),
                account=plan.account,
                goal=goal if milestone.kind == "go_live" else None,
                today=today,
                language=language,
                live=live,
                comments=(comments or {}).get(milestone.key, 0),
            ),
        )
        for milestone in plan.milestones
    )


def people_of(milestone: Milestone, people: dict[str, Person]) -> tuple[Person | None, ...]:
    """Whoever a row names: owners, who completed it, who confirmed it."""
    owners = milestone.owners
    keys = (
        owners.buyer.person if owners and owners.buyer else None,
        owners.seller.person if owners and owners.seller else None,
        milestone.completed_by,
        milestone.confirmed_by,
    )
    return tuple([people.get(key) if key else None for key in keys])


# A change touches few rows: the others of its plan are found again as they were.
@lru_cache(maxsize=4096)
def row_of(milestone: Milestone, around: Around) -> Row:
    """One row; made from its arguments alone, so that it may be kept."""
    today = around.today
    late = around.live and milestone.is_open and milestone.target < today
    word, tone, sign = words.STATUS[milestone.status]
    goal = milestone.kind == "go_live"
    internal = milestone.visibility == "internal"
    now = around.current and milestone.status == "in_progress"
    free = around.free
    return Row(
        key=milestone.key,
        quoted=quote(path_of(milestone.key), safe=""),
        step=quote(milestone.key, safe=""),
        number=around.number,
        stone=stone_css(milestone, goal),
        sign=stone_sign(milestone, goal, around.number),
        stone_words=around.number or gettext("internal"),
        title=milestone.title,
        critical=around.critical,
        subs=(*second_line(milestone, around), *spoken_of(around)),
        faces=faces(milestone, around),
        done_means=milestone.done_means or "",
        target=words.short_day(milestone.target, today),
        target_iso=milestone.target.isoformat(),
        target_css="strong" if goal or around.strong else "",
        late=words.days_late(milestone.target, today) if late else "",
        float_words="" if free is None else gettext("%(n)s d") % {"n": free},
        status=(sign, str(word), tone),
        internal=internal,
        css="now" if now else "internal" if internal else "",
    )


def stone_css(milestone: Milestone, goal: bool) -> str:
    """The stone's fill by progress; part of a moving stone follows its finished tasks."""
    if milestone.status == "complete":
        return "done"
    if milestone.status == "blocked":
        return "stuck"
    if milestone.visibility == "internal":
        return "lock"
    if goal:
        return "goal"
    if milestone.status == "in_progress":
        done = sum(1 for task in milestone.tasks if task.done_on)
        return f"doing part-{stone_part(done, len(milestone.tasks))}"
    return "skip" if milestone.status == "skipped" else ""


def stone_sign(milestone: Milestone, goal: bool, number: str) -> str:
    """What stands on the stone: a tick, the flag, or the number."""
    if milestone.status == "complete":
        return "✓"
    if milestone.visibility == "internal":
        return ""
    return "⚑" if goal and milestone.status != "skipped" else number


def second_line(milestone: Milestone, around: Around) -> tuple[Sub, ...]:
    """What stands under the title: who confirmed, why it is stuck, tasks, what it waits for."""
    if milestone.status == "complete":
        return (confirmation(milestone, around),)
    if milestone.status == "skipped":
        return (Sub(gettext("skipped: %(why)s") % {"why": milestone.reason or ""}, "", "status"),)
    parts: list[Sub] = []
    if milestone.status == "blocked":
        parts.append(Sub(milestone.reason or gettext("blocked"), "stuck", "status"))
    if milestone.tasks:
        done = sum(1 for task in milestone.tasks if task.done_on)
        text = gettext("%(done)s of %(all)s tasks") % {"done": done, "all": len(milestone.tasks)}
        parts.append(Sub(text, "", "tasks"))
    if around.unnamed:
        parts.append(Sub(gettext("buyer's owner still to be named"), "warn", "owners"))
    if around.goal is not None:
        parts.append(go_live_words(milestone.target, around.goal))
    elif milestone.status == "pending":
        parts += waiting(around)
    return tuple(parts)


def spoken_of(around: Around) -> tuple[Sub, ...]:
    """How much was said about the step; it leads to the step's sheet."""
    if not around.comments:
        return ()
    text = ngettext("%(n)s comment", "%(n)s comments", around.comments) % {"n": around.comments}
    return (Sub(text, "", "tasks"),)


def waiting(around: Around) -> list[Sub]:
    """'after 5' and, apart from it, the internal steps that it waits for."""
    parts = []
    if around.waits:
        text = gettext("after %(steps)s") % {"steps": words.listed(around.waits)}
        parts.append(Sub(text, "", "after"))
    if around.waits_inside:
        text = gettext("after %(steps)s") % {"steps": words.listed(around.waits_inside)}
        parts.append(Sub(text, "", "after", private=True))
    return parts


def go_live_words(target: date, wanted: date) -> Sub:
    """Whether the go-live row meets the day that the buyer wants."""
    late = (target - wanted).days
    if late <= 0:
        text = gettext("the buyer's date: everything above is worked back from it")
        return Sub(text, "", "")
    text = ngettext(
        "%(n)s day after the date the buyer wants",
        "%(n)s days after the date the buyer wants",
        late,
    ) % {"n": late}
    return Sub(text, "warn", "target")


def confirmation(milestone: Milestone, around: Around) -> Sub:
    """Whether a complete step has the buyer's own word."""
    _buyer, _seller, done_by, confirmed_by = around.people
    if milestone.confirmed_on or (done_by and done_by.side == "buyer"):
        who = confirmed_by or done_by
        if who is not None and who.side == "buyer":
            name = words.first_name(who.name)
            return Sub(gettext("confirmed by %(name)s") % {"name": name}, "", "")
        return Sub(gettext("confirmed by the buyer"), "", "")
    if milestone.visibility == "internal":
        return Sub(gettext("done"), "", "")
    if done_by is not None:
        name = words.first_name(done_by.name)
        text = gettext("marked by %(name)s, not yet confirmed") % {"name": name}
    else:
        text = gettext("not yet confirmed by the buyer")
    return Sub(text, "", "")


def faces(milestone: Milestone, around: Around) -> tuple[Face, ...]:
    """The owners' faces, the buyer's first."""
    if milestone.owners is None:
        return ()
    buyer, seller, _done_by, _confirmed_by = around.people
    found = []
    if milestone.owners.buyer is not None:
        side = gettext("at %(account)s") % {"account": around.account}
        found.append(face(milestone.owners.buyer, buyer, "b", side))
    if milestone.owners.seller is not None:
        found.append(face(milestone.owners.seller, seller, "s", gettext("your side")))
    return tuple(found)


def face(owner: Owner, person: Person | None, css: str, side: str) -> Face:
    """One owner's face with the words a screen reader says."""
    if person is None:
        text = gettext("%(role)s, still to be named, %(side)s")
        return Face(f"{css} role", "?", text % {"role": owner.role or "", "side": side})
    named = gettext("%(name)s, %(side)s") % {"name": person.name, "side": side}
    return Face(css, words.initials(person.name), named)
