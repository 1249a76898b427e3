"""Changes of what both sides see, as sentences that a buyer reads: no field names, no jargon."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from milepost.domain.paths import parts_of
from milepost.domain.plan import Plan
from milepost.domain.revisions import FieldChange
from milepost.pages import formatting
from milepost.pages.spoken import gettext

from . import words

LONGEST = 160


class Names:
    """Names of steps, tasks and people by key: the plan's, and those that changes carry whole."""

    def __init__(self, plan: Plan, changes: Iterable[FieldChange] = ()) -> None:
        self.steps = {m.key: words.isolated(m.title) for m in plan.milestones}
        self.tasks = {t.key: words.isolated(t.title) for m in plan.milestones for t in m.tasks}
        self.people = {p.key: words.isolated(p.name) for p in plan.people}
        for change in changes:
            self._learn(change)

    def _learn(self, change: FieldChange) -> None:
        whole = change.after if isinstance(change.after, dict) else change.before
        if not isinstance(whole, dict):
            return
        match parts_of(change.path):
            case ("milestones", key):
                self.steps.setdefault(key, str(whole.get("title", "")))
            case ("milestones", _, "tasks", key):
                self.tasks.setdefault(key, str(whole.get("title", "")))
            case ("people", key):
                self.people.setdefault(key, str(whole.get("name", "")))

    def owner(self, value: Any) -> str:
        """A person's name, or a role."""
        if not isinstance(value, dict):
            return gettext("nobody")
        if value.get("person"):
            return self.people.get(str(value["person"]), gettext("somebody"))
        return str(value.get("role") or gettext("nobody"))


def change_sentence(change: FieldChange, names: Names, today: date) -> str:
    """One change as a sentence; '' for what goes without saying beside another one."""
    match parts_of(change.path):
        case ("milestones", key):
            return _came_or_went(names.steps.get(key, ""), change)
        case ("milestones", key, "tasks", task, *rest):
            return _task(names.tasks.get(task, ""), names.steps.get(key, ""), rest, change, names)
        case ("milestones", key, *rest):
            return _step(names.steps.get(key, ""), ".".join(rest), change, names, today)
        case ("people", key):
            said = names.people.get(key, "")
            joined = gettext("%(name)s is on the plan now") % {"name": said}
            return joined if change.before is None else gettext("%(name)s left") % {"name": said}
        case ("people", key, "name"):
            return gettext("%(before)s is now %(after)s") % _both(change)
        case ("outcome", name):
            return _outcome(name, change, today)
    return _plan(change, today)


def _came_or_went(title: str, change: FieldChange) -> str:
    if change.before is None:
        return gettext("New step: “%(step)s”") % {"step": title}
    if change.after is None:
        return gettext("“%(step)s” is no longer in the plan") % {"step": title}
    return ""


def _step(title: str, name: str, change: FieldChange, names: Names, today: date) -> str:
    step = {"step": title}
    if name == "target":
        return gettext("“%(step)s”: %(after)s instead of %(before)s") % {
            **step,
            "after": _day(change.after, today),
            "before": _day(change.before, today),
        }
    if name == "status":
        word = words.STATUS[str(change.after)][0]
        return gettext("“%(step)s”: %(status)s") % {**step, "status": str(word).lower()}
    if name == "reason" and change.after:
        return gettext("Why “%(step)s” waits: %(words)s") % {**step, "words": _cut(change.after)}
    if name in ("owners.buyer", "owners.seller"):
        owner = names.owner(change.after)
        return gettext("“%(step)s”: %(owner)s has it now") % {**step, "owner": owner}
    if name == "title":
        return gettext("“%(before)s” is called “%(after)s” now") % _both(change)
    if name == "done_means":
        after = _cut(change.after) or gettext("nothing said any more")
        return gettext("“%(step)s” is done when: %(words)s") % {**step, "words": after}
    if name == "confirmed_on" and change.after:
        return gettext("“%(step)s” is confirmed") % step
    if name == "after":
        return gettext("“%(step)s” waits for other steps now") % step
    return ""


def _task(title: str, step: str, rest: Sequence[str], change: FieldChange, names: Names) -> str:
    said = {"task": title, "step": step}
    match list(rest):
        case []:
            if change.before is None:
                return gettext("New in “%(step)s”: %(task)s") % said
            return gettext("No longer in “%(step)s”: %(task)s") % said if not change.after else ""
        case ["done_on"]:
            done = gettext("%(task)s (“%(step)s”): done") % said
            return done if change.after else gettext("%(task)s (“%(step)s”): open again") % said
        case ["owner"]:
            owner = names.owner(change.after)
            return gettext("%(task)s (“%(step)s”): %(owner)s has it now") % {**said, "owner": owner}
        case ["answer"] if change.after:
            if change.after == "yes":
                return gettext("%(task)s (“%(step)s”): yes") % said
            return gettext("%(task)s (“%(step)s”): no") % said
        case ["answer_reason"] if change.after:
            return gettext("%(task)s: “%(words)s”") % {**said, "words": _cut(change.after)}
        case ["title"]:
            return gettext("“%(before)s” is called “%(after)s” now") % _both(change)
        case ["due"]:
            return gettext("%(task)s (“%(step)s”) has another date") % said
    return ""


def _outcome(name: str, change: FieldChange, today: date) -> str:
    if name == "go_live":
        if not change.after:
            return gettext("No day is set for going live any more")
        return gettext("Live by %(day)s") % {"day": _day(change.after, today)}
    said = {
        "goal": gettext("What it is for: %(words)s"),
        "measure": gettext("Success means: %(words)s"),
        "why_now": gettext("Why now: %(words)s"),
    }.get(name)
    if said is None:
        return ""
    return said % {"words": _cut(change.after) or gettext("nothing said any more")}


def _plan(change: FieldChange, today: date) -> str:
    if change.path == "target_close":
        return gettext("The agreement is to be signed by %(day)s") % {
            "day": _day(change.after, today)
        }
    if change.path == "life" and change.after == "agreed":
        return gettext("Both sides agreed on this plan")
    if change.path == "next_review" and change.after:
        return gettext("The next call is on %(day)s") % {"day": _day(change.after, today)}
    if change.path == "title":
        return gettext("The plan is called “%(words)s” now") % {"words": _cut(change.after)}
    if change.path == "baselines" and len(_listed(change.after)) > len(_listed(change.before)):
        return gettext("The dates of that day are kept to measure by")
    if change.path == "order":
        return gettext("The steps stand in another order")
    return ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _both(change: FieldChange) -> dict[str, str]:
    return {"before": _cut(change.before), "after": _cut(change.after)}


def _day(value: Any, today: date) -> str:
    try:
        return formatting.short_date(date.fromisoformat(str(value)[:10]), today)
    except ValueError:
        return gettext("no date")


def _cut(value: Any) -> str:
    text = str(value or "")
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
