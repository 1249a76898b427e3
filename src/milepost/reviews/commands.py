"""Every write of reviews: planned, held, closed, reopened; each one function, one transaction.

Called inside a seller's scope. Each locks the plan's row first, as changes of a plan do, so that
two people cannot start, close or move the same review twice: the second finds it as the first left
it and is told so. What the review sets off (invitations, minutes for both teams) starts from
outbox rows written in the same transaction. Source: product.md section 6.
"""

from __future__ import annotations

from milepost.reviews.closing import REOPEN_WITHIN, close, reopen
from milepost.reviews.during import (
    Promise,
    add_action,
    add_note,
    go_to_item,
    remove_note,
    set_action,
    start,
)
from milepost.reviews.planning import Wish, cancel_review, move_review, plan_review, rule_day

__all__ = [
    "REOPEN_WITHIN",
    "Promise",
    "Wish",
    "add_action",
    "add_note",
    "cancel_review",
    "close",
    "go_to_item",
    "move_review",
    "plan_review",
    "remove_note",
    "reopen",
    "rule_day",
    "set_action",
    "start",
]
