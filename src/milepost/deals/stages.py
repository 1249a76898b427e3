"""The stages of a deal. A CRM's own word for one is kept beside it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """Where a deal stands."""

    PROSPECTING = "prospecting", _("Prospecting")
    ENGAGED = "engaged", _("Engaged")
    EVALUATING = "evaluating", _("Evaluating")
    PROPOSAL = "proposal", _("Proposal")
    NEGOTIATION = "negotiation", _("Negotiation")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


CLOSED_STAGES = (Stage.WON.value, Stage.LOST.value)
OPEN_STAGES = tuple(stage for stage in Stage.values if stage not in CLOSED_STAGES)
