"""Reads of members, invitations and the workspace, inside the seller's scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from milepost.deals.names import name_key
from milepost.domain.errors import NotFound
from milepost.workspaces.models import CurrencyRate, Invitation, Member, Workspace


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One line of the members' list. `invited_until` is set while an invitation is open."""

    id: int
    name: str
    email: str
    role: str
    manager_id: int | None
    manager_name: str | None
    has_joined: bool
    is_active: bool
    invited_until: datetime | None


def members(workspace_id: int) -> list[MemberRow]:
    """Everybody, the active ones first, by name."""
    invited = dict(
        Invitation.objects.filter(workspace_id=workspace_id, accepted_at=None).values_list(
            "member_id", "expires_at"
        )
    )
    people = list(Member.objects.filter(workspace_id=workspace_id))
    names = {member.pk: member.name for member in people}
    rows = [
        MemberRow(
            id=member.pk,
            name=member.name,
            email=member.email,
            role=member.role,
            manager_id=member.manager_id,
            manager_name=names.get(member.manager_id) if member.manager_id else None,
            has_joined=member.user_id is not None,
            is_active=member.is_active,
            invited_until=None if member.user_id else invited.get(member.pk),
        )
        for member in people
    ]
    return sorted(rows, key=lambda row: (not row.is_active, name_key(row.name)))


def member_choices(workspace_id: int) -> list[tuple[int, str]]:
    """Active members by name, for a list to choose from."""
    found = Member.objects.filter(workspace_id=workspace_id, is_active=True)
    return sorted(found.values_list("id", "name"), key=lambda pair: name_key(pair[1]))


def workspace(workspace_id: int) -> Workspace:
    """The workspace itself."""
    return Workspace.objects.get(pk=workspace_id)


def rates(workspace_id: int) -> Mapping[str, Decimal]:
    """What one unit of each currency is worth in the workspace's own."""
    found = CurrencyRate.objects.filter(workspace_id=workspace_id).order_by("currency")
    return {code: rate.normalize() for code, rate in found.values_list("currency", "rate")}


def member_with_email(email: str) -> Member | None:
    """The first active member with this address, in any workspace; before a scope is open."""
    found = Member.objects.filter(email__iexact=email.strip(), is_active=True)
    return found.order_by("id").first()


def required_member(email: str) -> Member:
    """Like `member_with_email`; NotFound where nobody has the address."""
    member = member_with_email(email)
    if member is None:
        raise NotFound(_("No member has the address %(email)s.") % {"email": email})
    return member


def workspaces_of(user_id: int) -> list[tuple[int, str]]:
    """The member and the workspace's name for each workspace of a user; before a scope is open."""
    found = Member.objects.filter(user_id=user_id, is_active=True).order_by("id")
    return list(found.values_list("id", "workspace__name"))
