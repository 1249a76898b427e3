"""Every read of deals, each with one statement, run inside the seller's scope."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection

from milepost.deals.facts import amount_text
from milepost.deals.names import name_key
from milepost.deals.stages import CLOSED_STAGES, OPEN_STAGES

PAGE_SIZE = 50
_SORTS: Mapping[str, str] = {
    "close": "target_close",
    "value": "value",
    "account": "account_key",
    "name": "lower(name)",
    "owner": "lower(owner_name)",
    "stage": "stage_order",
    "created": "created_on",
    "changed": "changed_at",
}
SORTS = tuple(_SORTS)
_GAPS: Mapping[str, str] = {
    "account": "d.account_id is null",
    "value": "d.value is null",
    "target_close": "d.target_close is null",
    "owner": "d.ae_id is null and d.ae_name = ''",
}
_ANY_GAP = " or ".join(f"({condition})" for condition in _GAPS.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class DealFilter:
    """What the list shows: every part of it stands in the page's address."""

    search: str = ""
    stage: str = "open"
    owner: str = ""
    plan: str = ""
    gap: str = ""
    closes_from: date | None = None
    closes_to: date | None = None
    sort: str = "close"
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the stage narrows the list."""
        return bool(
            self.search or self.owner or self.plan or self.gap or self.closes_from or self.closes_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DealRow:
    """One line of the list."""

    id: int
    name: str
    account_name: str | None
    value: Decimal | None
    currency: str
    target_close: date | None
    owner_name: str
    owner_is_member: bool
    stage: str
    crm_reference: str | None
    plan_id: int | None
    plan_life: str | None

    @property
    def gaps(self) -> tuple[str, ...]:
        """The facts that are missing, in the order in which they are asked for."""
        return gaps_of(self)


def gaps_of(deal: DealRow | DealView) -> tuple[str, ...]:
    """The facts that are missing, in the order in which they are asked for."""
    missing = (
        ("account", deal.account_name is None),
        ("value", deal.value is None),
        ("target_close", deal.target_close is None),
        ("owner", not deal.owner_name),
    )
    return tuple(name for name, is_missing in missing if is_missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPage:
    """One page of the list, with what its filters offer."""

    rows: Sequence[DealRow]
    total: int
    counts: Mapping[str, int]
    owners: Sequence[tuple[str, str]]
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOfDeal:
    """A plan made from the deal."""

    id: int
    title: str
    life: str
    is_archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DealView:
    """One deal with all that its page shows."""

    id: int
    name: str
    product: str
    account_id: int | None
    account_name: str | None
    account_country: str
    account_subdivision: str
    account_time_zone: str
    value: Decimal | None
    currency: str
    target_close: date | None
    created_on: date | None
    ae_id: int | None
    owner_name: str
    owner_email: str | None
    stage: str
    crm_stage: str
    crm_reference: str | None
    changed_at: datetime
    plans: Sequence[PlanOfDeal] = field(default=())

    @property
    def gaps(self) -> tuple[str, ...]:
        """The facts that are missing."""
        return gaps_of(self)

    @property
    def value_text(self) -> str:
        """The amount as its form shows and posts it."""
        return amount_text(self.value)

    @property
    def plan(self) -> PlanOfDeal | None:
        """The plan that is worked on: the newest that is not archived."""
        return next((plan for plan in self.plans if not plan.is_archived), None)

    @property
    def is_closed(self) -> bool:
        """Whether the deal is won or lost."""
        return self.stage in CLOSED_STAGES


_LIST = """/* seller */
with found as materialized (
  select d.id, d.name, a.name as account_name, a.name_key as account_key, d.value, d.currency,
    d.target_close, d.created_on, d.changed_at, coalesce(m.name, d.ae_name) as owner_name,
    m.id is not null as owner_is_member, d.stage,
    array_position(%(stages)s::text[], d.stage::text) as stage_order,
    d.crm_reference, p.id as plan_id, p.life as plan_life
  from deals_deal d
  left join deals_account a on a.workspace_id = d.workspace_id and a.id = d.account_id
  left join workspaces_member m on m.workspace_id = d.workspace_id and m.id = d.ae_id
  left join (
    select distinct on (workspace_id, deal_id) workspace_id, deal_id, id, life from plans_plan
    where deal_id is not null and archived_at is null order by workspace_id, deal_id, id desc
  ) p on p.workspace_id = d.workspace_id and p.deal_id = d.id
  where {conditions}
), page as (
  select * from found order by {order}, id limit %(limit)s offset %(offset)s
)
select (select count(*) from found),
  (select json_agg(page order by {order}, id)::text from page),
  (select json_build_object(
    'open', count(*) filter (where stage <> all(%(closed)s)),
    'won', count(*) filter (where stage = 'won'),
    'lost', count(*) filter (where stage = 'lost'),
    'all', count(*))::text from deals_deal),
  (select json_agg(distinct jsonb_build_array(
     case when o.ae_id is null then 'name:' || o.ae_name else 'member:' || o.ae_id end,
     coalesce(om.name, o.ae_name)))::text
   from (select distinct workspace_id, ae_id, ae_name from deals_deal
         where ae_id is not null or ae_name <> '') o
   left join workspaces_member om on om.workspace_id = o.workspace_id and om.id = o.ae_id)"""

_ONE = """/* seller */
select d.id, d.name, d.product, d.account_id, a.name, coalesce(a.country, ''),
  coalesce(a.subdivision, ''), coalesce(a.time_zone, ''), d.value, d.currency, d.target_close,
  d.created_on, d.ae_id, coalesce(m.name, d.ae_name), m.email, d.stage, d.crm_stage,
  d.crm_reference, d.changed_at,
  (select json_agg(json_build_object('id', p.id, 'title', p.title, 'life', p.life,
      'is_archived', p.archived_at is not null) order by p.id desc)::text
   from plans_plan p where p.workspace_id = d.workspace_id and p.deal_id = d.id)
