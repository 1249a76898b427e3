"""The inbox: what a member was told, by day; opened is read."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.errors import NotFound
from milepost.messaging import inbox as kept
from milepost.messaging.inbox import Entry
from milepost.messaging.kinds import KINDS
from milepost.pages import formatting
from milepost.workspaces.signed_in import Extra, MemberRequest, member_action, member_page

UNREAD = Extra(columns=kept.UNREAD_COLUMN, joins="")
# By group: a sign and its tone.
SIGNS = {
    "reminders": ("clock", "doing"),
    "escalations": ("triangle", "warn"),
    "celebrations": ("check", "done"),
    "summaries": ("calendar", ""),
    "news": ("people", "doing"),
    "system": ("bell", "warn"),
}
KIND_SIGNS = {"signed": ("flag", "done"), "overdue_7_days": ("triangle", "stuck")}


@member_page
def inbox(request: MemberRequest) -> HttpResponse:
    """One page of it: all or what is not read, of all plans or of one."""
    plan_id, unread = _number(request.GET.get("plan", "")), request.GET.get("only") == "unread"
    number = max(1, min(_number(request.GET.get("page", "")) or 1, 10_000))
    member_id = request.member.id
    page = kept.page(member_id, plan_id=plan_id, unread=unread, number=number)
    plans = kept.plans(member_id)
    chosen = {"plan": plan_id, "only": "unread" if unread else None}
    context = {
        "page": page,
        "days": _by_day(page.entries),
        "sign": lambda entry: KIND_SIGNS.get(entry.kind) or SIGNS[KINDS[entry.kind].group],
        "plans": [("", _("All plans")), *((i, _plan_words(*words)) for i, *words in plans)],
        "plan_id": plan_id or "",
        "unread_only": unread,
        "address": lambda **changes: _address(chosen | changes),
        "is_filtered": plan_id is not None or unread,
    }
    return HttpResponse(render_to_string("inbox/list.html", context, request))


@member_page(extra=UNREAD)
def count(request: MemberRequest) -> HttpResponse:
    """How many are not read, for the top bar; the statement that signs in has counted them."""
    response = JsonResponse({"unread": request.extra[0], "most": kept.MOST_COUNTED})
    response["Cache-Control"] = "private, no-store"
    return response


@member_page
def open_message(request: MemberRequest, message_id: int) -> HttpResponse:
    """Go to what a message is about; it is read then, unless a browser only fetches ahead."""
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    reads = request.method == "GET" and not is_ahead
    link = kept.open_message(request.member.id, message_id, reads=reads)
    if link is None:
        raise NotFound(_("There is no such message in your inbox."))
    if not url_has_allowed_host_and_scheme(link, None) or not link.startswith("/"):
        link = "/inbox/"
    response = HttpResponseRedirect(link)
    response["Cache-Control"] = "no-store"
    return response


@member_action
def read_all(request: MemberRequest) -> HttpResponse:
    """Mark all as read, or all of one plan."""
    plan_id = _number(request.POST.get("plan", ""))
    read = kept.read_all(request.member.id, plan_id)
    if read:
        said = ngettext("%(n)s message is read.", "%(n)s messages are read.", read) % {"n": read}
        messages.success(request, said)
    return HttpResponseRedirect(_address({"plan": plan_id}), status=303)


def _by_day(entries: tuple[Entry, ...]) -> list[tuple[str, list[Entry]]]:
    days = groupby(entries, lambda entry: timezone.localtime(entry.at).date())
    return [(_day_words(day), list(of_day)) for day, of_day in days]


def _day_words(day: date) -> str:
    today = timezone.localdate()
    if day == today:
        return _("Today")
    if day == today - timedelta(days=1):
        return _("Yesterday")
    near = today - day < timedelta(days=180)
    return formatting.weekday_date(day) if near else formatting.long_date(day)


def _plan_words(title: str, account: str) -> str:
    return title if title == account else f"{title} · {account}"


def _address(chosen: dict[str, object]) -> str:
    asked = {name: value for name, value in chosen.items() if value}
    return f"/inbox/?{urlencode(asked)}" if asked else "/inbox/"


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 18 else None
