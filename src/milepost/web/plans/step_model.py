"""What the forms of one step show: owners, dates, dependencies, tasks, the whole step sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import quote

from django.utils.translation import gettext, ngettext

from milepost.domain.paths import path_of
from milepost.domain.plan import Milestone, Owner, Plan, Status, Task
from milepost.domain.schedule import Schedule

from . import words


class Fact(NamedTuple):
    """One line of the step sheet: label, value, and the editor behind it ('' for none)."""

    label: str
    value: str
    edit: str


class TaskRow(NamedTuple):
    """One task in words."""

    key: str
    path: str
    title: str
    kind: str
    detail: str
    done: bool
    internal: bool
    late: bool


class StepView(NamedTuple):
    """The whole of one step."""

    key: str
    quoted: str
    number: str
    title: str
    facts: tuple[Fact, ...]
    tasks: tuple[TaskRow, ...]
    notes: str
    first: bool
    last: bool
    can_remove: bool
    can_go_round: bool


class Choice(NamedTuple):
    """One step that another may wait for."""

    key: str
    label: str
    chosen: bool


def step_number(plan: Plan, key: str) -> str:
    """The number of a shared step; '' for an internal one."""
    for number, milestone in enumerate(plan.shared_milestones, start=1):
        if milestone.key == key:
            return str(number)
    return ""


def step_view(plan: Plan, milestone: Milestone, schedule: Schedule | None, today: date) -> StepView:
    """Everything about one step, each line with its editor."""
    key = milestone.key
    keys = [m.key for m in plan.milestones]
    return StepView(
        key=key,
        quoted=quote(key, safe=""),
        number=step_number(plan, key),
        title=milestone.title,
        facts=step_facts(plan, milestone, schedule, today),
        tasks=tuple(task_row(plan, milestone, task, today) for task in milestone.tasks),
        notes=milestone.notes or "",
        first=keys[0] == key,
        last=keys[-1] == key,
        can_remove=milestone.status != "complete",
        can_go_round=milestone.is_open and not plan.is_closed and milestone != plan.signature,
    )


def step_facts(
    plan: Plan, milestone: Milestone, schedule: Schedule | None, today: date
) -> tuple[Fact, ...]:
    """Title to visibility, in the order in which a person asks."""

    def edit(name: str) -> str:
        return quote(path_of("milestones", milestone.key, name))

    titles = {m.key: m.title for m in plan.milestones}
    waits = words.listed(titles.get(key, key) for key in milestone.after)
    status, _tone, _sign = words.STATUS[milestone.status]
    said = str(status) + (f": {milestone.reason}" if milestone.reason else "")
    target = f"{words.week_day(milestone.target)}, {words.relative_day(milestone.target, today)}"
    facts = [
        Fact(gettext("Title"), milestone.title, edit("title")),
        Fact(gettext("Status"), said, edit("status")),
        Fact(gettext("Done means"), milestone.done_means or "", edit("done_means")),
        Fact(gettext("Owners"), owners_words(plan, milestone), edit("owners")),
        Fact(gettext("Target"), target, edit("target")),
        Fact(gettext("Takes"), words.working_days(milestone.duration), edit("duration")),
        Fact(gettext("Waits for"), waits or gettext("Nothing"), edit("after")),
    ]
    if schedule is not None and milestone.key in schedule.ends:
        free = schedule.float.get(milestone.key, 0)
        end = words.short_day(schedule.ends[milestone.key], today)
        if free == 0:
            text = gettext("Ends %(day)s at the earliest; it holds the close") % {"day": end}
        else:
            text = ngettext(
                "Ends %(day)s at the earliest; may slip %(n)s working day",
                "Ends %(day)s at the earliest; may slip %(n)s working days",
                free,
            ) % {"day": end, "n": free}
        facts.append(Fact(gettext("Schedule"), text, ""))
    facts += [
        Fact(gettext("Kind"), words.word_of(words.KIND, milestone.kind), edit("kind")),
        Fact(gettext("Phase"), words.phase_word(milestone.phase), edit("phase")),
        Fact(gettext("Who sees it"), seen_by(milestone), edit("visibility")),
    ]
    return tuple(facts)


def seen_by(milestone: Milestone) -> str:
    """Both sides, or the seller's alone."""
    return gettext("Both sides") if milestone.is_shared else gettext("Only your side")


