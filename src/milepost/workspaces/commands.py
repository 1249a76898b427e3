"""Every write to a workspace and its people, after its set-up (`setup.py`).

Accepting an invitation happens before anybody is signed in: it works as the application's
login. Everything else is called inside the seller's scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, LinkSpent, NotAllowed, NotFound, Problem
from milepost.plans import live
from milepost.workspaces.checks import (
    ahead,
    check_password,
    checked_currency,
    checked_email,
    checked_manager,
    checked_name,
    checked_role,
    or_problem,
)
from milepost.workspaces.models import (
    CurrencyRate,
    Invitation,
    Member,
    Role,
    User,
    Workspace,
)
from milepost.workspaces.places import read_place, read_time_zone
from milepost.workspaces.policy import read_numbers
from milepost.workspaces.setup import verified_user
from milepost.workspaces.tokens import hash_of, new_token

INVITATION_DAYS = 14


@dataclass(frozen=True, slots=True)
class Invited:
    """A member who was invited, and the secret of their link, which is shown this once."""

    member_id: int
    token: str


# --- Members and invitations -------------------------------------------------------------------


def invite(workspace_id: int, by: int, given: Mapping[str, str]) -> Invited:
    """Add a member who has no user yet, and make the link by which they choose a password."""
    problems: list[Problem] = []
    name = checked_name(given.get("name", ""), "name", problems)
    email = checked_email(given.get("email", ""), problems)
    role = checked_role(given.get("role", ""), problems)
    manager = checked_manager(workspace_id, None, given.get("manager", ""), problems)
    if email and Member.objects.filter(workspace_id=workspace_id, email__iexact=email).exists():
        problems.append(
            Problem(
                "email",
                _("Somebody with this address is a member already."),
                _("Find them in the list below."),
            )
        )
    if problems:
        raise InvalidInput(problems)
    member = Member.objects.create(
        workspace_id=workspace_id, name=name, email=email, role=role, manager_id=manager
    )
    return _new_invitation(member, by)


def invite_again(workspace_id: int, by: int, member_id: int) -> Invited:
    """A fresh link for somebody who has not joined; the earlier one stops working."""
    member = _member(workspace_id, member_id)
    if member.user_id is not None:
        raise NotAllowed(_("%(name)s has joined already.") % {"name": member.name})
    Invitation.objects.filter(workspace_id=workspace_id, member_id=member.pk).delete()
    return _new_invitation(member, by)


def _new_invitation(member: Member, by: int) -> Invited:
    token = new_token()
    Invitation.objects.create(
        workspace_id=member.workspace_id,
        member=member,
        token_hash=hash_of(token),
        created_by_id=by,
        expires_at=ahead(days=INVITATION_DAYS),
    )
    _send_invitation(member, by, token)
    return Invited(member.pk, token)


def _send_invitation(member: Member, by: int, token: str) -> None:
    from django.conf import settings

    from milepost.messaging.mail import record_mail

    inviter = Member.objects.filter(workspace_id=member.workspace_id, pk=by).first()
    workspace = Workspace.objects.get(pk=member.workspace_id)
    words = {
        "name": member.name,
        "by": inviter.name if inviter else workspace.name,
        "workspace": workspace.name,
        "link": f"{settings.PUBLIC_URL}/join/{token}/",
        "days": INVITATION_DAYS,
    }
    record_mail(
        workspace_id=member.workspace_id,
        key=f"invitation:{hash_of(token)[:16]}",
        to=member.email,
        subject=_("%(by)s invites you to %(workspace)s on Milepost") % words,
        text=_(
            "Hello %(name)s,\n\n%(by)s has added you to %(workspace)s on Milepost, where deals"
            " become plans that both sides follow.\n\nChoose how you sign in:\n%(link)s\n\n"
            "The link works once, for %(days)s days.\n"
        )
        % words,
    )


def open_invitation(token: str) -> Invitation:
    """The invitation behind a link; NotFound for one that is unknown, used or too old."""
    invitation = (
        Invitation.objects.select_related("member")
        .filter(token_hash=hash_of(token), accepted_at=None, expires_at__gt=ahead())
        .first()
    )
    if invitation is None or not invitation.member.is_active:
        raise LinkSpent(_("This invitation does not work, or no longer. Ask for a new one."))
    return invitation


def accept_invitation(token: str, password: str) -> Member:
    """Join: a new user with this password, or an existing one who proves to be it by theirs."""
    with transaction.atomic():
        invitation = open_invitation(token)
        member = invitation.member
        user = User.objects.filter(email__iexact=member.email).first()
        if user is None:
            problems: list[Problem] = []
            check_password(password, User(email=member.email), problems)
            if problems:
                raise InvalidInput(problems)
            user = verified_user(member.email, password)
        elif not user.check_password(password):
            raise InvalidInput(
                [
                    Problem(
                        "password",
                        _("That is not the password of %(email)s.") % {"email": member.email},
                        _("You use Milepost already: sign in with the password that you have."),
                    )
                ]
            )
        taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(
            accepted_at=ahead()
        )
        if not taken:
            raise LinkSpent(_("This invitation has been used."))
        Member.objects.filter(pk=member.pk).update(user_id=user.pk)
        member.user = user
        return member


def change_member(workspace_id: int, member_id: int, given: Mapping[str, str]) -> None:
    """Set name, role and manager of a member. The last administrator stays one."""
    problems: list[Problem] = []
    member = _member(workspace_id, member_id)
    if "name" in given:
        member.name = checked_name(given["name"], "name", problems)
    if "role" in given:
        role = checked_role(given["role"], problems)
        if member.role == Role.ADMIN and role != Role.ADMIN:
            _keep_an_admin(member)
        member.role = role
    if "manager" in given:
        member.manager_id = checked_manager(workspace_id, member.pk, given["manager"], problems)
    if problems:
        raise InvalidInput(problems)
    member.save(update_fields=["name", "role", "manager"])


def set_active(workspace_id: int, by: int, member_id: int, is_active: bool) -> None:
    """Let a member in or keep them out. Their name stays on what they did."""
    member = _member(workspace_id, member_id)
    if not is_active and member.pk == by:
        raise NotAllowed(_("You cannot deactivate yourself. Ask another administrator."))
    if not is_active and member.role == Role.ADMIN:
        _keep_an_admin(member)
    member.is_active = is_active
    member.save(update_fields=["is_active"])
    if not is_active:
        Invitation.objects.filter(workspace_id=workspace_id, member_id=member.pk).delete()
        live.recheck_member(member.pk)


def own_profile(workspace_id: int, member_id: int) -> dict[str, str]:
    """What the profile's form shows."""
    member = Member.objects.get(workspace_id=workspace_id, pk=member_id)
    return {
        "name": member.name,
        "email": member.email,
        "role": member.role,
        "language": member.language,
        "time_zone": member.time_zone,
    }


