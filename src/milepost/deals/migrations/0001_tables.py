"""Accounts and deals, which only their own workspace reads."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import milepost.deals.models
from milepost.platform import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("workspaces", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=300)),
                ("name_key", models.CharField(max_length=300)),
                ("country", models.CharField(blank=True, db_default="", default="", max_length=2)),
                (
                    "subdivision",
                    models.CharField(blank=True, db_default="", default="", max_length=10),
                ),
                (
                    "time_zone",
                    models.CharField(blank=True, db_default="", default="", max_length=64),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Deal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=300)),
                (
                    "product",
                    models.CharField(blank=True, db_default="", default="", max_length=300),
                ),
                (
                    "value",
                    milepost.deals.models.ExactDecimalField(
                        blank=True, decimal_places=20, max_digits=1000, null=True
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("target_close", models.DateField(blank=True, null=True)),
                ("created_on", models.DateField(blank=True, null=True)),
                (
                    "ae_name",
                    models.CharField(blank=True, db_default="", default="", max_length=200),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("prospecting", "Prospecting"),
                            ("engaged", "Engaged"),
                            ("evaluating", "Evaluating"),
                            ("proposal", "Proposal"),
                            ("negotiation", "Negotiation"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                        ],
                        db_default="prospecting",
                        default="prospecting",
                        max_length=16,
                    ),
                ),
                (
                    "crm_stage",
                    models.CharField(blank=True, db_default="", default="", max_length=120),
                ),
                ("crm_reference", models.CharField(blank=True, max_length=120, null=True)),
                ("search_key", models.TextField(db_default="", default="", editable=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.RESTRICT,
                        to="deals.account",
                    ),
                ),
                (
                    "ae",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="workspaces.member",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("workspace", "id"), name="deals_account_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                fields=("workspace", "name_key"), name="deals_account_name"
            ),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(fields=["workspace", "target_close", "id"], name="deals_deal_close"),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(fields=["workspace", "ae"], name="deals_deal_ae"),
        ),
        migrations.AddIndex(
            model_name="deal",
            index=models.Index(fields=["workspace", "account"], name="deals_deal_account"),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.UniqueConstraint(fields=("workspace", "id"), name="deals_deal_key"),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.UniqueConstraint(
                fields=("workspace", "crm_reference"), name="deals_deal_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gte", 0)), name="deals_deal_value_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        [
                            "prospecting",
                            "engaged",
                            "evaluating",
                            "proposal",
                            "negotiation",
                            "won",
                            "lost",
                        ],
                    )
                ),
                name="deals_deal_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="deal",
            constraint=models.CheckConstraint(
                condition=models.Q(("crm_reference", ""), _negated=True),
                name="deals_deal_reference_not_empty",
            ),
        ),
        *walls.tenant_table(
            "deals_account",
            {"seller": "select, insert, update, delete", "worker": "select"},
        ),
        *walls.tenant_table(
            "deals_deal",
            {"seller": "select, insert, update, delete", "worker": "select"},
        ),
        *walls.composite_foreign_key(
            "deals_deal", ("workspace_id", "account_id"), "deals_account", on_delete="restrict"
        ),
        *walls.composite_foreign_key(
            "deals_deal",
            ("workspace_id", "ae_id"),
            "workspaces_member",
            on_delete="set null (ae_id)",
        ),
        # Imports draw ids before they insert, so that the report can name each row's deal.
        migrations.RunSQL(
            "grant usage on sequence deals_deal_id_seq to milepost_seller",
            "revoke usage on sequence deals_deal_id_seq from milepost_seller",
        ),
    ]
