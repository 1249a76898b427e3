"""What somebody changed, as sentences of a story: "moved “Legal review” from 8 Jan to 12 Jan".

Each sentence begins with what was done; who did it stands above. Stamps that follow from something
else in the same revision (the day of a completion beside the status) are not told again. What has
no sentence of its own is told by its field, before and after.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from milepost.domain.paths import parts_of, path_of
from milepost.domain.revisions import FieldChange
from milepost.pages.spoken import gettext

from . import words
from .change_words import Names, change_line, object_words, value_words

ORDERS = frozenset({"order", "people_order"})
# Fields of a step that a change of its status stamps, and of a plan that its life stamps.
_WITH_STATUS = frozenset(
    {"completed_on", "completed_by", "confirmed_on", "confirmed_by", "started_on", "blocked_on"}
    | {"unblocked_on"}
)
_WITH_LIFE = frozenset({"shared_on", "agreed_on"})
LONGEST = 140


def sentences(changes: Sequence[FieldChange], names: Names) -> tuple[str, ...]:
    """Everything that a revision changed, in words, each once."""
    paths = {change.path for change in changes}
    # What came or went explains a new order; it is told where it is all that changed.
    told = [c for c in changes if c.path not in ORDERS and not _follows(c, paths)] or changes
    return tuple(dict.fromkeys(text for change in told if (text := sentence(change, names))))


def sentence(change: FieldChange, names: Names) -> str:
    """One change as a sentence; '' for what nobody misses."""
    match parts_of(change.path):
        case ("milestones", key):
            return _whole_step(change, names.step(key))
        case ("milestones", key, "tasks", task, *rest):
            return _task(change, names.task(task), names.step(key), rest, names)
        case ("milestones", key, *rest):
            return _step(change, names.step(key), ".".join(rest), names)
        case ("people", key):
            return _person(change, names.person(key))
        case (name,):
            return _plan(change, name, names)
    return _fallback(change, names)


def _follows(change: FieldChange, paths: Iterable[str]) -> bool:
    parts = parts_of(change.path)
    if len(parts) == 3 and parts[0] == "milestones":
        status = path_of("milestones", parts[1], "status")
        # The reason is said with the status that it was given for.
        return status in paths and parts[2] in _WITH_STATUS
    if parts[0] == "next_review" and not change.after:
        return "reviews" in paths  # it has just been held
    return parts[0] in _WITH_LIFE and "life" in paths


def _whole_step(change: FieldChange, step: str) -> str:
    whole: Any = change.after if change.after is not None else change.before
    if change.before is None:
        text = gettext("added the step %(step)s, due %(day)s")
        if whole.get("visibility") == "internal":
            text = gettext("added the internal step %(step)s, due %(day)s")
        return text % {"step": step, "day": value_words("target", whole.get("target"), _NOBODY)}
    return gettext("took the step %(step)s out of the plan") % {"step": step}


def _step(change: FieldChange, step: str, name: str, names: Names) -> str:
    before = value_words(name, change.before, names)
    after = value_words(name, change.after, names)
    said = {"step": step, "before": _cut(before), "after": _cut(after)}
    if name == "target":
        return gettext("moved %(step)s from %(before)s to %(after)s") % said
    if name == "status":
        return _status(change.after, said)
    if name in ("owners.buyer", "owners.seller", "owners"):
        return _owner(change, step, name, names)
    if name == "title":
        return gettext("renamed “%(before)s” to “%(after)s”") % said
    if name == "reason":
        return gettext("said why %(step)s stands so: “%(after)s”") % said if after else ""
    if name == "confirmed_on":
        text = gettext("confirmed %(step)s") if after else gettext("took the yes to %(step)s back")
        return text % said
    if name == "confirmed_by":
        return ""
    if name == "duration":
        return gettext("gave %(step)s %(after)s instead of %(before)s") % said
    if name == "after":
        if not after:
            return gettext("let %(step)s wait for nothing") % said
        return gettext("let %(step)s wait for %(after)s") % said
    if name == "visibility":
        if change.after == "internal":
            return gettext("took %(step)s out of the buyer's sight") % said
        return gettext("showed %(step)s to both sides") % said
    if name in ("done_means", "notes"):
        text = gettext("said when %(step)s is done: “%(after)s”")
        if name == "notes":
            text = gettext("noted on %(step)s: “%(after)s”")
        return text % said if after else _fallback(change, names)
    return _fallback(change, names)


def _status(status: Any, said: dict[str, str]) -> str:
    texts = {
        "complete": gettext("marked %(step)s complete"),
        "in_progress": gettext("started %(step)s"),
        "blocked": gettext("marked %(step)s blocked"),
        "skipped": gettext("skipped %(step)s"),
        "pending": gettext("put %(step)s back to pending"),
    }
    return texts.get(str(status), "%(step)s") % said


def _owner(change: FieldChange, step: str, name: str, names: Names) -> str:
    whole = name == "owners"
    before = "" if whole else _named(change.before, names)
    after = "" if whole else _named(change.after, names)
    said = {"step": step, "before": before, "after": after}
    on_theirs = name == "owners.buyer"
    if whole or not (before or after):
        return _fallback(change, names)
    if not after:
        text = gettext("took %(step)s from %(before)s on your side")
        if on_theirs:
            text = gettext("took %(step)s from %(before)s at the buyer")
        return text % said
    if before:
        return gettext("gave %(step)s to %(after)s instead of %(before)s") % said
    text = gettext("gave %(step)s to %(after)s on your side")
    if on_theirs:
        text = gettext("gave %(step)s to %(after)s at the buyer")
    return text % said


def _named(value: Any, names: Names) -> str:
    return object_words(value, names) if isinstance(value, dict) else ""


def _task(change: FieldChange, task: str, step: str, rest: Sequence[str], names: Names) -> str:
    said = {"task": task, "step": step}
    match list(rest):
        case []:
            text = gettext("added the task %(task)s to %(step)s")
            if change.after is None:
                text = gettext("took the task %(task)s out of %(step)s")
            return text % said
        case ["done_on"]:
            text = gettext("ticked off %(task)s of %(step)s")
            if not change.after:
                text = gettext("opened %(task)s of %(step)s again")
            return text % said
        case ["answer"] if change.after:
            text = (
                gettext("said yes to %(task)s")
                if change.after == "yes"
                else gettext("said no to %(task)s")
            )
            return text % said
        case ["title"]:
            both = {"before": _cut(str(change.before)), "after": _cut(str(change.after))}
            return gettext("renamed “%(before)s” to “%(after)s”") % both
    return _fallback(change, names)


def _person(change: FieldChange, name: str) -> str:
    if change.before is None:
        return gettext("added %(name)s to the plan") % {"name": name}
    return gettext("took %(name)s off the plan") % {"name": name}


def _plan(change: FieldChange, name: str, names: Names) -> str:
    before = value_words(name, change.before, names)
    after = value_words(name, change.after, names)
    said = {"before": _cut(before), "after": _cut(after)}
    if name == "target_close":
        return gettext("moved the target close from %(before)s to %(after)s") % said
    if name == "life":
        return _life(str(change.after), said)
    if name == "baselines":
        return _grown(change, gettext("kept the dates of the plan as baseline %(n)s"))
    if name == "reviews":
        return _review(change)
    if name == "order":
        return gettext("put the steps into another order")
    if name == "people_order":
        return gettext("put the people into another order")
    if name == "next_review" and after:
        return gettext("set the next review for %(after)s") % said
    if name == "risks":
        return _risks(change)
    return _fallback(change, names)


def _life(life: str, said: dict[str, str]) -> str:
    texts = {
        "shared": gettext("put the plan with the buyer"),
        "agreed": gettext("noted the plan as agreed by both sides"),
        "won": gettext("closed the plan as won"),
        "lost": gettext("closed the plan as lost"),
        "abandoned": gettext("closed the plan as abandoned"),
    }
    return texts.get(life, gettext("made the plan a draft again")) % said


def _grown(change: FieldChange, text: str) -> str:
    before, after = _listed(change.before), _listed(change.after)
    if len(after) > len(before):
        return text % {"n": len(after)}
    return gettext("took baseline %(n)s back") % {"n": len(before)}


def _review(change: FieldChange) -> str:
    before, after = _listed(change.before), _listed(change.after)
    held = after[-1] if len(after) > len(before) else before[-1] if before else None
    day = value_words("on", held.get("on"), _NOBODY) if isinstance(held, dict) else ""
    text = gettext("held the review of %(day)s")
    if len(after) <= len(before):
        text = gettext("opened the review of %(day)s again")
    return text % {"day": day}


def _risks(change: FieldChange) -> str:
    before = {str(r.get("title")): r for r in _listed(change.before)}
    after = {str(r.get("title")): r for r in _listed(change.after)}
    found = [
        gettext("put the risk “%(risk)s” on the register") % {"risk": _cut(title)}
        for title in after
        if title not in before
    ]
    found += [
        gettext("took the risk “%(risk)s” off the register") % {"risk": _cut(title)}
        for title in before
        if title not in after
    ]
    found += [
        gettext("changed the risk “%(risk)s”") % {"risk": _cut(title)}
        for title, risk in after.items()
        if title in before and before[title] != risk
    ]
    return words.listed(found)


def _fallback(change: FieldChange, names: Names) -> str:
    line = change_line(change, names)
    said = {"what": line.what, "before": _cut(line.before), "after": _cut(line.after)}
    if line.verb:
        return f"{line.what} {line.verb}"
    if line.before and line.after:
        return gettext("changed %(what)s from “%(before)s” to “%(after)s”") % said
    if line.after:
        return gettext("set %(what)s to “%(after)s”") % said
    return gettext("emptied %(what)s, which was “%(before)s”") % said if line.before else ""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


class _Nobody(Names):
    """For values that name nobody."""

    def __init__(self) -> None:
        pass


_NOBODY = _Nobody()
