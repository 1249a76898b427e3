"""What the forms of workspaces and members may hold; each adds to the list of problems."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from milepost.domain.currencies import CURRENCIES
from milepost.domain.errors import InvalidInput, Problem
from milepost.workspaces.models import Member, Role, User

NAME_LIMIT = 200
T = TypeVar("T")


def ahead(**distance: float) -> datetime:
    """The moment so far from now (`timedelta`'s words); now without any."""
    return datetime.now(UTC) + timedelta(**distance)


def checked_name(text: str, field: str, problems: list[Problem]) -> str:
    """A name without line breaks, neither empty nor too long."""
    name = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not name:
        wrong = _("The company has no name.") if field == "workspace" else _("The name is empty.")
        problems.append(Problem(field, wrong, _("Write one.")))
    elif len(name) > NAME_LIMIT:
        problems.append(
            Problem(
                field,
                _("The name is too long."),
                _("Use at most %(limit)s characters.") % {"limit": NAME_LIMIT},
            )
        )
    return name


def checked_email(text: str, problems: list[Problem]) -> str:
    """An e-mail address, in lower case."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        problems.append(
            Problem("email", _("This is no e-mail address."), _("Write it like sam@example.com."))
        )
    return email


def checked_role(role: str, problems: list[Problem]) -> str:
    """One of the roles."""
    if role not in Role.values:
        problems.append(Problem("role", _("There is no such role."), _("Choose one of the list.")))
    return role


def checked_currency(text: str, problems: list[Problem]) -> str:
    """A code of ISO 4217."""
    code = text.strip().upper()
    if code not in CURRENCIES:
        problems.append(
            Problem(
                "currency",
                _("“%(code)s” is not a currency.") % {"code": code[:20]},
                _("Use a code of ISO 4217, such as EUR."),
            )
        )
    return code


def checked_manager(
    workspace_id: int, member_id: int | None, given: str, problems: list[Problem]
) -> int | None:
    """A manager who is a member, and not, through others, managed by this very member."""
    if not given:
        return None
    managers = dict(
        Member.objects.filter(workspace_id=workspace_id).values_list("id", "manager_id")
    )
    chosen = next((key for key in managers if str(key) == given), None)
    if chosen is None:
        problems.append(
            Problem("manager", _("There is no such member."), _("Choose one of the list."))
        )
        return None
    above, seen = chosen, set[int]()
    while above is not None and above not in seen:
        if above == member_id:
            problems.append(
                Problem(
                    "manager", _("They would be their own manager."), _("Choose somebody else.")
                )
            )
            return None
        seen.add(above)
        above = managers.get(above)
    return chosen


def check_password(password: str, user: User, problems: list[Problem]) -> None:
    """Whether a new password is good enough for this user."""
    try:
        validate_password(password, user)
    except ValidationError as invalid:
        problems.extend(Problem("password", message, "") for message in invalid.messages)


def or_problem(read: Callable[[], T], problems: list[Problem]) -> T | None:
    """What `read` gives, or None with its problems added."""
    try:
        return read()
    except InvalidInput as invalid:
        problems.extend(invalid.problems)
        return None
