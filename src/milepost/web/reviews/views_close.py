"""The end of a review: what it leaves is shown before it is closed; and opening it again."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotAllowed, Problem
from milepost.domain.evaluation import evaluate
from milepost.domain.meeting import next_after
from milepost.pages.meeting import leaves_of
from milepost.plans.queries import PlanRecord
from milepost.reviews import commands, queries
from milepost.reviews.rows import Room
from milepost.web.plans.access import actor_of, member_of, plan_or_404, today_of
from milepost.web.plans.answers import Context
from milepost.workspaces.signed_in import member_page

from .answers import Shown, address, gone, tried
from .held_model import forecast_lines, standing_now
from .meeting_model import next_words


@member_page(methods=("GET", "POST"))
def close(request: HttpRequest, plan_id: int, review_id: int) -> HttpResponse:
    """A page of its own: minutes as they will be sent, a summary, the next date."""
    record = plan_or_404(plan_id)
    room = queries.review_room(plan_id, review_id)
    if request.method == "GET" and room.review.state != "running":
        return gone(request, address(plan_id, review_id))
    shown = _page(request, record, room)
    if request.method == "GET":
        return shown({})
    post = request.POST

    def work() -> HttpResponse:
        has_next = bool(post.get("has_next"))
        commands.close(
            actor_of(request),
            plan_id,
            review_id,
            today=today_of(request),
            next_on=_day(post.get("next_on", "")) if has_next else None,
            has_next=has_next,
            summary=post.get("summary", "").replace("\r\n", "\n"),
        )
        return gone(request, address(plan_id, review_id), _("The review is closed."))

    return tried(request, record, work, shown)


def _day(raw: str) -> date | None:
    if not raw.strip():
        return None
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise InvalidInput([Problem("next_on", _("it names no day"), _("choose a date"))]) from None


def _page(request: HttpRequest, record: PlanRecord, room: Room) -> Shown:
    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        today, plan = today_of(request), record.plan
        following = next_after(plan, today)
        before = room.private.before if room.private else None
        now = standing_now(evaluate(plan, today), plan)
        post = request.POST if request.method == "POST" else {}
        context = {
            "record": record,
            "plan": plan,
            "plan_title": plan.title or plan.opportunity or plan.account,
            "u": f"/plans/{record.id}",
            "here": address(record.id, room.review.id),
            "review": room.review,
            "workspace": member_of(request).workspace.name,
            "leaves": leaves_of(room, plan, today),
            "forecast": forecast_lines(before, now, today, plan),
            "summary": post.get("summary", ""),
            "has_next": bool(post.get("has_next")) if post else following is not None,
            "next_on": post.get("next_on") or (following.next_on.isoformat() if following else ""),
            "next_words": next_words(following.next_on, today) if following else "",
            "today": today,
            "errors": {},
            "problems": (),
            **trouble,
        }
        response = HttpResponse(
            render_to_string("reviews/close.html", context, request), status=status
        )
        response["Cache-Control"] = "private, no-store"
        return response

    return shown


@member_page(methods=("POST",))
def reopen(request: HttpRequest, plan_id: int, review_id: int) -> HttpResponse:
    """Go on with a closed review: whoever held it, within a day."""
    record = plan_or_404(plan_id)

    def work() -> HttpResponse:
        commands.reopen(actor_of(request), plan_id, review_id, today=today_of(request))
        return gone(request, address(plan_id, review_id), _("The review goes on."))

    def refused(trouble: Context) -> HttpResponse:
        problems = trouble["problems"]
        raise NotAllowed(problems[0][1] if problems else "")

    return tried(request, record, work, refused)
