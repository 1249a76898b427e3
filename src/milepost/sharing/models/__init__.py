"""The tables of sharing: doors (links, domains, codes), a buyer's words, answers by mail,
calendars, and what only the seller learns of who opened and who missed what."""

from __future__ import annotations

from milepost.sharing.models.calendars import Call, Feed, Misses, MissesLook
from milepost.sharing.models.doors import Browser, Code, Link, SharedPlan, Stakeholder
from milepost.sharing.models.engagement import Engagement, Opening
from milepost.sharing.models.notices import Bounce, Notice, Unsubscribe
from milepost.sharing.models.replies import ReceivedMail, ReplyAddress
from milepost.sharing.models.words import Action, Agreement, Proposal

__all__ = [
    "Action",
    "Agreement",
    "Bounce",
    "Browser",
    "Call",
    "Code",
    "Engagement",
    "Feed",
    "Link",
    "Misses",
    "MissesLook",
    "Notice",
    "Opening",
    "Proposal",
    "ReceivedMail",
    "ReplyAddress",
    "SharedPlan",
    "Stakeholder",
    "Unsubscribe",
]
