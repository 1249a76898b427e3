"""How buyers see the workspace: its logo, its colour, and what its plans are good for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.domain.colours import read_colour
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.looks import LONGEST_BUYER_WORDS, CompanyLooks, PlanLooks
from milepost.pages.looks import LooksView, looks_view, usual_words
from milepost.platform.pictures import MOST_BYTES
from milepost.workspaces import look_commands, look_queries
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page

ADMINS = ("admin",)
FIELDS = ("colour", "buyer_words")
# A picture of ours and nothing else, also where somebody opens it by itself.
PICTURE_POLICY = "default-src 'none'; sandbox"


def looks_context(looks: CompanyLooks, form: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the section of the settings page wants."""
    shown = form or {"colour": looks.colour, "buyer_words": looks.buyer_words}
    return {
        "looks_form": shown,
        "looks_now": looks,
        "preview": preview_of(looks, shown),
        "usual_words": usual_words(looks.name),
        "longest_words": LONGEST_BUYER_WORDS,
    }


def preview_of(looks: CompanyLooks, shown: Mapping[str, str]) -> LooksView:
    """The head of a buyer's page as it would be with what the form says."""
    colour = read_colour(shown.get("colour", "")) or ""
    words = shown.get("buyer_words", "")[:LONGEST_BUYER_WORDS]
    tried = replace(looks, colour=colour, buyer_words=words)
    sample = PlanLooks(company=tried, account=_("Your customer"))
    return looks_view(sample, logo_address)


def logo_address(mark: str) -> str:
    """Where members find the workspace's logo."""
    return reverse("members:logo", args=[mark])


@member_action(roles=ADMINS)
def looks(request: MemberRequest) -> HttpResponse:
    """Colour and words."""
    from milepost.web.members.views_workspace import page

    given = {name: request.POST.get(name, "") for name in FIELDS}
    try:
        look_commands.change_looks(request.member.workspace_id, given)
    except InvalidInput as invalid:
        return page(request, looks=given, problems=invalid.problems)
    return _saved(request)


@member_action(roles=ADMINS)
def preview(request: MemberRequest) -> HttpResponse:
    """The preview alone, while somebody chooses; nothing is kept."""
    now = look_queries.company_looks(request.member.workspace_id)
    return render(
        request, "members/_looks_preview.html", {"preview": preview_of(now, request.POST)}
    )


@member_action(roles=ADMINS)
def set_logo(request: MemberRequest) -> HttpResponse:
    """A new logo, or (without a file) none."""
    from milepost.web.members.views_workspace import page

    if "remove" in request.POST:
        look_commands.remove_logo(request.member.workspace_id)
        return _saved(request)
    try:
        look_commands.set_logo(request.member.workspace_id, uploaded(request))
    except InvalidInput as invalid:
        return page(request, problems=invalid.problems)
    return _saved(request)


@member_page
def logo(request: MemberRequest, mark: str) -> HttpResponse:
    """The workspace's logo, for its members."""
    return picture(look_queries.logo_data(request.member.workspace_id, mark))


def picture(data: bytes) -> HttpResponse:
    """A PNG that no browser takes for anything else; its address changes with it."""
    response = HttpResponse(data, content_type="image/png")
    response["Content-Security-Policy"] = PICTURE_POLICY
    response["Content-Disposition"] = 'inline; filename="logo.png"'
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


def uploaded(request: HttpRequest) -> bytes:
    """The uploaded picture; raises InvalidInput where there is none or it is beyond measure."""
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


def _saved(request: MemberRequest) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(reverse("members:workspace") + "#looks")
