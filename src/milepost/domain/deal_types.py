"""The type of a deal from its value and its length, with the reasons (product.md section 2).

Lower bounds are inclusive; where value and length disagree the higher type wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Context, Decimal

from milepost.domain.plan import DealType, Value
from milepost.domain.policy import DEAL_TYPE_THRESHOLDS, DEAL_TYPES, DealTypeThreshold
from milepost.domain.wording import counted

UNKNOWN_DEAL_TYPE: DealType = "standard"

_CENT = Decimal("0.01")
_EXACT = Context(prec=1000)


@dataclass(frozen=True, slots=True)
class DealTypeChoice:
    """A deal type and why, one sentence each, for the seller to read."""

    deal_type: DealType
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedAmount:
    """What of a value is compared with the thresholds, and in words why so.

    `amount` is None where the value says nothing about the type.
    """

    amount: Decimal | None
    currency: str | None
    remarks: tuple[str, ...] = ()


def deal_type_of(
    amount: Decimal | None,
    days: int | None,
    thresholds: Sequence[DealTypeThreshold] = DEAL_TYPE_THRESHOLDS,
    *,
    currency: str | None = None,
    length: str = "from creation to target close",
) -> DealTypeChoice:
    """The type from an amount in the thresholds' currency and from calendar days.

    Either may be unknown; with neither it is standard. `currency` and `length` are only words of
    the reasons.
    """
    by_amount = None if amount is None else _type_by_amount(amount, thresholds)
    by_days = None if days is None else _type_by_days(days, thresholds)
    if amount is None and days is None:
        reason = "Standard, because nothing that decides the type is known yet."
        return DealTypeChoice(UNKNOWN_DEAL_TYPE, (reason,))
    chosen = max((t for t in (by_amount, by_days) if t is not None), key=DEAL_TYPES.index)
    reasons = []
    if amount is not None and by_amount is not None:
        money = _money(amount, currency)
        reasons.append(f"{money} makes it {by_amount} ({_amount_range(by_amount, thresholds)}).")
    if days is not None and by_days is not None:
        lasting = counted(days, "day")
        reasons.append(
            f"{lasting} {length} {'makes' if days == 1 else 'make'} it {by_days} "
            f"({_days_range(by_days, thresholds)})."
        )
    if by_amount is not None and by_days is not None and by_amount != by_days:
        stronger = "value" if chosen == by_amount else "length"
        reasons.append(f"The {stronger} decides, since the higher type wins: {chosen}.")
    return DealTypeChoice(chosen, tuple(reasons))


def compared_amount(
    value: Value | None,
    workspace_currency: str | None = None,
    rates: Mapping[str, Decimal] | None = None,
) -> ComparedAmount:
    """The amount that the thresholds are held against.

    `rates` say what one unit of a currency is worth in the workspace's own. Without a workspace
    the amount is compared as it stands; in a workspace without a rate it is left out.
    """
    if value is None:
        return ComparedAmount(None, None)
    money = _money(value.amount, value.currency)
    if workspace_currency is None:
        remark = f"{money} is compared with the thresholds as it stands, without a conversion."
        return ComparedAmount(value.amount, value.currency, (remark,))
    if value.currency == workspace_currency:
        return ComparedAmount(value.amount, value.currency)
    rate = (rates or {}).get(value.currency)
    if rate is None:
        remark = (
            f"There is no rate from {value.currency} to {workspace_currency}, "
            "so the length alone decides."
        )
        return ComparedAmount(None, workspace_currency, (remark,))
    amount = value.amount * rate
    remark = f"{money} is {_money(amount, workspace_currency)} at the rate of the workspace."
    return ComparedAmount(amount, workspace_currency, (remark,))


def _type_by_amount(amount: Decimal, thresholds: Sequence[DealTypeThreshold]) -> DealType:
    reached = [t.deal_type for t in thresholds if amount >= t.amount]
    return max(reached, key=DEAL_TYPES.index, default=DEAL_TYPES[0])


def _type_by_days(days: int, thresholds: Sequence[DealTypeThreshold]) -> DealType:
    reached = [t.deal_type for t in thresholds if days >= t.days]
    return max(reached, key=DEAL_TYPES.index, default=DEAL_TYPES[0])


def _amount_range(deal_type: DealType, thresholds: Sequence[DealTypeThreshold]) -> str:
    bounds = {t.deal_type: f"{t.amount:,f}" for t in thresholds}
    return _range(deal_type, bounds, thresholds)


def _days_range(deal_type: DealType, thresholds: Sequence[DealTypeThreshold]) -> str:
    bounds = {t.deal_type: f"{t.days} days" for t in thresholds}
    return _range(deal_type, bounds, thresholds)


def _range(
    deal_type: DealType, bounds: Mapping[DealType, str], thresholds: Sequence[DealTypeThreshold]
) -> str:
    if deal_type in bounds:
        return f"from {bounds[deal_type]}"
    lowest = min((t.deal_type for t in thresholds), key=DEAL_TYPES.index)
    return f"below {bounds[lowest]}"


def _money(amount: Decimal, currency: str | None) -> str:
    # Rounded down, so that what is below a threshold never reads as if it had reached it.
    words = f"{amount.quantize(_CENT, ROUND_DOWN, _EXACT):,f}".removesuffix(".00")
    return f"{words} {currency}" if currency else words
