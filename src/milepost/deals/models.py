"""Accounts and deals: what the CRM knows, private to the seller's side (product.md section 8).

Account, value, close date and owner may be missing; the pages show them as gaps to fill.
Values are exact decimals with their ISO 4217 currency.
"""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.db import models
from django.db.models.functions import Now

from milepost.deals.stages import Stage
from milepost.workspaces.models import Member, Workspace


class ExactDecimalField(models.DecimalField):
    """PostgreSQL's `numeric` without a scale: an amount stays as it was written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 1000)
        kwargs.setdefault("decimal_places", 20)
        super().__init__(**kwargs)

    def db_type(self, connection: Any) -> str:
        return "numeric"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return []


class Account(models.Model):
    """A buying company. `name_key` is the name as it is compared: see `deals.names`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=300)
    country = models.CharField(max_length=2, default="", db_default="", blank=True)
    subdivision = models.CharField(max_length=10, default="", db_default="", blank=True)
    time_zone = models.CharField(max_length=64, default="", db_default="", blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="deals_account_key"),
            models.UniqueConstraint(fields=["workspace", "name_key"], name="deals_account_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Deal(models.Model):
    """One opportunity with an account. An owner who is no member is kept in `ae_name`."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.RESTRICT, db_constraint=False
    )
    name = models.CharField(max_length=300)
    product = models.CharField(max_length=300, default="", db_default="", blank=True)
    value = ExactDecimalField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    target_close = models.DateField(null=True, blank=True)
    created_on = models.DateField(null=True, blank=True)
    ae = models.ForeignKey(
        Member, null=True, blank=True, on_delete=models.SET_NULL, db_constraint=False
    )
    ae_name = models.CharField(max_length=200, default="", db_default="", blank=True)
    stage = models.CharField(
        max_length=16, choices=Stage, default=Stage.PROSPECTING, db_default=Stage.PROSPECTING
    )
    crm_stage = models.CharField(max_length=120, default="", db_default="", blank=True)
    crm_reference = models.CharField(max_length=120, null=True, blank=True)
    search_key = models.TextField(default="", db_default="", editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "id"], name="deals_deal_key"),
            models.UniqueConstraint(
                fields=["workspace", "crm_reference"], name="deals_deal_reference"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0), name="deals_deal_value_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="deals_deal_stage"
            ),
            models.CheckConstraint(
                condition=~models.Q(crm_reference=""), name="deals_deal_reference_not_empty"
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "target_close", "id"], name="deals_deal_close"),
            models.Index(fields=["workspace", "ae"], name="deals_deal_ae"),
            models.Index(fields=["workspace", "account"], name="deals_deal_account"),
        ]

    def __str__(self) -> str:
        return self.name
