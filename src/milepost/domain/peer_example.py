"""How a similar company rolled out: a signed plan without names, amounts and dates.

Made for a buyer of another company, who must not learn whose plan it was (product.md section 2,
last point). The draft holds no text that anybody typed: each step is called by its kind, its
owners are roles, its date is a week from the start. Beside it stand the plan's own words, cleaned
of names, addresses, amounts and dates, for a person to take over. Nothing is read or stored here.

How the rules were read where they could be read twice:

- Any plan that is signed will do, whatever its life; shared steps that were not skipped are told,
  those after the signature too.
- A week is counted from the day the plan was created, the first is week 1; a complete step stands
  in the week of its completion, an open one in that of its target.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from milepost.domain.anonymous import Cleaned, Names, without_names
from milepost.domain.errors import InvalidInput, NotAllowed, Problem
from milepost.domain.owner_roles import roles_of
from milepost.domain.plan import Kind, Milestone, Owner, Plan, Role, Side

MOST_CHARACTERS = 400
"""How long one text of an example may be."""

ROLE_WORDS: Mapping[Role, str] = MappingProxyType(
    {
        "champion": "Project lead",
        "economic_buyer": "Budget owner",
        "sponsor": "Sponsor",
        "it": "IT",
        "security": "Security",
        "legal": "Legal",
        "procurement": "Purchasing",
        "finance": "Finance",
        "user": "Users",
        "other": "Team",
        "partner": "Partner",
        "ae": "Their contact",
        "manager": "Manager",
        "solutions_engineer": "Engineer",
        "csm": "Onboarding",
        "leadership": "Leadership",
        "admin": "Team",
    }
)
KIND_WORDS: Mapping[Kind, str] = MappingProxyType(
    {
        "briefing": "First meeting",
        "discovery": "What they needed",
        "alignment": "Everybody concerned on one page",
        "stakeholder_mapping": "Who is concerned",
        "demo": "Demonstration",
        "technical_validation": "Technical test",
        "security_review": "Security review",
        "compliance": "Compliance review",
        "integration_test": "Test with their systems",
        "business_case": "Business case",
        "proposal": "Offer",
        "legal": "Legal review",
        "procurement": "Purchasing",
        "contract": "Contract",
        "governance": "Who decides what",
        "change_management": "Preparing their people",
        "executive_signoff": "Approval by their leadership",
        "signature": "Agreement signed",
        "kickoff": "Kick-off",
        "implementation": "Set-up",
        "pilot": "Pilot",
        "go_live": "Live and in daily use",
        "other": "A step on the way",
    }
)
"""What a step is called before anybody has found better words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerStep:
    """One step: what it was, who worked on it, in which week it was done, how long it took."""

    kind: Kind
    title: str
    week: int
    days: int
    done_means: str = ""
    buyer: str = ""
    seller: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerExample:
    """The whole example. `industry`, `size` and `goal` are words that a person typed."""

    steps: tuple[PeerStep, ...]
    weeks: int
    industry: str = ""
    size: str = ""
    goal: str = ""


@dataclass(frozen=True, slots=True)
class TextLook:
    """One text of the plan beside what the example says, for the person who checks it.

    `proposed` is the text with gaps; `removed` what was taken out of it.
    """

    original: str
    proposed: str
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepLook:
    """The texts of one step for the person who checks them."""

    title: TextLook
    done_means: TextLook


@dataclass(frozen=True, slots=True)
class PeerDraft:
    """An example as it begins, and what a person needs to check it, step by step."""

    example: PeerExample
    goal: TextLook
    steps: tuple[StepLook, ...]


def draft_example(plan: Plan, also: Iterable[str] = ()) -> PeerDraft:
    """The example of a signed plan, before anybody has looked at it.

    `also` are further names that must not be said, such as the selling company's.
    Raises NotAllowed where the plan is not signed.
    """
    if not plan.is_signed:
        raise NotAllowed("Only a signed plan can be an example: its steps are known to work.")
    names = Names(plan, also)
    told = [m for m in plan.shared_milestones if m.status != "skipped"]
    looks = tuple(StepLook(_look(m.title, names), _look(m.done_means or "", names)) for m in told)
    steps = tuple(_step(plan, m) for m in told)
    weeks = max(step.week for step in steps)
    goal = plan.outcome.goal if plan.outcome and plan.outcome.goal else ""
    return PeerDraft(PeerExample(steps=steps, weeks=weeks), _look(goal, names), looks)


def with_words(
    example: PeerExample,
    *,
    industry: str,
    size: str,
    goal: str,
    steps: Mapping[int, tuple[str, str]],
) -> PeerExample:
    """The example in a person's words: `steps` gives title and "done means" by place from 0.

    Raises InvalidInput where a title is empty or a text too long.
    """
    problems = []
    changed = []
    for at, step in enumerate(example.steps):
        title, done_means = (_line(text) for text in steps.get(at, (step.title, step.done_means)))
        if not title:
            problems.append(Problem(f"title-{at}", "it is empty", "say what the step was"))
        changed.append(replace(step, title=title, done_means=done_means))
    made = replace(
        example,
        industry=_line(industry),
        size=_line(size),
        goal=_line(goal),
        steps=tuple(changed),
    )
    problems += [
        Problem(name, f"it has {len(text)} characters", f"at most {MOST_CHARACTERS}")
        for name, text in texts_of(made)
        if len(text) > MOST_CHARACTERS
    ]
    if problems:
        raise InvalidInput(problems)
    return made


def still_named(example: PeerExample, plan: Plan, also: Iterable[str] = ()) -> dict[str, Cleaned]:
    """The texts of an example that still name something of the plan, by the name of their field."""
    names = Names(plan, also)
    found = {name: without_names(text, names) for name, text in texts_of(example)}
    return {name: cleaned for name, cleaned in found.items() if cleaned.removed}


def texts_of(example: PeerExample) -> list[tuple[str, str]]:
    """Every free text of an example with the name of its field."""
    texts = [("industry", example.industry), ("size", example.size), ("goal", example.goal)]
    for at, step in enumerate(example.steps):
        texts += [(f"title-{at}", step.title), (f"done_means-{at}", step.done_means)]
    return texts


def _look(text: str, names: Names) -> TextLook:
    cleaned = without_names(text, names)
    return TextLook(text, cleaned.text, cleaned.removed)


def _step(plan: Plan, milestone: Milestone) -> PeerStep:
    day = milestone.completed_on or milestone.target
    owners = milestone.owners
    return PeerStep(
        kind=milestone.kind,
        title=KIND_WORDS[milestone.kind],
        week=max(0, (day - plan.created).days) // 7 + 1,
        days=milestone.duration,
        buyer=_role(plan, owners.buyer, "buyer") if owners else "",
        seller=_role(plan, owners.seller, "seller") if owners else "",
    )


def _role(plan: Plan, owner: Owner | None, side: Side) -> str:
    """An owner as a role in our words; a title that somebody typed may name them."""
    if owner is None:
        return ""
    person = plan.person(owner.person) if owner.person is not None else None
    if person is not None:
        return ROLE_WORDS[person.role]
    roles = roles_of(owner.role or "", side)
    return ROLE_WORDS[roles[0]] if roles else ROLE_WORDS["other"]


def _line(text: str) -> str:
    return " ".join(text.split())
