"""Changes of a plan in words: which field of what, from what to what.

For the history page, the undo button, conflicts and toasts. Paths are those of
`milepost.domain.paths`; values are what the plan document holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from milepost.domain.paths import parts_of
from milepost.domain.plan import Plan
from milepost.domain.revisions import FieldChange
from milepost.pages.spoken import gettext
from milepost.pages.words import Word

from . import words

LONGEST_VALUE = 300
FIELD: dict[str, Word] = {
    "account": _("account"),
    "opportunity": _("opportunity"),
    "title": _("title"),
    "target_close": _("target close"),
    "value": _("value"),
    "deal_type": _("type of deal"),
    "life": _("life"),
    "notes": _("notes"),
    "coordinator": _("coordinator"),
    "outcome": _("outcome"),
    "outcome.goal": _("outcome"),
    "outcome.measure": _("measure of success"),
    "outcome.why_now": _("why now"),
    "outcome.go_live": _("go-live"),
    "calendars.buyer": _("the buyer's calendar"),
    "calendars.seller": _("your calendar"),
    "order": _("order of steps"),
    "people_order": _("order of people"),
    "shared_on": _("day of sharing"),
    "agreed_on": _("day of agreement"),
    "next_review": _("next review"),
    "template": _("template"),
    "risks": _("risks"),
    "reviews": _("reviews"),
    "baselines": _("baselines"),
    "policy": _("policy"),
    "form": _("form"),
    "created": _("day of creation"),
}
STEP_FIELD: dict[str, Word] = {
    "title": _("title"),
    "kind": _("kind"),
    "target": _("date"),
    "status": _("status"),
    "phase": _("phase"),
    "visibility": _("who sees it"),
    "done_means": _("done means"),
    "owners.buyer": _("owner at the buyer"),
    "owners.seller": _("owner on your side"),
    "owners": _("owners"),
    "duration": _("duration"),
    "after": _("what it waits for"),
    "started_on": _("start"),
    "completed_on": _("day of completion"),
    "completed_by": _("completed by"),
    "confirmed_on": _("day of confirmation"),
    "confirmed_by": _("confirmed by"),
    "blocked_on": _("blocked since"),
    "unblocked_on": _("unblocked on"),
    "reason": _("reason"),
    "task_order": _("order of tasks"),
    "notes": _("notes"),
}
TASK_FIELD: dict[str, Word] = {
    "title": _("title"),
    "kind": _("kind"),
    "owner": _("owner"),
    "due": _("due"),
    "at": _("time"),
    "started_on": _("start"),
    "done_on": _("done"),
    "answer": _("answer"),
    "answer_reason": _("reason"),
    "visibility": _("who sees it"),
}
PERSON_FIELD: dict[str, Word] = {
    "name": _("name"),
    "email": _("e-mail"),
    "role": _("role"),
    "side": _("side"),
    "title": _("job title"),
}
TABLES: dict[str, Any] = {
    "status": words.STATUS,
    "kind": words.KIND,
    "life": words.LIFE,
    "deal_type": words.DEAL_TYPE,
    "role": words.ROLE,
    "visibility": {"shared": _("both sides"), "internal": _("only your side")},
}


class ChangeLine(NamedTuple):
    """One changed field in words: what, before, after; `verb` where it came or went whole."""

    what: str
    verb: str
    before: str
    after: str


def field_words(path: str, names: Names) -> str:
    """'date of Technical validation': the field that a path names."""
    match parts_of(path):
        case ("milestones", key):
            return names.step(key)
        case ("milestones", key, "tasks", task):
            return gettext("task %(task)s of %(step)s") % {
                "task": names.task(task),
                "step": names.step(key),
            }
        case ("milestones", key, "tasks", task, *rest):
            return gettext("%(field)s of task %(task)s") % {
                "field": words.word_of(TASK_FIELD, ".".join(rest)),
                "task": names.task(task),
            }
        case ("milestones", key, *rest):
            return gettext("%(field)s of %(step)s") % {
                "field": words.word_of(STEP_FIELD, ".".join(rest)),
                "step": names.step(key),
            }
        case ("people", key):
            return names.person(key)
        case ("people", key, *rest):
            return gettext("%(field)s of %(person)s") % {
                "field": words.word_of(PERSON_FIELD, ".".join(rest)),
                "person": names.person(key),
            }
    return words.word_of(FIELD, path)


class Names:
    """Names of steps, tasks and people by key: the plan's, and those that a change carries."""

    def __init__(self, plan: Plan, changes: Sequence[FieldChange] = ()) -> None:
        self._steps = {m.key: m.title for m in plan.milestones}
        self._numbers = {m.key: str(n) for n, m in enumerate(plan.shared_milestones, start=1)}
        self._tasks = {t.key: t.title for m in plan.milestones for t in m.tasks}
        self._people = {p.key: p.name for p in plan.people}
        for change in changes:
            self.learn(change)

    def learn(self, change: FieldChange) -> None:
        """Remember the names of what a change added or removed whole."""
        whole = change.after if isinstance(change.after, dict) else change.before
        if not isinstance(whole, dict):
            return
        match parts_of(change.path):
            case ("milestones", key):
                self._steps.setdefault(key, str(whole.get("title", key)))
            case ("milestones", _, "tasks", key):
                self._tasks.setdefault(key, str(whole.get("title", key)))
            case ("people", key):
                self._people.setdefault(key, str(whole.get("name", key)))

    def step(self, key: str) -> str:
        """'“Technical validation”'; a step that is gone has no name any more."""
        known = self._steps.get(key)
        return f"“{known}”" if known else gettext("a removed step")

    def task(self, key: str) -> str:
        """'“Connect staging”'."""
        known = self._tasks.get(key)
        return f"“{known}”" if known else gettext("a removed task")

    def person(self, key: str) -> str:
        """'Maja Lindqvist'."""
        return self._people.get(key, key)


