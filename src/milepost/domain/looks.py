"""How buyers see the companies of a plan: names, logos, the seller's colour (issue 4, point 8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from milepost.domain.colours import Palette, palette

Ground = Literal["", "light", "dark"]
LONGEST_BUYER_WORDS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoLook:
    """A logo: its address holds `mark`; `ground` is what it needs to stand on to be seen."""

    mark: str
    width: int
    height: int
    ground: Ground = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyLooks:
    """How a selling company shows itself to buyers. `colour` and `buyer_words` may be empty."""

    name: str
    colour: str = ""
    buyer_words: str = ""
    logo: LogoLook | None = None

    @property
    def palette(self) -> Palette | None:
        """Its colour as light and dark can bear it; None for the house's own."""
        return palette(self.colour) if self.colour else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLooks:
    """Both companies of a plan as the buyer's page shows them."""

    company: CompanyLooks
    account: str
    account_logo: LogoLook | None = None
