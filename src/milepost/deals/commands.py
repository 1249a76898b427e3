"""Every write to a deal. Called inside the seller's scope; each is one transaction's work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from milepost.deals import facts
from milepost.deals.models import Account, Deal
from milepost.deals.names import name_key
from milepost.deals.queries import deal_view
from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Problem
from milepost.workspaces.models import Member


class FieldConflict(Conflict):
    """Somebody else changed the same field: `theirs` is what stands there now."""

    def __init__(self, field: str, yours: str, theirs: str) -> None:
        super().__init__(_("Somebody changed this in the meantime. Nothing was saved."))
        self.field, self.yours, self.theirs = field, yours, theirs


def create_deal(workspace_id: int, given: Mapping[str, str]) -> int:
    """Make a deal from a form's fields and return its id; InvalidInput names each bad field."""
    values = facts.read_fields({"name": "", **given})
    deal = Deal(workspace_id=workspace_id)
    for field, value in values.items():
        _set(deal, field, value)
    if not deal.currency:
        raise InvalidInput([Problem("currency", _("The deal has no currency."), "")])
    _save(deal)
    return deal.pk


def change_deal(
    workspace_id: int, deal_id: int, field: str, given: str, *, seen: str | None = None
) -> Deal:
    """Set one field. `seen` is the text that the page showed: a newer value is a FieldConflict."""
    return change_deal_fields(
        workspace_id, deal_id, {field: given}, seen=None if seen is None else {field: seen}
    )


def change_deal_fields(
    workspace_id: int,
    deal_id: int,
    given: Mapping[str, str],
    *,
    seen: Mapping[str, str] | None = None,
) -> Deal:
    """Set several fields that belong together (an amount and its currency)."""
    deal = _locked(workspace_id, deal_id)
    values = {field: facts.read_field(field, text) for field, text in given.items()}
    for field, text in (seen or {}).items():
        now = field_text(deal, field)
        if now != text and now != given[field]:
            raise FieldConflict(field, given[field], now)
    for field, value in values.items():
        _set(deal, field, value)
    if problems := facts.date_problems(deal.created_on, deal.target_close):
        raise InvalidInput(problems)
    _save(deal)
    return deal


def remove_deal(workspace_id: int, deal_id: int) -> None:
    """Remove a deal that has no plan. One that has keeps its history and is marked lost instead."""
    deal = _locked(workspace_id, deal_id)
    view = deal_view(deal_id)
    if view and view.plans:
        raise NotAllowed(_("A deal with a plan stays. Set its stage to lost instead."))
    deal.delete()


def set_account_place(
    workspace_id: int, account_id: int, country: str, subdivision: str = ""
) -> None:
    """Where the account works: its public holidays count in the plans made for it."""
    from milepost.workspaces.places import read_place

    place = read_place(country, subdivision)
    changed = Account.objects.filter(workspace_id=workspace_id, pk=account_id).update(
        country=place.country, subdivision=place.subdivision
    )
    if not changed:
        raise NotFound(_("There is no such account."))


def field_text(deal: Deal, field: str) -> str:
    """A field as its form shows and posts it."""
    if field == "account":
        return deal.account.name if deal.account else ""
    if field == "owner":
        return deal.ae.name if deal.ae else deal.ae_name
    value = getattr(deal, field)
    if value is None:
        return ""
    return facts.amount_text(value) if field == "value" else str(value)


def _locked(workspace_id: int, deal_id: int) -> Deal:
    deal = (
        Deal.objects.select_for_update(of=("self",))
        .select_related("account", "ae")
        .filter(workspace_id=workspace_id, pk=deal_id)
        .first()
    )
    if deal is None:
        raise NotFound(_("There is no such deal."))
    return deal


def _set(deal: Deal, field: str, value: Any) -> None:
    if field == "account":
        deal.account = account_named(deal.workspace_id, value) if value else None
    elif field == "owner":
        _set_owner(deal, value)
    elif field == "stage":
        deal.crm_stage = deal.crm_stage if deal.stage == value else ""
        deal.stage = value
    else:
        setattr(deal, field, value)


def _set_owner(deal: Deal, given: str) -> None:
    """A member by `member:<id>`, else the name of somebody who is no member."""
    kind, _colon, number = given.partition(":")
    if kind == "member" and number.isascii() and number.isdigit():
        member = Member.objects.filter(workspace_id=deal.workspace_id, pk=int(number[:18])).first()
        if member is None:
            raise InvalidInput(
                [Problem("owner", _("There is no such member."), _("Choose one of the list."))]
            )
        deal.ae, deal.ae_name = member, ""
        return
    member = Member.objects.filter(workspace_id=deal.workspace_id, name__iexact=given).first()
    deal.ae, deal.ae_name = (member, "") if given and member else (None, given)


def account_named(workspace_id: int, name: str) -> Account:
    """The account of this name, however it is capitalised or punctuated; made where new."""
    account, _made = Account.objects.get_or_create(
        workspace_id=workspace_id, name_key=name_key(name)[:300], defaults={"name": name}
    )
    return account


def search_key(name: str, product: str, reference: str | None, owner_name: str) -> str:
    """What the search looks through, beside the names of account and member."""
    parts = (name, product if product != name else "", reference or "", owner_name)
    return " ".join(name_key(part) for part in parts if part)


def _save(deal: Deal) -> None:
    deal.search_key = search_key(deal.name, deal.product, deal.crm_reference, deal.ae_name)
    deal.changed_at = Now()
    try:
        with transaction.atomic():
            deal.save()
    except IntegrityError as error:
        if "deals_deal_reference" not in str(error):
            raise
        raise InvalidInput(
            [
                Problem(
                    "crm_reference",
                    _("Another deal has the reference “%(reference)s” already.")
                    % {"reference": deal.crm_reference},
                    _("Each deal of the CRM is one deal here: open that one instead."),
                )
            ]
        ) from None
