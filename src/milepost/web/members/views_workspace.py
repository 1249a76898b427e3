"""The workspace's settings, its numbers of the rules, its rates, and kept messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.domain.currencies import ACTIVE
from milepost.domain.errors import InvalidInput, NotFound, Problem
from milepost.messaging.queries import kept_html, kept_messages
from milepost.pages.problems import by_field, summary_of
from milepost.web.members.views_looks import looks_context
from milepost.workspaces import commands, look_queries, queries
from milepost.workspaces.places import countries, subdivisions, time_zones
from milepost.workspaces.policy import NUMBERS, numbers_of
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page

ADMINS = ("admin",)
# Links in it open; nothing runs, loads or is sent.
AS_IN_A_MAILBOX = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'; sandbox allow-popups"
    " allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
FIELDS = ("name", "currency", "time_zone", "country", "subdivision", "plan_title")


@member_page(roles=ADMINS, methods=("GET", "HEAD", "POST"))
def settings_page(request: MemberRequest) -> HttpResponse:
    """Name, currency, time zone, place, and the title of plans."""
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            commands.change_workspace(request.member.workspace_id, given)
        except InvalidInput as invalid:
            return page(request, form=given, wrong=by_field(invalid.problems))
        return _saved(request)
    return page(request)


@member_action(roles=ADMINS)
def policy(request: MemberRequest) -> HttpResponse:
    """The numbers of the rules."""
    given = {name: request.POST.get(name, "") for name in NUMBERS}
    try:
        commands.change_policy(request.member.workspace_id, given)
    except InvalidInput as invalid:
        return page(request, numbers=given, wrong=by_field(invalid.problems))
    return _saved(request)


@member_action(roles=ADMINS)
def rate(request: MemberRequest) -> HttpResponse:
    """Set what one unit of a currency is worth."""
    given = {
        "rate_currency": request.POST.get("currency", ""),
        "rate": request.POST.get("rate", ""),
    }
    try:
        commands.set_rate(request.member.workspace_id, given["rate_currency"], given["rate"])
    except InvalidInput as invalid:
        wrong = by_field(invalid.problems)
        if "currency" in wrong:
            wrong["rate_currency"] = wrong.pop("currency")
        return page(request, rate=given, wrong=wrong)
    return _saved(request)


@member_action(roles=ADMINS)
def remove_rate(request: MemberRequest) -> HttpResponse:
    """Forget a rate."""
    commands.remove_rate(request.member.workspace_id, request.POST.get("currency", ""))
    return _saved(request)


@member_page
def messages_page(request: MemberRequest) -> HttpResponse:
    """What would have been mailed, where no mail server is set: one's own, all for admins."""
    context = {
        "kept": kept_messages(caused_by=_whose(request)),
        "has_mail": bool(settings.SMTP_URL),
        "is_admin": request.member.role in ADMINS,
    }
    response = render(request, "members/messages.html", context)
    response["Cache-Control"] = "no-store"  # links that work once stand in it
    return response


@member_page
def message_page(request: MemberRequest, message_id: int) -> HttpResponse:
    """A kept message as a mailbox would show it: a page of its own that can do nothing."""
    html = kept_html(message_id, _whose(request))
    if html is None:
        raise NotFound(_("There is no such message."))
    response = HttpResponse(html)
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = AS_IN_A_MAILBOX
    return response


def _whose(request: MemberRequest) -> int | None:
    """Whose messages a member reads: their own; an administrator reads everybody's."""
    return None if request.member.role in ADMINS else request.member.id


def _saved(request: MemberRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("members:workspace")


def page(
    request: MemberRequest,
    *,
    form: Mapping[str, str] | None = None,
    numbers: Mapping[str, str] | None = None,
    rate: Mapping[str, str] | None = None,
    looks: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    wrong: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    """The settings page, with what somebody typed and what is wrong with it."""
    kept = queries.workspace(request.member.workspace_id)
    wrong = wrong or by_field(problems)
    shown = form or {name: getattr(kept, name) for name in FIELDS}
    context = {
        "form": shown,
        "wrong": wrong,
        "problems": summary_of(wrong),
        **looks_context(look_queries.company_looks(kept.pk), looks),
        "currencies": [(code, code) for code in sorted(ACTIVE)],
        "countries": [("", _("not said")), *countries()],
        "subdivisions": [("", _("the whole country"))]
        + [(part, part) for part in subdivisions(shown["country"])],
        "time_zones": time_zones(),
        "policy": [
            (name, label, (numbers or {}).get(name) or value, NUMBERS[name][1])
            for (name, (label, _default)), value in zip(
                NUMBERS.items(), numbers_of(kept.policy).values(), strict=True
            )
        ],
        "rates": queries.rates(request.member.workspace_id),
        "rate": rate or {"rate_currency": "", "rate": ""},
    }
    return render(request, "members/workspace.html", context, status=422 if wrong else 200)
