"""Every form of a buyer's page: `/p/<code>/do/<kind>/`, one kind of action each.

With script the answer is the page's inner part, as it stands afterwards; without, the browser is
sent to the page again, which says once what was done. What was refused comes with the page, what
was typed into it, and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase

from milepost.domain.errors import NotFound
from milepost.pages.htmx import is_htmx
from milepost.sharing.acting import Outcome

from . import said as saying
from .deeds import take
from .plan_model import told_name
from .reading import Reading, read_page
from .said import Said, refused_of, said_of
from .shared_words import Names
from .showing import Typed, speaking
from .views_plan import show_plan, show_step
from .views_review import call_in, show_call
from .visitor import BuyerRequest

Read = Callable[[BuyerRequest], dict[str, Any]]

_STEP = ("milestone", "seen")
_TASK = ("milestone", "task", "seen")
# Which fields of a form belong to each kind of action; nothing else of it is written down.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "done": _STEP,
    "in_progress": _STEP,
    "blocked": (*_STEP, "reason"),
    "reopen": _STEP,
    "confirm": _STEP,
    "task_done": _TASK,
    "task_reopen": _TASK,
    "answer_approval": (*_TASK, "answer", "reason"),
    "hand_over": (*_TASK, "role_name", "to", "name", "email", "role", "words"),
    "add_colleague": ("name", "email", "role", "words"),
    "undo": ("revision",),
    "propose_date": (*_STEP, "target", "reason"),
    "propose_step": ("title", "done_means", "target", "after", "reason"),
    "propose_drop": (*_STEP, "reason"),
    "withdraw_proposal": ("id",),
    "answer_counter": ("id", "yes", "reason"),
    "set_outcome": ("goal", "measure", "why_now", "go_live", "seen"),
    "agree": ("terms_revision",),
    "take_back_agreement": (),
    "review_note": ("review", "text", "kind", "item", "milestone"),
    "review_note_remove": ("review", "note"),
    "review_action": ("review", "title", "owner", "due", "milestone"),
    "action_done": ("action",),
    "action_open": ("action",),
}
OUTCOME = ("goal", "measure", "why_now", "go_live")
LONGEST = 4000


def do(request: BuyerRequest, code: str, kind: str) -> HttpResponseBase:
    """Take one form."""
    if kind not in FIELDS:
        raise NotFound("There is no such action.")
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])

    def content(request: Any) -> dict[str, Any]:
        return content_of(request, kind)

    def done(request: BuyerRequest, code: str, outcome: Outcome) -> HttpResponseBase:
        return _done(request, code, kind, outcome)

    def refused(request: BuyerRequest, code: str, outcome: Outcome) -> HttpResponseBase:
        return _refused(request, kind, outcome)

    return take(request, code, kind, content, done, refused)


do.is_buyer_page = True  # type: ignore[attr-defined]


def content_of(request: Any, kind: str) -> dict[str, Any]:
    """What the form says, field by field."""
    posted = posted_of(request, kind)
    content: dict[str, Any] = dict(posted)
    if kind == "set_outcome":
        content["was"] = {
            name: request.POST[f"was_{name}"] for name in OUTCOME if f"was_{name}" in request.POST
        }
    return content


def posted_of(request: Any, kind: str) -> dict[str, str]:
    """The fields of the form that belong to this kind."""
    return {
        name: request.POST[name].replace("\r\n", "\n")[:LONGEST]
        for name in FIELDS[kind]
        if name in request.POST
    }


def _done(request: BuyerRequest, code: str, kind: str, outcome: Outcome) -> HttpResponseBase:
    if is_htmx(request):
        reading = read_page(request.visit)
        with speaking(reading.sharing, reading.plan.plan):
            return _page(request, reading, said_of(kind, outcome))
    home = f"/p/{code}/"
    response = HttpResponseRedirect(home + _place(request), status=303)
    saying.keep(response, home, kind, outcome)
    return response


def _refused(request: BuyerRequest, kind: str, outcome: Outcome) -> HttpResponseBase:
    reading = read_page(request.visit)
    posted = posted_of(request, kind)
    with speaking(reading.sharing, reading.plan.plan):
        plan, workspace = reading.plan.plan, reading.sharing.workspace_name

        def known_as(name: str) -> str:
            return told_name(name, plan, workspace)

        said = refused_of(kind, outcome, _again(posted), Names(plan), known_as)
        status = 409 if said.conflicts else 422
        return _page(request, reading, said, Typed(kind, posted), status)


def _place(request: BuyerRequest) -> str:
    """Where the form stood, below the plan's address."""
    call, looking = call_in(request.POST)
    if call:
        return f"call/{call}/" + (f"?item={looking}" if looking else "")
    step = request.POST.get("back", "")
    return f"step/{step}/" if step else ""


def _again(posted: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in posted.items() if name != "seen"}


def _page(
    request: BuyerRequest,
    reading: Reading,
    said: Said,
    typed: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page that the form stood on; the whole plan where its step or call is gone."""
    call, looking = call_in(request.POST)
    if call and any(review.id == call for review in reading.reviews):
        return show_call(request, reading, call, looking, said, typed, status)
    step = request.POST.get("back", "")
    if step and reading.plan.plan.milestone(step) is not None:
        return show_step(request, reading, step, said, typed, status)
    return show_plan(request, reading, said, typed, status)
