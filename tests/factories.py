"""Makes what tests need: workspaces, members of each role, deals. Works past the walls, as owner.

workspace = a_workspace()
seller = a_member(workspace)                    # an account executive who can sign in
client.force_login(seller.user)
deal = a_deal(workspace, ae=seller)
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from milepost.deals.commands import account_named, search_key
from milepost.deals.models import Account, Deal
from milepost.workspaces.models import Member, Role, User, Workspace

PASSWORD = "a road of nine stones"
_number = itertools.count(1)


def a_workspace(name: str = "Brightloom", **fields: Any) -> Workspace:
    """A workspace, in euros and London time unless said otherwise."""
    usual = {"currency": "EUR", "time_zone": "Europe/London", "country": "GB"}
    return Workspace.objects.create(name=name, **(usual | fields))


def a_user(email: str | None = None, password: str = PASSWORD) -> User:
    """A user who can sign in with `password`; the address counts as verified."""
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(email or f"user{next(_number)}@example.com", password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def a_member(
    workspace: Workspace | None = None,
    role: str = "ae",
    name: str | None = None,
    *,
    user: User | None = None,
    **fields: Any,
) -> Member:
    """A member with a user to sign in as. Without a workspace they get one of their own."""
    workspace = workspace or a_workspace()
    name = name or f"{Role(role).name.replace('_', ' ').title()} {next(_number)}"
    user = user or a_user(f"{name.lower().replace(' ', '.')}.{next(_number)}@example.com")
    return Member.objects.create(
        workspace=workspace, user=user, name=name, email=user.email, role=role, **fields
    )


def members_of_every_role(workspace: Workspace) -> Mapping[str, Member]:
    """One member of each role."""
    return {role: a_member(workspace, role) for role in Role.values}


def an_account(workspace: Workspace, name: str = "Halden Logistics", **fields: Any) -> Account:
    """The account of this name, made where it is new."""
    account = account_named(workspace.pk, name)
    for field, value in fields.items():
        setattr(account, field, value)
    account.save()
    return account


def a_deal(
    workspace: Workspace,
    name: str = "Order tracking",
    *,
    account: Account | str | None = "Halden Logistics",
    ae: Member | None = None,
    **fields: Any,
) -> Deal:
    """A deal over 86,000 in the workspace's currency that closes on 22 January 2027."""
    usual: dict[str, Any] = {
        "value": Decimal(86000),
        "currency": workspace.currency,
        "target_close": date(2027, 1, 22),
        "created_on": date(2026, 10, 19),
        "stage": "evaluating",
    }
    deal = Deal(
        workspace=workspace,
        name=name,
        account=an_account(workspace, account) if isinstance(account, str) else account,
        ae=ae,
        **(usual | fields),
    )
    deal.search_key = search_key(deal.name, deal.product, deal.crm_reference, deal.ae_name)
    deal.save()
    return deal
