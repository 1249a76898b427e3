"""The buyer's page, one step of it, what changed, and the plan to take with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.documents.faces import history as face_of_history
from milepost.domain import buyer_rights
from milepost.domain.errors import NotFound
from milepost.domain.plan import Plan
from milepost.pages.jinja import absolute
from milepost.pages.typed import whole
from milepost.platform.scope import seller_scope
from milepost.reviews.buyer_queries import buyer_reviews
from milepost.reviews.rows import ReviewRow
from milepost.sharing.engagement import note_opening

from . import said as saying
from . import story_model
from .mine_model import step_card, task_line
from .reading import Reading, read_page, read_page_unless
from .road_model import leg_of
from .said import Said
from .showing import Typed, address, answer, mark_of, not_changed, page_of, speaking
from .visitor import BuyerRequest, buyer_page, to_the_door, visit_at

REVIEWS_KNOWN, REVIEWS_WITH_PAGE = 1000, 12


@buyer_page
def plan(request: BuyerRequest, code: str) -> HttpResponse:
    """The shared success plan, as one stakeholder sees it (product.md section 8)."""
    return kept_or_new(request, "plan", show_plan)


@buyer_page
def step(request: BuyerRequest, code: str, key: str) -> HttpResponse:
    """One step with its tasks, its conversation, and all that can be done with it."""
    return kept_or_new(request, f"step-{key}", lambda r, reading: show_step(r, reading, key))


@buyer_page
def history(request: BuyerRequest, code: str) -> HttpResponse:
    """What changed of what both sides see, by sitting and by call, newest first."""
    reading = read_page(request.visit)
    raw = request.GET.get("before", "")
    before = whole(raw, 10, None)
    with speaking(reading.sharing, reading.plan.plan):
        reviews = reviews_of(reading, request.visit.plan_id)
        found = story_model.history_of(page_of(request.visit, reading), reviews, before)
        more = {"history": found, "before": before}
        return answer(request, reading, part="history", more=more)


@buyer_page
def history_export(request: BuyerRequest, code: str, face: str) -> HttpResponse:
    """What changed, to take along: from the shared revisions alone."""
    chosen = face_of_history.FORMATS.get(face)
    if chosen is None:
        raise NotFound(_("There is no such form of a history."))
    reading = read_page(request.visit)
    with speaking(reading.sharing, reading.plan.plan):
        page = page_of(request.visit, reading)
        reviews = reviews_of(reading, request.visit.plan_id)
        body = story_model.exported(face, page, reviews, timezone.localdate())
    return attachment(body, chosen.content_type, f"{file_stem(reading.plan.plan)}.{chosen.ending}")


def reviews_of(reading: Reading, plan_id: int) -> tuple[ReviewRow, ...]:
    """Every review of the plan: those that came with the page, or all where there are more."""
    if len(reading.reviews) < REVIEWS_WITH_PAGE:
        return reading.reviews
    return buyer_reviews(plan_id, REVIEWS_KNOWN)


Show = Callable[[BuyerRequest, Reading], HttpResponse]


def kept_or_new(request: BuyerRequest, part: str, show: Show) -> HttpResponse:
    """304 where the browser's own copy is as new as the plan, at the price of one statement."""
    visit = request.visit
    pulse = not_changed(request, visit, part)
    reading = read_page(visit) if pulse is None else read_page_unless(visit, pulse)
    if reading is None:
        unchanged = HttpResponse(status=304)
        unchanged["ETag"] = mark_of(request, visit, pulse or 0, part)
        return unchanged
    with speaking(reading.sharing, reading.plan.plan):
        response = show(request, reading)
    if saying.COOKIE in request.COOKIES:
        # What is said once may not be kept.
        response["Cache-Control"] = "private, no-store"
        path = f"/p/{visit.plan_code}/"
        saying.forget(response, request, path)
    else:
        response["ETag"] = mark_of(request, visit, reading.plan.shared_pulse, part)
    return response


