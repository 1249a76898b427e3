"""What administrators are told when Slack no longer lets Milepost in."""

from __future__ import annotations

from django.utils.translation import gettext as _

from milepost.messaging.channels.contract import At
from milepost.messaging.channels.slack.connection import connection_of
from milepost.messaging.messages import Addressee, Told, Words


def broken(told: Told, reader: Addressee, at: At) -> Words | None:
    """Said unless it was connected anew, or ended by a person, meanwhile."""
    kept = connection_of(told.workspace_id)
    if kept is None or kept.broken_at is None:
        return None
    team = str(told.facts.get("team", ""))
    return Words(
        subject=_("Slack is no longer connected"),
        line=_("%(team)s does not let Milepost in any more: %(why)s Mail goes on as before.")
        % {"team": team, "why": why_words(str(told.facts.get("why", "")))},
        link="/workspace/slack/",
        link_label=_("Connect again"),
        tone="urgent",
    )


def why_words(code: str) -> str:
    """Slack's word for why a connection is over, in a sentence."""
    known = {
        "app_uninstalled": _("the app was removed from the workspace."),
        "token_revoked": _("its token was taken back."),
        "account_inactive": _("the app was removed, or its workspace closed."),
        "missing_scope": _("the app may no longer do all that it needs."),
        "unreadable": _("the kept token cannot be read, as the server's secret key changed."),
    }
    return known.get(code, _("its token is not taken any more (%(code)s).") % {"code": code})
