"""The form of a template: rows of text as typed, and the template that they describe.

A row names the rows that it comes after by their numbers, as a person sees them; the form turns
numbers into keys before anything moves, so that adding and reordering keep every dependency.
Nothing here needs script: each button sends the whole form and gets it back changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _

from milepost.domain.errors import Problem
from milepost.domain.templates import Template, TemplateMilestone

MOST_ROWS = 120
_NUMBER = re.compile(r"\d+")
_PATH = re.compile(r"milestones(?:\[(\d+)\]|\.([^.]+))\.?(\w*)")
# The library's single step is checked as a template of one.
_OTHER_NAMES = {"milestones": "rows"}


@dataclass(slots=True)
class Row:
    """One step as typed. `after` holds keys; `unread` what could not be read as a row's number."""

    key: str = ""
    title: str = ""
    kind: str = "other"
    phase: str = ""
    duration: str = "5"
    buyer_role: str = ""
    seller_role: str = ""
    done_means: str = ""
    visibility: str = "shared"
    after: list[str] = field(default_factory=list)
    unread: str = ""

    @classmethod
    def of(cls, step: TemplateMilestone) -> Row:
        """The row that shows a step of a template."""
        plain = {name: value for name, value in asdict(step).items() if value is not None}
        return cls(**{**plain, "duration": str(step.duration), "after": list(step.after)})

    def data(self) -> dict[str, Any]:
        """The step as plain data for `read_template`; a number stays text where it is none."""
        plain = {
            name: value.strip() or None for name, value in asdict(self).items() if name in _TEXTS
        }
        duration = self.duration.strip()
        is_number = duration.isascii() and duration.isdigit() and len(duration) <= 4
        return {
            **plain,
            "key": self.key,
            "title": self.title.strip(),
            "duration": int(duration) if is_number else duration,
            "after": list(self.after),
        }


_TEXTS = ("kind", "phase", "buyer_role", "seller_role", "done_means", "visibility")
_TYPED = tuple(f.name for f in fields(Row) if f.name not in ("after", "unread"))


@dataclass(slots=True)
class TemplateForm:
    """A template as typed, with what is wrong under the name of each field."""

    name: str = ""
    description: str = ""
    deal_type: str = ""
    rows: list[Row] = field(default_factory=list)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, template: Template) -> TemplateForm:
        """The form that shows a template."""
        return cls(
            name=template.name,
            description=template.description or "",
            deal_type=template.deal_type or "",
            rows=[Row.of(step) for step in template.milestones],
        )

    @classmethod
    def from_post(cls, post: Mapping[str, str]) -> TemplateForm:
        """The form as sent; rows beyond `MOST_ROWS` are refused by `check_size`."""
        count = min(_whole(post.get("rows", "0")), MOST_ROWS + 1)
        rows = [
            Row(
                **{
                    n: post[f"{n}-{place}"].replace("\x00", "")
                    for n in _TYPED
                    if f"{n}-{place}" in post
                }
            )
            for place in range(count)
        ]
        for place, row in enumerate(rows):
            row.key = row.key or _free_key(rows)
            row.after, row.unread = _keys_of(post.get(f"after-{place}", ""), rows, place)
        own = {name: post.get(name, "").replace("\x00", "") for name in ("name", "description")}
        return cls(**own, deal_type=post.get("deal_type", ""), rows=rows)

    def numbers(self, row: Row) -> str:
        """What a row comes after, as the numbers of the rows that one sees."""
        places = {each.key: number for number, each in enumerate(self.rows, 1)}
        known = ", ".join(str(places[key]) for key in row.after if key in places)
        return ", ".join(part for part in (known, row.unread) if part)

    def act(self, action: str) -> int | None:
        """Add, remove or move a row (`add`, `remove:3`, `up:3`, `down:3`); the row to look at."""
        verb, _colon, at = action.partition(":")
        place = _whole(at)
        if verb == "add" and len(self.rows) < MOST_ROWS:
            last = self.rows[-1] if self.rows else None
            after, phase = ([last.key], last.phase) if last else ([], "")
            new = Row(key=_free_key(self.rows), after=after, phase=phase, seller_role="ae")
            self.rows.append(new)
            return len(self.rows) - 1
        if not 0 <= place < len(self.rows):
            return None
        if verb == "remove":
            return self._remove(place)
        to = place + {"up": -1, "down": 1}.get(verb, 0)
        if 0 <= to < len(self.rows) and to != place:
            self.rows[place], self.rows[to] = self.rows[to], self.rows[place]
        return to

    def _remove(self, place: int) -> int | None:
        """Take a row out; what came after it now comes after what it came after."""
        gone = self.rows.pop(place)
        for row in self.rows:
            if gone.key in row.after:
                row.after.remove(gone.key)
                row.after += [key for key in gone.after if key not in row.after and key != row.key]
        return min(place, len(self.rows) - 1) if self.rows else None

    def data(self, key: str, version: int) -> dict[str, Any]:
        """The template as plain data for `read_template`."""
        return {
            "key": key,
            "name": self.name.strip(),
            "version": version,
            "deal_type": self.deal_type or None,
            "description": self.description.strip() or None,
            "milestones": [row.data() for row in self.rows],
        }

    def problems_as_typed(self) -> list[Problem]:
        """What `read_template` cannot see: an empty name, and numbers that are no rows."""
        found: list[Problem] = []
        if not self.name.strip():
            found.append(Problem("name", _("this is empty"), _("give the template a name")))
        if len(self.rows) > MOST_ROWS:
            found.append(Problem("rows", _("too many steps"), _("keep to 120")))
        found += _too_long({"name": self.name, "description": self.description}, "")
        for place, row in enumerate(self.rows):
            found += _too_long(asdict(row), f"milestones[{place}].")
            if row.unread:
                wrong = _("“%(text)s” is no other step") % {"text": row.unread}
                found.append(Problem(f"milestones[{place}].after", wrong, _("use step numbers")))
        return found

    def show(self, problems: Iterable[Problem]) -> None:
        """Put each problem under the field that it is about."""
        places = {row.key: place for place, row in enumerate(self.rows)}
        for problem in problems:
            name = field_name(problem.path, places)
            self.wrong.setdefault(name, []).append(_sentence(problem))

    @property
    def summary(self) -> list[tuple[str, str]]:
        """(field, words) of everything that is wrong, with the step's number in front."""
        return [
            (name if name != "rows" else "", _with_number(name, text))
            for name, texts in self.wrong.items()
            for text in texts
        ]


