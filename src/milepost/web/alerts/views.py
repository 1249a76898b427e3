"""Pages of alerts. What they show is the seller's alone, and showing it sends nothing."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from milepost.alerting.preview import Of, preview, recorded
from milepost.alerting.sweep import today_in
from milepost.web.alerts.model import days_of
from milepost.web.plans.access import plan_or_404
from milepost.workspaces.signed_in import MemberRequest, member_page

MOST = 500
AHEAD = 7
FARTHEST = timedelta(days=366)
"""A day farther away is none that anybody asks about; playing all days up to it takes a while."""


@member_page(roles=("admin", "manager"))
def days(request: MemberRequest) -> HttpResponse:
    """What is recorded and said on a day in all of the workspace's plans."""
    now = timezone.now()
    today = today_in(request.member.workspace.time_zone, now)
    day = _day(request.GET.get("day", ""), today)
    lines = preview(day, 1, now, Of(request.member.workspace_id))
    context = {
        "today": today,
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1),
        "days": days_of(lines[:MOST]),
        "more": max(0, len(lines) - MOST),
    }
    return render(request, "alerts/days.html", context)


@member_page
def of_plan(request: MemberRequest, plan_id: int) -> HttpResponse:
    """What was recorded of a plan, to whom it went and when, and what comes if nothing moves."""
    record = plan_or_404(plan_id)
    of, now = Of(request.member.workspace_id, plan_id), timezone.now()
    today = today_in(request.member.workspace.time_zone, now)
    coming = [
        line
        for line in preview(today, AHEAD, now, of)
        if line.state not in ("said", "moved_on") and not line.found.is_recorded
    ]
    context = {
        "plan_id": plan_id,
        "title": record.plan.title or record.plan.account,
        "recorded": days_of(recorded(of, now)[:MOST]),
        "coming": days_of(coming),
        "ahead": AHEAD,
        "is_silent": record.archived_at is not None or record.plan.life not in ("shared", "agreed"),
        "may_see_all": request.member.role in ("admin", "manager"),
    }
    return render(request, "alerts/plan.html", context)


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return min(max(day, today - FARTHEST), today + FARTHEST)
