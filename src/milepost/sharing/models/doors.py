"""Who may open a plan from the buyer's side, and by what (product.md section 8, "Access").

Secrets are kept as hashes. `person` is always the key of somebody on the plan.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class OfPlan(models.Model):
    """A row of one plan; composite foreign keys are in the migration."""

    workspace_id = models.BigIntegerField()
    plan_id = models.BigIntegerField()

    class Meta:
        abstract = True


class SharedPlan(OfPlan):
    """A plan that was shared: its address for people, and the domains that may ask to join.

    `code` stands in the plan's address. It opens nothing by itself, so that the address can be
    put into a calendar or a chat.
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id")
    code = models.TextField(unique=True)
    domains = ArrayField(models.TextField(), default=list, db_default=[])
    shared_at = models.DateTimeField(db_default=Now())


class Stakeholder(OfPlan):
    """What is known of a person on the buyer's side (or a partner) beyond the plan document.

    `address` is their e-mail address in lower case, by which one person is found on several
    plans. Somebody whose access ended keeps the row, with `ended_at`. With `invited_at` they have
    access: a link of theirs may open the plan, and a code may be asked for at its address.
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "person")
    person = models.TextField()
    address = models.TextField(default="", db_default="")
    country = models.TextField(default="", db_default="")
    time_zone = models.TextField(default="", db_default="")
    language = models.TextField(default="", db_default="")
    joined_by = models.TextField(default="invited", db_default="invited")
    added_at = models.DateTimeField(db_default=Now())
    invited_at = models.DateTimeField(null=True)
    invited_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(joined_by__in=("invited", "colleague", "domain")),
                name="sharing_stakeholder_joined",
            )
        ]
        indexes = [models.Index("workspace_id", "address", name="sharing_stakeholder_address")]


class Link(OfPlan):
    """A secret that opens one plan as one person. Only its hash is kept.

    `kind`: `personal` (mailed or copied), `code` (a browser that proved its address), `other`
    (from another plan of the same person), `preview` (a seller who looks at the page as this
    person sees it: short-lived, never acts, never counts as an opening). `first_browser` is the
    hash of the browser that first acted with it; another one reads, and proves the address before
    its first action.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.TextField()
    kind = models.TextField(default="personal", db_default="personal")
    token_hash = models.TextField(unique=True)
    plan_code = models.TextField()
    address = models.TextField(default="", db_default="")
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    first_browser = models.TextField(null=True)
    first_acted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "id", name="sharing_link_row"),
            models.CheckConstraint(
                condition=models.Q(kind__in=("personal", "code", "other", "preview")),
                name="sharing_link_kind",
            ),
        ]
        indexes = [models.Index("workspace_id", "plan_id", "person", name="sharing_link_of")]


class Browser(models.Model):
    """A further browser that proved the address of a link by a one-time code."""

    pk = models.CompositePrimaryKey("workspace_id", "link_id", "browser")
    workspace_id = models.BigIntegerField()
    link_id = models.BigIntegerField()
    browser = models.TextField()
    proved_at = models.DateTimeField(db_default=Now())


class Code(OfPlan):
    """A one-time code that was sent to an address, to prove it. Only its hash is kept.

    `link_id` is the link whose further browser asked; without one, somebody stands at the plan's
    address. `browser` is the hash of the browser that asked: the code works there alone.
    """

    id = models.BigAutoField(primary_key=True)
    address = models.TextField()
    code_hash = models.TextField()
    browser = models.TextField()
    link_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    tries = models.IntegerField(default=0, db_default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint("workspace_id", "id", name="sharing_code_row")]
        indexes = [models.Index("workspace_id", "plan_id", "address", name="sharing_code_of")]
