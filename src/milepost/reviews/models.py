"""The meeting where both sides look at the plan: its date, its course, and what it leaves.

A buyer reads the meeting, what was said for both sides and the action items that are shared;
what the seller notes for themselves and what the review did to the forecast are tables of their
own, with no grant for a buyer. Source: product.md section 6.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

STATES = ("planned", "running", "closed", "cancelled")
NOTE_KINDS = ("note", "decision", "risk")
ACTION_STATES = ("open", "done", "dropped")
SIDES = ("buyer", "seller")
VISIBILITIES = ("shared", "internal")


class OfReview(models.Model):
    """A row of one review; composite foreign keys are in the migration."""

    workspace_id = models.BigIntegerField()
    plan_id = models.BigIntegerField()
    review_id = models.BigIntegerField()

    class Meta:
        abstract = True


class Review(models.Model):
    """One review meeting. `on` is its day; with `starts_at` it has a time, in `time_zone`.

    `uid` and `sequence` are its calendar invitation's: the uid stays, the sequence grows with every
    change. While it runs, `item` is the agenda's item at hand (1 to 7) and `item_at` when that
    began. `agenda` holds the minutes of each item. `phase` narrows it to one phase of the plan.
    `invited_at` is when invitations last went out. A plan has one planned and one running review
    at most: constraints say so, so that two people cannot open or plan two.
    """

    workspace_id = models.BigIntegerField()
    plan_id = models.BigIntegerField()
    id = models.BigAutoField(primary_key=True)
    state = models.TextField(default="planned", db_default="planned")
    on = models.DateField()
    starts_at = models.DateTimeField(null=True)
    time_zone = models.TextField(default="", db_default="")
    minutes = models.IntegerField()
    place = models.TextField(default="", db_default="")
    agenda = models.JSONField()
    phase = models.TextField(null=True)
    uid = models.TextField()
    sequence = models.IntegerField(default=0, db_default=0)
    invited_at = models.DateTimeField(null=True)
    item = models.IntegerField(null=True)
    item_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(default="", db_default="")
    summary = models.TextField(default="", db_default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "plan_id", "id", name="reviews_review_row"),
            models.UniqueConstraint("workspace_id", "uid", name="reviews_review_uid"),
            models.UniqueConstraint(
                "workspace_id",
                "plan_id",
                condition=Q(state="planned"),
                name="reviews_one_planned",
            ),
            models.UniqueConstraint(
                "workspace_id",
                "plan_id",
                condition=Q(state="running"),
                name="reviews_one_running",
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="reviews_review_state"),
            models.CheckConstraint(
                condition=Q(minutes__gte=5, minutes__lte=240), name="reviews_review_minutes"
            ),
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(item__gte=1, item__lte=7),
                name="reviews_review_item",
            ),
        ]
        indexes = [
            models.Index("on", condition=Q(state="planned"), name="reviews_review_to_come"),
        ]


class ReviewPrivate(OfReview):
    """What a review did to the forecast, and whose it is: the seller's alone.

    `before` and `after` hold completion, bands, expected close and the reasons for each difference,
    as they stood when it began and when it was closed. `owner_id` may reopen it within a day.
    `attendees` are those whom the newest invitation went to: {side, person, name, address}.
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "review_id")
    owner_id = models.BigIntegerField(null=True)
    revision_before = models.IntegerField(null=True)
    revision_after = models.IntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    closed_by_id = models.BigIntegerField(null=True)
    reopened_at = models.DateTimeField(null=True)
    attendees = models.JSONField(default=list, db_default=[])
    overdue_told_at = models.DateTimeField(null=True)


class ReviewNote(OfReview):
    """Something that was said: a note, a decision, or a risk in words for both sides.

    Internal ones are the seller's. `milestone` is the step that it is about, `item` the agenda's.
    """

    id = models.BigAutoField(primary_key=True)
    item = models.IntegerField(null=True)
    kind = models.TextField(default="note", db_default="note")
    milestone = models.TextField(null=True)
    text = models.TextField()
    visibility = models.TextField(default="shared", db_default="shared")
    side = models.TextField()
    by = models.TextField()
    at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "plan_id", "id", name="reviews_note_row"),
            models.CheckConstraint(condition=Q(kind__in=NOTE_KINDS), name="reviews_note_kind"),
            models.CheckConstraint(condition=Q(side__in=SIDES), name="reviews_note_side"),
            models.CheckConstraint(
                condition=Q(visibility__in=VISIBILITIES), name="reviews_note_visibility"
            ),
        ]
        indexes = [models.Index("workspace_id", "plan_id", "review_id", name="reviews_note_of")]


class ActionItem(OfReview):
    """What somebody takes upon themselves in a review: followed up like a milestone.

    `owner` is the key of somebody on the plan. `crm_key` names it in a CRM once logged.
    """

    id = models.BigAutoField(primary_key=True)
    title = models.TextField()
    owner = models.TextField(null=True)
    due = models.DateField()
    milestone = models.TextField(null=True)
    visibility = models.TextField(default="shared", db_default="shared")
    state = models.TextField(default="open", db_default="open")
    done_on = models.DateField(null=True)
    done_by = models.TextField(default="", db_default="")
    by = models.TextField()
    side = models.TextField()
    at = models.DateTimeField(db_default=Now())
    crm_key = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "plan_id", "id", name="reviews_action_row"),
            models.CheckConstraint(
                condition=Q(state__in=ACTION_STATES), name="reviews_action_state"
            ),
            models.CheckConstraint(condition=Q(side__in=SIDES), name="reviews_action_side"),
            models.CheckConstraint(
                condition=Q(visibility__in=VISIBILITIES), name="reviews_action_visibility"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False), name="reviews_action_done"
            ),
        ]
        indexes = [
            models.Index("workspace_id", "plan_id", "state", name="reviews_action_of"),
            models.Index("due", condition=Q(state="open"), name="reviews_action_due"),
        ]
