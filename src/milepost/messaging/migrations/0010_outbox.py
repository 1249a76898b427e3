"""One column says when a row is due next, claimed or not; and what its administrators are shown."""

from __future__ import annotations

import django.db.models.functions.datetime
from django.db import migrations, models

OPEN = models.Q(finished_at=None, dead_at=None)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0009_preferences_walls")]

    operations = [
        migrations.RunSQL(
            # What is at hand while this runs stays its worker's until the lease is out.
            "update messaging_outbox set available_at = greatest(available_at, claimed_until)"
            " where claimed_until is not null and finished_at is null and dead_at is null",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveIndex("outbox", "messaging_outbox_due"),
        migrations.RemoveField("outbox", "claimed_until"),
        migrations.AddField(
            "outbox",
            "due_at",
            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.RunSQL(
            "update messaging_outbox set due_at = created_at", migrations.RunSQL.noop
        ),
        migrations.AddField("outbox", "recipient", models.TextField(db_default="", default="")),
        migrations.AddField("outbox", "plan_id", models.BigIntegerField(null=True)),
        migrations.AddField("outbox", "unsettled", models.IntegerField(db_default=0, default=0)),
        migrations.AddField("outbox", "tried_at", models.DateTimeField(null=True)),
        migrations.AddField("outbox", "told_at", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "outbox",
            models.Index(
                fields=["kind", "available_at", "id"],
                condition=OPEN,
                name="messaging_outbox_due_kind",
            ),
        ),
        migrations.AddIndex(
            "outbox",
            models.Index(
                fields=["available_at"],
                condition=models.Q(finished_at=None, dead_at=None, unsettled__gte=3),
                name="messaging_outbox_suspect",
            ),
        ),
        migrations.AddIndex(
            "outbox",
            models.Index(
                fields=["workspace", "dead_at"],
                condition=models.Q(finished_at=None, dead_at__isnull=False),
                name="messaging_outbox_dead",
            ),
        ),
        migrations.AddIndex(
            "outbox",
            models.Index(
                fields=["finished_at"],
                condition=models.Q(finished_at__isnull=False),
                name="messaging_outbox_finished",
            ),
        ),
        # Administrators see what waits and what failed, of their workspace; nobody reads payloads.
        migrations.RunSQL(
            "grant select (id, kind, created_at, due_at, available_at, claimed_by, attempts,"
            " tried_at, last_error, finished_at, dead_at, told_at, recipient, plan_id),"
            " update (available_at, attempts, unsettled, dead_at, told_at, finished_at, payload)"
            " on table messaging_outbox to milepost_seller",
            "revoke select (id, kind, created_at, due_at, available_at, claimed_by, attempts,"
            " tried_at, last_error, finished_at, dead_at, told_at, recipient, plan_id),"
            " update (available_at, attempts, unsettled, dead_at, told_at, finished_at, payload)"
            " on table messaging_outbox from milepost_seller",
        ),
    ]
