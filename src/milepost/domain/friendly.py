"""Steps and roles in words that a buyer would use: no word of selling (product.md section 8)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from milepost.domain.plan import Kind

FRIENDLY: Mapping[Kind, tuple[str, str]] = MappingProxyType(
    {
        "briefing": ("Meet and see what matters", "We know what matters to you"),
        "discovery": ("What you need is clear", "You say: that is what we need"),
        "alignment": ("Everybody concerned has had a say", "Nobody important is missing"),
        "stakeholder_mapping": ("We know who is concerned", "Nobody important is missing"),
        "demo": ("See it with your own examples", "You have seen what you wanted to see"),
        "technical_validation": ("See that it works for you", "It works the way you need it"),
        "security_review": ("Your security questions are answered", "No question is open"),
        "compliance": ("Your rules are met", "No question is open"),
        "integration_test": ("It works with what you have", "Your systems work together"),
        "business_case": ("The numbers make sense to you", "You would decide it again"),
        "proposal": ("An offer that fits", "You have it in writing"),
        "legal": ("The wording is settled", "No question is open"),
        "procurement": ("Your purchasing is content", "No question is open"),
        "contract": ("The wording is settled", "No question is open"),
        "governance": ("Who decides what is clear", "Everybody knows their part"),
        "change_management": ("Your people are prepared", "Everybody knows what changes"),
        "executive_signoff": ("Your leadership says yes", "Those who decide have said yes"),
        "signature": ("Agreement in place", "Both sides have said yes in writing"),
        "kickoff": ("We begin together", "Everybody knows their part"),
        "implementation": ("Set up and ready", "It is ready to be used"),
        "pilot": ("Try it with a few people", "Those who tried it want to keep it"),
        "go_live": ("Live and in daily use", "In daily use"),
    }
)
"""Title and "done means" of each kind in friendly words; other kinds keep their own."""

FRIENDLY_ROLES: Mapping[str, str] = MappingProxyType(
    {
        "champion": "Project lead",
        "economic buyer": "Budget owner",
        "cfo/vp": "Budget owner",
        "executive sponsor": "Sponsor",
        "sales manager": "Manager",
        "account executive": "Your contact",
    }
)


def friendly_role(words: str) -> str:
    """A role in a buyer's words; one that has none of its own stays as it is."""
    return FRIENDLY_ROLES.get(words.strip().casefold(), words)
