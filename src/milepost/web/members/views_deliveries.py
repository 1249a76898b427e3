"""Deliveries, for administrators: what waits, what failed and why; trying again, giving up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.messaging import deliveries
from milepost.messaging.deliveries import Speed
from milepost.messaging.kinds_in_words import kind_in_words
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page

ADMINS = ("admin",)
LONGEST_KIND = 60


@dataclass(frozen=True, slots=True)
class SpeedLine:
    """How quick one kind was, in words."""

    name: str
    count: int
    p50: str
    p95: str
    longest: str
    repeated: int


@member_page(roles=ADMINS)
def page(request: MemberRequest) -> HttpResponse:
    """What waits, what failed and why, and how quick deliveries were in the last day."""
    kind = _kind(request.GET.get("kind", ""))
    counts = deliveries.counts()
    kinds = sorted({*counts["dead"], *counts["waiting"]}, key=kind_in_words)
    dead = deliveries.rows("dead", kind) if counts["dead"] else []
    waiting = deliveries.rows("waiting", kind) if counts["waiting"] else []
    speeds = [_speed_line(each) for each in deliveries.speeds()]
    context = {
        "dead": dead,
        "waiting": waiting,
        "dead_count": _count(counts["dead"], kind),
        "waiting_count": _count(counts["waiting"], kind),
        "late_count": sum(row.is_late for row in waiting),
        "kind": kind,
        "kinds": [("", _("All kinds")), *((each, kind_in_words(each)) for each in kinds)],
        "kind_word": kind_in_words,
        "speeds": speeds,
        "all_speed": speeds[0] if speeds else None,
    }
    return render(request, "members/deliveries.html", context)


@member_action(roles=ADMINS)
def replay(request: MemberRequest) -> HttpResponse:
    """Try dead letters again: one, or all that are shown."""
    count = _done(request, deliveries.replay)
    said = ngettext("%(n)s is tried again.", "%(n)s are tried again.", count)
    messages.success(request, said % {"n": count})
    return _back(request)


@member_action(roles=ADMINS)
def try_now(request: MemberRequest) -> HttpResponse:
    """Try at once what waits for its next try."""
    count = _done(request, deliveries.try_now)
    said = ngettext("%(n)s is tried now.", "%(n)s are tried now.", count)
    messages.success(request, said % {"n": count})
    return _back(request)


@member_action(roles=ADMINS)
def drop(request: MemberRequest) -> HttpResponse:
    """Give dead letters up: one, or all that are shown."""
    count = _done(request, deliveries.drop)
    said = ngettext("%(n)s was given up.", "%(n)s were given up.", count)
    messages.success(request, said % {"n": count})
    return _back(request)


def _done(request: MemberRequest, change: Callable[..., int]) -> int:
    """Change the one that is named, or all of the kind that is shown."""
    number = request.POST.get("id", "")
    if request.POST.get("all") == "yes":
        return change(None, _kind(request.POST.get("kind", "")))
    if number.isascii() and number.isdigit() and len(number) < 18:
        return change([int(number)])
    return 0


def _back(request: MemberRequest) -> HttpResponse:
    kind = _kind(request.POST.get("kind", ""))
    query = f"?{urlencode({'kind': kind})}" if kind else ""
    return redirect(reverse("members:deliveries") + query)


def _kind(text: str) -> str:
    return text.replace("\0", "")[:LONGEST_KIND]


def _count(counts: dict[str, int], kind: str) -> int:
    return counts.get(kind, 0) if kind else sum(counts.values())


def _speed_line(each: Speed) -> SpeedLine:
    return SpeedLine(
        kind_in_words(each.kind) if each.kind else _("All"),
        each.count,
        _seconds(each.p50),
        _seconds(each.p95),
        _seconds(each.longest),
        each.repeated,
    )


def _seconds(value: float) -> str:
    """A span as people say it: 40 ms, 1.2 s, 5 min, 3 h."""
    value = max(0.0, float(value))
    if value < 1:
        return _("%(n)s ms") % {"n": round(1000 * value)}
    if value < 100:
        return _("%(n)s s") % {"n": f"{value:.1f}"}
    if value < 6000:
        return _("%(n)s min") % {"n": round(value / 60)}
    return _("%(n)s h") % {"n": round(value / 3600)}
