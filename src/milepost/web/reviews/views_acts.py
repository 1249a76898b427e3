"""What is written down while a review runs: notes, decisions, action items, risks."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Plan
from milepost.pages.typed import whole
from milepost.plans import review_commands
from milepost.plans.queries import PlanRecord
from milepost.reviews import commands
from milepost.reviews.commands import Promise
from milepost.web.plans.access import actor_of, plan_or_404, today_of
from milepost.web.plans.answers import Context, form
from milepost.workspaces.signed_in import member_page

from .answers import Shown, address, done, tried
from .risks_model import choices_of, level_options, posted_risk

NOTE_KINDS = ("note", "decision", "risk")
STATES = ("open", "done", "dropped")


def _form(request: HttpRequest, record: PlanRecord, review_id: int, template: str) -> Shown:
    """The page or part of one form, to be shown again with its trouble."""

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        plan = record.plan
        typed = request.POST if request.method == "POST" else request.GET
        context = {
            "record": record,
            "back": address(record.id, review_id),
            "back_words": _("The review"),
            "typed": typed,
            "people": people_options(plan),
            "steps": step_options(plan),
            "levels": level_options(),
            "risk_owners": choices_of(plan),
            "due": typed.get("due") or usual_due(today_of(request)).isoformat(),
            "today": today_of(request),
            **trouble,
        }
        return form(request, template, context, status=status)

    return shown


def usual_due(today: date) -> date:
    """An action item is due a week from now unless somebody says otherwise."""
    return today + timedelta(days=7)


def people_options(plan: Plan) -> list[tuple[str, object]]:
    """Everybody on the plan, by side, as a select offers them."""
    sides = ((plan.account, "buyer"), (_("Your side"), "seller"))
    found = [(label, [(p.key, p.name) for p in plan.people if p.side == s]) for label, s in sides]
    return [("", _("Choose")), *((label, people) for label, people in found if people)]


def step_options(plan: Plan) -> list[tuple[str, str]]:
    """The steps that both sides see."""
    shared = enumerate(plan.shared_milestones, start=1)
    return [("", _("No particular step")), *((m.key, f"{n}. {m.title}") for n, m in shared)]


@member_page(methods=("GET", "POST"))
def note(request: HttpRequest, plan_id: int, review_id: int) -> HttpResponse:
    """A note or a decision; an internal one stays with the seller's side."""
    record = plan_or_404(plan_id)
    shown = _form(request, record, review_id, "reviews/_note_form.html")
    if request.method == "GET":
        return shown({"heading": _("Note what was said")})
    post = request.POST
    kind = post.get("kind", "note")
    raw = post.get("item", "")

    def work() -> HttpResponse:
        commands.add_note(
            actor_of(request),
            plan_id,
            review_id,
            post.get("text", ""),
            kind=kind if kind in NOTE_KINDS else "note",
            visibility="internal" if post.get("visibility") == "internal" else "shared",
            item=int(raw) if raw in set("1234567") else None,
            milestone=post.get("milestone") or None,
        )
        return done(request, address(plan_id, review_id), _("Noted."), shows=True)

    return tried(request, record, work, shown)


@member_page(methods=("POST",))
def remove_note(request: HttpRequest, plan_id: int, review_id: int, note_id: int) -> HttpResponse:
    """Take back what was noted."""
    plan_or_404(plan_id)
    commands.remove_note(actor_of(request), plan_id, review_id, note_id)
    return done(request, address(plan_id, review_id), _("Taken back."), shows=True)


@member_page(methods=("GET", "POST"))
def action(request: HttpRequest, plan_id: int, review_id: int) -> HttpResponse:
    """Who does what by when."""
    record = plan_or_404(plan_id)
    shown = _form(request, record, review_id, "reviews/_action_form.html")
    if request.method == "GET":
        return shown({"heading": _("Add an action item")})
    post = request.POST

    def work() -> HttpResponse:
        promise = Promise(
            title=post.get("title", ""),
            owner=post.get("owner") or None,
            due=typed_day(post.get("due", ""), "due"),
            milestone=post.get("milestone") or None,
            visibility="internal" if post.get("visibility") == "internal" else "shared",
        )
        commands.add_action(actor_of(request), plan_id, review_id, promise, today=today_of(request))
        return done(request, address(plan_id, review_id), _("Added."), shows=True)

    return tried(request, record, work, shown)


def typed_day(raw: str, name: str) -> date:
    """A typed date; raises InvalidInput naming the field."""
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise InvalidInput([Problem(name, _("it names no day"), _("choose a date"))]) from None


@member_page(methods=("POST",))
def set_action(request: HttpRequest, plan_id: int, action_id: int) -> HttpResponse:
    """An action item is done, open again, or dropped; from the page that asked."""
    plan_or_404(plan_id)
    state = request.POST.get("state", "")
    if state not in STATES:
        raise InvalidInput([Problem("state", _("it is none"), _("open, done or dropped"))])
    commands.set_action(
        actor_of(request),
        plan_id,
        action_id,
        state,
        today=today_of(request),
    )
    raw = request.POST.get("review", "")
    review_id = whole(raw, 19, None)
    said = {"done": _("Done."), "open": _("It is open again."), "dropped": _("Dropped.")}[state]
    return done(request, address(plan_id, review_id), said)


@member_page(methods=("GET", "POST"))
def risk(request: HttpRequest, plan_id: int, review_id: int) -> HttpResponse:
    """A risk: in words that both sides read, on the seller's own register, or both."""
    record = plan_or_404(plan_id)
    shown = _form(request, record, review_id, "reviews/_risk_form.html")
    if request.method == "GET":
        return shown({"heading": _("What could delay the plan?")})
    post = request.POST

    def work() -> HttpResponse:
        if not (post.get("shared") or post.get("register")):
            raise InvalidInput([Problem("shared", _("nobody would see it"), _("tick one of both"))])
        if post.get("shared"):
            commands.add_note(
                actor_of(request),
                plan_id,
                review_id,
                post.get("title", ""),
                kind="risk",
                item=5,
                milestone=post.get("milestone") or None,
            )
        if post.get("register"):
            made = posted_risk(record.plan, post)
            review_commands.add_risk(actor_of(request), plan_id, made, today=today_of(request))
        return done(request, address(plan_id, review_id), _("Added."), shows=True)

    return tried(request, record, work, shown, {"text": "title"})
