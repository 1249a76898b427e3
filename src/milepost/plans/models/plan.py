"""The plan itself: what both sides read, its value, and what is the seller's alone."""

from __future__ import annotations

from typing import get_args

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from milepost.domain.plan import DealType, Form, Life
from milepost.plans.models.parts import ExactDecimal, a_member, day, one_of, the_workspace, words

# What a buyer reads of a life (plan-document.md): never whether it was won, nor a draft, nor a
# plan that was given up before anybody showed it to them.
_BUYER_LIFE = models.Case(
    models.When(life__in=("agreed", "won"), then=Value("agreed")),
    models.When(life="shared", then=Value("shared")),
    models.When(life__in=("lost", "abandoned"), agreed_on__isnull=False, then=Value("agreed")),
    models.When(life__in=("lost", "abandoned"), shared_on__isnull=False, then=Value("shared")),
    default=None,
    output_field=models.TextField(),
)

# Whether anything may still be done; never how it ended.
_BUYER_CLOSED = models.Case(
    models.When(
        Q(life__in=("won", "lost", "abandoned")) | Q(archived_at__isnull=False), then=Value(True)
    ),
    default=Value(False),
    output_field=models.BooleanField(),
)


class Plan(models.Model):
    """A plan's shared side. The buyer's role has no grant on `life`, `deal` or `archived_at`."""

    workspace = the_workspace()
    id = models.BigAutoField(primary_key=True)
    deal = models.ForeignKey(
        "deals.Deal",
        null=True,
        on_delete=models.SET_NULL,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    title = words()
    account = models.TextField()
    opportunity = words()
    created = models.DateField()
    target_close = models.DateField()
    life = models.TextField()
    buyer_life = models.GeneratedField(
        expression=_BUYER_LIFE, output_field=models.TextField(null=True), db_persist=True
    )
    buyer_closed = models.GeneratedField(
        expression=_BUYER_CLOSED, output_field=models.BooleanField(), db_persist=True
    )
    form = words()
    goal = words()
    measure = words()
    why_now = words()
    go_live = day()
    buyer_country = words()
    buyer_subdivision = words()
    buyer_time_zone = words()
    seller_country = words()
    seller_subdivision = words()
    seller_time_zone = words()
    coordinator = words()
    shared_on = day()
    agreed_on = day()
    next_review = day()
    revision = models.IntegerField()
    changed_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)
    # The newest revision that changed anything a buyer sees, and the newest that changed what was
    # agreed (`domain.terms`). The pulses count everything that an open page has to show: all of
    # it, and what a buyer sees of it.
    shared_revision = models.IntegerField(default=1, db_default=1)
    shared_at = models.DateTimeField(db_default=Now())
    terms_revision = models.IntegerField(default=1, db_default=1)
    pulse = models.BigIntegerField(default=0, db_default=0)
    shared_pulse = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("workspace", "id", name="plans_plan_key"),
            one_of("life", get_args(Life), "plans_plan_life"),
            models.CheckConstraint(
                condition=Q(form__isnull=True) | Q(form__in=get_args(Form)), name="plans_plan_form"
            ),
            models.CheckConstraint(
                condition=Q(target_close__gte=F("created")), name="plans_plan_close_not_before"
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="plans_plan_revision"),
        ]
        indexes = [
            models.Index("workspace", F("changed_at").desc(), name="plans_plan_changed"),
            models.Index("workspace", "deal", name="plans_plan_deal"),
        ]

    def __str__(self) -> str:
        return self.title or self.account


class PlanValue(models.Model):
    """The deal's value on the plan. The buyer's role reads the row only where `buyer_sees`."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id")
    workspace_id = models.BigIntegerField()
    plan_id = models.BigIntegerField()
    amount = ExactDecimal()
    currency = models.TextField()
    buyer_sees = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="plans_value_not_negative")
        ]


class PlanPrivate(models.Model):
    """What no buyer ever reads of a plan. `versions` holds the revision that last set a path."""

    pk = models.CompositePrimaryKey("workspace_id", "plan_id")
    workspace_id = models.BigIntegerField()
    plan_id = models.BigIntegerField()
    owner = a_member()
    deal_type = words()
    type_reasons = models.JSONField(default=list, db_default=[])
    template_key = words()
    template_version = models.IntegerField(null=True)
    policy = models.JSONField(null=True)
    notes = words()
    versions = models.JSONField(default=dict, db_default={})
    last_hash = models.TextField()
    last_progress_on = day()
    next_attention_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deal_type__isnull=True) | Q(deal_type__in=get_args(DealType)),
                name="plans_private_deal_type",
            ),
        ]
        indexes = [
            models.Index("workspace_id", "owner", name="plans_private_owner"),
            models.Index(
                "next_attention_at",
                condition=Q(next_attention_at__isnull=False),
                name="plans_private_due",
            ),
        ]
