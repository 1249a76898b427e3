"""The opening statement of the plan page may see a plan's head: ids, revision, latest change.

So that an unchanged page is answered from that one statement (the page's ETag). It is read by the
application's login before the scope is open, joined on the member's own workspace; by column, so
that nothing of what a plan says can be read this way.
"""

from __future__ import annotations

from django.db import migrations

COLUMNS = "workspace_id, id, revision, changed_at"


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_walls")]

    operations = [
        migrations.RunSQL(
            [
                f"grant select ({COLUMNS}) on table plans_plan to milepost_app",
                "create policy plans_plan_app on plans_plan for select to milepost_app"
                " using (true)",
            ],
            [
                "drop policy plans_plan_app on plans_plan",
                f"revoke select ({COLUMNS}) on table plans_plan from milepost_app",
            ],
        )
    ]
