"""Many deals at once, for imports: set-based, inside the seller's scope, safe to run again.

The CRM reference decides what is the same deal. An empty fact of a row never erases one that is
there; a filled one replaces it. A row without a reference is new, unless the very same facts are
there already without one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Protocol

from django.db import connection

from milepost.deals.commands import search_key
from milepost.deals.names import name_key
from milepost.deals.stages import Stage

Outcome = Literal["imported", "updated", "unchanged"]
_FACTS = (
    "account_id",
    "name",
    "product",
    "value",
    "currency",
    "target_close",
    "created_on",
    "ae_id",
    "ae_name",
    "stage",
    "crm_stage",
)


# A deal's id and reference, and the facts that a row states of it.
Change = tuple[int, str | None, Mapping[str, Any]]


class Incoming(Protocol):
    """What a row has to say of a deal; None and "" are silence."""

    @property
    def line(self) -> int: ...
    @property
    def reference(self) -> str | None: ...
    @property
    def name(self) -> str: ...
    @property
    def product(self) -> str: ...
    @property
    def account(self) -> str: ...
    @property
    def account_key(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def currency(self) -> str | None: ...
    @property
    def target_close(self) -> date | None: ...
    @property
    def created_on(self) -> date | None: ...
    @property
    def owner(self) -> str: ...
    @property
    def stage(self) -> str | None: ...
    @property
    def crm_stage(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a row."""

    line: int
    outcome: Outcome
    deal_id: int | None


def store_deals(workspace_id: int, currency: str, rows: Sequence[Incoming]) -> list[Stored]:
    """Bring these rows in; the caller has refused repeated references within one file."""
    accounts = _accounts(workspace_id, rows)
    owners = _members()
    known = _known([row.reference for row in rows if row.reference])
    nameless = _known_without_reference() if any(not row.reference for row in rows) else {}
    stored, new, changed = list[Stored](), list[dict[str, Any]](), list[Change]()
    for row in rows:
        given = _given(row, accounts, owners)
        if row.reference:
            before = known.get(row.reference)
        else:
            before = nameless.get(_identity(_complete(given, currency)))
        if before is None:
            fresh = _complete(given, currency) | {"line": row.line, "crm_reference": row.reference}
            new.append(fresh)
            if not row.reference:
                nameless[_identity(fresh)] = fresh | {"id": None}
            continue
        if _is_news(before, given):
            changed.append((before["id"], row.reference, given))
            stored.append(Stored(row.line, "updated", before["id"]))
        else:
            stored.append(Stored(row.line, "unchanged", before["id"]))
    stored += [Stored(line, "imported", deal) for line, deal in _insert(workspace_id, new)]
    _update(changed)
    return stored


def _given(row: Incoming, accounts: Mapping[str, int], owners: Mapping[str, int]) -> dict[str, Any]:
    """The facts that the row states, by column."""
    member = owners.get(row.owner.lower()) or owners.get(name_key(row.owner)) if row.owner else None
    facts: dict[str, Any] = {
        "account_id": accounts[row.account_key] if row.account_key else None,
        "name": row.name,
        "product": row.product,
        "value": row.value,
        "currency": row.currency,
        "target_close": row.target_close,
        "created_on": row.created_on,
        "stage": row.stage,
        "crm_stage": row.crm_stage,
    }
    if row.owner:
        facts |= {"ae_id": member, "ae_name": "" if member else row.owner}
    return {
        name: fact
        for name, fact in facts.items()
        if name in ("ae_id", "ae_name") or (fact is not None and fact != "")
    }


