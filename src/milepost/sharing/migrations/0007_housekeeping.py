"""The worker takes away spent codes and openings of long ago."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sharing", "0006_words")]

    operations = [
        migrations.RunSQL(
            "grant delete on table sharing_code, sharing_opening to milepost_worker",
            "revoke delete on table sharing_code, sharing_opening from milepost_worker",
        )
    ]
