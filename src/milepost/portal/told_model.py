"""The form in which somebody on the buyer's side says how they want to be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.pages import formatting
from milepost.sharing.telling import PAUSES, Choice
from milepost.workspaces.places import time_zones


def told_form(
    choice: Choice, today: date, posted: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What the form needs: its choices, and what stands or was typed."""
    given = posted or {}
    until = choice.until if choice.until and choice.until > today else None
    return {
        "mails": given.get("mails", choice.mails),
        "until": given.get("until", until.isoformat() if until else ""),
        "language": given.get("language", choice.language),
        "time_zone": given.get("time_zone", choice.time_zone),
        "rhythms": (
            ("all", _("All"), _("In your working hours; several at once are one mail.")),
            ("daily", _("Once a day"), _("In the morning, in one mail.")),
            ("weekly", _("Once a week"), _("On Monday morning: what was done, what comes.")),
            ("none", _("None"), _("Your link to the plan works on.")),
        ),
        "pauses": _pauses(until, today),
        "languages": [("", _("as the mails come now")), *settings.LANGUAGES],
        "time_zones": time_zones(),
        "says": _says(choice.mails, until),
    }


def _pauses(until: date | None, today: date) -> list[tuple[str, str]]:
    found = [("", _("No pause"))]
    if until is not None:
        found.append(
            (until.isoformat(), _("Until %(day)s") % {"day": formatting.weekday_date(until)})
        )
    for days in PAUSES:
        day = today + timedelta(days=days)
        words = ngettext("For %(n)s day, until %(day)s", "For %(n)s days, until %(day)s", days)
        if day != until:
            said = {"n": days, "day": formatting.weekday_date(day)}
            found.append((day.isoformat(), words % said))
    return found


def _says(mails: str, until: date | None) -> str:
    said = {
        "all": _(
            "You get reminders of what is yours, and hear what was done, in your working hours."
        ),
        "daily": _("You get one mail a day at most, in the morning."),
        "weekly": _("You get one mail a week at most, on Monday morning."),
        "none": _("You get no mails about this plan."),
    }[mails]
    if until is None or mails == "none":
        return said
    pause = _("Nothing until %(day)s.") % {"day": formatting.weekday_date(until)}
    return f"{pause} {said}"