def _complete(given: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """A new deal: what the row does not say is empty, or what is usual."""
    blank: dict[str, Any] = dict.fromkeys(_FACTS)
    blank |= {"product": "", "ae_name": "", "crm_stage": "", "currency": currency}
    return blank | {"stage": Stage.PROSPECTING.value} | dict(given)


def _is_news(before: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether the row says anything that is not so already."""
    return any(before[name] != fact for name, fact in given.items())


def _identity(deal: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(deal[name] for name in _FACTS)


def _accounts(workspace_id: int, rows: Sequence[Incoming]) -> dict[str, int]:
    """Ids of the accounts that the rows name, made where they are new."""
    names = {row.account_key[:300]: row.account for row in reversed(rows) if row.account_key}
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "/* seller */ insert into deals_account (workspace_id, name, name_key)"
            " select %s, * from unnest(%s::text[], %s::text[])"
            " on conflict (workspace_id, name_key) do nothing",
            [workspace_id, list(names.values()), list(names)],
        )
        cursor.execute(
            "/* seller */ select name_key, id from deals_account where name_key = any(%s::text[])",
            [list(names)],
        )
        return dict(cursor.fetchall())


def _members() -> dict[str, int]:
    """Members by e-mail address and by name as it is compared."""
    with connection.cursor() as cursor:
        cursor.execute(
            "/* seller */ select id, name, lower(email) from workspaces_member order by id desc"
        )
        found = cursor.fetchall()
    return {name_key(name): key for key, name, _email in found} | {
        email: key for key, _name, email in found
    }


# Joined with what is wanted: a long list in `= any(…)` would be gone through for every row.
_SELECT = f"/* seller */ select id, crm_reference, {', '.join(_FACTS)} from deals_deal"  # noqa: S608


def _known(references: Sequence[str]) -> dict[str, dict[str, Any]]:
    if not references:
        return {}
    found = _rows(
        f"{_SELECT} join unnest(%s::text[]) wanted on crm_reference = wanted", list(references)
    )
    return {deal["crm_reference"]: deal for deal in found}


def _known_without_reference() -> dict[tuple[Any, ...], dict[str, Any]]:
    found = _rows(f"{_SELECT} where crm_reference is null and %s::bool", True)
    return {_identity(deal): deal for deal in found}


def _rows(statement: str, parameter: Any) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [parameter])
        names = ("id", "crm_reference", *_FACTS)
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_RECORD = """jsonb_to_recordset(%s::jsonb) as x(line int, id bigint, crm_reference text,
  account_id bigint, name text, product text, value numeric, currency text, target_close date,
  created_on date, ae_id bigint, ae_name text, stage text, crm_stage text, search_key text)"""


def _insert(workspace_id: int, deals: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    """Insert, and say which line became which deal."""
    if not deals:
        return []
    columns = f"crm_reference, {', '.join(_FACTS)}, search_key"
    with connection.cursor() as cursor:
        # Ids are drawn first, because RETURNING cannot name the line that a row came from.
        cursor.execute(
            "/* seller */ with x as materialized ("  # noqa: S608
            " select nextval(pg_get_serial_sequence('deals_deal', 'id')) as new_id, *"
            f" from {_RECORD}), done as ("
            f" insert into deals_deal (workspace_id, id, {columns})"
            f" select %s, new_id, {columns} from x)"
            " select line, new_id from x",
            [_json(deals), workspace_id],
        )
        return cursor.fetchall()  # type: ignore[no-any-return]


def _update(changes: Sequence[Change]) -> None:
    """Lay the rows' facts over the deals as they are now, held so that nobody's edit is lost."""
    if not changes:
        return
    held = _rows(
        f"{_SELECT} join unnest(%s::bigint[]) wanted on id = wanted for update of deals_deal",
        [change[0] for change in changes],
    )
    now = {before["id"]: before for before in held}
    deals = [
        {name: now[key][name] for name in _FACTS}
        | dict(given)
        | {"id": key, "crm_reference": reference}
        for key, reference, given in changes
        if key in now
    ]
    assignments = ", ".join(f"{name} = x.{name}" for name in (*_FACTS, "search_key"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"/* seller */ update deals_deal d set {assignments}, changed_at = now()"  # noqa: S608
            f" from {_RECORD} where d.id = x.id",
            [_json(deals)],
        )


def _json(deals: Sequence[Mapping[str, Any]]) -> str:
    """As PostgreSQL reads it: exact amounts as text, dates as ISO."""
    return json.dumps(
        [
            dict(deal)
            | {
                "search_key": search_key(
                    deal["name"], deal["product"], deal["crm_reference"], deal["ae_name"]
                )
            }
            for deal in deals
        ],
        default=str,
    )
