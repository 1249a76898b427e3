"""Letters that can be answered by mail, and the answers: kept before anything is done with them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

RESULTS = ("acted", "said", "asked", "refused", "look", "automatic", "bounce", "undone")


class ReplyAddress(models.Model):
    """The address at which one letter is answered, by the hash of its token.

    `steps` are the plans and milestones that the letter was about ([[plan, key], …]). `text` is
    what we said, with its secret link, to find where a quote begins: for the worker alone, and gone
    after some weeks. `depth` counts the answers
    to answers, so that two machines do not talk for ever. `undoes`: the mail that it confirms.
    """

    pk = models.CompositePrimaryKey("workspace_id", "token_hash")
    workspace_id = models.BigIntegerField()
    token_hash = models.TextField(unique=True)
    plan_id = models.BigIntegerField(null=True)
    person = models.TextField(null=True)
    member_id = models.BigIntegerField(null=True)
    steps = models.JSONField(default=list, db_default=[])
    subject = models.TextField(default="", db_default="")
    text = models.TextField(default="", db_default="")
    depth = models.IntegerField(default=0, db_default=0)
    undoes = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, plan_id__isnull=False, member_id__isnull=True)
                | Q(person__isnull=True, member_id__isnull=False),
                name="sharing_replyaddress_who",
            )
        ]
        indexes = [
            models.Index("at", condition=~Q(text=""), name="sharing_replyaddress_texts"),
            models.Index("workspace_id", "plan_id", name="sharing_replyaddress_of"),
        ]


class ReceivedMail(models.Model):
    """A mail that came to a reply address, as it came, and what became of it.

    `mail_key` makes the same mail one row however often it is delivered. `checks` are the results
    of SPF, DKIM and DMARC as the provider passed them on. `raw` may quote a letter of ours with its
    secret link, so the worker alone reads it; `words` has what people may read of it. `reading` is
    what was understood, kept so that a repeat understands the same. `result` with `settled_at`; one
    of `look` waits for a person (`why`) until `looked_at`. `done` names what was changed, which
    `undo_hash` takes back.
    """

    workspace_id = models.BigIntegerField()
    id = models.BigAutoField(primary_key=True)
    token_hash = models.TextField()
    mail_key = models.TextField()
    message_id = models.TextField(default="", db_default="")
    sender = models.TextField(default="", db_default="")
    subject = models.TextField(default="", db_default="")
    via = models.TextField()
    checks = models.JSONField(default=dict, db_default={})
    raw = models.BinaryField(null=True)
    size = models.IntegerField(default=0, db_default=0)
    words = models.TextField(default="", db_default="")
    at = models.DateTimeField(db_default=Now())
    reading = models.JSONField(null=True)
    settled_at = models.DateTimeField(null=True)
    result = models.TextField(default="", db_default="")
    why = models.TextField(default="", db_default="")
    done = models.JSONField(default=dict, db_default={})
    undo_hash = models.TextField(null=True, unique=True)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "id", name="sharing_receivedmail_row"),
            models.UniqueConstraint(
                "workspace_id", "token_hash", "mail_key", name="sharing_receivedmail_once"
            ),
            models.CheckConstraint(
                condition=Q(result__in=("", *RESULTS)), name="sharing_receivedmail_result"
            ),
        ]
        indexes = [
            models.Index(
                "workspace_id",
                "id",
                condition=Q(result="look", looked_at=None),
                name="sharing_receivedmail_look",
            ),
            models.Index("at", condition=Q(raw__isnull=False), name="sharing_receivedmail_raw"),
        ]
