"""What somebody wants to be told, and mails that follow once a day or a week."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0007_webhooks_walls"),
        ("workspaces", "0002_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("plan_id", models.BigIntegerField(null=True)),
                ("member_id", models.BigIntegerField(null=True)),
                ("person", models.TextField(null=True)),
                ("mails", models.TextField(null=True)),
                (
                    "off",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), null=True, size=None
                    ),
                ),
                (
                    "quiet",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), null=True, size=None
                    ),
                ),
                ("hours_from", models.SmallIntegerField(null=True)),
                ("hours_until", models.SmallIntegerField(null=True)),
                ("muted_at", models.DateTimeField(null=True)),
                ("snoozed_until", models.DateField(null=True)),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
        ),
        migrations.AddField(
            model_name="message",
            name="mail_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                models.F("mail_at"),
                condition=models.Q(("mail_at__isnull", False)),
                name="messaging_mail_to_follow",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                models.F("workspace"),
                models.F("member_id"),
                condition=models.Q(
                    ("dispatched_at__isnull", False),
                    ("member_id__isnull", False),
                    ("read_at", None),
                ),
                name="messaging_unread",
            ),
        ),
        migrations.AddField(
            model_name="preference",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="workspaces.workspace",
            ),
        ),
        migrations.AddIndex(
            model_name="preference",
            index=models.Index(
                models.F("workspace"),
                models.F("plan_id"),
                models.F("person"),
                condition=models.Q(("person__isnull", False)),
                name="messaging_preference_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                models.F("workspace"), models.F("id"), name="messaging_preference_row"
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.UniqueConstraint(
                fields=("workspace", "member_id", "plan_id", "person"),
                name="messaging_preference_of",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("member_id__isnull", False), ("person__isnull", True)),
                    models.Q(
                        ("member_id__isnull", True),
                        ("person__isnull", False),
                        ("plan_id__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="messaging_preference_whose",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("mails", None),
                    ("mails__in", ("all", "daily", "weekly", "none")),
                    _connector="OR",
                ),
                name="messaging_preference_mails",
            ),
        ),
        migrations.AddConstraint(
            model_name="preference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hours_from", None), ("hours_until", None)),
                    models.Q(
                        ("hours_from__gte", 0),
                        ("hours_from__isnull", False),
                        ("hours_from__lt", models.F("hours_until")),
                        ("hours_until__isnull", False),
                        ("hours_until__lte", 24),
                    ),
                    _connector="OR",
                ),
                name="messaging_preference_hours",
            ),
        ),
    ]