def show_plan(
    request: BuyerRequest,
    reading: Reading,
    said: Said | None = None,
    typed: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the whole plan."""
    told = said or saying.heard(request)
    return answer(request, reading, said=told, typed=typed, status=status)


def show_step(
    request: BuyerRequest,
    reading: Reading,
    key: str,
    said: Said | None = None,
    typed: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one step. Raises NotFound for one that this buyer does not see."""
    page = page_of(request.visit, reading)
    milestone = page.plan.milestone(key)
    if milestone is None:
        raise NotFound(_("This step is no longer in the plan."))
    number = page.plan.shared_milestones.index(milestone) + 1
    more = {
        "milestone": milestone,
        "leg": leg_of(milestone, number, page.around),
        "card": step_card(milestone, number, page.around),
        "may_move": page.may_act
        and buyer_rights.may_move(page.plan, request.visit.person, milestone),
        "step_tasks": [task_line(milestone, task, page.around) for task in milestone.tasks],
    }
    told = said or saying.heard(request)
    return answer(
        request, reading, part="step", step=key, said=told, typed=typed, status=status, more=more
    )


@dataclass(frozen=True, slots=True)
class Format:
    """One form of a plan to take along: its content type and its file's ending."""

    content_type: str
    ending: str


FORMATS = {
    "pdf": Format("application/pdf", "pdf"),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ics": Format("text/calendar; charset=utf-8", "ics"),
}


@buyer_page
def export(request: BuyerRequest, code: str, face: str) -> HttpResponse:
    """The buyer's copy as a PDF, a spreadsheet or a calendar; it is all that is read here."""
    chosen = FORMATS.get(face)
    if chosen is None:
        raise NotFound(_("There is no such form of a plan."))
    reading = read_page(request.visit)
    with speaking(reading.sharing, reading.plan.plan):
        body = rendered(face, reading.plan.plan, absolute(address(code)))
    return attachment(body, chosen.content_type, f"{file_stem(reading.plan.plan)}.{chosen.ending}")


def attachment(body: str | bytes, content_type: str, name: str) -> HttpResponse:
    """A file to keep, never cached by anybody else."""
    response = HttpResponse(body, content_type=content_type)
    plain = name.encode("ascii", "ignore").decode().strip(".-") or "plan"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def rendered(face: str, copy: Plan, home: str = "") -> str | bytes:
    """A buyer's copy in one form. `home` stands in a calendar: the plan's address, no secret."""
    render: Any = import_module(f"milepost.documents.faces.{face}").render
    more = {"address": home} if face == "ics" else {}
    made: str | bytes = render(copy, side="buyer", today=timezone.localdate(), **more)
    return made


def file_stem(copy: Plan) -> str:
    """'halden-logistics-order-tracking': letters of any script, words joined."""
    text = f"{copy.account} {copy.title or ''}".lower()
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return "-".join(words)[:80].strip("-") or "plan"


def seen(request: BuyerRequest, code: str) -> HttpResponseBase:
    """Somebody touched, typed or scrolled on the open page: they have seen it. Never on load."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        with visit_at(request, code) as visit:
            pass
    except NotFound:
        return to_the_door(request, code)
    if not visit.is_preview:
        what = looked_at(request)
        with seller_scope(visit.workspace_id):
            note_opening(
                visit.workspace_id,
                visit.plan_id,
                visit.person,
                what,
                link_id=visit.link_id,
                browser=visit.browser,
            )
    response = HttpResponse(status=204)
    response["Cache-Control"] = "no-store"
    return response


seen.is_buyer_page = True  # type: ignore[attr-defined]


def looked_at(request: HttpRequest) -> str:
    """What the page says was looked at: the plan, one step of it, or a file that was opened."""
    said = request.POST.get("what", "")
    kind, _colon, key = said.partition(":")
    if kind == "file" and key.isascii() and key.isdigit():
        return f"file:{key[:19]}"
    return f"milestone:{key[:100]}" if kind == "milestone" and key else "plan"
