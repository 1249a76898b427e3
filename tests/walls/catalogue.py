"""What PostgreSQL itself says of our tables: their columns, keys, policies and grants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

# Tables that belong to no workspace, each with why. Everything else is a tenant's.
NOT_A_TENANTS = {
    "django_migrations": "Django's record of its migrations",
    "django_content_type": "Django's list of models",
    "auth_permission": "Django's list of permissions",
    "auth_group": "Django's groups, which stay empty",
    "auth_group_permissions": "Django's groups, which stay empty",
    "workspaces_user": "sign-in: a user may be a member of several workspaces",
    "workspaces_session": "sign-in: which browser is whose",
    "workspaces_setuplink": "sign-in: before there is any workspace",
    "account_emailaddress": "sign-in: addresses of users",
    "account_emailconfirmation": "sign-in: addresses of users",
    "mfa_authenticator": "sign-in: second factors of users",
    "messaging_keptaccountmessage": "sign-in: password links kept where no mail server is set",
    "messaging_timer": "when each sweep over all workspaces runs next",
}
# The tenant itself: its own key is the workspace.
TENANT = "workspaces_workspace"


def rows(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """The answer to a question to the catalogue, asked as the owner."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def tables() -> list[str]:
    """Every table of the application's schema."""
    return [
        name
        for (name,) in rows(
            "select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace"
            " and c.relkind in ('r', 'p', 'f') order by 1"
        )
    ]


def tenant_tables() -> list[str]:
    """Every table that holds rows of workspaces."""
    return [name for name in tables() if name not in NOT_A_TENANTS]


def key_column(table: str) -> str:
    """The column that holds the workspace."""
    return "id" if table == TENANT else "workspace_id"


def columns(table: str) -> dict[str, tuple[str, bool]]:
    """Name to type and whether it is not null."""
    return {
        name: (kind, not_null)
        for name, kind, not_null in rows(
            "select attname, atttypid::regtype::text, attnotnull from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped",
            [table],
        )
    }


def policies(table: str) -> dict[str, tuple[str, str | None]]:
    """Role to the conditions under which it sees and writes rows."""
    return {
        role: (using, check)
        for role, using, check in rows(
            "select unnest(roles)::text, qual, with_check from pg_policies where tablename = %s",
            [table],
        )
    }


def unique_keys(table: str) -> list[list[str]]:
    """The columns of each unique index without a condition, in order."""
    return [
        found
        for (found,) in rows(
            "select array(select a.attname::text from unnest(i.indkey::int[]) with ordinality"
            " k(n, place) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n"
            " order by place) from pg_index i"
            " where i.indrelid = %s::regclass and i.indisunique and i.indpred is null",
            [table],
        )
    ]


def foreign_keys(table: str) -> list[tuple[str, str, list[str], list[str]]]:
    """Name, table pointed at, columns, and the columns pointed at."""
    return rows(  # type: ignore[return-value]
        "select c.conname::text, c.confrelid::regclass::text,"
        " array(select a.attname::text from unnest(c.conkey) with ordinality k(n, place)"
        "  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n order by place),"
        " array(select a.attname::text from unnest(c.confkey) with ordinality k(n, place)"
        "  join pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.n order by place)"
        " from pg_constraint c where c.contype = 'f' and c.conrelid = %s::regclass",
        [table],
    )


def grants(role: str) -> dict[str, set[str]]:
    """Table to what a role may do with all or some of its columns."""
    found: dict[str, set[str]] = {}
    for table, privilege in rows(
        "select c.relname::text, p.privilege from pg_class c"
        " cross join unnest(array['SELECT', 'INSERT', 'UPDATE', 'REFERENCES']) p(privilege)"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
        " and has_any_column_privilege(%s, c.oid, p.privilege)"
        " union select c.relname::text, p.privilege from pg_class c"
        " cross join unnest(array['DELETE', 'TRUNCATE', 'TRIGGER']) p(privilege)"
        " where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
        " and has_table_privilege(%s, c.oid, p.privilege)",
        [role, role],
    ):
        found.setdefault(table, set()).add(privilege)
    return found


def granted_columns(role: str, table: str) -> set[str]:
    """The columns of a table that a role may read."""
    return {
        name
        for name in columns(table)
        if rows("select has_column_privilege(%s, %s, %s, 'SELECT')", [role, table, name])
        == [(True,)]
    }
