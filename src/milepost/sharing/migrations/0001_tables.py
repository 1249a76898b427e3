"""The tables of sharing; their walls are in the next migration."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("plans", "0004_shared_side"), ("workspaces", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Browser",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "link_id",
                        "browser",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("workspace_id", models.BigIntegerField()),
                ("link_id", models.BigIntegerField()),
                ("browser", models.TextField()),
                (
                    "proved_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Engagement",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "plan_id",
                        "person",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("person", models.TextField()),
                ("first_opened_at", models.DateTimeField()),
                ("last_opened_at", models.DateTimeField()),
                ("openings", models.IntegerField(db_default=1, default=1)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SharedPlan",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "plan_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("code", models.TextField(unique=True)),
                (
                    "domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, size=None
                    ),
                ),
                (
                    "shared_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "plan_id",
                        "person",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("person", models.TextField()),
                ("key", models.UUIDField()),
                ("kind", models.TextField()),
                ("content", models.JSONField()),
                ("link_id", models.BigIntegerField()),
                ("browser", models.TextField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("applied_at", models.DateTimeField(null=True)),
                ("revision", models.IntegerField(null=True)),
                ("outcome", models.JSONField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("at"),
                        condition=models.Q(("applied_at", None)),
                        name="sharing_action_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("side", models.TextField()),
                ("person", models.TextField(null=True)),
                ("member_id", models.BigIntegerField(null=True)),
                ("name", models.TextField()),
                ("terms_revision", models.IntegerField()),
                ("shared_revision", models.IntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("taken_back_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("id"),
                        name="sharing_agreement_row",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("side", "buyer")),
                            models.Q(("person__isnull", True), ("side", "seller")),
                            _connector="OR",
                        ),
                        name="sharing_agreement_who",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("side", "buyer"), ("taken_back_at", None)),
                        fields=("workspace_id", "plan_id", "person", "terms_revision"),
                        name="sharing_agreement_buyer",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("side", "seller"), ("taken_back_at", None)),
                        fields=("workspace_id", "plan_id", "member_id", "terms_revision"),
                        name="sharing_agreement_seller",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Code",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("address", models.TextField()),
                ("code_hash", models.TextField()),
                ("browser", models.TextField()),
                ("link_id", models.BigIntegerField(null=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("expires_at", models.DateTimeField()),
                ("tries", models.IntegerField(db_default=0, default=0)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("address"),
                        name="sharing_code_of",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace_id"), models.F("id"), name="sharing_code_row"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.TextField()),
                ("kind", models.TextField(db_default="personal", default="personal")),
                ("token_hash", models.TextField(unique=True)),
                ("plan_code", models.TextField()),
                ("address", models.TextField(db_default="", default="")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("created_by", models.BigIntegerField(null=True)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                ("first_browser", models.TextField(null=True)),
                ("first_acted_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("person"),
                        name="sharing_link_of",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace_id"), models.F("id"), name="sharing_link_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("personal", "code", "other"))),
                        name="sharing_link_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.TextField()),
                ("link_id", models.BigIntegerField(null=True)),
                ("browser", models.TextField(db_default="", default="")),
                ("what", models.TextField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("person"),
                        models.F("at"),
                        name="sharing_opening_of",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("id"),
                        name="sharing_opening_row",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField()),
                ("milestone", models.TextField(null=True)),
                ("content", models.JSONField()),
                ("reason", models.TextField(db_default="", default="")),
                ("person", models.TextField()),
                ("person_name", models.TextField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("state", models.TextField(db_default="open", default="open")),
                ("counter", models.JSONField(null=True)),
                ("answer", models.TextField(db_default="", default="")),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_by_name", models.TextField(db_default="", default="")),
                ("revision", models.IntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("state"),
                        name="sharing_proposal_of",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("id"),
                        name="sharing_proposal_row",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ("date", "add_step", "drop_step", "dates"))
                        ),
                        name="sharing_proposal_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("open", "accepted", "refused", "countered", "withdrawn"))
                        ),
                        name="sharing_proposal_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stakeholder",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "plan_id",
                        "person",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("person", models.TextField()),
                ("address", models.TextField(db_default="", default="")),
                ("country", models.TextField(db_default="", default="")),
                ("time_zone", models.TextField(db_default="", default="")),
                ("language", models.TextField(db_default="", default="")),
                ("joined_by", models.TextField(db_default="invited", default="invited")),
                (
                    "added_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("invited_at", models.DateTimeField(null=True)),
                ("invited_by", models.BigIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("workspace_id"),
                        models.F("address"),
                        name="sharing_stakeholder_address",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("joined_by__in", ("invited", "colleague", "domain"))),
                        name="sharing_stakeholder_joined",
                    )
                ],
            },
        ),
    ]
