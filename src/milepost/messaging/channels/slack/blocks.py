"""A message as Slack shows it: Block Kit, within Slack's limits. Pure: no database, no clock.

Whatever people wrote is escaped and set verbatim, so that no milestone called "@channel" calls
anybody. Limits: docs.slack.dev, reference of block kit; the whole of a message has one that is
not written down (`msg_blocks_too_long`, met at about 13,000 characters of blocks).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Block = dict[str, Any]

HEADER, SECTION, FIELD, BUTTON, LABEL, CONTEXT, URL = 150, 3_000, 2_000, 75, 75, 2_000, 3_000
FIELDS, FALLBACK = 10, 3_000
MOST_PIECES = 7
"""So many things at once at most: with its buttons each takes about a thousand characters."""
ROOMS = (8_000, 4_000, 2_000, 1_000, 500)
ALL_BLOCKS = 12_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing told. `message` is its row (0 for none), `link` a whole address.

    `did` says what was done from its buttons; `undo` is the revision that this made.
    """

    message: int
    plan_id: int | None
    milestone: str | None
    subject: str
    line: str
    details: tuple[str, ...] = ()
    link: str = ""
    link_label: str = ""
    plan: str = ""
    by: str = ""
    actions: tuple[str, ...] = ()
    did: str = ""
    undo: int | None = None
    done_by: str = ""
    """The press that did it, by its outbox key: taken twice, it is done once."""


@dataclass(frozen=True, slots=True)
class Content:
    """All that one Slack message says. `more` things stand in the inbox alone, at `inbox`."""

    workspace_id: int
    language: str
    pieces: tuple[Piece, ...]
    more: int = 0
    inbox: str = ""
    has_buttons: bool = True

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Content:
        """From how it is kept."""
        pieces = tuple(
            Piece(**{**p, "details": tuple(p["details"]), "actions": tuple(p["actions"])})
            for p in kept["pieces"]
        )
        return cls(**{**kept, "pieces": pieces})

    def piece(self, message: int) -> Piece | None:
        """The piece of a message's row."""
        return next((piece for piece in self.pieces if piece.message == message), None)

    def with_piece(self, changed: Piece) -> Content:
        """The same with one piece changed."""
        pieces = (changed if p.message == changed.message else p for p in self.pieces)
        return replace(self, pieces=tuple(pieces))


@dataclass(frozen=True, slots=True)
class Rendered:
    """What `chat.postMessage` takes."""

    text: str
    blocks: list[Block] = field(default_factory=list)


def rendered(content: Content, mark: str, turn: int = 0) -> Rendered:
    """The message in the language that is active. `mark` tells it apart, `turn` its changes."""
    for room in ROOMS:
        made = _rendered(content, _cut(content.pieces, room), mark, turn)
        if len(json.dumps(made.blocks, ensure_ascii=False)) <= ALL_BLOCKS:
            return made
    half = (len(content.pieces) + 1) // 2  # texts of signs alone, which are escaped
    left = len(content.pieces) - half + content.more
    return rendered(replace(content, pieces=content.pieces[:half], more=left), mark, turn)


def _rendered(content: Content, pieces: Sequence[Piece], mark: str, turn: int) -> Rendered:
    one = len(pieces) == 1 and not content.more
    plans = {piece.plan for piece in pieces}
    blocks = [_header(pieces[0].subject if one else _title(pieces, content.more, plans))]
    for number, piece in enumerate(pieces):
        if number:
            blocks.append({"type": "divider"})
        blocks += _piece(piece, one, content, plans)
    if content.more:
        blocks += _more(content)
    for number, block in enumerate(blocks):
        block["block_id"] = f"{mark}:{turn}:{number}"
    return Rendered(_fallback(pieces, content.more), blocks)


def mark_of(key: str) -> str:
    """What a message's blocks are known by, in what Slack gives back of a conversation."""
    return f"mp{hashlib.sha256(key.encode()).hexdigest()[:24]}"


