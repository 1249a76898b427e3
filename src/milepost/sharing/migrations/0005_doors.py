"""Doors: a seller's preview, other plans only of those invited to them, addresses that change.

A link of kind `preview` shows a page as somebody sees it; the wall itself refuses an action with
it. A person whose e-mail address changes on the plan is somebody else to their old links, so
those stop, whichever command or undo made the change; and whatever stops a link (a revocation,
somebody taken off the plan, an undo) asks the plan's open pages whether they may go on
(`plans.live.recheck`).
"""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models

from milepost.platform import walls

earlier = import_module("milepost.sharing.migrations.0002_walls")
MINE, WORKSPACE = earlier.MINE, walls.WORKSPACE
INVITED = (
    f"id in (select s.plan_id from sharing_stakeholder s where s.workspace_id = {WORKSPACE}"
    f" and s.address = {walls.ADDRESS} and s.ended_at is null and s.invited_at is not null)"
)
# A draft is shown to a seller's preview of it alone: how the page will look once it is shared.
PREVIEWED = (
    f"id = (select l.plan_id from sharing_link l where l.token_hash = {walls.TOKEN}"
    " and l.kind = 'preview')"
)
KINDS = ("personal", "code", "other", "preview")

# A buyer's row may name no link but the one that they came with, and no preview at all.
WITH_OWN_LINK = (
    f"{MINE} and link_id = (select l.id from sharing_link l where l.token_hash = {walls.TOKEN}"
    " and l.kind <> 'preview')"
)

FOLLOW = """
create function sharing_address_follows() returns trigger language plpgsql as $$
begin
    if new.email is distinct from old.email then
        update sharing_stakeholder s set address = lower(coalesce(new.email, ''))
        where s.workspace_id = new.workspace_id and s.plan_id = new.plan_id
          and s.person = new.key;
        update sharing_link l set revoked_at = now()
        where l.workspace_id = new.workspace_id and l.plan_id = new.plan_id
          and l.person = new.key and l.revoked_at is null and l.address <> ''
          and l.address <> lower(coalesce(new.email, ''));
        update sharing_link l set address = lower(coalesce(new.email, ''))
        where l.workspace_id = new.workspace_id and l.plan_id = new.plan_id
          and l.person = new.key and l.revoked_at is null and l.address = '';
    end if;
    return null;
end
$$
"""

STOP = """
create function sharing_link_stops() returns trigger language plpgsql as $$
begin
    perform pg_notify('milepost_live',
        json_build_object('recheck', 'plan:' || old.plan_id)::text);
    return null;
end
$$
"""


def _stakeholders(of_address: str) -> str:
    return (
        "alter policy sharing_stakeholder_buyer on sharing_stakeholder using"
        f" (workspace_id = {WORKSPACE} and (({MINE}) or {of_address}) and ended_at is null)"
    )


def _plans(others: str, drafts: str = "") -> str:
    shown = f"(buyer_life is not null or {drafts})" if drafts else "buyer_life is not null"
    return (
        "alter policy plans_plan_buyer on plans_plan using"
        f" (workspace_id = {WORKSPACE} and (id = {walls.PLAN} or {others}) and {shown})"
    )


def _actions(check: str) -> str:
    return (
        "alter policy sharing_action_buyer_insert on sharing_action"
        f" with check (workspace_id = {WORKSPACE} and ({check}))"
    )


class Migration(migrations.Migration):
    dependencies = [("sharing", "0004_notices_walls")]

    operations = [
        migrations.RemoveConstraint("link", "sharing_link_kind"),
        migrations.AddConstraint(
            "link",
            models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="sharing_link_kind"),
        ),
        migrations.RunSQL(
            [
                "grant select (invited_at) on table sharing_stakeholder to milepost_buyer",
                _stakeholders(f"(address = {walls.ADDRESS} and invited_at is not null)"),
                _plans(INVITED, PREVIEWED),
                _actions(WITH_OWN_LINK),
                FOLLOW,
                "create trigger sharing_address_follows after update of email on plans_person"
                " for each row execute function sharing_address_follows()",
                STOP,
                "create trigger sharing_link_revoked after update of revoked_at on sharing_link"
                " for each row when (old.revoked_at is null and new.revoked_at is not null)"
                " execute function sharing_link_stops()",
                "create trigger sharing_link_gone after delete on sharing_link"
                " for each row execute function sharing_link_stops()",
            ],
            [
                "drop trigger sharing_link_gone on sharing_link",
                "drop trigger sharing_link_revoked on sharing_link",
                "drop function sharing_link_stops()",
                "drop trigger sharing_address_follows on plans_person",
                "drop function sharing_address_follows()",
                _actions(MINE),
                _plans(earlier.OTHER_PLANS),
                _stakeholders(f"address = {walls.ADDRESS}"),
                "revoke select (invited_at) on table sharing_stakeholder from milepost_buyer",
            ],
        ),
    ]
