"""The tenant and its people: workspaces, members, invitations, rates, and the sign-in tables.

`User` and `Session` are sign-in tables: they belong to no workspace and hold nothing but what
signing in needs. A person's name, role and language live on `Member`, one for each workspace.
Source: product.md section 1.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from milepost.plans import live


class Role(models.TextChoices):
    """What a member does in the selling company."""

    AE = "ae", _("Account executive")
    MANAGER = "manager", _("Sales manager")
    SOLUTIONS_ENGINEER = "solutions_engineer", _("Solutions engineer")
    CSM = "csm", _("Customer success")
    LEGAL = "legal", _("Legal")
    SECURITY = "security", _("Security")
    LEADERSHIP = "leadership", _("Leadership")
    ADMIN = "admin", _("Administrator")


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address; the address is their name."""

    def create_user(self, email: str, password: str | None = None) -> User:
        """A user who may sign in; without a password only a link or a passkey lets them in."""
        user = self.model(email=email.strip().lower())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who can sign in, known by an e-mail address."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="workspaces_user_email")]

    def __str__(self) -> str:
        return self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the user; open pages of a user with a new password, or none any more, end."""
        super().save(*args, **kwargs)
        fields = kwargs.get("update_fields")
        if fields is None or not {"password", "is_active"}.isdisjoint(fields):
            live.recheck_user(self.pk)


class Session(AbstractBaseSession):
    """A signed-in browser, with its user and the member whom it acts as in plain columns.

    The columns let one statement walk from the cookie to the workspace (`signed_in.py`); the
    data itself stays signed with the application's key.
    """

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    member_id = models.BigIntegerField(null=True)

    objects: ClassVar[BaseSessionManager[Session]] = BaseSessionManager()

    @classmethod
    def get_session_store_class(cls):  # type: ignore[no-untyped-def]
        from milepost.workspaces.sessions import SessionStore

        return SessionStore


class Workspace(models.Model):
    """One selling company. Nothing crosses workspaces."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, default="USD", db_default="USD")
    time_zone = models.CharField(max_length=64, default="UTC", db_default="UTC")
    country = models.CharField(max_length=2, default="", db_default="", blank=True)
    subdivision = models.CharField(max_length=10, default="", db_default="", blank=True)
    policy = models.JSONField(default=dict, db_default={}, blank=True)
    plan_title = models.CharField(max_length=120, default="", db_default="", blank=True)
    is_example = models.BooleanField(default=False, db_default=False)
    # How buyers see it: its own colour as `#rrggbb` (none: the house's), and what its plans are
    # good for in its own words (none: the usual text).
    colour = models.TextField(default="", db_default="", blank=True)
    buyer_words = models.TextField(default="", db_default="", blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(colour="") | models.Q(colour__regex="^#[0-9a-f]{6}$"),
                name="workspaces_workspace_colour",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Logo(models.Model):
    """The workspace's logo as buyers see it: a PNG made anew from what was uploaded.

    `mark` is made from its content and stands in its address. `ground` says which ground it
    needs to be seen: `light`, `dark`, or any (empty).
    """

    workspace = models.OneToOneField(
        Workspace, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    mark = models.TextField()
    data = models.BinaryField()
    width = models.IntegerField()
    height = models.IntegerField()
    ground = models.TextField(default="", db_default="", blank=True)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.mark


class Member(models.Model):
    """A person of the workspace. Without a user they are invited, or known by name only."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=24, choices=Role)
    manager = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, db_constraint=False
    )
    language = models.CharField(max_length=12, default="", db_default="", blank=True)
    time_zone = models.CharField(max_length=64, default="", db_default="", blank=True)
    is_active = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="workspaces_member_key"),
            models.UniqueConstraint("workspace", Lower("email"), name="workspaces_member_email"),
            models.UniqueConstraint(fields=["workspace", "user"], name="workspaces_member_user"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="workspaces_member_role"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A link that lets a named member choose how to sign in. Only its hash is kept."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, db_constraint=False)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        Member, null=True, on_delete=models.SET_NULL, db_constraint=False, related_name="+"
    )
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="workspaces_invite_key")
        ]


class CurrencyRate(models.Model):
    """What one unit of a currency is worth in the workspace's own."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    id = models.BigAutoField(primary_key=True)
    currency = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=20, decimal_places=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="workspaces_rate_key"),
            models.UniqueConstraint(
                fields=["workspace", "currency"], name="workspaces_rate_currency"
            ),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="workspaces_rate_positive"),
        ]


class SetupLink(models.Model):
    """A link that works once: to set the system up, or to sign a user in on the first start.

    A sign-in table, because no workspace need exist yet. Only its hash is kept.
    """

    id = models.BigAutoField(primary_key=True)
    token_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
