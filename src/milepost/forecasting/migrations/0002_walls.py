"""Impacts on the forecast behind their wall: the seller's alone, with no grant for a buyer."""

from __future__ import annotations

from django.db import migrations

from milepost.platform.walls import composite_foreign_key, tenant_table

ALL = "select, insert, update, delete"


class Migration(migrations.Migration):
    dependencies = [("forecasting", "0001_tables"), ("plans", "0001_tables")]

    operations = [
        *tenant_table("forecasting_impact", {"seller": ALL, "worker": ALL}),
        *composite_foreign_key("forecasting_impact", ("workspace_id", "plan_id"), "plans_plan"),
    ]
