"""When each sweep over all workspaces runs next: the worker's alone, and of no workspace."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_kept_html")]

    operations = [
        migrations.CreateModel(
            name="Timer",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("due_at", models.DateTimeField()),
                ("claimed_by", models.CharField(db_default="", default="", max_length=120)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("fence", models.BigIntegerField(db_default=0, default=0)),
                ("finished_at", models.DateTimeField(null=True)),
                ("last_error", models.TextField(db_default="", default="")),
            ],
        ),
        migrations.RunSQL(
            [
                "revoke all on table messaging_timer from public",
                "grant select, insert, update on table messaging_timer to milepost_worker",
            ],
            ["revoke all on table messaging_timer from milepost_worker"],
        ),
    ]
