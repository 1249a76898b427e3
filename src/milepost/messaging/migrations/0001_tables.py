"""The outbox and kept messages, behind their walls."""

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
            name="KeptAccountMessage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("recipient", models.CharField(max_length=320)),
                ("subject", models.CharField(max_length=500)),
                ("body", models.TextField()),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeptMessage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=200)),
                ("recipient", models.CharField(max_length=320)),
                ("subject", models.CharField(max_length=500)),
                ("body", models.TextField()),
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace", "id"), name="messaging_kept_row"),
                    models.UniqueConstraint(fields=("workspace", "key"), name="messaging_kept_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=200)),
                ("payload", models.JSONField(db_default={}, default=dict)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "available_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("claimed_by", models.CharField(db_default="", default="", max_length=120)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("fence", models.BigIntegerField(db_default=0, default=0)),
                ("attempts", models.IntegerField(db_default=0, default=0)),
                ("last_error", models.TextField(db_default="", default="")),
                ("finished_at", models.DateTimeField(null=True)),
                ("dead_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="workspaces.workspace",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("dead_at", None), ("finished_at", None)),
                        fields=["available_at", "id"],
                        name="messaging_outbox_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "id"), name="messaging_outbox_row"
                    ),
                    models.UniqueConstraint(
                        fields=("workspace", "key"), name="messaging_outbox_key"
                    ),
                ],
            },
        ),
        # A seller records and reads nothing back: payloads hold one-time links.
        *walls.tenant_table(
            "messaging_outbox",
            grants={
                "seller": "insert, select (workspace_id, key)",
                "worker": "select, insert, update, delete",
            },
        ),
        *walls.tenant_table(
            "messaging_keptmessage",
            grants={"seller": "select", "worker": "select, insert, delete"},
        ),
        *walls.sign_in_table("messaging_keptaccountmessage", "select, insert, delete"),
    ]
