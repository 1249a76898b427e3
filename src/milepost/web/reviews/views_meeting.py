"""One review: meeting mode while it runs, what it left once it is closed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone

from milepost.domain.evaluation import evaluate
from milepost.pages.spoken import spoken
from milepost.pages.typed import whole
from milepost.plans.queries import PlanRecord
from milepost.reviews import commands, queries
from milepost.reviews.rows import Room
from milepost.sharing.queries import PlanSharing
from milepost.web.plans.access import (
    actor_of,
    both_or_404,
    member_of,
    plan_or_404,
    today_of,
    zone_of,
)
from milepost.workspaces.signed_in import member_page

from .answers import address, done
from .held_model import held_view
from .meeting_model import Read, meeting_view


@member_page(methods=("GET", "HEAD"))
def review(request: HttpRequest, plan_id: int, review_id: int) -> HttpResponse:
    """The review's page: a fixed number of statements while it runs, for it is asked for with
    every change. With `?part=meeting` its inner part alone."""
    record, sharing = both_or_404(plan_id)
    room = queries.review_room(plan_id, review_id)
    if room.review.state in ("planned", "cancelled"):
        return HttpResponseRedirect(address(plan_id))
    part = request.GET.get("part") == "meeting"
    response = HttpResponse(page_html(request, record, sharing, room, part=part))
    # The clock in it is the server's of this moment.
    response["Cache-Control"] = "private, no-store"
    return response


def page_html(
    request: HttpRequest, record: PlanRecord, sharing: PlanSharing, room: Room, *, part: bool
) -> str:
    """The page, or its part, in the state that the review is in."""
    member = member_of(request)
    today = today_of(request)
    context: dict[str, Any] = {
        "record": record,
        "plan": record.plan,
        "plan_title": record.plan.title or record.plan.opportunity or record.plan.account,
        "u": f"/plans/{record.id}",
        "here": address(record.id, room.review.id),
        "stay": f"review-{room.review.id}",
        "review": room.review,
        "workspace": member.workspace.name,
        "pulse": record.marks.pulse,
        "by": record.last_change.by if record.last_change else "",
        "seen": record.revision,
    }
    with spoken():
        if room.review.state == "running":
            read = Read(
                plan=record.plan,
                plan_id=record.id,
                evaluation=evaluate(record.plan, today),
                sharing=sharing,
                room=room,
                today=today,
                now=timezone.now(),
                zone=zone_of(request),
                my_name=member.name,
            )
            context["v"] = meeting_view(read)
            name = "meeting"
        else:
            context["v"] = held_view(record, room, today, member.id, timezone.now())
            name = "held"
        template = f"reviews/_{name}.html" if part else f"reviews/{name}.html"
        return str(render_to_string(template, context, request))


@member_page(methods=("POST",))
def go(request: HttpRequest, plan_id: int, review_id: int) -> HttpResponse:
    """On to an item of the agenda, or back to one; the buyer's page follows."""
    plan_or_404(plan_id)
    raw = request.POST.get("item", "")
    number = whole(raw, 3, 0)
    commands.go_to_item(actor_of(request), plan_id, review_id, number)
    return done(request, address(plan_id, review_id))
