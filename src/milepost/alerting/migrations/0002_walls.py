"""Alerts behind their wall: recorded by the sweep, read by sellers, and by no buyer ever."""

from __future__ import annotations

from django.db import migrations

from milepost.platform.walls import composite_foreign_key, tenant_table


class Migration(migrations.Migration):
    dependencies = [("alerting", "0001_alerts"), ("plans", "0001_tables")]

    operations = [
        *tenant_table("alerting_alert", {"seller": "select", "worker": "select, insert"}),
        *composite_foreign_key("alerting_alert", ("workspace_id", "plan_id"), "plans_plan"),
    ]
