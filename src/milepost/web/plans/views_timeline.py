"""The timeline: seen at a zoom, and changed on it, each change with what follows shown first."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from milepost.domain.schedule import schedule
from milepost.pages.htmx import is_htmx, toast, varies
from milepost.plans.queries import PlanRecord, record_after
from milepost.workspaces.signed_in import member_page

from .access import actor_of, plan_or_404, seen_of, today_of
from .answers import conflict_view, problem_words, saved_words
from .page import page_context
from .timeline_axis import ZOOMS
from .timeline_changes import Wanted, preview_of, take, wanted_of
from .timeline_model import State, timeline_view

ZOOM_COOKIE = "timeline_zoom"
KEPT_FOR = timedelta(days=365)
STATE = ("zoom", "baseline", "open")


def state_of(request: HttpRequest) -> State:
    """What somebody chose to see, by the address; the zoom is kept for the next plan."""
    source = request.POST if request.method == "POST" else request.GET
    chosen = source.get("zoom", "")
    zoom = chosen if chosen in ZOOMS else request.COOKIES.get(ZOOM_COOKIE, "")
    opened = frozenset(name for name in source.getlist("open") if name)
    return State(
        zoom=zoom if zoom in ZOOMS else "",
        baseline=source.get("baseline", "")[:6],
        open=opened if "open" in source else None,
    )


@member_page
def timeline(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan as a Gantt, with a table that says the same; for htmx the Gantt alone."""
    record = plan_or_404(plan_id)
    response = drawn(request, record)
    zoom = request.GET.get("zoom", "")
    if zoom in ZOOMS:
        response.set_cookie(
            ZOOM_COOKIE, zoom, max_age=KEPT_FOR, samesite="Lax", httponly=True, path="/plans/"
        )
    return response


def drawn(request: HttpRequest, record: PlanRecord) -> HttpResponse:
    """The page, or for htmx its Gantt."""
    today = today_of(request)
    context = page_context(request, record, "timeline")
    ahead = None if record.plan.is_closed else schedule(record.plan, today)
    frozen = record.archived_at is not None
    context["t"] = timeline_view(record.plan, ahead, today, state_of(request), is_frozen=frozen)
    name = "plans/_gantt.html" if is_htmx(request) else "plans/timeline.html"
    response = HttpResponse(render_to_string(name, context, request))
    response["Cache-Control"] = "private, no-cache"
    varies(response)
    return response


@member_page(methods=("GET", "POST"))
def change(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One change on the timeline: what would follow (GET), or the change itself (POST).

    Nothing is half-saved: a refused change, a circle among them, leaves the plan as it was.
    """
    record = plan_or_404(plan_id)
    source = request.POST if request.method == "POST" else request.GET
    wanted = wanted_of(source, record.plan)
    if request.method == "GET":
        return previewed(request, record, wanted)
    try:
        changed = take(
            actor_of(request),
            record,
            wanted,
            follow=request.POST.get("how") == "follow",
            seen=seen_of(request, record),
            why=request.POST.get("why", "").strip() or None,
        )
    except Conflict as error:
        transaction.set_rollback(True)
        return panel(request, record, wanted, status=409, conflict=conflict_view(record, error))
    except InvalidInput as error:
        transaction.set_rollback(True)
        said = [problem_words(problem.wrong, problem.right) for problem in error.problems]
        return panel(request, record, wanted, status=422, problems=said)
    except (NotAllowed, NotFound) as error:
        transaction.set_rollback(True)
        return panel(request, record, wanted, status=422, problems=[error.message])
    text = saved_words(changed)
    if not is_htmx(request):
        messages.success(request, text)
        return HttpResponseRedirect(f"/plans/{plan_id}/timeline/", status=303)
    after = record_after(record, changed, actor_of(request).name)
    return toast(drawn(request, after), text)


def previewed(request: HttpRequest, record: PlanRecord, wanted: Wanted) -> HttpResponse:
    """What the change would bring, and the choice to take it or to leave it."""
    try:
        preview = preview_of(record.plan, wanted, today_of(request))
    except InvalidInput as error:
        said = [problem_words(problem.wrong, problem.right) for problem in error.problems]
        return panel(request, record, wanted, problems=said)
    return panel(request, record, wanted, preview=preview)


def posted(request: HttpRequest, names: tuple[str, ...]) -> list[tuple[str, str]]:
    """What a form under the Gantt carries on, name by name."""
    source = request.POST if request.method == "POST" else request.GET
    return [(name, value) for name in names for value in source.getlist(name)]


def panel(
    request: HttpRequest, record: PlanRecord, wanted: Wanted, *, status: int = 200, **more: object
) -> HttpResponse:
    """The part under the Gantt that asks; without script a page of its own."""
    context = {
        "record": record,
        "wanted": wanted,
        "seen": record.revision,
        "kept": posted(request, STATE),
        "pairs": posted(request, (*STATE, "step", "do", "to", "how", "why")),
        "action": request.path,
        "back": f"/plans/{record.id}/timeline/",
        "back_words": _("Timeline"),
        "heading": wanted.title,
        "problems": (),
        "form_template": "plans/_gantt_panel.html",
        **more,
    }
    name = "plans/_gantt_panel.html" if is_htmx(request) else "plans/form_page.html"
    response = HttpResponse(render_to_string(name, context, request), status=status)
    response["Cache-Control"] = "no-store"
    if status != 200:
        response["HX-Retarget"] = "#g-panel"
        response["HX-Reswap"] = "innerHTML"
    varies(response)
    return response
