"""How far a plan has come: what a buyer has seen of it, its terms, and what open pages count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from milepost.domain.plan import Plan
from milepost.domain.terms import is_material


@dataclass(frozen=True, slots=True)
class Marks:
    """The newest revision that a buyer sees, the newest terms (`domain.terms`), and the counters
    of all that open pages show (`plans.live`)."""

    shared_revision: int
    terms_revision: int
    pulse: int
    shared_pulse: int


def marks_after(
    marks: Marks, before: Plan, after: Plan, number: int, today: date, *, is_shared: bool
) -> Marks:
    """The marks of a plan with its next revision. What a buyer sees begins with its sharing."""
    begins = before.life == "draft" and after.life == "shared"
    is_new_terms = begins or (is_shared and is_material(before, after, today))
    return Marks(
        shared_revision=number if is_shared or begins else marks.shared_revision,
        terms_revision=number if is_new_terms else marks.terms_revision,
        pulse=marks.pulse + 1,
        shared_pulse=marks.shared_pulse + is_shared,
    )


def mark_columns(before: Marks, marks: Marks, now: datetime) -> dict[str, Any]:
    """The columns of `plans_plan` that a revision changes of them."""
    if marks.shared_revision == before.shared_revision:
        return {"pulse": marks.pulse}
    return {
        "pulse": marks.pulse,
        "shared_pulse": marks.shared_pulse,
        "shared_revision": marks.shared_revision,
        "terms_revision": marks.terms_revision,
        "shared_at": now,
    }
