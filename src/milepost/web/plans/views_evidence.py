"""What the AE does about evidence: nudge somebody, and put a notice away that they have seen."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import MilepostError, NotFound
from milepost.pages.htmx import is_htmx
from milepost.sharing import notices, reminders
from milepost.workspaces.signed_in import member_action, member_page

from . import words
from .access import actor_of, member_of, plan_or_404
from .answers import refusal
from .views_actions import asked


@member_page(methods=("GET", "HEAD", "POST"))
def nudge(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """Send somebody a friendly reminder of the plan, at once; asked first, save from Today."""
    record = plan_or_404(plan_id)
    person = record.plan.person(key)
    if person is None:
        raise NotFound(_("This person is no longer on the plan."))
    steps = [m.title for m in reminders.steps_of(record.plan, key)]
    shown = asked(
        request,
        record,
        _("Send %(name)s a friendly reminder?") % {"name": person.name},
        lines=(
            _("By mail, from you, with a fresh link of their own. Answers come to you."),
            _("It names what is theirs next: %(steps)s.") % {"steps": words.listed(steps)}
            if steps
            else "",
        ),
        yes=_("Send it"),
        action=f"/plans/{plan_id}/nudge/{key}/",
    )
    if request.method != "POST":
        return shown({})
    workspace_id = member_of(request).workspace_id
    try:
        name = reminders.nudge(actor_of(request), workspace_id, plan_id, key, timezone.now())
    except MilepostError as error:
        if _is_from_today(request):
            messages.error(request, error.message)
            return HttpResponseRedirect("/", status=303)
        return shown(refusal(error, record, {}))
    messages.success(request, _("%(name)s gets a reminder by mail.") % {"name": name})
    return _back(request, plan_id)


@member_action
def seen(request: HttpRequest, plan_id: int, notice_id: int) -> HttpResponse:
    """Put a notice away."""
    notices.see(plan_id, notice_id, timezone.now())
    return _back(request, plan_id)


def _is_from_today(request: HttpRequest) -> bool:
    return request.POST.get("from") == "today"


def _back(request: HttpRequest, plan_id: int) -> HttpResponse:
    """To where the button stood."""
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    back = "/" if _is_from_today(request) else f"/plans/{plan_id}/"
    return HttpResponseRedirect(back, status=303)
