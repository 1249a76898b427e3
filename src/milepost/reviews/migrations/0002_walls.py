"""Reviews behind their walls: a buyer reads the meeting, and what was said and taken on for both.

What the seller noted for themselves is a row that no buyer's policy shows, what the review did to
the forecast a table that they have no grant on.
"""

from __future__ import annotations

from django.db import migrations

from milepost.platform import walls
from milepost.platform.walls import BuyerPolicy, composite_foreign_key, tenant_table

ALL = {"seller": "select, insert, update, delete", "worker": "select, insert, update, delete"}
KEYS = ("workspace_id", "plan_id")
OF_REVIEW = (*KEYS, "review_id")
IN_PLAN = (
    "plan_id = (select p.id from plans_plan p"
    f" where p.workspace_id = {walls.WORKSPACE} and p.id = {walls.PLAN})"
)
SHARED = f"{IN_PLAN} and visibility = 'shared'"
REVIEW = (
    "workspace_id plan_id id state on starts_at time_zone minutes place agenda phase uid sequence"
    " item item_at started_at closed_at closed_by summary"
)
NOTE = "workspace_id plan_id review_id id item kind milestone text visibility side by at removed_at"
ACTION = (
    "workspace_id plan_id review_id id title owner due milestone visibility state done_on done_by"
    " by side at"
)


def columns(names: str) -> tuple[str, ...]:
    """Column names, the reserved word in its quotes."""
    return tuple(f'"{name}"' if name == "on" else name for name in names.split())


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_tables"), ("plans", "0001_tables")]

    operations = [
        *tenant_table("reviews_review", ALL, buyer=BuyerPolicy(IN_PLAN, columns(REVIEW))),
        *composite_foreign_key("reviews_review", KEYS, "plans_plan"),
        *tenant_table("reviews_reviewprivate", ALL),
        *composite_foreign_key("reviews_reviewprivate", OF_REVIEW, "reviews_review", (*KEYS, "id")),
        *tenant_table("reviews_reviewnote", ALL, buyer=BuyerPolicy(SHARED, columns(NOTE))),
        *composite_foreign_key("reviews_reviewnote", OF_REVIEW, "reviews_review", (*KEYS, "id")),
        *tenant_table("reviews_actionitem", ALL, buyer=BuyerPolicy(SHARED, columns(ACTION))),
        *composite_foreign_key("reviews_actionitem", OF_REVIEW, "reviews_review", (*KEYS, "id")),
    ]
