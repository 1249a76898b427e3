"""Browsers of members that take push messages."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class PushSubscription(models.Model):
    """One browser of a member. `mark` is the hash of its address at the browser's push service.

    `p256dh` and `auth` encrypt for it alone, `key` is the public key of ours that it trusts, and
    `session` (sealed) the sign-in in which it was chosen: once that is over, nothing is sent.
    """

    workspace = models.ForeignKey(
        "workspaces.Workspace", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    id = models.BigAutoField(primary_key=True)
    member_id = models.BigIntegerField()
    mark = models.TextField()
    address = models.TextField()
    p256dh = models.TextField()
    auth = models.TextField()
    key = models.TextField()
    session = models.TextField()
    browser = models.TextField(default="", db_default="")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "id", name="messaging_push_row"),
            models.UniqueConstraint("workspace", "member_id", "mark", name="messaging_push_once"),
        ]
