"""Imports and what became of their rows."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from milepost.platform import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("workspaces", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("file_name", models.CharField(max_length=255)),
                ("content", models.BinaryField(null=True)),
                ("mapping", models.JSONField(db_default={}, default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ready", "Ready"),
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="ready",
                        max_length=10,
                    ),
                ),
                ("rows_total", models.IntegerField(db_default=0, default=0)),
                ("rows_done", models.IntegerField(db_default=0, default=0)),
                ("imported", models.IntegerField(db_default=0, default=0)),
                ("updated", models.IntegerField(db_default=0, default=0)),
                ("unchanged", models.IntegerField(db_default=0, default=0)),
                ("refused", models.IntegerField(db_default=0, default=0)),
                ("error", models.TextField(db_default="", default="")),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
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
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.IntegerField()),
                ("outcome", models.CharField(max_length=10)),
                ("reference", models.CharField(db_default="", default="", max_length=120)),
                ("deal_id", models.BigIntegerField(null=True)),
                ("problems", models.JSONField(db_default=[], default=list)),
                (
                    "batch",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="intake.import",
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
            model_name="import",
            constraint=models.UniqueConstraint(
                fields=("workspace", "id"), name="intake_import_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("workspace", "id"), name="intake_row_key"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(
                fields=("workspace", "batch", "line"), name="intake_row_line"
            ),
        ),
        *walls.tenant_table(
            "intake_import",
            {"seller": "select, insert, update, delete", "worker": "select"},
        ),
        *walls.tenant_table(
            "intake_importrow",
            {"seller": "select, insert, delete", "worker": "select"},
        ),
        *walls.composite_foreign_key(
            "intake_import",
            ("workspace_id", "member_id"),
            "workspaces_member",
            on_delete="set null (member_id)",
        ),
        *walls.composite_foreign_key(
            "intake_importrow", ("workspace_id", "batch_id"), "intake_import"
        ),
    ]