# In characters; the inputs of the form say the same.
LONGEST = {
    "name": 120,
    "description": 500,
    "title": 300,
    "phase": 60,
    "buyer_role": 80,
    "seller_role": 80,
    "done_means": 500,
}


def _too_long(texts: Mapping[str, Any], path: str) -> list[Problem]:
    return [
        Problem(
            f"{path}{name}",
            _("%(count)s characters are too many") % {"count": len(texts[name])},
            _("keep to %(most)s") % {"most": most},
        )
        for name, most in LONGEST.items()
        if name in texts and len(texts[name]) > most
    ]


def field_name(path: str, places: Mapping[str, int]) -> str:
    """The form's field for a path of the template.

    `milestones[2].title` and `milestones.<key of the third>.title` are both `title-2`.
    """
    found = _PATH.fullmatch(path)
    if not found:
        return _OTHER_NAMES.get(path, path)
    place = int(found[1]) if found[1] else places.get(found[2])
    return "rows" if place is None else f"{found[3] or 'title'}-{place}"


def _with_number(name: str, text: str) -> str:
    _name, dash, place = name.partition("-")
    if not dash:
        return text
    return _("Step %(number)s: %(problem)s") % {"number": int(place) + 1, "problem": text}


def _sentence(problem: Problem) -> str:
    text = f"{problem.wrong}; {problem.right}" if problem.right else problem.wrong
    return text[:1].upper() + text[1:]


def _keys_of(text: str, rows: list[Row], place: int) -> tuple[list[str], str]:
    """Keys for "1, 3", and what of it is no other row."""
    keys: list[str] = []
    unread: list[str] = []
    for part in re.split(r"[,;\s]+", text.strip()):
        number = int(part) if _NUMBER.fullmatch(part) and len(part) < 6 else 0
        if 1 <= number <= len(rows) and number != place + 1:
            key = rows[number - 1].key
            if key not in keys:
                keys.append(key)
        elif part:
            unread.append(part[:20])
    return keys, ", ".join(unread)


def _free_key(rows: list[Row]) -> str:
    used = {row.key for row in rows}
    number = len(rows)
    while f"step-{number}" in used:
        number += 1
    return f"step-{number}"


def _whole(text: str) -> int:
    return int(text[:6]) if text.isascii() and text.isdigit() else -1
