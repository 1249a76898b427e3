"""Links, stakeholders, a buyer's words and openings, each behind its wall.

A link is shown to whoever presents its hash, and to nobody else of the buyer's side; everything
that says who opened what has no grant for a buyer at all. A buyer writes actions of their own,
and nothing else.
"""

from __future__ import annotations

from django.db import migrations

from milepost.platform import walls
from milepost.platform.walls import BuyerPolicy, composite_foreign_key, tenant_table

EVERYTHING = {"seller": "select, insert, update, delete", "worker": "select, insert, update"}
KEYS = ("workspace_id", "plan_id")
IN_PLAN = (
    "plan_id = (select p.id from plans_plan p"
    f" where p.workspace_id = {walls.WORKSPACE} and p.id = {walls.PLAN})"
)
MINE = f"plan_id = {walls.PLAN} and person = {walls.PERSON}"
# A link that works, shown to whoever holds its secret: before any workspace is known.
HELD = f"token_hash = {walls.TOKEN} and revoked_at is null and expires_at > now()"
OTHER_PLANS = (
    f"id in (select s.plan_id from sharing_stakeholder s where s.workspace_id = {walls.WORKSPACE}"
    f" and s.address = {walls.ADDRESS} and s.ended_at is null)"
)
LINK = (
    "workspace_id, id, plan_id, person, kind, token_hash, plan_code, address, expires_at,"
    " revoked_at, first_browser"
)
STAKEHOLDER = "workspace_id plan_id person address country time_zone language ended_at"
ACTION = "workspace_id plan_id person key kind applied_at revision outcome"
ACTION_WRITTEN = "workspace_id plan_id person key kind content link_id browser"
PROPOSAL = (
    "workspace_id plan_id id kind milestone content reason person person_name at state counter"
    " answer answered_at answered_by_name"
)
AGREEMENT = (
    "workspace_id plan_id id side person name terms_revision shared_revision at taken_back_at"
)


def of_plan(table: str, *, buyer: BuyerPolicy | None = None) -> list[migrations.RunSQL]:
    """A table of a plan: walled by workspace, and gone with its plan."""
    return [
        *tenant_table(table, EVERYTHING, buyer=buyer),
        *composite_foreign_key(table, KEYS, "plans_plan"),
    ]


def of_person(table: str, *, buyer: BuyerPolicy | None = None) -> list[migrations.RunSQL]:
    """A table of somebody on the plan; it goes when they are taken off it."""
    return [
        *of_plan(table, buyer=buyer),
        *composite_foreign_key(table, (*KEYS, "person"), "plans_person", (*KEYS, "key")),
    ]


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_tables")]

    operations = [
        *of_plan(
            "sharing_sharedplan",
            buyer=BuyerPolicy(IN_PLAN, ("workspace_id", "plan_id", "code")),
        ),
        *of_person(
            "sharing_stakeholder",
            buyer=BuyerPolicy(
                f"(({MINE}) or address = {walls.ADDRESS}) and ended_at is null",
                tuple(STAKEHOLDER.split()),
            ),
        ),
        *of_person("sharing_link"),
        *tenant_table("sharing_browser", EVERYTHING),
        *composite_foreign_key("sharing_browser", ("workspace_id", "link_id"), "sharing_link"),
        migrations.RunSQL(
            [
                f"grant select ({LINK}) on table sharing_link to milepost_buyer",
                "create policy sharing_link_buyer on sharing_link for select to milepost_buyer"
                f" using ({HELD})",
                "grant select (workspace_id, link_id, browser) on table sharing_browser"
                " to milepost_buyer",
                "create policy sharing_browser_buyer on sharing_browser for select"
                " to milepost_buyer using (link_id = (select l.id from sharing_link l"
                f" where l.token_hash = {walls.TOKEN}))",
                "grant select (workspace_id, code, plan_id) on table sharing_sharedplan"
                " to milepost_app",
                "create policy sharing_sharedplan_app on sharing_sharedplan for select"
                " to milepost_app using (true)",
                "grant select (id, name, plan_title, time_zone) on table workspaces_workspace"
                " to milepost_buyer",
                "create policy workspaces_workspace_buyer on workspaces_workspace for select"
                f" to milepost_buyer using (id = {walls.WORKSPACE})",
                "alter policy plans_plan_buyer on plans_plan using"
                f" (workspace_id = {walls.WORKSPACE} and (id = {walls.PLAN} or {OTHER_PLANS})"
                " and buyer_life is not null)",
            ],
            [
                "alter policy plans_plan_buyer on plans_plan using"
                f" (workspace_id = {walls.WORKSPACE} and id = {walls.PLAN}"
                " and buyer_life is not null)",
                "drop policy workspaces_workspace_buyer on workspaces_workspace",
                "revoke all on table workspaces_workspace from milepost_buyer",
                "drop policy sharing_sharedplan_app on sharing_sharedplan",
                "revoke all on table sharing_sharedplan from milepost_app",
                "drop policy sharing_browser_buyer on sharing_browser",
                "revoke all on table sharing_browser from milepost_buyer",
                "drop policy sharing_link_buyer on sharing_link",
                "revoke all on table sharing_link from milepost_buyer",
            ],
        ),
        *of_plan("sharing_code"),
        *of_plan(
            "sharing_action",
            buyer=BuyerPolicy(
                MINE,
                tuple(ACTION.split()),
                inserts=tuple(ACTION_WRITTEN.split()),
                insert_check=MINE,
            ),
        ),
        *of_plan("sharing_proposal", buyer=BuyerPolicy(IN_PLAN, tuple(PROPOSAL.split()))),
        *of_plan("sharing_agreement", buyer=BuyerPolicy(IN_PLAN, tuple(AGREEMENT.split()))),
        *of_plan("sharing_opening"),
        *of_person("sharing_engagement"),
    ]
