"""The list of deals, a new deal, and one deal edited in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from milepost.deals import commands
from milepost.deals.queries import DealFilter, DealView, account_names, deal_page, deal_view
from milepost.deals.stages import Stage
from milepost.domain.errors import InvalidInput, NotFound
from milepost.pages.formatting import number
from milepost.pages.htmx import is_htmx, varies
from milepost.pages.problems import by_field, summary_of
from milepost.web.deals.filters import address_of, read_filter
from milepost.workspaces.places import countries, subdivisions
from milepost.workspaces.queries import member_choices
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page

NEW_FIELDS = (
    "name",
    "account",
    "value",
    "currency",
    "target_close",
    "owner",
    "stage",
    "product",
    "created_on",
    "crm_reference",
)
EDITABLE = {
    "name": ("name",),
    "account": ("account",),
    "place": ("country", "subdivision"),
    "value": ("value", "currency"),
    "target_close": ("target_close",),
    "owner": ("owner",),
    "stage": ("stage",),
    "product": ("product",),
    "created_on": ("created_on",),
    "crm_reference": ("crm_reference",),
}


@member_page
def deal_list(request: MemberRequest) -> HttpResponse:
    """The deals that the address asks for; only the table for a filter typed into the page."""
    chosen = read_filter(request.GET)
    page = deal_page(chosen, member_id=request.member.id)
    context = {
        "chosen": chosen,
        "page": page,
        "stage_names": dict(Stage.choices),
        "stages": _stage_tabs(chosen, page.counts),
        "owners": page.owners,
        "page_address": _open_ended(address_of(chosen), "page"),
        "sort_base": _open_ended(address_of(chosen, sort=DealFilter().sort), "sort"),
        "clear_address": address_of(DealFilter(stage=chosen.stage)),
        "gap_address": address_of(DealFilter(stage=chosen.stage, gap="any")),
        "unplanned_address": address_of(DealFilter(stage=chosen.stage, plan="no")),
        "mine_address": address_of(DealFilter(stage=chosen.stage, owner="me")),
    }
    response = render(request, "deals/list.html", context)
    varies(response)
    if is_htmx(request):
        # The address without what says nothing, whatever the form's fields were.
        response["HX-Push-Url"] = request.path + address_of(chosen, page=chosen.page).rstrip("?")
    return response


@member_page(methods=("GET", "HEAD", "POST"))
def new(request: MemberRequest) -> HttpResponse:
    """A deal by hand: only its name is asked for, the rest may stay a gap."""
    form: dict[str, str] = {
        "currency": request.member.workspace.currency,
        "owner": request.member.name,
    }
    wrong: Mapping[str, Sequence[str]] = {}
    if request.method == "POST":
        form = {name: request.POST.get(name, "") for name in NEW_FIELDS}
        form["stage"] = form["stage"] or Stage.PROSPECTING.value
        try:
            deal_id = commands.create_deal(request.member.workspace_id, form)
        except InvalidInput as invalid:
            wrong = by_field(invalid.problems)
        else:
            messages.success(request, _("The deal is there. Make its plan next."))
            return redirect("deals:deal", deal_id)
    context = _choices(request) | {"form": form, "wrong": wrong, "problems": summary_of(wrong)}
    return render(request, "deals/new.html", context, status=422 if wrong else 200)


@member_page
def deal(request: MemberRequest, deal_id: int) -> HttpResponse:
    """One deal; `?edit=<field>` opens that field's form in its place."""
    editing = request.GET.get("edit", "")
    return _deal_page(request, _found(deal_id), editing if editing in EDITABLE else "")


@member_action
def change(request: MemberRequest, deal_id: int) -> HttpResponse:
    """Set one field; a conflict shows both values and writes nothing."""
    field = request.POST.get("field", "")
    if field not in EDITABLE:
        raise NotFound(_("A deal has no such field."))
    names = EDITABLE[field]
    given = {name: request.POST.get(name, "") for name in names}
    try:
        if field == "place":
            _set_place(request, deal_id, given)
        else:
            seen = {n: request.POST[f"seen-{n}"] for n in names if f"seen-{n}" in request.POST}
            commands.change_deal_fields(request.member.workspace_id, deal_id, given, seen=seen)
    except InvalidInput as invalid:
        wrong = by_field(invalid.problems)
        return _deal_page(request, _found(deal_id), field, given=given, wrong=wrong, status=422)
    except commands.FieldConflict as conflict:
        return _deal_page(
            request, _found(deal_id), field, given=given, theirs=conflict.theirs, status=409
        )
    if is_htmx(request):
        return _deal_page(request, _found(deal_id), "", saved=field)
    return redirect("deals:deal", deal_id)


@member_action
def remove(request: MemberRequest, deal_id: int) -> HttpResponse:
    """Remove a deal that has no plan."""
    commands.remove_deal(request.member.workspace_id, deal_id)
    messages.success(request, _("The deal was removed."))
    return redirect("deals:list")


@member_page
def accounts(request: MemberRequest) -> HttpResponse:
    """Suggestions for the account's field, as options."""
    names = account_names(request.GET.get("account", "").replace("\x00", "")[:100])
    return HttpResponse(format_html_join("", '<option value="{}">', ((name,) for name in names)))


def _deal_page(
    request: HttpRequest,
    shown: DealView,
    editing: str,
    *,
    given: Mapping[str, str] | None = None,
    wrong: Mapping[str, Sequence[str]] | None = None,
    theirs: str | None = None,
    saved: str = "",
    status: int = 200,
) -> HttpResponse:
    country = (given or {}).get("country", shown.account_country)
    context = _choices(request) | {
        "deal": shown,
        "editing": editing,
        "given": given or {},
        "wrong": wrong or {},
        "theirs": theirs,
        "saved": saved,
        "stage_names": dict(Stage.choices),
        "countries": [("", _("not known")), *countries()] if editing == "place" else [],
        "country_names": dict(countries()),
        "subdivisions": [("", _("the whole country")), *((s, s) for s in subdivisions(country))],
    }
    response = render(request, "deals/deal.html", context, status=status)
    varies(response)
    return response


def _found(deal_id: int) -> DealView:
    found = deal_view(deal_id)
    if found is None:
        raise NotFound(_("There is no such deal."))
    return found


def _set_place(request: MemberRequest, deal_id: int, given: Mapping[str, str]) -> None:
    account_id = _found(deal_id).account_id
    if account_id is None:
        raise NotFound(_("The deal has no account yet."))
    commands.set_account_place(
        request.member.workspace_id, account_id, given["country"], given["subdivision"]
    )


def _choices(request: Any) -> dict[str, Any]:
    return {
        "member_names": [name for _id, name in member_choices(request.member.workspace_id)],
        "stage_choices": Stage.choices,
    }


def _stage_tabs(chosen: DealFilter, counts: Mapping[str, int]) -> list[tuple[str, str, bool, str]]:
    names = {"open": _("Open"), "won": _("Won"), "lost": _("Lost"), "all": _("All")}
    return [
        (text, address_of(chosen, stage=key), chosen.stage == key, number(counts[key]))
        for key, text in names.items()
    ]


def _open_ended(address: str, name: str) -> str:
    """An address up to the value of its last parameter, which a macro adds."""
    return f"{address}{'' if address.endswith('?') else '&'}{name}="
