"""How the companies of a plan look on a page: names, logos and the seller's colour, in words that
a template lays out. Colours travel as custom properties of a style attribute, which the content
security policy allows; `looks.css` makes the accent of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from milepost.domain.colours import Accent, Palette
from milepost.domain.looks import CompanyLooks, LogoLook, PlanLooks

HEIGHT, WIDEST = 28, 148
"""The box that logos are shown in, in px."""
_WORDMARK = 2.4


@dataclass(frozen=True, slots=True)
class LogoView:
    """A logo as it is shown. `says_name`: it is wide enough to be the name itself."""

    src: str
    width: int
    height: int
    ground: str
    says_name: bool


@dataclass(frozen=True, slots=True)
class CompanyView:
    """A company's name with its logo, where there is one."""

    name: str
    logo: LogoView | None


@dataclass(frozen=True, slots=True)
class LooksView:
    """Everything of the looks that a template needs.

    `style` is empty for the house's own colour. `words` say what is in it for the buyer, by
    paragraph.
    """

    seller: CompanyView
    buyer: CompanyView
    style: str
    words: tuple[str, ...]


def looks_view(looks: PlanLooks, address: Callable[[str], str]) -> LooksView:
    """The looks of a plan. `address` gives a logo's address by its mark."""
    company = looks.company
    return LooksView(
        seller=company_view(company.name, company.logo, address),
        buyer=company_view(looks.account, looks.account_logo, address),
        style=style_of(company.palette),
        words=paragraphs(words_of(company)),
    )


def company_view(name: str, logo: LogoLook | None, address: Callable[[str], str]) -> CompanyView:
    """A company with its logo made to fit."""
    if logo is None or not logo.width or not logo.height:
        return CompanyView(name, None)
    height = HEIGHT
    width = round(logo.width * height / logo.height)
    if width > WIDEST:
        height, width = max(1, round(height * WIDEST / width)), WIDEST
    is_wide = logo.width / logo.height >= _WORDMARK
    return CompanyView(name, LogoView(address(logo.mark), width, height, logo.ground, is_wide))


def style_of(palette: Palette | None) -> str:
    """The custom properties of a colour in both schemes; empty for the house's own."""
    if palette is None:
        return ""
    return _properties("l", palette.light) + _properties("d", palette.dark)


def _properties(scheme: str, accent: Accent) -> str:
    return (
        f"--brand-{scheme}:{accent.colour};--brand-{scheme}-2:{accent.hover};"
        f"--brand-{scheme}-ink:{accent.ink};"
    )


def words_of(company: CompanyLooks) -> str:
    """What is in it for the buyer: the company's own words, else the usual ones."""
    return company.buyer_words or usual_words(company.name)


def usual_words(company: str) -> str:
    """The words that stand there until a company writes its own."""
    return (
        _(
            "This page is yours as much as ours. It says what you want to reach, what happens when,"
            " and who does it, on both sides."
        )
        + "\n\n"
        + _(
            "It protects you too: what %(company)s has promised, and by when, stands here in"
            " writing. You see at once when we are late."
        )
        % {"company": company}
        + "\n\n"
        + _(
            "Nothing here binds you to buy. Every date is a proposal until you say yes, and you can"
            " change your mind."
        )
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """The text by paragraph."""
    return tuple(part.strip() for part in text.split("\n\n") if part.strip())