def escaped(text: str) -> str:
    """Text in which nothing calls or links (docs.slack.dev, "Escaping text")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def short(text: str, limit: int) -> str:
    """At most so many characters, the last of them an ellipsis where some are missing."""
    text = text.strip()
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def mrkdwn(text: str, limit: int, form: str = "{}") -> Block:
    """A text object of what a person wrote; `form` holds our own marks around it.

    It is cut before it is escaped, so that no entity is cut in two.
    """
    room = limit - len(form) + 2
    found = escaped(short(text, room))
    if len(found) > room:
        fits, too_many = 0, room
        while too_many - fits > 1:
            middle = (fits + too_many) // 2
            if len(escaped(short(text, middle))) <= room:
                fits = middle
            else:
                too_many = middle
        found = escaped(short(text, fits))
    return {"type": "mrkdwn", "text": form.format(found) or " ", "verbatim": True}


def plain(text: str, limit: int) -> Block:
    """A text object without any marks: a colon stays a colon."""
    return {"type": "plain_text", "text": short(text, limit) or " ", "emoji": False}


def _header(text: str) -> Block:
    return {"type": "header", "text": plain(text, HEADER)}


def _title(pieces: Sequence[Piece], more: int, plans: set[str]) -> str:
    count = len(pieces) + more
    name = next(iter(plans)) if len(plans) == 1 else ""
    if name and not more:
        words = ngettext("%(num)s thing", "%(num)s things", count) % {"num": count}
        return f"{words}: {name}"
    return ngettext("%(num)s thing about your plans", "%(num)s things about your plans", count) % {
        "num": count
    }


def _piece(piece: Piece, one: bool, content: Content, plans: set[str]) -> Iterable[Block]:
    if one:
        yield {"type": "section", "text": mrkdwn(piece.line, SECTION)}
    else:
        head = mrkdwn(piece.subject, HEADER, "*{}*")["text"]
        line = mrkdwn(piece.line, SECTION - HEADER * 6)["text"]
        yield {
            "type": "section",
            "text": {"type": "mrkdwn", "text": f"{head}\n{line}", "verbatim": True},
        }
    if piece.details:
        fields = [mrkdwn(detail, FIELD) for detail in piece.details[:FIELDS] if detail.strip()]
        if fields:
            yield {"type": "section", "fields": fields}
    around = [piece.plan] if piece.plan and (one or len(plans) > 1) else []
    around += [piece.by] if piece.by else []
    if piece.did:
        yield {"type": "context", "elements": [mrkdwn(piece.did, CONTEXT, "✓ {}")]}
    elif around:
        yield {"type": "context", "elements": [mrkdwn(" · ".join(around), CONTEXT)]}
    if buttons := _buttons(piece, content):
        yield {"type": "actions", "elements": buttons}


def _buttons(piece: Piece, content: Content) -> list[Block]:
    value = f"{content.workspace_id}:{piece.message}"
    found = []
    if content.has_buttons and piece.message:
        if piece.did:
            if piece.undo is not None:
                found.append(_button("undo", _("Undo"), value, piece.subject))
        else:
            if "done" in piece.actions and piece.milestone:
                done = _button("done", _("Mark done"), value, piece.subject)
                found.append({**done, "style": "primary"})
            if "snooze" in piece.actions:
                words = _("Snooze until tomorrow")
                found.append(_button("snooze", words, value, piece.subject))
    if piece.link and len(piece.link) <= URL:
        label = piece.link_label or _("Open the plan")
        open_ = _button("open", label, value, piece.subject)
        found.append({**open_, "url": piece.link})
    return found


def _button(action: str, words: str, value: str, about: str) -> Block:
    return {
        "type": "button",
        "action_id": f"milepost.{action}.{value}",
        "value": value,
        "text": plain(words, BUTTON),
        "accessibility_label": short(f"{words}: {about}", LABEL),
    }


def _more(content: Content) -> Iterable[Block]:
    words = ngettext(
        "%(num)s more is in your inbox.", "%(num)s more are in your inbox.", content.more
    ) % {"num": content.more}
    yield {"type": "divider"}
    yield {"type": "context", "elements": [mrkdwn(words, CONTEXT)]}
    if content.inbox:
        value = f"{content.workspace_id}:0"
        inbox = _button("open", _("Open your inbox"), f"{value}.inbox", "Milepost")
        yield {"type": "actions", "elements": [{**inbox, "url": content.inbox}]}


def _fallback(pieces: Sequence[Piece], more: int) -> str:
    """What notifications and screen readers say."""
    lines = [f"{piece.subject}. {piece.line}" for piece in pieces]
    if more:
        lines.append(f"+ {more}")
    return mrkdwn(" / ".join(lines), FALLBACK)["text"].replace("\n", " ")


def _cut(pieces: Sequence[Piece], room: int) -> Sequence[Piece]:
    """Shorter where there are many: the whole of a message has a limit too."""
    return [_shorter(piece, room // max(1, len(pieces))) for piece in pieces]


def _shorter(piece: Piece, room: int) -> Piece:
    line = short(piece.line, min(SECTION, max(80, room // 2)))
    left = max(0, room - len(line))
    details = []
    for detail in piece.details[:FIELDS]:
        cut = short(detail, FIELD)
        if len(cut) > left:
            break
        details.append(cut)
        left -= len(cut)
    return replace(
        piece,
        subject=short(piece.subject, HEADER),
        line=line,
        details=tuple(details),
        plan=short(piece.plan, HEADER),
        by=short(piece.by, LABEL),
    )
