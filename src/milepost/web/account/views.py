"""Set-up, one-time links, joining, and one's own profile. Signing in itself is allauth's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from milepost.domain.currencies import ACTIVE
from milepost.domain.errors import InvalidInput, LinkSpent, NotFound
from milepost.intake import demo
from milepost.pages.problems import by_field, summary_of
from milepost.workspaces import commands
from milepost.workspaces import setup as first_start
from milepost.workspaces.models import User
from milepost.workspaces.places import countries, time_zones
from milepost.workspaces.queries import workspaces_of
from milepost.workspaces.sessions import MEMBER_KEY
from milepost.workspaces.signed_in import MemberRequest, member_page

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
USUAL_CURRENCIES = ("USD", "EUR", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD", "JPY")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, token: str) -> HttpResponse:
    """The first administrator, and an empty workspace or the example one. Works once."""
    if not first_start.is_setup_open(token):
        raise LinkSpent(_("This link does not work, or no longer."))
    form: Mapping[str, str] = {"currency": "USD", "start": "empty"}
    wrong: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        form = {name: request.POST.get(name, "") for name in request.POST}
        wants_example = form.get("start") == "example"
        if wants_example:
            form = {**form, "workspace": demo.WORKSPACE_NAME, "currency": "EUR"}
        try:
            member = first_start.set_up(token, form, is_example=wants_example)
        except InvalidInput as invalid:
            wrong = by_field(invalid.problems)
        else:
            if wants_example:
                demo.fill(member.workspace_id, member.pk)
            login(request, member.user, backend=BACKEND)
            return redirect("/")
    context = _place_choices() | {"form": form, "wrong": wrong, "problems": summary_of(wrong)}
    return render(request, "account/setup.html", context, status=422 if wrong else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """A link that signs in once. The button keeps a preview of the link from using it up."""
    if request.method == "POST":
        login(request, first_start.use_sign_in_link(token), backend=BACKEND)
        return redirect("/")
    return render(request, "account/link.html", {})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """An invited member chooses a password, or shows that they are somebody who has one."""
    invitation = commands.open_invitation(token)
    is_known = User.objects.filter(email__iexact=invitation.member.email).exists()
    wrong: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        adapter = get_adapter(request)
        try:
            if is_known:  # the same few attempts as at the sign-in page
                adapter.pre_authenticate(request, email=invitation.member.email)
            member = commands.accept_invitation(token, request.POST.get("password", ""))
        except InvalidInput as invalid:
            wrong = by_field(invalid.problems)
        except ValidationError as refused:
            wrong = {"password": refused.messages}
        else:
            if is_known:
                adapter.forget_attempt()
                messages.success(request, _("You have joined. Sign in as you always do."))
                return redirect(settings.LOGIN_URL)
            login(request, member.user, backend=BACKEND)
            return redirect("/")
    context = {
        "invitation": invitation,
        "is_known": is_known,
        "wrong": wrong,
        "problems": summary_of(wrong),
    }
    return render(request, "account/join.html", context, status=422 if wrong else 200)


def sign_in(request: HttpRequest) -> HttpResponse:
    """A short address for the library's sign-in page."""
    return redirect(settings.LOGIN_URL)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out of this browser."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@member_page(methods=("GET", "HEAD", "POST"))
def profile(request: MemberRequest) -> HttpResponse:
    """One's own name, language and time zone; links to password, passkeys and codes."""
    me = commands.own_profile(request.member.workspace_id, request.member.id)
    form: Mapping[str, str] = me
    wrong: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        form = {name: request.POST.get(name, "") for name in ("name", "language", "time_zone")}
        try:
            commands.change_profile(request.member.workspace_id, request.member.id, form)
        except InvalidInput as invalid:
            wrong = by_field(invalid.problems)
        else:
            messages.success(request, _("Saved."))
            return redirect("account:profile")
    context = {
        "form": form,
        "wrong": wrong,
        "problems": summary_of(wrong),
        "languages": [("", _("as the browser asks")), *_languages()],
        "time_zones": time_zones(),
    }
    return render(request, "account/profile.html", context, status=422 if wrong else 200)


def _languages() -> list[tuple[str, str]]:
    """The languages that the seller's pages have."""
    return [each for each in settings.LANGUAGES if each[0] in settings.MEMBER_LANGUAGES]


def choose_workspace(request: HttpRequest) -> HttpResponse:
    """Somebody who is a member of several workspaces chooses the one to work in."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    mine = workspaces_of(request.user.pk)
    if request.method == "POST":
        chosen = request.POST.get("member", "")
        if chosen not in {str(member_id) for member_id, _name in mine}:
            raise NotFound(_("There is no such workspace."))
        request.session[MEMBER_KEY] = int(chosen)
        return redirect("/")
    return render(request, "account/workspaces.html", {"workspaces": mine})


def _place_choices() -> dict[str, Any]:
    others = sorted(ACTIVE - set(USUAL_CURRENCIES))
    return {
        "currencies": [(code, code) for code in (*USUAL_CURRENCIES, *others)],
        "countries": [("", _("not said")), *countries()],
        "time_zones": [(zone, zone.replace("_", " ")) for zone in time_zones()],
    }
