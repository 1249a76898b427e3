"""How the buyer sees one plan: their logo, and the example of a similar company shown with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, MilepostError, NotFound, Problem
from milepost.domain.looks import PlanLooks
from milepost.pages.looks import LooksView, looks_view
from milepost.pages.problems import by_field, summary_of
from milepost.pages.typed import whole
from milepost.plans import look_commands, look_queries, peer_commands, peer_queries
from milepost.plans.queries import PlanRecord
from milepost.platform.pictures import MOST_BYTES
from milepost.workspaces import look_queries as workspace_looks
from milepost.workspaces.signed_in import member_action, member_page

from .access import actor_of, member_of, plan_or_404

PICTURE_POLICY = "default-src 'none'; sandbox"


@member_page
def looks(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Logo and example of one plan, with the head of the page that the buyer sees."""
    return _page(request, plan_or_404(plan_id))


@member_action
def set_logo(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The buyer's logo, or (without a file) none."""
    record = plan_or_404(plan_id)
    if "remove" in request.POST:
        look_commands.remove_buyer_logo(plan_id)
        return _saved(request, plan_id)
    try:
        look_commands.set_buyer_logo(plan_id, _uploaded(request))
    except InvalidInput as invalid:
        return _page(request, record, problems=invalid.problems)
    return _saved(request, plan_id)


@member_page
def logo(request: HttpRequest, plan_id: int, mark: str) -> HttpResponse:
    """Either logo of a plan, for members."""
    try:
        data = look_queries.buyer_logo_data(plan_id, mark)
    except NotFound:
        data = workspace_looks.logo_data(member_of(request).workspace_id, mark)
    response = HttpResponse(data, content_type="image/png")
    response["Content-Security-Policy"] = PICTURE_POLICY
    response["Content-Disposition"] = 'inline; filename="logo.png"'
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


@member_action
def show_example(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show an approved example on this plan, or none."""
    record = plan_or_404(plan_id)
    raw = request.POST.get("example", "")
    chosen = whole(raw, 18, None)
    try:
        peer_commands.show_example(actor_of(request), plan_id, chosen)
    except MilepostError as error:
        return _page(request, record, problems=(Problem("example", error.message, ""),))
    return _saved(request, plan_id)


def preview_of(request: HttpRequest, record: PlanRecord) -> LooksView:
    """The head of the buyer's page of this plan."""
    seen = PlanLooks(
        company=workspace_looks.company_looks(member_of(request).workspace_id),
        account=record.plan.account,
        account_logo=look_queries.buyer_logo(record.id),
    )
    return looks_view(seen, lambda mark: reverse("plans:logo", args=[record.id, mark]))


def _page(
    request: HttpRequest, record: PlanRecord, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    wrong = by_field(problems)
    kept = peer_queries.examples()
    context = {
        "record": record,
        "title": record.plan.title or record.plan.account,
        "preview": preview_of(request, record),
        "has_logo": look_queries.buyer_logo(record.id) is not None,
        "examples": [e for e in kept if e.made_from != record.id],
        "shown": peer_queries.shown_on(record.id),
        "own_example": next((e for e in kept if e.made_from == record.id), None),
        "is_signed": record.plan.is_signed,
        "wrong": wrong,
        "problems": summary_of(wrong),
        "section": "plans",
    }
    html = render_to_string("plans/looks.html", context, request)
    return HttpResponse(html, status=422 if problems else 200)


def _uploaded(request: HttpRequest) -> bytes:
    upload = request.FILES.get("logo")
    if upload is None:
        raise InvalidInput(
            [Problem("logo", _("No file was chosen."), _("Choose a PNG, JPEG or WebP file."))]
        )
    if (upload.size or 0) > MOST_BYTES:
        raise InvalidInput(
            [Problem("logo", _("The file is too large."), _("Use one of at most 2 MB."))]
        )
    return upload.read()


def _saved(request: HttpRequest, plan_id: int) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("plans:looks", plan_id)
