"""What a plan that both sides keep needs: the buyer's own revision, terms, pulses and history.

A buyer reads the revision that last changed their side (`shared_revision`) and no longer the
plan's own number and time, which told when the seller worked on something internal.
"""

from __future__ import annotations

import django.db.models.functions.datetime
from django.db import migrations, models

from milepost.platform import walls
from milepost.platform.walls import BuyerPolicy, append_only, composite_foreign_key, tenant_table

IN_PLAN = (
    "plan_id = (select p.id from plans_plan p"
    f" where p.workspace_id = {walls.WORKSPACE} and p.id = {walls.PLAN})"
)
MARKS = "shared_revision, shared_at, terms_revision, shared_pulse"
DONE_BY = "buyer_completed_by, buyer_confirmed_by"
SHARED = (
    "workspace_id",
    "plan_id",
    "number",
    "at",
    "actor_name",
    "actor_side",
    "actor_person",
    "changes",
)


def _sees(column: str) -> str:
    return (
        f"update plans_milestone m set buyer_{column} = m.{column} from plans_person s"
        f" where s.workspace_id = m.workspace_id and s.plan_id = m.plan_id and s.key = m.{column}"
        " and s.seen_by_buyer"
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_head_for_sign_in")]

    operations = [
        migrations.AddField(
            "plan", "shared_revision", models.IntegerField(default=1, db_default=1)
        ),
        migrations.AddField(
            "plan",
            "shared_at",
            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField("plan", "terms_revision", models.IntegerField(default=1, db_default=1)),
        migrations.AddField("plan", "pulse", models.BigIntegerField(default=0, db_default=0)),
        migrations.AddField(
            "plan", "shared_pulse", models.BigIntegerField(default=0, db_default=0)
        ),
        migrations.AddField(
            "milestone", "buyer_completed_by", models.TextField(blank=True, null=True)
        ),
        migrations.AddField(
            "milestone", "buyer_confirmed_by", models.TextField(blank=True, null=True)
        ),
        migrations.AddField("revision", "actor_person", models.TextField(blank=True, null=True)),
        migrations.CreateModel(
            name="SharedRevision",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "plan_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("actor_name", models.TextField()),
                ("actor_side", models.TextField()),
                ("actor_person", models.TextField(blank=True, null=True)),
                ("changes", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("actor_side__in", ("buyer", "seller"))),
                        name="plans_shared_side",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            [
                "update plans_plan set shared_revision = revision, terms_revision = revision,"
                " shared_at = changed_at, pulse = revision, shared_pulse = revision",
                _sees("completed_by"),
                _sees("confirmed_by"),
                f"grant select ({MARKS}) on table plans_plan to milepost_buyer",
                "revoke select (revision, changed_at) on table plans_plan from milepost_buyer",
                f"grant select ({DONE_BY}) on table plans_milestone to milepost_buyer",
                "grant select (pulse) on table plans_plan to milepost_app",
            ],
            [
                "revoke select (pulse) on table plans_plan from milepost_app",
                f"revoke select ({DONE_BY}) on table plans_milestone from milepost_buyer",
                "grant select (revision, changed_at) on table plans_plan to milepost_buyer",
                f"revoke select ({MARKS}) on table plans_plan from milepost_buyer",
            ],
        ),
        *tenant_table(
            "plans_sharedrevision",
            {"seller": "select, insert", "worker": "select"},
            buyer=BuyerPolicy(using=IN_PLAN, columns=SHARED),
        ),
        *composite_foreign_key(
            "plans_sharedrevision", ("workspace_id", "plan_id"), "plans_plan", on_delete="restrict"
        ),
        *append_only("plans_sharedrevision"),
    ]