def owners_words(plan: Plan, milestone: Milestone) -> str:
    """'Maja Lindqvist and Sam Whitfield', roles with 'to be named'."""
    people = {person.key: person for person in plan.people}
    owners = milestone.owners
    found = []
    for owner in (owners.buyer, owners.seller) if owners else ():
        if owner is not None:
            name = words.owner_words(owner, people)
            if owner.person is None:
                name = gettext("%(role)s (still to be named)") % {"role": name}
            found.append(name)
    return words.on_both_sides(found)


def task_row(plan: Plan, milestone: Milestone, task: Task, today: date) -> TaskRow:
    """One task: what kind, whose, when, how it ended."""
    people = {person.key: person for person in plan.people}
    parts = []
    if task.kind != "to_do":
        parts.append(words.word_of(words.TASK_KIND, task.kind))
    if task.owner is not None:
        parts.append(words.owner_words(task.owner, people))
    if task.at is not None:
        parts.append(f"{words.short_day(task.at.date(), today)}, {task.at:%H:%M}")
    elif task.due is not None and not task.done_on:
        parts.append(gettext("due %(day)s") % {"day": words.short_day(task.due, today)})
    if task.done_on is not None:
        parts.append(gettext("done %(day)s") % {"day": words.short_day(task.done_on, today)})
    if task.answer:
        yes = gettext("yes") if task.answer == "yes" else gettext("no")
        parts.append(f"{yes}: {task.answer_reason}" if task.answer_reason else yes)
    return TaskRow(
        key=task.key,
        path=quote(path_of("milestones", milestone.key, "tasks", task.key)),
        title=task.title,
        kind=task.kind,
        detail=" · ".join(parts),
        done=task.done_on is not None,
        internal=task.visibility == "internal",
        late=is_late(task, today),
    )


def is_late(task: Task, today: date) -> bool:
    """Whether an open task's day has passed; a meeting's day is the one that it takes place on."""
    day = task.at.date() if task.at else task.due
    return task.done_on is None and day is not None and day < today


def owner_options(
    plan: Plan, side: str, members: Sequence[tuple[str, str]] = ()
) -> list[tuple[str, str]]:
    """What the select of one side offers: its people, a role, somebody new, nobody."""
    people = [(f"p:{p.key}", p.name) for p in plan.people if p.side == side]
    known = {p.email for p in plan.people if p.email}
    people += [(f"m:{email}", name) for email, name in members if email not in known]
    return [
        ("", gettext("Nobody on this side")),
        *people,
        ("role", gettext("A role, still to be named …")),
        ("new", gettext("Somebody new …")),
    ]


def owner_choice(owner: Owner | None) -> str:
    """The option that stands for the owner as it is."""
    if owner is None:
        return ""
    return f"p:{owner.person}" if owner.person else "role"


def followers(plan: Plan, key: str) -> set[str]:
    """The steps that come after this one, directly or through others, itself included."""
    found = {key}
    grew = True
    while grew:
        grew = False
        for milestone in plan.milestones:
            if milestone.key not in found and found.intersection(milestone.after):
                found.add(milestone.key)
                grew = True
    return found


def after_choices(plan: Plan, milestone: Milestone) -> tuple[Choice, ...]:
    """Only the steps that this one may wait for: never itself or what comes after it."""
    forbidden = followers(plan, milestone.key)
    chosen = set(milestone.after)
    found = []
    for other in plan.milestones:
        if other.key not in forbidden:
            number = step_number(plan, other.key)
            label = f"{number}. {other.title}" if number else other.title
            found.append(Choice(other.key, label, other.key in chosen))
    return tuple(found)


def next_statuses(status: Status) -> tuple[tuple[str, bool], ...]:
    """(status, needs a reason) of what a step may become; a complete one is never skipped."""
    offered = [("pending", False), ("in_progress", False), ("complete", False), ("blocked", True)]
    if status != "complete":
        offered.append(("skipped", True))
    return tuple(item for item in offered if item[0] != status or item[1])
