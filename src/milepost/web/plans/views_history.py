"""The pages of a plan's history: the story, two moments compared, baselines, and an export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.documents.faces.history import FORMATS
from milepost.domain.errors import Conflict, InvalidInput, NotFound, Problem
from milepost.forecasting.queries import impacts_of
from milepost.pages.typed import whole
from milepost.plans import commands, history_queries
from milepost.plans.history_queries import Only, RevisionRow
from milepost.plans.queries import PlanRecord
from milepost.reviews.queries import reviews_of_plan
from milepost.sharing.queries import Said, what_was_said
from milepost.workspaces.signed_in import member_page

from .access import actor_of, plan_or_404, today_of
from .answers import Context, attempt, form
from .baselines_model import baselines_view
from .compare_model import compare_view
from .compare_points import asked_of, choices, point_of, point_words, presets
from .history_export import exported
from .page import page_context
from .story_model import story
from .views_export import filename

PAGE = 60
NUMBER = 10


@member_page
def history(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The story of the plan: who changed what, when, why and with what effect, by sitting."""
    record = plan_or_404(plan_id)
    only, before = only_of(request.GET), number_in(request.GET, "before")
    # The revision that the page before ended on comes along: what was said since it is here.
    past = 0 if before is None else 1
    start = None if before is None else before + 1
    rows = history_queries.history(plan_id, before=start, limit=PAGE + past + 1, only=only)
    until = rows[0].at if before is not None and rows and rows[0].number == before else None
    rows = rows[1:] if until is not None else rows
    is_last = len(rows) <= PAGE
    rows = rows[:PAGE]
    said = () if not only.is_all else said_between(plan_id, rows, until, is_last)
    days = story(
        rows,
        record.plan,
        plan_id=plan_id,
        said=said,
        reviews=reviews_of_plan(plan_id, 1000),
        impacts=impacts_of(plan_id, 1000),
        is_last_page=is_last,
    )
    context = page_context(request, record, "history")
    numbers = [deed.number for day in days for s in day.sittings for deed in s.deeds]
    oldest = min((n for n in numbers if n), default=0)
    context |= {
        "days": days,
        "older": None if is_last else oldest,
        "newest": before is None,
        "only": only,
        "query": query_of(only),
        "people": history_queries.authors(plan_id),
        "steps": step_choices(record),
        "presets": presets(record) if before is None else (),
        "part": "story",
    }
    return HttpResponse(render_to_string("plans/history.html", context, request))


def only_of(query: Mapping[str, str]) -> Only:
    """Which revisions an address asks for; what makes no sense asks for nothing."""
    side = query.get("side", "")
    return Only(
        person=query.get("person", "")[:300],
        side=side if side in ("buyer", "seller") else None,  # type: ignore[arg-type]
        step=query.get("step", "")[:300],
        material=bool(query.get("material")),
    )


def query_of(only: Only) -> str:
    """The same wish as an address, ending with & where something follows."""
    asked = {
        "person": only.person,
        "side": only.side or "",
        "step": only.step,
        "material": "1" if only.material else "",
    }
    found = urlencode({name: value for name, value in asked.items() if value})
    return f"{found}&" if found else ""


def number_in(query: Mapping[str, str], name: str) -> int | None:
    """A whole number in an address; None for anything else."""
    raw = query.get(name, "")
    return whole(raw, NUMBER, None)


def step_choices(record: PlanRecord) -> list[tuple[str, str]]:
    """The plan's steps, to look at the history of one."""
    return [(m.key, m.title) for m in record.plan.milestones]


def said_between(
    plan_id: int, rows: Sequence[RevisionRow], until: datetime | None, is_last: bool
) -> tuple[Said, ...]:
    """What was said in the time of these revisions: up to now on the first page, and from the
    plan's beginning on the last one."""
    if not rows:
        return ()
    after = datetime.min.replace(tzinfo=UTC) if is_last else rows[-1].at
    return what_was_said(plan_id, after, until or timezone.now())


@member_page
def compare(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Two moments of the plan side by side, in words and drawn."""
    record = plan_or_404(plan_id)
    turns = history_queries.turns(plan_id)
    asked = asked_of(request.GET, turns)
    context = page_context(request, record, "history")
    context |= {
        "asked": asked,
        "choices": choices(record, turns),
        "presets": presets(record),
        "part": "compare",
        "problem": "",
    }
    try:
        points = [point_of(record, name, turns) for name in (asked.first, asked.second)]
    except InvalidInput:
        context["problem"] = _("The plan has no such moment. Choose another one.")
        return HttpResponse(render_to_string("plans/compare.html", context, request), status=404)
    first, second = sorted(points, key=lambda point: point.number)
    context |= {
        "c": compare_view(first.plan, second.plan, today_of(request)),
        "then": point_words(first, record),
        "now": point_words(second, record),
    }
    return HttpResponse(render_to_string("plans/compare.html", context, request))


@member_page
def baselines(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Every baseline, and the slip against the chosen one."""
    record = plan_or_404(plan_id)
    context = page_context(request, record, "history")
    context["b"] = baselines_view(
        record.plan, number_in(request.GET, "baseline"), today_of(request)
    )
    context["part"] = "baselines"
    return HttpResponse(render_to_string("plans/baselines.html", context, request))


@member_page(methods=("GET", "POST"))
def baseline(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Keep today's dates to measure against; earlier baselines stay (product.md section 7)."""
    record = plan_or_404(plan_id)
    count = len(record.plan.baselines)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": _("Keep today's dates as baseline %(n)s?") % {"n": count + 1},
            "count": count,
            "why": request.POST.get("why", ""),
            **trouble,
        }
        return form(request, "plans/_baseline.html", context, status=status)

    if request.method == "GET":
        return shown({})
    why = request.POST.get("why", "").strip() or None
    if count and why is None:
        said = _("Say why the plan is measured anew.")
        return shown({"errors": {"why": [said]}, "problems": (("why", said),), "status": 422})

    def change(seen: int) -> commands.Changed:
        try:
            return commands.make_baseline(
                actor_of(request), plan_id, today=today_of(request), reason=why, seen=seen
            )
        except Conflict as moved:
            # The form again with the dates as they are now, not a choice between two values.
            raise InvalidInput(
                [Problem("", _("dates have changed since you looked"), _("look at them again"))]
            ) from moved

    return attempt(
        request,
        record,
        change,
        shown,
        said=_("Baseline %(n)s is kept.") % {"n": count + 1},
    )


@member_page
def export(request: HttpRequest, plan_id: int, face: str) -> HttpResponse:
    """The history to take along; with the filters of the page that it was asked for on."""
    chosen = FORMATS.get(face)
    if chosen is None:
        raise NotFound(_("There is no such form of a history."))
    record = plan_or_404(plan_id)
    body = exported(
        face,
        record,
        only_of(request.GET),
        reviews_of_plan(plan_id, 1000),
        today_of(request),
    )
    return attachment(body, chosen.content_type, filename(record.plan, "seller", chosen.ending))


def attachment(body: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to keep, never cached by anybody else."""
    response = HttpResponse(body, content_type=content_type)
    plain = name.encode("ascii", "ignore").decode() or "history"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    response["Cache-Control"] = "private, no-store"
    return response