def change_line(change: FieldChange, names: Names) -> ChangeLine:
    """One change as the history tells it."""
    what = field_words(change.path, names)
    name = parts_of(change.path)[-1]
    if change.path.endswith("order"):
        return ChangeLine(what, gettext("changed"), "", "")
    if isinstance(change.after, dict) and change.before is None and is_whole(change.path):
        return ChangeLine(what, gettext("added"), "", "")
    if isinstance(change.before, dict) and change.after is None and is_whole(change.path):
        return ChangeLine(what, gettext("removed"), "", "")
    before = value_words(name, change.before, names)
    after = value_words(name, change.after, names)
    return ChangeLine(what, "", before, after)


def is_whole(path: str) -> bool:
    """Whether a path names a step, a task or a person as a whole."""
    match parts_of(path):
        case ("milestones" | "people", _) | ("milestones", _, "tasks", _):
            return True
    return False


def value_words(name: str, value: Any, names: Names) -> str:
    """One value of the document as people say it; '' for nothing."""
    if value is None or value == "" or value == []:
        return ""
    table = TABLES.get(name)
    if table is not None and isinstance(value, str):
        word = table.get(value, value)
        return str(word[0] if isinstance(word, tuple) else word)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return words.listed(names.step(str(item)) for item in value if isinstance(item, str)) or (
            ngettext("%(n)s entry", "%(n)s entries", len(value)) % {"n": len(value)}
        )
    if isinstance(value, dict):
        return object_words(value, names)
    if name in {"completed_by", "confirmed_by", "coordinator"}:
        return names.person(str(value))
    if name == "duration":
        return words.working_days(int(value))
    return day_words(str(value))


def object_words(value: dict[str, Any], names: Names) -> str:
    """An owner, an amount or a calendar in words."""
    if value.get("person"):
        return names.person(str(value["person"]))
    if "role" in value and len(value) <= 2:
        return gettext("%(role)s (to be named)") % {"role": value["role"]}
    if "amount" in value:
        return f"{value.get('currency', '')} {value['amount']}".strip()
    if "country" in value:
        return " ".join(str(part) for part in (value["country"], value.get("subdivision")) if part)
    return ", ".join(f"{key}: {item}" for key, item in value.items() if item is not None)


def day_words(text: str) -> str:
    """A date in words; other text as it stands, cut where it is very long."""
    if len(text) >= 10 and text[4:5] == "-" and text[7:8] == "-":
        try:
            if len(text) == 10:
                return words.week_day_year(date.fromisoformat(text))
            at = datetime.fromisoformat(text)
            return f"{words.week_day_year(at.date())}, {at:%H:%M}"
        except ValueError:
            pass
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def summary_words(paths: Sequence[str], count: int, plan: Plan) -> str:
    """The last change on the undo button: 'date of “Proposal”', or how many fields."""
    if not paths:
        return gettext("the last change")
    first = field_words(paths[0], Names(plan))
    if count == 1:
        return first
    return gettext("%(first)s and %(n)s more") % {"first": first, "n": count - 1}
