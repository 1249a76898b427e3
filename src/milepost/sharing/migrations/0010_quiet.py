"""How quiet somebody wants it stands in one place, `messaging_preference`; an address that ends
mails only says whose, and members have one too. Notices are told as messages, which know best when
they were mailed."""

from django.db import migrations, models

from milepost.platform.walls import composite_foreign_key

MUTED = """
insert into messaging_preference (workspace_id, plan_id, person, member_id, muted_at)
select workspace_id, plan_id, person, member_id, min(muted_at) from sharing_unsubscribe
where muted_at is not null group by 1, 2, 3, 4
on conflict do nothing"""
MUTED_BACK = """
update sharing_unsubscribe u set muted_at = p.muted_at from messaging_preference p
where p.workspace_id = u.workspace_id and p.plan_id = u.plan_id
  and p.person is not distinct from u.person and p.member_id is not distinct from u.member_id"""


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0009_calendars_walls"),
        ("messaging", "0009_preferences_walls"),
    ]

    operations = [
        migrations.RunSQL(MUTED, MUTED_BACK),
        migrations.RunSQL(
            "delete from messaging_outbox where kind = 'sharing.notice' and finished_at is null",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint(
            model_name="unsubscribe",
            name="sharing_unsubscribe_who",
        ),
        migrations.RemoveIndex(
            model_name="notice",
            name="sharing_notice_to_mail",
        ),
        migrations.RemoveField(
            model_name="notice",
            name="mailed_at",
        ),
        migrations.RemoveField(
            model_name="unsubscribe",
            name="muted_at",
        ),
        migrations.AlterField(
            model_name="unsubscribe",
            name="plan_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name="unsubscribe",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("member_id__isnull", True),
                        ("person__isnull", False),
                        ("plan_id__isnull", False),
                    ),
                    models.Q(("member_id__isnull", False), ("person__isnull", True)),
                    _connector="OR",
                ),
                name="sharing_unsubscribe_who",
            ),
        ),
        *composite_foreign_key(
            "sharing_unsubscribe", ("workspace_id", "member_id"), "workspaces_member"
        ),
    ]
