"""What the forms of this section offer: kinds, deal types, and words for roles and phases."""

from __future__ import annotations

from typing import Any, get_args

from django.utils.translation import gettext as _

from milepost.documents.template_library import builtin_templates
from milepost.domain.plan import DealType, Kind
from milepost.domain.templates import Template
from milepost.pages import words


def form_choices() -> dict[str, Any]:
    """Choices for the form of a step or a template; role words are those of the built-in ones."""
    steps = [step for template in builtin_templates().values() for step in template.milestones]
    return {
        "kinds": [(kind, words.kind_word(kind)) for kind in get_args(Kind)],
        "deal_types": [("", _("Any deal"))]
        + [(each, words.deal_type_word(each)) for each in get_args(DealType)],
        "buyer_roles": sorted({step.buyer_role for step in steps if step.buyer_role}),
        "seller_roles": sorted({step.seller_role for step in steps if step.seller_role}),
        "phases": sorted({step.phase for step in steps if step.phase}),
    }


def longest_days(template: Template) -> int:
    """Working days of the longest path to the signature (of the whole, where there is none)."""
    steps = {step.key: step for step in template.milestones}
    ends: dict[str, int] = {}

    def end_of(key: str) -> int:
        if key not in ends:
            step = steps[key]
            ends[key] = step.duration + max((end_of(each) for each in step.after), default=0)
        return ends[key]

    signatures = [s.key for s in template.milestones if s.kind == "signature"]
    return max(end_of(key) for key in signatures or steps)
