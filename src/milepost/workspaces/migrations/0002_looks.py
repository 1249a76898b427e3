"""How buyers see a workspace: its logo, its colour, and what its plans are good for."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from milepost.platform.walls import BuyerPolicy, tenant_table

LOGO = ("workspace_id", "mark", "data", "width", "height", "ground")


class Migration(migrations.Migration):
    dependencies = [("workspaces", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Logo",
            fields=[
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="workspaces.workspace",
                    ),
                ),
                ("mark", models.TextField()),
                ("data", models.BinaryField()),
                ("width", models.IntegerField()),
                ("height", models.IntegerField()),
                ("ground", models.TextField(blank=True, db_default="", default="")),
                (
                    "changed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
        ),
        migrations.AddField(
            "workspace", "buyer_words", models.TextField(blank=True, db_default="", default="")
        ),
        migrations.AddField(
            "workspace", "colour", models.TextField(blank=True, db_default="", default="")
        ),
        migrations.AddConstraint(
            model_name="workspace",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("colour", ""), ("colour__regex", "^#[0-9a-f]{6}$"), _connector="OR"
                ),
                name="workspaces_workspace_colour",
            ),
        ),
        # A buyer reads the logo of the workspace whose link they hold (the policy of
        # `workspaces_workspace` itself stands in sharing's migrations).
        *tenant_table(
            "workspaces_logo",
            {"seller": "select, insert, update, delete", "worker": "select"},
            buyer=BuyerPolicy("true", LOGO),
        ),
        migrations.RunSQL(
            "grant select (colour, buyer_words) on table workspaces_workspace to milepost_buyer",
            "revoke select (colour, buyer_words) on table workspaces_workspace"
            " from milepost_buyer",
        ),
    ]
