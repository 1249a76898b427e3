"""Who opened what and when: private to the seller, with no grant for a buyer (product.md 4, 8).

An opening counts only with a human signal: an action, or a touch, key, pointer or scroll on the
open page. What a mail scanner loads is never written here.
"""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from milepost.sharing.models.doors import OfPlan


class Opening(OfPlan):
    """One thing that somebody looked at or did: `what` is `plan`, `milestone:<key>`,
    `file:<id>`, `export:<face>` or `action:<kind>`."""

    id = models.BigAutoField(primary_key=True)
    person = models.TextField()
    link_id = models.BigIntegerField(null=True)
    browser = models.TextField(default="", db_default="")
    what = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "plan_id", "id", name="sharing_opening_row")
        ]
        indexes = [
            models.Index("workspace_id", "plan_id", "person", "at", name="sharing_opening_of")
        ]


class Engagement(OfPlan):
    """The first and the last time that a person opened the plan, and on how many days."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "person")
    person = models.TextField()
    first_opened_at = models.DateTimeField()
    last_opened_at = models.DateTimeField()
    openings = models.IntegerField(default=1, db_default=1)
