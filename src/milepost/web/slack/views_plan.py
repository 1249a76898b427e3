"""A plan's own channel in Slack, in the place of the workspace's."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotFound, NotReachable
from milepost.messaging.channels.slack import chosen
from milepost.messaging.channels.slack.blocks import escaped
from milepost.messaging.channels.slack.connection import connection_of
from milepost.pages.problems import by_field, summary_of
from milepost.plans.queries import PlanRecord, plan_record
from milepost.workspaces.signed_in import MemberRequest, member_page


@member_page(methods=("GET", "HEAD", "POST"))
def page(request: MemberRequest, plan_id: int) -> HttpResponse:
    """See and choose the channel."""
    record = plan_record(plan_id)
    if record is None:
        raise NotFound(_("There is no such plan in this workspace."))
    if request.method != "POST":
        return _page(request, record)
    if "remove" in request.POST:
        chosen.unchoose(request.member.workspace_id, plan_id)
        messages.success(request, _("This plan has no channel of its own any more."))
        return redirect("slack:plan", plan_id)
    given = request.POST.get("channel", "")
    title = record.plan.title or record.plan.account
    greeting = _("Milepost tells here when a step of “%(plan)s” is completed.") % {
        "plan": escaped(title)
    }
    try:
        chosen.choose(request.member.workspace_id, plan_id, given, request.member.id, greeting)
    except InvalidInput as invalid:
        return _page(request, record, given, invalid)
    except NotReachable as error:
        messages.error(request, error.message)
        return redirect("slack:plan", plan_id)
    messages.success(request, _("Saved. A line of greeting is in the channel."))
    return redirect("slack:plan", plan_id)


def _page(
    request: MemberRequest,
    record: PlanRecord,
    given: str = "",
    invalid: InvalidInput | None = None,
) -> HttpResponse:
    workspace_id = request.member.workspace_id
    usual, own = chosen.chosen(workspace_id, record.id)
    wrong = by_field(invalid.problems) if invalid else {}
    context = {
        "plan_id": record.id,
        "title": record.plan.title or record.plan.account,
        "slack": connection_of(workspace_id),
        "usual": usual,
        "own": own,
        "own_why": chosen.why_words(own.broken_why) if own and own.broken_why else "",
        "given": given,
        "wrong": wrong,
        "problems": summary_of(wrong),
        "is_admin": request.member.is_admin,
    }
    return render(request, "slack/plan.html", context, status=422 if wrong else 200)
