"""What the kinds of deliveries are called, for people who look after them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

WORDS: Mapping[str, str] = {
    "email": gettext_noop("Mail"),
    "webhook": gettext_noop("Webhook"),
    "slack": gettext_noop("Slack message"),
    "slack.celebration": gettext_noop("Celebration in a Slack channel"),
    "slack.update": gettext_noop("Change of a Slack message"),
    "slack.press": gettext_noop("Button pressed in Slack"),
    "slack.people": gettext_noop("Look for members in Slack"),
    "slack.revoke": gettext_noop("End of a Slack token"),
    "push": gettext_noop("Push message"),
    "messages": gettext_noop("Sending of messages"),
    "plan.changed": gettext_noop("Change of a plan, for webhooks"),
    "webhooks.happened": gettext_noop("What happened, for webhooks"),
    "plan.moved_later": gettext_noop("Look at missed dates"),
    "door.code": gettext_noop("Code for opening a plan"),
    "conversation.scan": gettext_noop("Check of a file"),
    "intake.import": gettext_noop("Import"),
    "sharing.notice": gettext_noop("Notice"),
    "reply.read": gettext_noop("Reading of an answer"),
    "review.invite": gettext_noop("Invitation to a call about a plan"),
    "review.closed": gettext_noop("Minutes of a call about a plan"),
}


def kind_in_words(kind: str) -> str:
    """A kind's name: its own words, those of its family ("slack.dm"), else as it is written."""
    family = kind.partition(".")[0]
    found = WORDS.get(kind) or WORDS.get(family)
    return _(found) if found else kind
