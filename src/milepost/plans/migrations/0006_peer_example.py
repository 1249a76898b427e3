"""A buyer's logo on their plan, and how a similar company rolled out."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

NOW = django.db.models.functions.datetime.Now()


def a_member() -> models.ForeignKey:
    """A member of the same workspace; the composite key is in the next migration."""
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to="workspaces.member",
    )


def key() -> models.CompositePrimaryKey:
    """The key of a row that a plan has once."""
    return models.CompositePrimaryKey(
        "workspace_id", "plan_id", blank=True, editable=False, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0005_whether_it_is_over"),
        ("workspaces", "0002_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="BuyerLogo",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                ("pk", key()),
                ("mark", models.TextField()),
                ("data", models.BinaryField()),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("ground", models.TextField(blank=True, db_default="", default="")),
                ("changed_at", models.DateTimeField(db_default=NOW, editable=False)),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="ShownExample",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                ("pk", key()),
                ("example_id", models.BigIntegerField()),
                ("shown_at", models.DateTimeField(db_default=NOW)),
                ("shown_by", a_member()),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="PeerExample",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("made_from", models.BigIntegerField(null=True)),
                ("content", models.JSONField()),
                ("created_at", models.DateTimeField(db_default=NOW, editable=False)),
                ("changed_at", models.DateTimeField(db_default=NOW)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by", a_member()),
                ("changed_by", a_member()),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace"), models.F("id"), name="plans_peerexample_key"
                    )
                ]
            },
        ),
    ]
