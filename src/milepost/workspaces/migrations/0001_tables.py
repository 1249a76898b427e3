"""Workspaces, members, invitations and rates behind their walls, and the sign-in tables."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from milepost.platform import walls


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Workspace",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("currency", models.CharField(db_default="USD", default="USD", max_length=3)),
                ("time_zone", models.CharField(db_default="UTC", default="UTC", max_length=64)),
                ("country", models.CharField(blank=True, db_default="", default="", max_length=2)),
                (
                    "subdivision",
                    models.CharField(blank=True, db_default="", default="", max_length=10),
                ),
                ("policy", models.JSONField(blank=True, db_default={}, default=dict)),
                (
                    "plan_title",
                    models.CharField(blank=True, db_default="", default="", max_length=120),
                ),
                ("is_example", models.BooleanField(db_default=False, default=False)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="workspaces_user_email"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("email", models.EmailField(max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("ae", "Account executive"),
                            ("manager", "Sales manager"),
                            ("solutions_engineer", "Solutions engineer"),
                            ("csm", "Customer success"),
                            ("legal", "Legal"),
                            ("security", "Security"),
                            ("leadership", "Leadership"),
                            ("admin", "Administrator"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "language",
                    models.CharField(blank=True, db_default="", default="", max_length=12),
                ),
                (
                    "time_zone",
                    models.CharField(blank=True, db_default="", default="", max_length=64),
                ),
                ("is_active", models.BooleanField(db_default=True, default=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="workspaces.member",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="session key"
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("member_id", models.BigIntegerField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SetupLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="workspaces.member",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
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
            name="CurrencyRate",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("currency", models.CharField(max_length=3)),
                ("rate", models.DecimalField(decimal_places=10, max_digits=20)),
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
            model_name="member",
            constraint=models.UniqueConstraint(
                fields=("workspace", "id"), name="workspaces_member_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                models.F("workspace"),
                django.db.models.functions.text.Lower("email"),
                name="workspaces_member_email",
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                fields=("workspace", "user"), name="workspaces_member_user"
            ),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "ae",
                            "manager",
                            "solutions_engineer",
                            "csm",
                            "legal",
                            "security",
                            "leadership",
                            "admin",
                        ],
                    )
                ),
                name="workspaces_member_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                fields=("workspace", "id"), name="workspaces_invite_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="currencyrate",
            constraint=models.UniqueConstraint(
                fields=("workspace", "id"), name="workspaces_rate_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="currencyrate",
            constraint=models.UniqueConstraint(
                fields=("workspace", "currency"), name="workspaces_rate_currency"
            ),
        ),
        migrations.AddConstraint(
            model_name="currencyrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate__gt", 0)), name="workspaces_rate_positive"
            ),
        ),
        # The statement that signs somebody in reads members and workspaces before a scope is open;
        # set-up and an accepted invitation write them there.
        *walls.sign_in_table("workspaces_user"),
        *walls.sign_in_table("workspaces_session"),
        *walls.sign_in_table("workspaces_setuplink"),
        *walls.tenant_table(
            "workspaces_workspace",
            {"seller": "select, update", "worker": "select", "app": "select, insert"},
            key="id",
        ),
        *walls.tenant_table(
            "workspaces_member",
            {
                "seller": "select, insert, update",
                "worker": "select",
                "app": "select, insert, update (user_id)",
            },
        ),
        *walls.tenant_table(
            "workspaces_invitation",
            {
                "seller": "select, insert, update, delete",
                "worker": "select, delete",
                "app": "select, update (accepted_at)",
            },
        ),
        *walls.tenant_table(
            "workspaces_currencyrate",
            {"seller": "select, insert, update, delete", "worker": "select"},
        ),
        *walls.composite_foreign_key(
            "workspaces_member",
            ("workspace_id", "manager_id"),
            "workspaces_member",
            on_delete="set null (manager_id)",
        ),
        *walls.composite_foreign_key(
            "workspaces_invitation", ("workspace_id", "member_id"), "workspaces_member"
        ),
        *walls.composite_foreign_key(
            "workspaces_invitation",
            ("workspace_id", "created_by_id"),
            "workspaces_member",
            on_delete="set null (created_by_id)",
        ),
    ]
