"""The reason of a material change, and of no other (product.md section 2).

A form that cannot know beforehand whether its change is material (an owner may change sides, or
not) is sent without one; what it would do is tried, and where that is material the reason is asked
for before anything is kept. It can be left out: the question is asked, not enforced.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.domain.plan import Plan
from milepost.domain.terms import is_material, material_in
from milepost.plans.commands import Changed
from milepost.plans.queries import PlanRecord

from .access import today_of

FIELD = "why"
LONGEST = 500


def why_of(request: HttpRequest) -> str | None:
    """The reason that came with a form."""
    return request.POST.get(FIELD, "").strip()[:LONGEST] or None


def is_asked(before: Plan, after: Plan, today: date) -> bool:
    """Whether a change has to be asked for its reason; a draft is nobody else's yet."""
    return before.life != "draft" and is_material(before, after, today)


def wants_reason(request: HttpRequest, record: PlanRecord, changed: Changed) -> bool:
    """Whether a change that was tried is material, and nobody was asked why."""
    if FIELD in request.POST or not changed.changes:
        return False
    return is_asked(record.plan, changed.plan, today_of(request))


def question(request: HttpRequest, record: PlanRecord, changed: Changed) -> dict[str, Any]:
    """What the form that asks needs."""
    today = today_of(request)
    said = {
        "target_close": _("It moves the target close."),
        "milestones": _("It adds or removes a step."),
        "owners": _("A step changes sides."),
        "dates": _("It moves a date on the critical path."),
    }
    return {
        "record": record,
        "heading": _("Why?"),
        "lines": [said[what] for what in material_in(record.plan, changed.plan, today)],
    }
