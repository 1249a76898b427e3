"""Reading a plan: its page, and its people."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milepost.domain.errors import NotFound
from milepost.workspaces.signed_in import Extra, member_page

from .access import both_or_404, today_of
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
from .views_share import around, people_context

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
def people(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Everybody on the plan, on both sides, and what each owns."""
    record, sharing = around(plan_id)
    context = page_context(request, record, "people") | people_context(request, record, sharing)
    context["sides"] = people_view(record.plan, today_of(request))
    context["seen"] = record.revision
    return HttpResponse(render_to_string("plans/people.html", context, request))