def change_profile(workspace_id: int, member_id: int, given: Mapping[str, str]) -> None:
    """A member's own name, language and time zone."""
    from django.conf import settings

    problems: list[Problem] = []
    member = _member(workspace_id, member_id)
    member.name = checked_name(given.get("name", ""), "name", problems)
    language = given.get("language", "")
    if language and language not in settings.MEMBER_LANGUAGES:
        problems.append(
            Problem("language", _("There is no such language."), _("Choose one of the list."))
        )
    member.language = language
    zone = or_problem(
        lambda: read_time_zone(given.get("time_zone", ""), may_be_empty=True), problems
    )
    member.time_zone = zone or ""
    if problems:
        raise InvalidInput(problems)
    member.save(update_fields=["name", "language", "time_zone"])


# --- The workspace -----------------------------------------------------------------------------


def change_workspace(workspace_id: int, given: Mapping[str, str]) -> None:
    """Name, currency, time zone, place and the plans' title."""
    from milepost.alerting.commands import look_again

    problems: list[Problem] = []
    workspace = Workspace.objects.select_for_update().get(pk=workspace_id)
    workspace.name = checked_name(given.get("name", ""), "name", problems)
    workspace.currency = checked_currency(given.get("currency", ""), problems)
    zone = or_problem(lambda: read_time_zone(given.get("time_zone", "")), problems)
    place = or_problem(
        lambda: read_place(given.get("country", ""), given.get("subdivision", "")), problems
    )
    title = " ".join(given.get("plan_title", "").split())
    if len(title) > 120:
        problems.append(
            Problem("plan_title", _("The title is too long."), _("Use at most 120 characters."))
        )
    if problems:
        raise InvalidInput(problems)
    if workspace.time_zone != zone:
        look_again(workspace_id)
    workspace.time_zone = zone
    workspace.country, workspace.subdivision = place.country, place.subdivision
    workspace.plan_title = title
    workspace.save(
        update_fields=["name", "currency", "time_zone", "country", "subdivision", "plan_title"]
    )


def change_policy(workspace_id: int, given: Mapping[str, str]) -> None:
    """The numbers of the rules; plans made from now on take them."""
    workspace = Workspace.objects.select_for_update().get(pk=workspace_id)
    workspace.policy = read_numbers(given, workspace.policy)
    workspace.save(update_fields=["policy"])


def set_rate(workspace_id: int, currency: str, rate: str) -> None:
    """What one unit of `currency` is worth in the workspace's own."""
    problems: list[Problem] = []
    code = checked_currency(currency, problems)
    try:
        amount = Decimal(rate.strip().replace(",", "."))
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or not Decimal("0.0000000001") <= amount < 10**9:
        problems.append(
            Problem(
                "rate",
                _("“%(rate)s” is no rate.") % {"rate": rate[:30]},
                _("Write what one unit is worth, such as 1.0842."),
            )
        )
    if code and code == Workspace.objects.values_list("currency", flat=True).get(pk=workspace_id):
        problems.append(
            Problem("currency", _("This is the workspace's own currency."), _("Choose another."))
        )
    if problems:
        raise InvalidInput(problems)
    CurrencyRate.objects.update_or_create(
        workspace_id=workspace_id, currency=code, defaults={"rate": amount}
    )


def remove_rate(workspace_id: int, currency: str) -> None:
    """Forget a rate; deals in that currency then go by their length alone."""
    CurrencyRate.objects.filter(workspace_id=workspace_id, currency=currency).delete()


def _member(workspace_id: int, member_id: int) -> Member:
    member = (
        Member.objects.select_for_update().filter(workspace_id=workspace_id, pk=member_id).first()
    )
    if member is None:
        raise NotFound(_("There is no such member."))
    return member


def _keep_an_admin(member: Member) -> None:
    others = Member.objects.filter(
        workspace_id=member.workspace_id, role=Role.ADMIN, is_active=True, user__isnull=False
    ).exclude(pk=member.pk)
    if not others.exists():
        raise NotAllowed(
            _("%(name)s is the only administrator. Make somebody else one first.")
            % {"name": member.name}
        )
