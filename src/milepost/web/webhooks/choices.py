"""What can be chosen about webhooks, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from milepost.messaging.webhooks.catalogue import EVENTS, Event


def groups() -> Sequence[tuple[str, Sequence[Event]]]:
    """The events by what they are about, in the order of the catalogue."""
    titles = {
        "plan": _("Plans"),
        "milestone": _("Steps"),
        "task": _("Tasks"),
        "person": _("People"),
        "proposal": _("Proposals"),
        "comment": _("Comments"),
        "alert": _("The watch"),
    }
    return [
        (title, [event for event in EVENTS if event.group == group])
        for group, title in titles.items()
    ]


def spans() -> Sequence[tuple[str, str]]:
    """How far back a replay goes: hours, and in words."""
    return [
        ("1", _("the last hour")),
        ("24", _("the last day")),
        ("72", _("the last 3 days")),
        ("168", _("the last 7 days")),
        ("720", _("the last 30 days")),
    ]
