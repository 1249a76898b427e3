"""The register of risks: what may delay the plan, how likely, how bad, whose, and what is done."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.plan import Level, Owner, Plan, Risk
from milepost.pages.words import Word
from milepost.web.plans import words

LEVELS: dict[str, Word] = {
    "low": gettext_lazy("Low"),
    "medium": gettext_lazy("Medium"),
    "high": gettext_lazy("High"),
}
WEIGHT = {"low": 1, "medium": 2, "high": 3, None: 0}
TONE = {"high": "stuck", "medium": "warn", "low": ""}
LONGEST = 1000


class RiskRow(NamedTuple):
    """One risk in words; `position` is where it stands on the register."""

    position: int
    title: str
    likelihood: str
    likelihood_tone: str
    impact: str
    impact_tone: str
    owner: str
    owner_side: str
    mitigation: str
    is_open: bool


def level_options() -> list[tuple[str, str]]:
    """What a select of likelihood or impact offers."""
    return [("", _("Not said")), *((key, str(word)) for key, word in LEVELS.items())]


def choices_of(plan: Plan) -> list[tuple[str, object]]:
    """Who can look after a risk: people of both sides."""
    sides = ((_("Your side"), "seller"), (plan.account, "buyer"))
    found = [(label, [(p.key, p.name) for p in plan.people if p.side == s]) for label, s in sides]
    return [("", _("Nobody yet")), *((label, people) for label, people in found if people)]


def posted_risk(plan: Plan, post: Mapping[str, str]) -> Risk:
    """The risk that a form describes. Raises InvalidInput."""
    title = " ".join(post.get("title", "").split())
    mitigation = post.get("mitigation", "").strip()
    problems = []
    if not title:
        problems.append(Problem("title", _("the risk has no words"), _("a few words")))
    if max(len(title), len(mitigation)) > LONGEST:
        name = "title" if len(title) > LONGEST else "mitigation"
        problems.append(Problem(name, _("it is too long"), _("at most 1,000 characters")))
    owner = post.get("owner") or None
    if owner and plan.person(owner) is None:
        problems.append(Problem("owner", _("they left the plan"), _("choose another")))
    if problems:
        raise InvalidInput(problems)
    return Risk(
        title=title,
        likelihood=_level(post.get("likelihood")),
        impact=_level(post.get("impact")),
        owner=Owner(person=owner) if owner else None,
        mitigation=mitigation or None,
        state="closed" if post.get("state") == "closed" else "open",
    )


def _level(raw: str | None) -> Level | None:
    return raw if raw in LEVELS else None  # type: ignore[return-value]


def risk_rows(plan: Plan) -> tuple[RiskRow, ...]:
    """Open ones first, the weightiest on top; each keeps its own position."""
    people = {person.key: person for person in plan.people}

    def row(position: int, risk: Risk) -> RiskRow:
        person = people.get(risk.owner.person or "") if risk.owner else None
        return RiskRow(
            position=position,
            title=risk.title,
            likelihood=words.word_of(LEVELS, risk.likelihood),
            likelihood_tone=TONE.get(risk.likelihood or "", ""),
            impact=words.word_of(LEVELS, risk.impact),
            impact_tone=TONE.get(risk.impact or "", ""),
            owner=words.owner_words(risk.owner, people),
            owner_side=person.side if person else "",
            mitigation=risk.mitigation or "",
            is_open=risk.state == "open",
        )

    order = sorted(
        enumerate(plan.risks),
        key=lambda each: (
            each[1].state == "closed",
            -WEIGHT[each[1].likelihood] * WEIGHT[each[1].impact],
            each[0],
        ),
    )
    return tuple(row(position, risk) for position, risk in order)


def mark_of(risk: Risk) -> str:
    """What a form carries of the risk as it was read, so that nobody writes over somebody else."""
    owner = risk.owner.person or risk.owner.role if risk.owner else ""
    parts = (risk.title, risk.likelihood, risk.impact, owner, risk.mitigation, risk.state)
    return blake2b(repr(parts).encode(), digest_size=8).hexdigest()
