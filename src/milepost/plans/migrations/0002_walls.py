"""The walls of plans: by workspace for sellers, by plan and visibility for buyers.

A buyer's row is one of a plan that is not a draft: the scalar sub-select is asked once a
statement, not once a row, and runs under the buyer's own policy on `plans_plan`. Tables without
a `buyer` here have no grant for that role at all. `completed_by`, `confirmed_by` and
`member_id` are withheld by column, and so is a life beyond shared or agreed.
"""

from __future__ import annotations

from django.db import migrations

from milepost.platform import walls
from milepost.platform.walls import BuyerPolicy, append_only, composite_foreign_key, tenant_table

EVERYTHING = {"seller": "select, insert, update, delete", "worker": "select"}
SWEPT = {"seller": "select, insert, update, delete", "worker": "select, update"}
APPENDED = {"seller": "select, insert", "worker": "select"}

IN_PLAN = (
    "plan_id = (select p.id from plans_plan p"
    f" where p.workspace_id = {walls.WORKSPACE} and p.id = {walls.PLAN})"
)
KEYS = ("workspace_id", "plan_id")

PLAN_COLUMNS = (
    "workspace_id id title account opportunity created target_close buyer_life form goal measure"
    " why_now go_live buyer_country buyer_subdivision buyer_time_zone seller_country"
    " seller_subdivision seller_time_zone coordinator shared_on agreed_on next_review revision"
    " changed_at"
)
PERSON_COLUMNS = "workspace_id plan_id key position name side role email title seen_by_buyer"
MILESTONE_COLUMNS = (
    "workspace_id plan_id key position title kind phase visibility done_means buyer_owner"
    " buyer_owner_role seller_owner seller_owner_role target duration status reason started_on"
    " completed_on confirmed_on blocked_on unblocked_on buyer_after"
)
TASK_COLUMNS = (
    "workspace_id plan_id key milestone position title kind owner owner_role due at at_utc"
    " started_on done_on answer answer_reason visibility"
)


def of_buyer(condition: str, columns: str) -> BuyerPolicy:
    """What a buyer reads of a table of their plan."""
    using = f"{IN_PLAN} and {condition}" if condition else IN_PLAN
    return BuyerPolicy(using=using, columns=tuple(f'"{c}"' for c in columns.split()))


def seen_milestone(table: str) -> str:
    """The row's milestone is one that the buyer sees: asked under their own policy."""
    return (
        f"exists (select 1 from plans_milestone m where m.workspace_id = {table}.workspace_id"
        f" and m.plan_id = {table}.plan_id and m.key = {table}.milestone)"
    )


def part(table: str, buyer: BuyerPolicy | None = None) -> list[migrations.RunSQL]:
    """A table of a plan: walled by workspace, and gone with its plan."""
    return [
        *tenant_table(table, EVERYTHING, buyer=buyer),
        *composite_foreign_key(table, KEYS, "plans_plan"),
    ]


def person(table: str, *columns: str) -> list[migrations.RunSQL]:
    """Columns that hold the key of somebody on the same plan."""
    return [
        operation
        for column in columns
        for operation in composite_foreign_key(
            table, (*KEYS, column), "plans_person", (*KEYS, "key"), on_delete="restrict"
        )
    ]


def member(table: str, column: str) -> list[migrations.RunSQL]:
    """A column that holds a member of the same workspace."""
    return composite_foreign_key(
        table, ("workspace_id", column), "workspaces_member", on_delete=f"set null ({column})"
    )


def milestone(table: str, column: str) -> list[migrations.RunSQL]:
    """A column that holds the key of a milestone of the same plan."""
    return composite_foreign_key(
        table, (*KEYS, column), "plans_milestone", (*KEYS, "key"), on_delete="restrict"
    )


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_tables")]

    operations = [
        *tenant_table(
            "plans_plan",
            EVERYTHING,
            buyer=BuyerPolicy(
                using=f"id = {walls.PLAN} and buyer_life is not null",
                columns=tuple(PLAN_COLUMNS.split()),
            ),
        ),
        *composite_foreign_key(
            "plans_plan", ("workspace_id", "deal_id"), "deals_deal", on_delete="set null (deal_id)"
        ),
        *tenant_table("plans_planprivate", SWEPT),
        *composite_foreign_key("plans_planprivate", KEYS, "plans_plan"),
        *member("plans_planprivate", "owner_id"),
        *part(
            "plans_planvalue",
            of_buyer("buyer_sees", "workspace_id plan_id amount currency buyer_sees"),
        ),
        *part("plans_person", of_buyer("seen_by_buyer", PERSON_COLUMNS)),
        *member("plans_person", "member_id"),
        *part("plans_milestone", of_buyer("visibility = 'shared'", MILESTONE_COLUMNS)),
        *person("plans_milestone", "buyer_owner", "seller_owner", "completed_by", "confirmed_by"),
        *part("plans_milestonenote"),
        *milestone("plans_milestonenote", "key"),
        *part("plans_dependency"),
        *milestone("plans_dependency", "key"),
        *milestone("plans_dependency", "after"),
        *part(
            "plans_task",
            of_buyer(f"visibility = 'shared' and {seen_milestone('plans_task')}", TASK_COLUMNS),
        ),
        *milestone("plans_task", "milestone"),
        *person("plans_task", "owner"),
        *part("plans_baseline", of_buyer("", "workspace_id plan_id position on")),
        *part(
            "plans_baselinetarget",
            of_buyer(
                seen_milestone("plans_baselinetarget"),
                "workspace_id plan_id position milestone target",
            ),
        ),
        *part("plans_baselinereason"),
        *part("plans_reviewheld"),
        *part("plans_risk"),
        *person("plans_risk", "owner"),
        *tenant_table("plans_revision", APPENDED),
        *composite_foreign_key("plans_revision", KEYS, "plans_plan", on_delete="restrict"),
        *append_only("plans_revision"),
        *tenant_table("plans_template", EVERYTHING),
        *tenant_table("plans_templateversion", APPENDED),
        *composite_foreign_key(
            "plans_templateversion", ("workspace_id", "template_id"), "plans_template"
        ),
        *tenant_table("plans_step", EVERYTHING),
    ]
