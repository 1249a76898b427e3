"""What a moved date brings with it, in words: steps that follow, the signature, go-live."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.plan import Milestone, Plan
from milepost.domain.proposing import MovePreview

from . import words


class MoveLine(NamedTuple):
    """One step that would follow."""

    title: str
    before: str
    after: str


def effect_words(plan: Plan, milestone: Milestone, preview: MovePreview, today: date) -> str:
    """'Moves 3 later steps; signature goes from 22 to 27 January; go-live holds.'"""
    count = len(preview.moves)
    if count == 0:
        first = _("No other step has to move")
    else:
        first = ngettext("%(n)s later step follows", "%(n)s later steps follow", count) % {
            "n": count
        }
    return f"{first}; {signature_words(plan, preview, today)}{go_live_words(plan, preview)}."


def signature_words(plan: Plan, preview: MovePreview, today: date) -> str:
    """What the move does to the signature."""
    if preview.signature_after is None or preview.signature_before is None:
        return _("there is no signature to move")
    if preview.effect == 0:
        return _("the signature stays on %(day)s") % {
            "day": words.long_day(preview.signature_before, today)
        }
    days = words.working_days(abs(preview.effect))
    text = (
        _("the signature goes from %(before)s to %(after)s, %(days)s later")
        if preview.effect > 0
        else _("the signature goes from %(before)s to %(after)s, %(days)s earlier")
    ) % {
        "before": words.long_day(preview.signature_before, today),
        "after": words.long_day(preview.signature_after, today),
        "days": days,
    }
    if preview.signature_after > plan.target_close >= preview.signature_before:
        text += _(", past the target close")
    return text


def go_live_words(plan: Plan, preview: MovePreview) -> str:
    """Whether the go-live step keeps its date."""
    goal = next((m for m in reversed(plan.milestones) if m.kind == "go_live"), None)
    if goal is None or not preview.moves:
        return ""
    moved = any(move.key == goal.key for move in preview.moves)
    return _("; go-live moves too") if moved else _("; go-live holds")
