"""The walls of examples and logos: a buyer reads what is approved and shown on their plan.

An approval is one of the words that stand there: the database itself takes it back where the
words change, so that no path writes around it.
"""

from __future__ import annotations

from django.db import migrations

from milepost.platform import walls
from milepost.platform.walls import BuyerPolicy, composite_foreign_key, tenant_table

EVERYTHING = {"seller": "select, insert, update, delete", "worker": "select"}
KEYS = ("workspace_id", "plan_id")
IN_PLAN = (
    "plan_id = (select p.id from plans_plan p"
    f" where p.workspace_id = {walls.WORKSPACE} and p.id = {walls.PLAN})"
)
LOGO = ("workspace_id", "plan_id", "mark", "data", "width", "height", "ground")
# Asked under the buyer's own policy on what is shown: their plan's row alone.
SHOWN = (
    "approved_at is not null and id in (select s.example_id from plans_shownexample s"
    f" where s.workspace_id = {walls.WORKSPACE} and s.plan_id = {walls.PLAN})"
)
_UNAPPROVE = """
create function milepost_unapprove() returns trigger language plpgsql as $$
begin
    if new.content is distinct from old.content then
        new.approved_at := null;
        new.approved_by_id := null;
    end if;
    return new;
end
$$
"""


def by_member(table: str, column: str) -> list[migrations.RunSQL]:
    """Whoever did it may be taken out of the workspace; what they did stays."""
    return composite_foreign_key(
        table,
        ("workspace_id", column),
        "workspaces_member",
        on_delete=f"set null ({column})",
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_peer_example")]

    operations = [
        *tenant_table("plans_buyerlogo", EVERYTHING, buyer=BuyerPolicy(IN_PLAN, LOGO)),
        *composite_foreign_key("plans_buyerlogo", KEYS, "plans_plan"),
        *tenant_table(
            "plans_shownexample",
            EVERYTHING,
            buyer=BuyerPolicy(IN_PLAN, ("workspace_id", "plan_id", "example_id")),
        ),
        *composite_foreign_key("plans_shownexample", KEYS, "plans_plan"),
        *composite_foreign_key(
            "plans_shownexample", ("workspace_id", "example_id"), "plans_peerexample"
        ),
        *by_member("plans_shownexample", "shown_by_id"),
        *tenant_table(
            "plans_peerexample",
            EVERYTHING,
            buyer=BuyerPolicy(SHOWN, ("workspace_id", "id", "content")),
        ),
        *composite_foreign_key(
            "plans_peerexample",
            ("workspace_id", "made_from"),
            "plans_plan",
            on_delete="set null (made_from)",
        ),
        *by_member("plans_peerexample", "changed_by_id"),
        *by_member("plans_peerexample", "approved_by_id"),
        migrations.RunSQL(
            [
                _UNAPPROVE,
                "create trigger plans_peerexample_unapprove before update on plans_peerexample"
                " for each row execute function milepost_unapprove()",
            ],
            [
                "drop trigger plans_peerexample_unapprove on plans_peerexample",
                "drop function milepost_unapprove()",
            ],
        ),
    ]
