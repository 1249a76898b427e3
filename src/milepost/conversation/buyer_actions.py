"""What a buyer says and hands over, done by the application (`sharing.acting.KINDS`).

The content of each kind, as its page writes it down:

    comment         {text, milestone?, told?: [key of a person], by_mail?: true}
    edit_comment    {comment, text}
    delete_comment  {comment, undo?: true}
    attach_link     {url, title?, milestone?}
    attach_file     {stored, name, milestone?}      the bytes are kept already
    remove_file     {file, undo?: true}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from milepost.conversation import commands, files
from milepost.domain.errors import NotFound
from milepost.sharing import told_ae
from milepost.sharing.acting import Deed, Outcome

# Of every language that people write in.
QUESTION_MARKS = "?？؟"
LONGEST_QUESTION = 500


def comment(deed: Deed) -> Outcome:
    """A shared comment; those named in it are told, and the AE of a question to nobody."""
    told = deed.content.get("told")
    keys = [f"p:{key}" for key in told] if isinstance(told, list) else []
    text, milestone = _text(deed.content, "text"), _milestone(deed.content)
    made, mailed = commands.comment(deed.actor, deed.plan_id, text, milestone=milestone, told=keys)
    is_question = any(mark in text for mark in QUESTION_MARKS)
    if is_question and not mailed and not deed.content.get("by_mail"):
        told_ae.tell(
            "asked",
            f"asked:{made}",
            deed.workspace_id,
            deed.plan_id,
            milestone=milestone,
            facts={"person": deed.person, "comment": made, "text": text[:LONGEST_QUESTION]},
        )
    return Outcome(data={"comment": made, "mailed": list(mailed)})


def edit_comment(deed: Deed) -> Outcome:
    """Their own comment, said otherwise."""
    number = _number(deed.content, "comment")
    commands.edit_comment(deed.actor, deed.plan_id, number, _text(deed.content, "text"))
    return Outcome(data={"comment": number})


def delete_comment(deed: Deed) -> Outcome:
    """Their own comment taken back, or brought back."""
    number = _number(deed.content, "comment")
    change = commands.restore_comment if deed.content.get("undo") else commands.delete_comment
    change(deed.actor, deed.plan_id, number)
    return Outcome(data={"comment": number})


def attach_link(deed: Deed) -> Outcome:
    """A link to something of theirs elsewhere."""
    made = commands.attach_link(
        deed.actor,
        deed.plan_id,
        _text(deed.content, "url"),
        _text(deed.content, "title"),
        milestone=_milestone(deed.content),
    )
    return Outcome(data={"file": made})


def attach_file(deed: Deed) -> Outcome:
    """A file whose bytes are kept already; they are looked at anew, whatever the row says."""
    name = _text(deed.content, "name")
    stored = files.inspected(_text(deed.content, "stored"), name)
    made = commands.attach_file(
        deed.actor, deed.plan_id, stored, name, milestone=_milestone(deed.content)
    )
    return Outcome(data={"file": made, "stored": stored.name})


def remove_file(deed: Deed) -> Outcome:
    """Their own file or link taken off, or put back."""
    number = _number(deed.content, "file")
    change = commands.restore_file if deed.content.get("undo") else commands.remove_file
    change(deed.actor, deed.plan_id, number)
    return Outcome(data={"file": number})


def _text(content: Mapping[str, Any], name: str) -> str:
    value = content.get(name, "")
    return value if isinstance(value, str) else ""


def _milestone(content: Mapping[str, Any]) -> str | None:
    return _text(content, "milestone") or None


def _number(content: Mapping[str, Any], name: str) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 2**63:
        raise NotFound("There is no such thing on this plan.")
    return value
