"""What came of the last action, in words for whoever did it, said once.

After a form without script the browser is sent to the page again; what to say travels in a small
signed cookie of the plan's address and is forgotten when it was said. It names what was done and
never holds more than the page itself shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from milepost.pages import formatting
from milepost.pages.spoken import gettext
from milepost.sharing.acting import Outcome

from . import words
from .shared_words import Names

COOKIE = f"{'__Secure-' if settings.IS_HTTPS else ''}milepost_said"
SECONDS = 60
_SALT = "milepost.portal.said"


@dataclass(frozen=True, slots=True)
class Said:
    """One message: tone is done or stuck; `undo` the revision that can be taken back.

    With `conflicts` two people set the same: `kind` and `again` are the form to send once more
    where the buyer's own value shall stand, made from revision `seen`.
    """

    text: str
    tone: str = "done"
    more: str = ""
    undo: int | None = None
    kind: str = ""
    again: Mapping[str, str] = field(default_factory=dict)
    seen: int | None = None
    conflicts: tuple[Mapping[str, str], ...] = ()


def done_words(kind: str, data: Mapping[str, Any]) -> tuple[str, str]:
    """What was done, and what follows from it."""
    title = words.isolated(str(data.get("title", "")))
    step = {"step": title}
    name = {"name": words.isolated(str(data.get("to", "")))}
    if kind == "done":
        if data.get("signed"):
            return gettext("Signed! Congratulations to both sides."), ""
        return gettext("“%(step)s” is done.") % step, ""
    if kind == "hand_over":
        mailed = gettext("They get a link by e-mail.") if data.get("mailed") else ""
        return gettext("%(name)s has it now.") % name, mailed
    if kind == "add_colleague":
        return gettext("%(name)s is on the plan now and gets a link by e-mail.") % name, ""
    if kind == "agree":
        both = gettext("Both sides have agreed on this plan.") if data.get("both") else ""
        return gettext("Thank you. Your yes is noted."), both
    said = {
        "in_progress": gettext("“%(step)s” has begun."),
        "blocked": gettext("Everybody on the plan sees now what is in the way of “%(step)s”."),
        "reopen": gettext("“%(step)s” is open again."),
        "confirm": gettext("You have confirmed “%(step)s”."),
        "task_done": gettext("Done."),
        "task_reopen": gettext("It is open again."),
        "answer_approval": gettext("Your answer is noted."),
        "undo": gettext("Taken back."),
        "propose_date": gettext("Your date is suggested. You hear here what comes of it."),
        "propose_step": gettext("Your step is suggested. You hear here what comes of it."),
        "propose_drop": gettext(
            "It is suggested to leave this out. You hear here what comes of it."
        ),
        "withdraw_proposal": gettext("Your suggestion is taken back."),
        "answer_counter": gettext("Your answer is noted."),
        "set_outcome": gettext("Saved."),
        "comment": gettext("Sent."),
        "edit_comment": gettext("Saved."),
        "attach_link": gettext("Added."),
        "attach_file": gettext("Added."),
        "take_back_agreement": gettext("Your yes is taken back."),
        "review_note": gettext("Noted."),
        "review_note_remove": gettext("Taken back."),
        "review_action": gettext("Added."),
        "action_open": gettext("It is open again."),
    }.get(kind, gettext("Done."))
    return said % step, ""


def said_of(kind: str, outcome: Outcome) -> Said:
    """What to say of an action that was done."""
    text, more = done_words(kind, outcome.data)
    undo = outcome.revision if outcome.data.get("undo") else None
    if outcome.data.get("undo") is False and kind == "done":
        text = gettext("It was done already.")
    if kind == "set_outcome" and outcome.data.get("proposal"):
        more = gettext("What follows for the other dates is suggested to the other side.")
    return Said(text, more=more, undo=undo)


def refused_of(
    kind: str,
    outcome: Outcome,
    posted: Mapping[str, str],
    names: Names,
    known_as: Callable[[str], str],
) -> Said:
    """What to say of an action that was not done, with both values where two set the same."""
    conflicts = outcome.data.get("conflicts") or ()
    seen = outcome.data.get("seen")
    return Said(
        outcome.refused,
        "stuck",
        kind=kind,
        again=posted,
        seen=seen if isinstance(seen, int) else None,
        conflicts=tuple(
            {
                "yours": _value(both["field"], both["yours"], names),
                "theirs": _value(both["field"], both["theirs"], names),
                "by": known_as(both["by"]) if both.get("by") else "",
            }
            for both in conflicts
        ),
    )


def _value(name: str, value: Any, names: Names) -> str:
    """One value as the buyer's page says it."""
    if name == "status":
        return str(words.STATUS[str(value)][0]) if value in words.STATUS else str(value)
    if isinstance(value, dict):
        return names.owner(value)
    if name == "answer":
        return gettext("Yes") if value == "yes" else gettext("No") if value else gettext("nothing")
    if name == "done_on":
        return gettext("Done") if value else gettext("To do")
    if name == "go_live" and value:
        return formatting.long_date(date.fromisoformat(str(value)))
    return str(value) if value else gettext("nothing")


def keep(response: HttpResponseBase, path: str, kind: str, outcome: Outcome) -> None:
    """Let the next page of this address say what was done."""
    told = {"kind": kind, "revision": outcome.revision, "data": dict(outcome.data)}
    value = signing.dumps(told, salt=_SALT, compress=True)
    if len(value) > 3000:
        return
    response.set_cookie(
        COOKIE,
        value,
        max_age=SECONDS,
        path=path,
        httponly=True,
        samesite="Lax",
        secure=settings.IS_HTTPS,
    )


def heard(request: HttpRequest) -> Said | None:
    """What is to be said now; `forget` it in the answer."""
    kept = request.COOKIES.get(COOKIE)
    if not kept:
        return None
    try:
        told = signing.loads(kept, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return said_of(told["kind"], Outcome(told["revision"], told["data"]))


def forget(response: HttpResponseBase, request: HttpRequest, path: str) -> None:
    """What was said is not said again."""
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, path=path, samesite="Lax")
