"""Every table stands behind the wall, and a new one that does not fails here by itself."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.walls import catalogue

pytestmark = pytest.mark.django_db

# Where the workspace is reached through the user, because signing in comes before any workspace.
SIGN_IN_REFERENCES = {("workspaces_member", "workspaces_user")}


def faults(table: str) -> list[str]:
    """What is missing of the wall around one tenant table."""
    return [*_key_faults(table), *_policy_faults(table), *_reference_faults(table)]


def _key_faults(table: str) -> list[str]:
    key = catalogue.key_column(table)
    columns = catalogue.columns(table)
    if key not in columns:
        return [f"{table} has no {key}"]
    found = []
    if columns[key] != ("bigint", True):
        found.append(f"{table}.{key} is {columns[key]}, not a bigint that is not null")
    if not any(unique[0] == key for unique in catalogue.unique_keys(table)):
        found.append(f"{table} has no unique key led by {key}")
    return found


def _policy_faults(table: str) -> list[str]:
    secured = catalogue.rows(
        "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass",
        [table],
    )
    policies = catalogue.policies(table)
    seller = catalogue.grants("milepost_seller").get(table)
    found = [] if secured == [(True, False)] else [f"{table}: row security is {secured}"]
    if seller and "milepost_seller" not in policies:
        found.append(f"{table}: granted to sellers without a policy")
    if "milepost_worker" not in policies:
        found.append(f"{table}: no policy for the worker")
    if "public" in policies:
        found.append(f"{table}: a policy for everybody")
    using, check = policies.get("milepost_seller", ("milepost.workspace", "milepost.workspace"))
    key = catalogue.key_column(table)
    for condition in (using, check):
        if condition is None or "milepost.workspace" not in condition:
            found.append(f"{table}: the seller's policy does not ask for the workspace")
        elif condition is not using and key not in condition:
            found.append(f"{table}: the seller's policy does not compare {key}")
    return found


def _reference_faults(table: str) -> list[str]:
    found = []
    for name, other, columns, pointed_at in catalogue.foreign_keys(table):
        if other == catalogue.TENANT and pointed_at == ["id"]:
            continue
        if (table, other) in SIGN_IN_REFERENCES:
            continue
        if other in catalogue.NOT_A_TENANTS:
            found.append(f"{table}.{name} points out of the workspace, at {other}")
        elif columns[0] != catalogue.key_column(table) or pointed_at[0] != "workspace_id":
            found.append(f"{table}.{name} to {other} is not led by the workspace: {columns}")
    return found


def test_every_tenant_table_stands_behind_the_wall() -> None:
    tables = catalogue.tenant_tables()
    assert "plans_plan" in tables
    assert [fault for table in tables for fault in faults(table)] == []


def test_the_list_of_other_tables_names_only_tables_that_are_there() -> None:
    assert sorted(set(catalogue.NOT_A_TENANTS) - set(catalogue.tables())) == []


@pytest.mark.parametrize(
    ("making", "fault"),
    [
        ("create table a_new (id bigint primary key)", "has no workspace_id"),
        ("create table a_new (workspace_id bigint, id bigint unique)", "not null"),
        (
            "create table a_new (workspace_id bigint not null, id bigint unique)",
            "no unique key led by",
        ),
        (
            "create table a_new (workspace_id bigint not null, id bigint,"
            " unique (workspace_id, id))",
            "row security is",
        ),
        (
            "create table a_new (workspace_id bigint not null, id bigint,"
            " unique (workspace_id, id)); alter table a_new enable row level security;"
            " create policy a_new_all on a_new to milepost_seller, milepost_worker using (true)",
            "does not ask for the workspace",
        ),
        (
            "create table a_new (workspace_id bigint not null, id bigint"
            " references plans_plan (id), unique (workspace_id, id))",
            "is not led by the workspace",
        ),
    ],
)
def test_a_new_table_without_its_wall_is_found(making: str, fault: str) -> None:
    with connection.cursor() as cursor:
        for statement in making.split(";"):
            cursor.execute(statement)
    assert "a_new" in catalogue.tenant_tables()
    assert fault in " ".join(faults("a_new"))


def test_nothing_else_in_the_schema_looks_past_the_wall() -> None:
    views = catalogue.rows(
        "select relname from pg_class where relnamespace = 'public'::regnamespace"
        " and (relkind = 'm' or relkind = 'v' and not coalesce("
        "  'security_invoker=true' = any(reloptions), false))"
    )
    definers = catalogue.rows(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
    )
    assert (views, definers) == ([], [])


def test_the_buyer_has_no_grant_on_any_private_table() -> None:
    assert catalogue.grants("milepost_buyer") == {
        table: {"SELECT", "INSERT"} if table == "sharing_action" else {"SELECT"}
        for table in (
            "workspaces_workspace",
            "sharing_sharedplan",
            "sharing_stakeholder",
            "sharing_link",
            "sharing_browser",
            "sharing_feed",
            "sharing_action",
            "sharing_proposal",
            "sharing_agreement",
            "conversation_comment",
            "conversation_file",
            "plans_sharedrevision",
            "reviews_review",
            "reviews_reviewnote",
            "reviews_actionitem",
            "plans_plan",
            "plans_planvalue",
            "plans_person",
            "plans_milestone",
            "plans_task",
            "plans_baseline",
            "plans_baselinetarget",
            "plans_buyerlogo",
            "plans_peerexample",
            "plans_shownexample",
            "workspaces_logo",
            "messaging_preference",
        )
    }


def test_nobody_but_the_owner_truncates_or_adds_triggers() -> None:
    for role in ("milepost_seller", "milepost_worker", "milepost_app", "milepost_portal"):
        for table, privileges in catalogue.grants(role).items():
            assert not privileges & {"TRUNCATE", "TRIGGER", "REFERENCES"}, (role, table)
    assert catalogue.grants("milepost_portal") == {}


def test_history_is_only_ever_added_to() -> None:
    for table in ("plans_revision", "plans_templateversion", "conversation_trail"):
        assert catalogue.grants("milepost_seller")[table] == {"SELECT", "INSERT"}
        assert catalogue.grants("milepost_worker")[table] == {"SELECT"}


def test_without_a_scope_the_application_reads_of_workspaces_only_what_signing_in_needs() -> None:
    tenant = set(catalogue.tenant_tables())
    readable = {table for table in catalogue.grants("milepost_app") if table in tenant}
    assert readable == {
        "workspaces_workspace",
        "workspaces_member",
        "workspaces_invitation",
        "plans_plan",
        "sharing_sharedplan",
        "sharing_feed",
    }
    # For a member's calendar, whose address holds a secret: whose it is, by the secret's hash.
    assert catalogue.granted_columns("milepost_app", "sharing_feed") == {
        "workspace_id",
        "member_id",
        "token_hash",
        "reach",
        "revoked_at",
    }
    # For the address of a plan, which opens nothing by itself.
    assert catalogue.granted_columns("milepost_app", "sharing_sharedplan") == {
        "workspace_id",
        "plan_id",
        "code",
    }
    # For the ETag of an unchanged page: which revision, never what it says.
    assert catalogue.granted_columns("milepost_app", "plans_plan") == {
        "workspace_id",
        "id",
        "revision",
        "changed_at",
        "pulse",
    }