from deals_deal d
left join deals_account a on a.workspace_id = d.workspace_id and a.id = d.account_id
left join workspaces_member m on m.workspace_id = d.workspace_id and m.id = d.ae_id
where d.id = %s"""
_VIEW_FIELDS = tuple(name for name in DealView.__dataclass_fields__ if name != "plans")


def deal_page(chosen: DealFilter, *, member_id: int | None = None) -> DealPage:
    """One page of the deals that `chosen` describes; `member_id` is who "mine" means."""
    conditions, parameters = _conditions(chosen, member_id)
    parameters |= {
        "stages": [*OPEN_STAGES, *CLOSED_STAGES],
        "closed": list(CLOSED_STAGES),
        "limit": PAGE_SIZE,
        "offset": (max(chosen.page, 1) - 1) * PAGE_SIZE,
    }
    statement = _LIST.format(conditions=conditions, order=_order(chosen.sort))
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        total, rows, counts, owners = cursor.fetchone()
    return DealPage(
        rows=tuple(_row(row) for row in json.loads(rows or "[]", parse_float=Decimal)),
        total=total,
        counts=json.loads(counts),
        owners=sorted(
            ((key, name) for key, name in json.loads(owners or "[]")),
            key=lambda pair: name_key(pair[1]),
        ),
        page=chosen.page,
    )


def deal_view(deal_id: int) -> DealView | None:
    """One deal, or None where this workspace has none of that number."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [deal_id])
        row = cursor.fetchone()
    if row is None:
        return None
    plans = tuple(
        PlanOfDeal(**{**plan, "title": plan["title"] or ""}) for plan in json.loads(row[-1] or "[]")
    )
    return DealView(**dict(zip(_VIEW_FIELDS, row, strict=False)), plans=plans)


def account_names(begins: str, limit: int = 20) -> list[str]:
    """Names of accounts that hold these words, for the field's suggestions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "/* seller */ select name from deals_account where name_key like %s"
            " order by name_key limit %s",
            [f"%{_escaped(name_key(begins))}%", limit],
        )
        return [name for (name,) in cursor.fetchall()]


def names_of(workspace_id: int, deal_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Account and name of each of these deals; what is not known is empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.id, coalesce(a.name, ''), d.name from deals_deal d"
            " left join deals_account a on a.workspace_id = d.workspace_id and a.id = d.account_id"
            " where d.workspace_id = %s and d.id = any(%s)",
            [workspace_id, list(deal_ids)],
        )
        return {deal_id: (account, name) for deal_id, account, name in cursor.fetchall()}


def _conditions(chosen: DealFilter, member_id: int | None) -> tuple[str, dict[str, Any]]:
    conditions, parameters = ["true"], dict[str, Any]()
    for number, word in enumerate(name_key(chosen.search).split()[:8]):
        conditions.append(
            f"(d.search_key || ' ' || coalesce(a.name_key, '') || ' ' ||"
            f" lower(coalesce(m.name, '')) like %(word{number})s)"
        )
        parameters[f"word{number}"] = f"%{_escaped(word)}%"
    if chosen.stage == "open":
        conditions.append("d.stage <> all(%(closed)s)")
    elif chosen.stage not in ("", "all"):
        conditions.append("d.stage = %(stage)s")
        parameters["stage"] = chosen.stage
    if chosen.owner:
        conditions.append(_owner_condition(chosen.owner, member_id, parameters))
    if chosen.plan in ("yes", "no"):
        conditions.append(f"p.id is {'not ' if chosen.plan == 'yes' else ''}null")
    if chosen.gap:
        conditions.append(f"({_GAPS.get(chosen.gap, _ANY_GAP)})")
    for name, operator in (("closes_from", ">="), ("closes_to", "<=")):
        if day := getattr(chosen, name):
            conditions.append(f"d.target_close {operator} %({name})s")
            parameters[name] = day
    return " and ".join(conditions), parameters


def _owner_condition(owner: str, member_id: int | None, parameters: dict[str, Any]) -> str:
    kind, _colon, rest = owner.partition(":")
    if owner == "me":
        parameters["owner"] = member_id
        return "d.ae_id = %(owner)s"
    if owner == "none":
        return f"({_GAPS['owner']})"
    if kind == "member" and rest.isascii() and rest.isdigit():
        parameters["owner"] = int(rest[:18])
        return "d.ae_id = %(owner)s"
    parameters["owner"] = rest
    return "(d.ae_id is null and d.ae_name = %(owner)s)"


def _order(sort: str) -> str:
    column = _SORTS.get(sort.removeprefix("-"), "target_close")
    return f"{column} desc nulls last" if sort.startswith("-") else f"{column} asc nulls last"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _row(row: Mapping[str, Any]) -> DealRow:
    value, close = row["value"], row["target_close"]
    return DealRow(
        id=row["id"],
        name=row["name"],
        account_name=row["account_name"],
        value=None if value is None else Decimal(value),
        currency=row["currency"],
        target_close=date.fromisoformat(close) if close else None,
        owner_name=row["owner_name"],
        owner_is_member=row["owner_is_member"],
        stage=row["stage"],
        crm_reference=row["crm_reference"],
        plan_id=row["plan_id"],
        plan_life=row["plan_life"],
    )
