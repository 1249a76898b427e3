"""Why somebody was told of a rule, in words for the seller's side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

_REASONS: Mapping[str, str] = {
    "owner": gettext_lazy("owns the step"),
    "ae": gettext_lazy("keeps the plan"),
    "champion": gettext_lazy("is the buyer's champion"),
    "manager": gettext_lazy("is the AE's manager"),
    "every_manager": gettext_lazy("is a manager; the AE has none of their own"),
    "leadership": gettext_lazy("is of the leadership"),
    "admin": gettext_lazy("administers the workspace; nobody else is there for it"),
    "copy": gettext_lazy("keeps the plan, and gets a copy"),
    "no_champion": gettext_lazy("no champion could be told"),
    "name_wanted": gettext_lazy("is asked who “%(role)s” is"),
}
_UNREACHED: Mapping[str, str] = {
    "ended": gettext_lazy("somebody else's access has ended"),
    "not_invited": gettext_lazy("somebody else has not been invited yet"),
    "no_address": gettext_lazy("somebody else has no address"),
    "bounces": gettext_lazy("mail to somebody else comes back"),
    "left": gettext_lazy("somebody else is not in the workspace any more"),
}


def reason(because: Mapping[str, Any]) -> str:
    """One of the reasons of a message (`facts["because"]`)."""
    if because["why"] == "unreachable":
        return str(_UNREACHED[because["how"]])
    return str(_REASONS[because["why"]]) % {"role": because.get("role", "")}
