"""Why somebody was told of a rule, in words for the seller's side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

_REASONS: Mapping[str, str] = {
    "owner": gettext_noop("owns the step"),
    "ae": gettext_noop("keeps the plan"),
    "champion": gettext_noop("is the buyer's champion"),
    "manager": gettext_noop("is the AE's manager"),
    "every_manager": gettext_noop("is a manager; the AE has none of their own"),
    "leadership": gettext_noop("is of the leadership"),
    "admin": gettext_noop("administers the workspace; nobody else is there for it"),
    "copy": gettext_noop("keeps the plan, and gets a copy"),
    "no_champion": gettext_noop("no champion could be told"),
    "name_wanted": gettext_noop("is asked who “%(role)s” is"),
}
_UNREACHED: Mapping[str, str] = {
    "ended": gettext_noop("somebody else's access has ended"),
    "not_invited": gettext_noop("somebody else has not been invited yet"),
    "no_address": gettext_noop("somebody else has no address"),
    "bounces": gettext_noop("mail to somebody else comes back"),
    "left": gettext_noop("somebody else is not in the workspace any more"),
}


def reason(because: Mapping[str, Any]) -> str:
    """One of the reasons of a message (`facts["because"]`)."""
    if because["why"] == "unreachable":
        return _(_UNREACHED[because["how"]])
    return _(_REASONS[because["why"]]) % {"role": because.get("role", "")}
