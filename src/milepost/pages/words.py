"""The words, signs and tones for what the domain names: one table each, translated when shown.

A status is a sign and a word; the tone (a colour) only repeats them. Signs are names of symbols
in `static/milepost/signs.svg`.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Word = str | Promise

STATUS: dict[str, tuple[Word, str, str]] = {
    "pending": (pgettext_lazy("status", "Pending"), "", "ring"),
    "in_progress": (pgettext_lazy("status", "In progress"), "doing", "half"),
    "blocked": (pgettext_lazy("status", "Blocked"), "stuck", "cross"),
    "complete": (pgettext_lazy("status", "Complete"), "done", "check"),
    "skipped": (pgettext_lazy("status", "Skipped"), "", "skip"),
}
HEALTH: dict[str, tuple[Word, str, str]] = {
    "on_track": (_("On track"), "done", "dot"),
    "at_risk": (_("At risk"), "warn", "triangle"),
    "blocked": (_("Blocked"), "stuck", "cross"),
    "stalled": (_("Stalled"), "stuck", "square"),
}
LIFE: dict[str, Word] = {
    "draft": pgettext_lazy("life of a plan", "Draft"),
    "shared": pgettext_lazy("life of a plan", "With the buyer"),
    "agreed": pgettext_lazy("life of a plan", "Agreed"),
    "won": pgettext_lazy("life of a plan", "Won"),
    "lost": pgettext_lazy("life of a plan", "Lost"),
    "abandoned": pgettext_lazy("life of a plan", "Abandoned"),
}
BAND: dict[str, Word] = {
    "high": pgettext_lazy("forecast band", "High"),
    "likely": pgettext_lazy("forecast band", "Likely"),
    "possible": pgettext_lazy("forecast band", "Possible"),
    "unlikely": pgettext_lazy("forecast band", "Unlikely"),
    "speculative": pgettext_lazy("forecast band", "Speculative"),
}
DEAL_TYPE: dict[str, Word] = {
    "simple": pgettext_lazy("deal type", "Simple"),
    "standard": pgettext_lazy("deal type", "Standard"),
    "complex": pgettext_lazy("deal type", "Complex"),
    "enterprise": pgettext_lazy("deal type", "Enterprise"),
}
PHASE: dict[str, Word] = {
    "evaluation": pgettext_lazy("phase", "Evaluation"),
    "negotiation": pgettext_lazy("phase", "Negotiation"),
    "implementation": pgettext_lazy("phase", "Implementation"),
}
ROLE: dict[str, Word] = {
    "ae": _("Account executive"),
    "manager": _("Manager"),
    "solutions_engineer": _("Solutions engineer"),
    "csm": _("Customer success manager"),
    "legal": _("Legal"),
    "security": _("Security"),
    "leadership": _("Leadership"),
    "admin": _("Administrator"),
    "champion": _("Champion"),
    "economic_buyer": _("Economic buyer"),
    "sponsor": _("Sponsor"),
    "it": _("IT"),
    "procurement": _("Procurement"),
    "finance": _("Finance"),
    "user": _("User"),
    "other": pgettext_lazy("role", "Other"),
    "partner": _("Partner"),
}
KIND: dict[str, Word] = {
    "briefing": _("Briefing"),
    "discovery": _("Discovery"),
    "alignment": _("Alignment"),
    "stakeholder_mapping": _("Stakeholder mapping"),
    "demo": _("Demo"),
    "technical_validation": _("Technical validation"),
    "security_review": _("Security review"),
    "compliance": _("Compliance"),
    "integration_test": _("Integration test"),
    "business_case": _("Business case"),
    "proposal": _("Proposal"),
    "legal": _("Legal"),
    "procurement": _("Procurement"),
    "contract": _("Contract"),
    "governance": _("Governance"),
    "change_management": _("Change management"),
    "executive_signoff": _("Executive sign-off"),
    "signature": _("Signature"),
    "kickoff": _("Kick-off"),
    "implementation": _("Implementation"),
    "pilot": _("Pilot"),
    "go_live": _("Go-live"),
    "other": pgettext_lazy("kind of milestone", "Other"),
}


def status_word(status: str) -> Word:
    """The word for a milestone's status."""
    return STATUS[status][0]


def status_tone(status: str) -> str:
    """The tone (class) that repeats a milestone's status."""
    return STATUS[status][1]


def status_sign(status: str) -> str:
    """The sign of a milestone's status."""
    return STATUS[status][2]


def health_word(status: str) -> Word:
    """The word for a plan's health."""
    return HEALTH[status][0]


def health_tone(status: str) -> str:
    """The tone that repeats a plan's health."""
    return HEALTH[status][1]


def health_sign(status: str) -> str:
    """The sign of a plan's health."""
    return HEALTH[status][2]


def life_word(life: str) -> Word:
    """The word for where a plan stands between draft and closed."""
    return LIFE[life]


def band_word(band: str) -> Word:
    """The word for a completion band."""
    return BAND[band.lower()]


def deal_type_word(deal_type: str | None) -> Word:
    """The word for a deal type; empty where there is none."""
    return DEAL_TYPE[deal_type] if deal_type else ""


def phase_word(phase: str | None) -> Word:
    """The word for a phase; a phase of one's own is shown as it stands."""
    return PHASE.get(phase or "", phase or "")


def role_word(role: str | None) -> Word:
    """The word for a role on either side; a role that is not known is shown as it stands."""
    return ROLE.get(role or "", role or "")


def kind_word(kind: str) -> Word:
    """The word for a kind of milestone."""
    return KIND.get(kind, kind)


def stone_part(done: int, total: int) -> int:
    """How far a stone is filled, in steps of five percent (the classes that the CSS has)."""
    return round(20 * done / total) * 5 if total else 50
