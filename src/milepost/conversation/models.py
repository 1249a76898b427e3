"""The tables of the conversation: comments, files and links, and the trail of what they were.

`milestone` is the key of a step, or null for the plan as a whole. It points at nothing: a step
that is taken out of the plan keeps what was said on it, and has it again when that is undone.
Which of it a buyer sees is decided by the policies of the second migration.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

VISIBILITIES = ("shared", "internal")
FILE_STATES = ("checking", "ready", "refused")
TRAIL_KINDS = ("edited", "deleted", "restored")


class Said(models.Model):
    """What a comment and a file have in common: where it stands, who sees it, whose it is.

    A buyer is named by `person`, their key on the plan; a seller by `member_id`, which no buyer
    reads. `name` is the author's as it was then.
    """

    workspace_id = models.BigIntegerField()
    plan_id = models.BigIntegerField()
    id = models.BigAutoField(primary_key=True)
    milestone = models.TextField(null=True)
    visibility = models.TextField()
    side = models.TextField()
    name = models.TextField()
    person = models.TextField(null=True)
    member_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)
    deleted_by_name = models.TextField(default="", db_default="")

    class Meta:
        abstract = True


def said_constraints(table: str) -> list[models.BaseConstraint]:
    """A buyer has a key and says nothing internal; a seller has no key."""
    return [
        models.UniqueConstraint("workspace_id", "plan_id", "id", name=f"{table}_row"),
        models.CheckConstraint(condition=Q(visibility__in=VISIBILITIES), name=f"{table}_seen_by"),
        models.CheckConstraint(
            condition=Q(side="buyer", person__isnull=False, member_id=None, visibility="shared")
            | Q(side="seller", person=None),
            name=f"{table}_who",
        ),
    ]


class Comment(Said):
    """One comment. A deleted one is empty here; what it said is in the trail, for sellers.

    `mentions` holds the names that stand in the text behind an @, for showing them.
    """

    text = models.TextField()
    mentions = ArrayField(models.TextField(), default=list, db_default=[])
    edited_at = models.DateTimeField(null=True)
    edited_by_name = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            *said_constraints("conversation_comment"),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(text=""), name="conversation_comment_emptied"
            ),
        ]


class File(Said):
    """A file, by the random name of its bytes (`stored`), or a link (`url`).

    `title` is the name as it is shown. `state`: a file is `checking` until the operator's scan has
    passed it, then `ready`; a `refused` one is never given out. `gone_at`: its bytes were swept.
    """

    title = models.TextField()
    url = models.TextField(default="", db_default="")
    stored = models.TextField(null=True, unique=True)
    size = models.BigIntegerField(default=0, db_default=0)
    sha256 = models.TextField(default="", db_default="")
    media_type = models.TextField(default="", db_default="")
    state = models.TextField(default="ready", db_default="ready")
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *said_constraints("conversation_file"),
            models.CheckConstraint(
                condition=Q(state__in=FILE_STATES), name="conversation_file_state"
            ),
            models.CheckConstraint(
                condition=(Q(url="") & Q(stored__isnull=False)) | (~Q(url="") & Q(stored=None)),
                name="conversation_file_or_link",
            ),
        ]
        indexes = [
            models.Index(
                "deleted_at",
                condition=Q(deleted_at__isnull=False, gone_at=None, stored__isnull=False),
                name="conversation_file_to_sweep",
            )
        ]


class Trail(models.Model):
    """What a comment said before it was changed, or that a file was removed; never altered.

    `text` is the text before. Only sellers read it: of their own notes and of shared comments.
    """

    workspace_id = models.BigIntegerField()
    plan_id = models.BigIntegerField()
    id = models.BigAutoField(primary_key=True)
    comment_id = models.BigIntegerField(null=True)
    file_id = models.BigIntegerField(null=True)
    kind = models.TextField()
    text = models.TextField(default="", db_default="")
    at = models.DateTimeField(db_default=Now())
    by_name = models.TextField()
    by_person = models.TextField(null=True)
    by_member_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "plan_id", "id", name="conversation_trail_row"),
            models.CheckConstraint(
                condition=Q(kind__in=TRAIL_KINDS), name="conversation_trail_kind"
            ),
            models.CheckConstraint(
                condition=Q(comment_id__isnull=False, file_id=None)
                | Q(comment_id=None, file_id__isnull=False),
                name="conversation_trail_of_one",
            ),
        ]
        indexes = [
            models.Index("workspace_id", "plan_id", "comment_id", name="conversation_trail_of")
        ]
