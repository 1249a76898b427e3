"""The plan's reviews: planned, moved, called off, started, and those that were held."""

from __future__ import annotations

from datetime import date, datetime, time

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.evaluation import evaluate
from milepost.pages.typed import whole
from milepost.plans.queries import PlanRecord
from milepost.reviews import commands, queries
from milepost.reviews.commands import Wish
from milepost.reviews.rows import ReviewRow
from milepost.reviews.teams import teams_of
from milepost.web.plans.access import (
    actor_of,
    both_or_404,
    member_of,
    plan_or_404,
    today_of,
)
from milepost.web.plans.answers import Context, form
from milepost.web.plans.page import page_context
from milepost.workspaces.places import read_time_zone, time_zones
from milepost.workspaces.signed_in import member_page

from .answers import Shown, address, done, gone, tried
from .list_model import MOST_SHOWN, invited_people, list_view, next_view, zone_named


@member_page(methods=("GET", "HEAD"))
def reviews(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The tab."""
    record, sharing = both_or_404(plan_id)
    today = today_of(request)
    context = page_context(request, record, "reviews", sharing)
    context["l"] = list_view(
        record.plan,
        evaluate(record.plan, today),
        queries.reviews_of_plan(plan_id, MOST_SHOWN),
        queries.open_actions(plan_id),
        teams_of(plan_id),
        today,
    )
    context["here"] = address(plan_id)
    return HttpResponse(render_to_string("reviews/list.html", context, request))


@member_page(methods=("GET", "POST"))
def plan_one(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Plan the next review, or move it: there is one at most."""
    record = plan_or_404(plan_id)
    planned = _planned(plan_id)
    shown = _plan_form(request, record, planned)
    if request.method == "GET":
        return shown({})

    def work() -> HttpResponse:
        wish = posted_wish(request)
        commands.plan_review(actor_of(request), plan_id, wish, today=today_of(request))
        said = _("The review is moved.") if planned else _("The review is planned.")
        return done(request, address(plan_id), said)

    return tried(request, record, work, shown)


def _planned(plan_id: int) -> ReviewRow | None:
    return next((r for r in queries.reviews_of_plan(plan_id, 2) if r.state == "planned"), None)


def _plan_form(request: HttpRequest, record: PlanRecord, planned: ReviewRow | None) -> Shown:
    member, today = member_of(request), today_of(request)
    plan = record.plan
    following = next_view(plan, evaluate(plan, today), None, today)
    rule = evaluate(plan, today).review
    usual_zone = _usual_zone(plan.calendars, member.time_zone)
    known = {
        "on": (planned.on if planned else rule.next_on if rule else today).isoformat(),
        "at": "",
        "time_zone": (planned.time_zone if planned else "") or usual_zone,
        "minutes": str(planned.minutes if planned else rule.minutes if rule else 15),
        "place": planned.place if planned else "",
    }
    if planned and planned.starts_at:
        local = planned.starts_at.astimezone(zone_named(planned.time_zone))
        known["at"] = f"{local:%H:%M}"

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        invited, uninvited = invited_people(plan, teams_of(record.id))
        context = {
            "record": record,
            "back": address(record.id),
            "back_words": _("Reviews"),
            "heading": _("Move the review") if planned else _("Plan the next review"),
            "save": _("Move it") if planned else _("Plan and invite"),
            "typed": request.POST if request.method == "POST" else known,
            "zones": time_zones(),
            "rule": following.rule if following else "",
            "invited": invited,
            "uninvited": uninvited,
            "today": today,
            **trouble,
        }
        return form(request, "reviews/_plan_form.html", context, status=status)

    return shown


def _usual_zone(calendars: object, own: str) -> str:
    """The buyer's clock is the one to be asked about first; then one's own."""
    buyer = getattr(calendars, "buyer", None)
    return (buyer.time_zone if buyer and buyer.time_zone else "") or own


def posted_wish(request: HttpRequest) -> Wish:
    """What the form asks for. Raises InvalidInput naming the field."""
    post = request.POST
    problems = []
    day: date | None = None
    try:
        day = date.fromisoformat(post.get("on", "").strip())
    except ValueError:
        problems.append(Problem("on", _("it names no day"), _("choose a date")))
    raw, at = post.get("at", "").strip(), None
    if raw:
        try:
            at = time.fromisoformat(raw)
        except ValueError:
            problems.append(Problem("at", _("it is no time"), _("a time such as 10:00")))
    typed = post.get("minutes", "").strip()
    minutes = whole(typed, 5, None)
    if typed and minutes is None:
        problems.append(
            Problem("minutes", _("that is no length of a meeting"), _("5 to 240 minutes"))
        )
    zone = ""
    try:
        zone = read_time_zone(post.get("time_zone", ""), may_be_empty=at is None)
    except InvalidInput as error:
        problems.extend(error.problems)
    if problems or day is None:
        raise InvalidInput(problems)
    starts = datetime.combine(day, at, zone_named(zone)) if at is not None else None
    return Wish(
        on=day,
        starts_at=starts,
        time_zone=zone if starts else "",
        minutes=minutes,
        place=" ".join(post.get("place", "").split()),
    )


def _question(
    request: HttpRequest, record: PlanRecord, question: str, yes: str, *lines: str
) -> Shown:
    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "back": address(record.id),
            "back_words": _("Reviews"),
            "heading": question,
            "question": question,
            "lines": lines,
            "ask_why": False,
            "danger": False,
            "no": _("Not now"),
            "yes": yes,
            **trouble,
        }
        return form(request, "plans/_confirm.html", context, status=status)

    return shown


@member_page(methods=("GET", "POST"))
def cancel(request: HttpRequest, plan_id: int, review_id: int) -> HttpResponse:
    """Call the planned review off; whoever was invited is told."""
    record = plan_or_404(plan_id)
    shown = _question(
        request,
        record,
        _("Call this review off?"),
        _("Call it off"),
        _("Everybody who was invited is told, and it leaves their calendars."),
    )
    if request.method == "GET":
        return shown({})

    def work() -> HttpResponse:
        commands.cancel_review(actor_of(request), plan_id, review_id, today=today_of(request))
        return done(request, address(plan_id), _("The review is called off."))

    return tried(request, record, work, shown)


@member_page(methods=("GET", "POST"))
def start(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Begin the review, planned or on the spot; the running one where there is one."""
    record = plan_or_404(plan_id)
    shown = _question(
        request,
        record,
        _("Start the review now?"),
        _("Start the review"),
        _("The clock begins, and everybody on the plan can follow from their own page."),
    )
    if request.method == "GET":
        running = next((r for r in queries.reviews_of_plan(plan_id, 1)), None)
        if running is not None and running.state == "running":
            return gone(request, address(plan_id, running.id))
        return shown({})

    def work() -> HttpResponse:
        review_id = commands.start(actor_of(request), plan_id, today=today_of(request))
        return gone(request, address(plan_id, review_id))

    return tried(request, record, work, shown)
