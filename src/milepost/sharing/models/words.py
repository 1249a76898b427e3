"""A buyer's words: what they did, what they propose, and their yes to the plan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from milepost.sharing.models.doors import OfPlan

PROPOSAL_KINDS = ("date", "add_step", "drop_step", "dates")
PROPOSAL_STATES = ("open", "accepted", "refused", "countered", "withdrawn")


class Action(OfPlan):
    """One thing that a buyer asked for, written under their own role before anything is done.

    The policy lets them write rows of their own alone; the change itself is then made by the
    application (`sharing.acting`), which notes here what came of it. `key` is the browser's: the
    same key again is the same action, so that a repeat after a lost connection does nothing new.
    What was asked for by answering a mail has that mail (`mail_id`) in the place of a link.
    """

    pk = models.CompositePrimaryKey("workspace_id", "plan_id", "person", "key")
    person = models.TextField()
    key = models.UUIDField()
    kind = models.TextField()
    content = models.JSONField()
    link_id = models.BigIntegerField(null=True)
    browser = models.TextField(default="", db_default="")
    mail_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    applied_at = models.DateTimeField(null=True)
    revision = models.IntegerField(null=True)
    outcome = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(link_id__isnull=False, mail_id__isnull=True)
                | Q(link_id__isnull=True, mail_id__isnull=False),
                name="sharing_action_by",
            )
        ]
        indexes = [models.Index("at", condition=Q(applied_at=None), name="sharing_action_waiting")]


class Proposal(OfPlan):
    """A change that a buyer suggests and the AE accepts, refuses or answers with another one.

    `content` by kind: `date` {target, title}; `add_step` {title, done_means, target, after?};
    `drop_step` {title}; `dates` {go_live, targets: {key: day}} (what follows a go-live that the
    buyer wishes; `targets` names shared steps alone, since buyers read it).
    `counter` has the same form and is the AE's; the buyer then accepts or refuses it, with a
    `reply`. `looked_at`: the AE has looked after a step that was added or dropped (product.md 4 c).
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    milestone = models.TextField(null=True)
    content = models.JSONField()
    reason = models.TextField(default="", db_default="")
    person = models.TextField()
    person_name = models.TextField()
    at = models.DateTimeField(db_default=Now())
    state = models.TextField(default="open", db_default="open")
    counter = models.JSONField(null=True)
    answer = models.TextField(default="", db_default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    answered_by_name = models.TextField(default="", db_default="")
    revision = models.IntegerField(null=True)
    looked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "plan_id", "id", name="sharing_proposal_row"),
            models.CheckConstraint(
                condition=Q(kind__in=PROPOSAL_KINDS), name="sharing_proposal_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=PROPOSAL_STATES), name="sharing_proposal_state"
            ),
        ]
        indexes = [models.Index("workspace_id", "plan_id", "state", name="sharing_proposal_of")]


class Agreement(OfPlan):
    """A yes of one person to one revision of the terms (`plans_plan.terms_revision`).

    `person` is a buyer's key; a seller's yes has `member_id` instead. `taken_back_at` where it
    was undone. One yes for each person and terms. `how` is a member's note that the buyer agreed
    in another way (a call, on paper), which no buyer reads.
    """

    id = models.BigAutoField(primary_key=True)
    side = models.TextField()
    person = models.TextField(null=True)
    member_id = models.BigIntegerField(null=True)
    name = models.TextField()
    terms_revision = models.IntegerField()
    shared_revision = models.IntegerField()
    at = models.DateTimeField(db_default=Now())
    taken_back_at = models.DateTimeField(null=True)
    how = models.TextField(default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace_id", "plan_id", "id", name="sharing_agreement_row"),
            models.CheckConstraint(
                condition=Q(side="buyer", person__isnull=False)
                | Q(side="seller", person__isnull=True),
                name="sharing_agreement_who",
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "plan_id", "person", "terms_revision"],
                condition=Q(taken_back_at=None, side="buyer"),
                name="sharing_agreement_buyer",
            ),
            models.UniqueConstraint(
                fields=["workspace_id", "plan_id", "member_id", "terms_revision"],
                condition=Q(taken_back_at=None, side="seller"),
                name="sharing_agreement_seller",
            ),
        ]
