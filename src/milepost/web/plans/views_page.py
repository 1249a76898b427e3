"""Reading a plan: its page, timeline, history and people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import NotFound
from milepost.domain.schedule import schedule
from milepost.plans import queries
from milepost.plans.queries import RevisionRow
from milepost.sharing.queries import Said, what_was_said
from milepost.workspaces.signed_in import Extra, member_page

from .access import both_or_404, plan_or_404, today_of
from .history_model import history_view
from .page import (
    Head,
    has_messages,
    not_modified,
    page_context,
    page_etag,
    page_html,
    part_html,
    tagged,
)
from .people_model import people_view
from .timeline_model import timeline_view
from .views_share import around, people_context

HISTORY_PAGE = 50
# The plan's head comes with the opening statement, so that an unchanged page needs no other.
HEAD = Extra(
    columns="head.revision, head.changed_at, head.pulse",
    joins=(
        "left join plans_plan head on head.workspace_id = w.id and head.id = %(plan_id)s::bigint"
    ),
)


@member_page(extra=HEAD)
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan page (issue 3, point 5); with `?part=plan` the plan's own part of it alone."""
    head = Head(*request.extra)  # type: ignore[attr-defined]
    if head.revision is None:
        raise NotFound(_("There is no such plan in this workspace."))
    part = request.GET.get("part", "")
    if has_messages(request) and not part:
        html = page_html(request, plan_id, head, lambda: both_or_404(plan_id))
        response = HttpResponse(html)
        response["Cache-Control"] = "private, no-store"
        return response
    etag = page_etag(request, head, part)
    unchanged = not_modified(request, etag)
    if unchanged is not None:
        return unchanged
    make = part_html if part else page_html
    return tagged(HttpResponse(make(request, plan_id, head, lambda: both_or_404(plan_id))), etag)


@member_page
def timeline(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan on an axis of working days, with a table that says the same."""
    record = plan_or_404(plan_id)
    today = today_of(request)
    context = page_context(request, record, "timeline")
    ahead = None if record.plan.is_closed else schedule(record.plan, today)
    context["t"] = timeline_view(record.plan, ahead, today)
    return HttpResponse(render_to_string("plans/timeline.html", context, request))


@member_page
def history(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Who changed what, when and why, newest first."""
    record = plan_or_404(plan_id)
    raw = request.GET.get("before", "")
    before = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
    rows = queries.history(plan_id, before=before, limit=HISTORY_PAGE + 1)
    context = page_context(request, record, "history")
    context["h"] = history_view(
        rows[:HISTORY_PAGE], record.plan, said_between(plan_id, rows, before)
    )
    context["older"] = rows[HISTORY_PAGE - 1].number if len(rows) > HISTORY_PAGE else None
    context["newest"] = before is None
    return HttpResponse(render_to_string("plans/history.html", context, request))


def said_between(plan_id: int, rows: Sequence[RevisionRow], before: int | None) -> tuple[Said, ...]:
    """What was said in the time of these revisions: up to now on the first page, and from the
    plan's beginning on the last one."""
    if not rows:
        return ()
    is_last = len(rows) <= HISTORY_PAGE
    after = datetime.min.replace(tzinfo=UTC) if is_last else rows[HISTORY_PAGE].at
    until = rows[0].at if before is not None else timezone.now()
    return what_was_said(plan_id, after, until)


@member_page
def people(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Everybody on the plan, on both sides, and what each owns."""
    record, sharing = around(plan_id)
    context = page_context(request, record, "people") | people_context(request, record, sharing)
    context["sides"] = people_view(record.plan, today_of(request))
    context["seen"] = record.revision
    return HttpResponse(render_to_string("plans/people.html", context, request))
