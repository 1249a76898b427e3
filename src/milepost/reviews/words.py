"""The seven items of a review as both sides read them (the source's, in plain words)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ITEM_TITLES = {
    "status": _("Where each step stands"),
    "completed": _("Done since last time"),
    "in_progress": _("In progress: anything in the way?"),
    "upcoming": _("Next: owners and dates"),
    "risks": _("What could delay us?"),
    "dates": _("Dates to change"),
    "next": _("Next review"),
}
"""By the names of `domain.meeting.ITEMS`; on a buyer's page the last one reads otherwise."""
