"""That the AE has looked after an accepted step, and how a buyer agreed where it was not here.

Buyers read neither column: their grants name columns (0002_walls).
"""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0005_doors")]

    operations = [
        migrations.AddField("proposal", "looked_at", models.DateTimeField(null=True)),
        migrations.AddField("agreement", "how", models.TextField(default="", db_default="")),
    ]
