"""The tables of the conversation; their walls are in the next migration."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("sharing", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("milestone", models.TextField(null=True)),
                ("visibility", models.TextField()),
                ("side", models.TextField()),
                ("name", models.TextField()),
                ("person", models.TextField(null=True)),
                ("member_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("deleted_at", models.DateTimeField(null=True)),
                ("deleted_by_name", models.TextField(db_default="", default="")),
                ("text", models.TextField()),
                (
                    "mentions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), db_default=[], default=list, size=None
                    ),
                ),
                ("edited_at", models.DateTimeField(null=True)),
                ("edited_by_name", models.TextField(db_default="", default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("id"),
                        name="conversation_comment_row",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visibility__in", ("shared", "internal"))),
                        name="conversation_comment_seen_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("member_id", None),
                                ("person__isnull", False),
                                ("side", "buyer"),
                                ("visibility", "shared"),
                            ),
                            models.Q(("person", None), ("side", "seller")),
                            _connector="OR",
                        ),
                        name="conversation_comment_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("deleted_at", None), ("text", ""), _connector="OR"),
                        name="conversation_comment_emptied",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="File",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("milestone", models.TextField(null=True)),
                ("visibility", models.TextField()),
                ("side", models.TextField()),
                ("name", models.TextField()),
                ("person", models.TextField(null=True)),
                ("member_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("deleted_at", models.DateTimeField(null=True)),
                ("deleted_by_name", models.TextField(db_default="", default="")),
                ("title", models.TextField()),
                ("url", models.TextField(db_default="", default="")),
                ("stored", models.TextField(null=True, unique=True)),
                ("size", models.BigIntegerField(db_default=0, default=0)),
                ("sha256", models.TextField(db_default="", default="")),
                ("media_type", models.TextField(db_default="", default="")),
                ("state", models.TextField(db_default="ready", default="ready")),
                ("gone_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("deleted_at"),
                        condition=models.Q(
                            ("deleted_at__isnull", False),
                            ("gone_at", None),
                            ("stored__isnull", False),
                        ),
                        name="conversation_file_to_sweep",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("id"),
                        name="conversation_file_row",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("visibility__in", ("shared", "internal"))),
                        name="conversation_file_seen_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("member_id", None),
                                ("person__isnull", False),
                                ("side", "buyer"),
                                ("visibility", "shared"),
                            ),
                            models.Q(("person", None), ("side", "seller")),
                            _connector="OR",
                        ),
                        name="conversation_file_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("checking", "ready", "refused"))),
                        name="conversation_file_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("url", ""), ("stored__isnull", False)),
                            models.Q(models.Q(("url", ""), _negated=True), ("stored", None)),
                            _connector="OR",
                        ),
                        name="conversation_file_or_link",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Trail",
            fields=[
                ("workspace_id", models.BigIntegerField()),
                ("plan_id", models.BigIntegerField()),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("comment_id", models.BigIntegerField(null=True)),
                ("file_id", models.BigIntegerField(null=True)),
                ("kind", models.TextField()),
                ("text", models.TextField(db_default="", default="")),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("by_name", models.TextField()),
                ("by_person", models.TextField(null=True)),
                ("by_member_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("comment_id"),
                        name="conversation_trail_of",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace_id"),
                        models.F("plan_id"),
                        models.F("id"),
                        name="conversation_trail_row",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("edited", "deleted", "restored"))),
                        name="conversation_trail_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("comment_id__isnull", False), ("file_id", None)),
                            models.Q(("comment_id", None), ("file_id__isnull", False)),
                            _connector="OR",
                        ),
                        name="conversation_trail_of_one",
                    ),
                ],
            },
        ),
    ]
