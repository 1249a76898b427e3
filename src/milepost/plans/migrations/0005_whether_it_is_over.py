"""A buyer may know that nothing more can be done on a plan, and never how it ended."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_shared_side")]

    operations = [
        migrations.AddField(
            "plan",
            "buyer_closed",
            models.GeneratedField(
                db_persist=True,
                expression=models.Case(
                    models.When(
                        models.Q(
                            ("life__in", ("won", "lost", "abandoned")),
                            ("archived_at__isnull", False),
                            _connector="OR",
                        ),
                        then=models.Value(True),
                    ),
                    default=models.Value(False),
                    output_field=models.BooleanField(),
                ),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.RunSQL(
            "grant select (buyer_closed) on table plans_plan to milepost_buyer",
            "revoke select (buyer_closed) on table plans_plan from milepost_buyer",
        ),
    ]
