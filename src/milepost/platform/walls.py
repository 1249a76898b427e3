"""Walls for migrations: row-level security, grants, composite keys, append-only tables.

Every function returns a list of migration operations, to be added to a migration's own:

    operations = [
        migrations.CreateModel(...),
        *walls.tenant_table("plans_plan", grants={"seller": "select, insert, update, delete"}),
        *walls.composite_foreign_key(
            "plans_milestone", ("workspace_id", "plan_id"), "plans_plan", ("workspace_id", "id")
        ),
    ]

Tables are owned by `milepost_owner` and never FORCEd: a data migration would otherwise change
0 rows without a word. Grants are per table; there are no default privileges.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.migrations import RunSQL

ROLES = {
    "seller": "milepost_seller",
    "buyer": "milepost_buyer",
    "worker": "milepost_worker",
    "app": "milepost_app",
    "portal": "milepost_portal",
}
WORKSPACE = "(select nullif(current_setting('milepost.workspace', true), '')::bigint)"
MEMBER = "(select nullif(current_setting('milepost.member', true), '')::bigint)"
PLAN = "(select nullif(current_setting('milepost.plan', true), '')::bigint)"
PERSON = "(select nullif(current_setting('milepost.person', true), ''))"
ADDRESS = "(select nullif(current_setting('milepost.address', true), ''))"
TOKEN = "(select nullif(current_setting('milepost.token', true), ''))"  # noqa: S105


@dataclass(frozen=True, slots=True)
class BuyerPolicy:
    """What a buyer may read of a table: the rows (a condition) and the columns.

    `inserts` names the columns that they may write in a row of their own, which has to meet
    `insert_check`; there is no update and no delete for a buyer anywhere.
    """

    using: str
    columns: tuple[str, ...]
    inserts: tuple[str, ...] = ()
    insert_check: str = ""


def tenant_table(
    table: str,
    grants: Mapping[str, str],
    *,
    key: str = "workspace_id",
    buyer: BuyerPolicy | None = None,
    seller_using: str | None = None,
) -> list[RunSQL]:
    """Wall a table off by workspace.

    `grants` names privileges by role: `seller` (its own workspace's rows), `worker` (all rows),
    `app` (all rows, for the statement that signs somebody in, before a scope is open).
    `key` is the column that holds the workspace. `seller_using` narrows what a seller sees.
    """
    own = f"{key} = {WORKSPACE}" + (f" and ({seller_using})" if seller_using else "")
    forward = [
        f"alter table {table} enable row level security",
        f"revoke all on table {table} from public",
    ]
    for name, privileges in grants.items():
        rows = own if name == "seller" else "true"
        forward += [f"grant {privileges} on table {table} to {ROLES[name]}"]
        forward += [_policy(table, name, rows)]
    if buyer:
        columns = ", ".join(buyer.columns)
        rows = f"{key} = {WORKSPACE} and ({buyer.using})"
        forward += [f"grant select ({columns}) on table {table} to milepost_buyer"]
        forward += [_policy(table, "buyer", rows)]
        if buyer.inserts:
            written = ", ".join(buyer.inserts)
            check = f"{key} = {WORKSPACE} and ({buyer.insert_check})"
            forward += [
                f"grant insert ({written}) on table {table} to milepost_buyer",
                f"create policy {table}_buyer_insert on {table} for insert to milepost_buyer"
                f" with check ({check})",
            ]
    names = [*grants, *(["buyer"] if buyer else [])]
    backward = [
        *([f"drop policy {table}_buyer_insert on {table}"] if buyer and buyer.inserts else []),
        *[f"drop policy {table}_{name} on {table}" for name in names],
    ]
    backward += [f"revoke all on table {table} from {ROLES[name]}" for name in names]
    backward += [f"alter table {table} disable row level security"]
    return [RunSQL(forward, backward)]


def sign_in_table(table: str, privileges: str = "select, insert, update, delete") -> list[RunSQL]:
    """Give a table that belongs to no workspace to the application's login, and to nobody else."""
    return [
        RunSQL(
            [
                f"revoke all on table {table} from public",
                f"grant {privileges} on table {table} to milepost_app",
            ],
            [f"revoke all on table {table} from milepost_app"],
        )
    ]


def composite_foreign_key(
    table: str,
    columns: Sequence[str],
    ref_table: str,
    ref_columns: Sequence[str] = ("workspace_id", "id"),
    on_delete: str = "cascade",
) -> list[RunSQL]:
    """A foreign key led by the workspace: it can neither point at nor tell of another's row.

    `on_delete` is `cascade`, `restrict` or `set null (column)`. The referred columns need a
    unique constraint of their own.
    """
    name = _short(f"{table}_{'_'.join(columns[1:])}_wall")
    return [
        RunSQL(
            f"alter table {table} add constraint {name} foreign key ({', '.join(columns)})"
            f" references {ref_table} ({', '.join(ref_columns)}) on delete {on_delete}"
            " deferrable initially immediate",
            f"alter table {table} drop constraint {name}",
        )
    ]


def append_only(table: str) -> list[RunSQL]:
    """Rows are written once: UPDATE, DELETE and TRUNCATE are refused, to the owner too."""
    return [
        RunSQL(
            [
                _REFUSE,
                f"create trigger {table}_append_only before update or delete on {table}"
                " for each row execute function milepost_refuse_change()",
                f"create trigger {table}_no_truncate before truncate on {table}"
                " for each statement execute function milepost_refuse_change()",
            ],
            [
                f"drop trigger {table}_append_only on {table}",
                f"drop trigger {table}_no_truncate on {table}",
            ],
        )
    ]


_REFUSE = """
create or replace function milepost_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op
        using errcode = 'restrict_violation';
end
$$
"""


def _policy(table: str, name: str, rows: str) -> str:
    check = "" if name == "buyer" else f" with check ({rows})"
    kind = "for select" if name == "buyer" else "for all"
    return f"create policy {table}_{name} on {table} {kind} to {ROLES[name]} using ({rows}){check}"


def _short(name: str) -> str:
    """PostgreSQL cuts names at 63 bytes without a word; cut ours so that they stay apart."""
    if len(name) <= 63:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[:54]}_{mark}"
