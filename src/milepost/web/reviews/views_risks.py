"""The register of risks of one plan: the seller's alone (product.md sections 6 and 8)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, NotFound
from milepost.domain.plan import Risk
from milepost.plans import review_commands
from milepost.plans.queries import PlanRecord
from milepost.web.plans.access import actor_of, both_or_404, member_of, plan_or_404, today_of
from milepost.web.plans.answers import Context, form
from milepost.web.plans.page import page_context
from milepost.workspaces.signed_in import member_page

from .answers import Shown, done, tried
from .risks_model import choices_of, level_options, mark_of, posted_risk, risk_rows


@member_page(methods=("GET", "HEAD"))
def risks(request: HttpRequest, plan_id: int) -> HttpResponse:
    """All of them, open ones first."""
    record, sharing = both_or_404(plan_id)
    context = page_context(request, record, "risks", sharing)
    rows = risk_rows(record.plan)
    context |= {
        "open_risks": [row for row in rows if row.is_open],
        "closed_risks": [row for row in rows if not row.is_open],
        "workspace": member_of(request).workspace.name,
    }
    return HttpResponse(render_to_string("reviews/risks.html", context, request))


def _form(request: HttpRequest, record: PlanRecord, was: Risk | None, position: int) -> Shown:
    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        owner = was.owner.person if was and was.owner else ""
        known = {
            "title": was.title if was else "",
            "likelihood": (was.likelihood or "") if was else "",
            "impact": (was.impact or "") if was else "",
            "owner": owner or "",
            "mitigation": (was.mitigation or "") if was else "",
            "state": was.state if was else "open",
        }
        context = {
            "record": record,
            "back": f"/plans/{record.id}/risks/",
            "back_words": _("Risks"),
            "heading": _("Change this risk") if was else _("Add a risk"),
            "typed": request.POST if request.method == "POST" else known,
            "levels": level_options(),
            "risk_owners": choices_of(record.plan),
            "mark": mark_of(was) if was else "",
            "position": position,
            **trouble,
        }
        return form(request, "reviews/_register_form.html", context, status=status)

    return shown


@member_page(methods=("GET", "POST"))
def add(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A further risk."""
    record = plan_or_404(plan_id)
    shown = _form(request, record, None, -1)
    if request.method == "GET":
        return shown({})

    def work() -> HttpResponse:
        made = posted_risk(record.plan, request.POST)
        review_commands.add_risk(actor_of(request), plan_id, made, today=today_of(request))
        return done(request, f"/plans/{plan_id}/risks/", _("Added."))

    return tried(request, record, work, shown)


@member_page(methods=("GET", "POST"))
def change(request: HttpRequest, plan_id: int, position: int) -> HttpResponse:
    """Another likelihood, owner, remedy; or it is closed."""
    record = plan_or_404(plan_id)
    was = _risk_at(record, position)
    shown = _form(request, record, was, position)
    if request.method == "GET":
        return shown({})

    def work() -> HttpResponse:
        _require_seen(request, was)
        now = posted_risk(record.plan, request.POST)
        review_commands.change_risk(
            actor_of(request), plan_id, position, was, now, today=today_of(request)
        )
        said = _("Closed.") if now.state == "closed" and was.state == "open" else _("Saved.")
        return done(request, f"/plans/{plan_id}/risks/", said)

    return tried(request, record, work, shown)


@member_page(methods=("GET", "POST"))
def remove(request: HttpRequest, plan_id: int, position: int) -> HttpResponse:
    """Off the register; the history keeps it."""
    record = plan_or_404(plan_id)
    was = _risk_at(record, position)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "back": f"/plans/{record.id}/risks/",
            "back_words": _("Risks"),
            "heading": _("Take this risk off the register?"),
            "title": was.title,
            "mark": mark_of(was),
            **trouble,
        }
        return form(request, "reviews/_risk_remove.html", context, status=status)

    if request.method == "GET":
        return shown({})

    def work() -> HttpResponse:
        _require_seen(request, was)
        review_commands.remove_risk(
            actor_of(request), plan_id, position, was, today=today_of(request)
        )
        return done(request, f"/plans/{plan_id}/risks/", _("Taken off."))

    return tried(request, record, work, shown)


def _risk_at(record: PlanRecord, position: int) -> Risk:
    if not 0 <= position < len(record.plan.risks):
        raise NotFound(_("There is no such risk on this plan."))
    return record.plan.risks[position]


def _require_seen(request: HttpRequest, was: Risk) -> None:
    """The form was made from the risk as it stands."""
    if request.POST.get("mark", "") != mark_of(was):
        raise Conflict(_("Somebody changed this risk meanwhile. Look at it once more."))
