"""The first start: one-time links, the first administrator and their workspace.

Nobody is signed in yet, so all of this works as the application's login.
"""

from __future__ import annotations

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, LinkSpent, Problem
from milepost.workspaces.checks import (
    ahead,
    check_password,
    checked_currency,
    checked_email,
    checked_name,
    or_problem,
)
from milepost.workspaces.models import Member, Role, SetupLink, User, Workspace
from milepost.workspaces.places import read_place, read_time_zone
from milepost.workspaces.tokens import hash_of, new_token

SETUP_HOURS = 48
SIGN_IN_MINUTES = 60


def new_setup_link() -> str | None:
    """A fresh one-time address of the set-up page; None once somebody has been set up.

    Earlier ones stop working, so that only the one printed last opens the page.
    """
    with transaction.atomic():
        if User.objects.exists():
            return None
        SetupLink.objects.filter(user=None).delete()
        token = new_token()
        SetupLink.objects.create(token_hash=hash_of(token), expires_at=ahead(hours=SETUP_HOURS))
    return f"{settings.PUBLIC_URL}/setup/{token}/"


def new_sign_in_link(user: User) -> str:
    """A one-time address that signs this user in, for the example workspace's first start."""
    token = new_token()
    SetupLink.objects.create(
        token_hash=hash_of(token), user=user, expires_at=ahead(minutes=SIGN_IN_MINUTES)
    )
    return f"{settings.PUBLIC_URL}/link/{token}/"


def use_sign_in_link(token: str) -> User:
    """The user whom the link signs in; LinkSpent for one that is unknown, used or too old."""
    with transaction.atomic():
        link = _open_link(token)
        if link is None or link.user is None or not link.user.is_active:
            raise LinkSpent(_("This link does not work, or no longer."))
        link.used_at = ahead()
        link.save(update_fields=["used_at"])
        return link.user


def is_setup_open(token: str) -> bool:
    """Whether the set-up page answers to this secret."""
    link = SetupLink.objects.filter(token_hash=hash_of(token), user=None, used_at=None).first()
    return link is not None and link.expires_at > ahead() and not User.objects.exists()


def set_up(token: str, given: Mapping[str, str], *, is_example: bool = False) -> Member:
    """Make the first administrator and an empty workspace; the link works no more."""
    problems: list[Problem] = []
    name = checked_name(given.get("name", ""), "name", problems)
    workspace_name = checked_name(given.get("workspace", ""), "workspace", problems)
    email = checked_email(given.get("email", ""), problems)
    currency = checked_currency(given.get("currency") or "USD", problems)
    zone = or_problem(lambda: read_time_zone(given.get("time_zone") or "UTC"), problems)
    place = or_problem(lambda: read_place(given.get("country", "")), problems)
    password = given.get("password", "")
    check_password(password, User(email=email), problems)
    if problems:
        raise InvalidInput(problems)
    with transaction.atomic():
        link = _open_link(token)
        if link is None or link.user_id is not None or User.objects.exists():
            raise LinkSpent(_("This link does not work, or no longer."))
        link.used_at = ahead()
        link.save(update_fields=["used_at"])
        user = verified_user(email, password)
        workspace = Workspace.objects.create(
            name=workspace_name,
            currency=currency,
            time_zone=zone or "UTC",
            country=place.country if place else "",
            is_example=is_example,
        )
        return Member.objects.create(
            workspace=workspace, user=user, name=name, email=email, role=Role.ADMIN
        )


def _open_link(token: str) -> SetupLink | None:
    return (
        SetupLink.objects.select_for_update(of=("self",))
        .filter(token_hash=hash_of(token), used_at=None, expires_at__gt=ahead())
        .first()
    )


def verified_user(email: str, password: str | None) -> User:
    """A user whose address counts as verified: they came by a link that was sent to it."""
    user = User.objects.create_user(email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
