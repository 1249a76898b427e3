"""The tables of sharing: doors (links, domains, codes), a buyer's words, and what only the seller
learns of who opened what."""

from __future__ import annotations

from milepost.sharing.models.doors import Browser, Code, Link, SharedPlan, Stakeholder
from milepost.sharing.models.engagement import Engagement, Opening
from milepost.sharing.models.notices import Bounce, Notice, Unsubscribe
from milepost.sharing.models.words import Action, Agreement, Proposal

__all__ = [
    "Action",
    "Agreement",
    "Bounce",
    "Browser",
    "Code",
    "Engagement",
    "Link",
    "Notice",
    "Opening",
    "Proposal",
    "SharedPlan",
    "Stakeholder",
    "Unsubscribe",
]
