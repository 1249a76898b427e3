"""The plan document itself as a face: the whole plan, or the buyer's copy of it."""

from __future__ import annotations

from datetime import date

from milepost.documents.plan_document import plan_to_json
from milepost.domain.evaluation import Evaluation
from milepost.domain.plan import Plan, Side
from milepost.domain.sides import buyer_copy


def render(plan: Plan, *, side: Side, today: date, evaluation: Evaluation | None = None) -> str:
    """The document, indented. Raises NotAllowed for a draft on the buyer's side."""
    return plan_to_json(buyer_copy(plan) if side == "buyer" else plan, indent=2) + "\n"
