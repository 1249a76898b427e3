"""Webhooks behind their walls: nothing for buyers, and no signing secret that a seller reads back.

`plan.changed` rows were recorded for every change and delivered by nobody; from now on they are
recorded where somebody listens. What lies there concerns no endpoint, as there was none.
"""

from __future__ import annotations

from django.db import migrations

from milepost.platform.walls import composite_foreign_key, tenant_table

WORKER = "select, insert, update, delete"


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0006_webhooks"),
        ("plans", "0001_tables"),
        ("workspaces", "0001_tables"),
    ]

    operations = [
        *tenant_table(
            "messaging_webhookendpoint",
            {"seller": "select, insert, update, delete", "worker": WORKER},
        ),
        *composite_foreign_key(
            "messaging_webhookendpoint",
            ("workspace_id", "created_by"),
            "workspaces_member",
            on_delete="set null (created_by)",
        ),
        *tenant_table(
            "messaging_webhooksecret",
            {
                "seller": "insert, update (ends_at),"
                " select (workspace_id, endpoint_id, id, made_at, ends_at)",
                "worker": WORKER,
            },
        ),
        *composite_foreign_key(
            "messaging_webhooksecret",
            ("workspace_id", "endpoint_id"),
            "messaging_webhookendpoint",
        ),
        *tenant_table("messaging_webhookmessage", {"seller": "select, insert", "worker": WORKER}),
        *composite_foreign_key(
            "messaging_webhookmessage", ("workspace_id", "plan_id"), "plans_plan"
        ),
        *tenant_table(
            "messaging_webhookdelivery", {"seller": "select, insert, update", "worker": WORKER}
        ),
        *composite_foreign_key(
            "messaging_webhookdelivery",
            ("workspace_id", "endpoint_id"),
            "messaging_webhookendpoint",
        ),
        *composite_foreign_key(
            "messaging_webhookdelivery",
            ("workspace_id", "message_id"),
            "messaging_webhookmessage",
        ),
        *tenant_table("messaging_webhookattempt", {"seller": "select", "worker": WORKER}),
        *composite_foreign_key(
            "messaging_webhookattempt",
            ("workspace_id", "delivery_id"),
            "messaging_webhookdelivery",
        ),
        migrations.RunSQL(
            "delete from messaging_outbox where kind = 'plan.changed' and finished_at is null",
            migrations.RunSQL.noop,
        ),
    ]
