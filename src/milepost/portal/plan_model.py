"""What the buyer's page shows, worked out once: their copy of the plan and what stands around it.

Pure apart from translations: no database, no clock, no request. The template only lays these
words out. Nothing here knows more than `BuyerPlan` and `BuyerSharing` hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from milepost.domain.celebrating import Joy, latest_joy
from milepost.domain.plan import Outcome, Person, Plan
from milepost.domain.revisions import FieldChange
from milepost.domain.stages import lacks
from milepost.pages import formatting
from milepost.pages.spoken import gettext
from milepost.plans.buyer_queries import BuyerPlan
from milepost.reviews.rows import ActionRow, ReviewRow
from milepost.sharing.agreement_commands import buyer_words
from milepost.sharing.queries import BuyerSharing, ProposalRow
from milepost.sharing.titles import kind_of_plan
from milepost.sharing.visits import Visit

from . import words
from .call_model import Calls, calls_of
from .mine_model import Mine, leads, mine_of
from .proposal_model import ProposalView, proposal_views
from .road_model import MOST_STONES, Around, Leg, Phase, legs_of, phases_of
from .shared_words import Names, change_sentence


class PersonView(NamedTuple):
    """Somebody on the plan."""

    key: str
    name: str
    side: str
    note: str
    is_me: bool


class Strip(NamedTuple):
    """The road at a glance: stones with the month under the first of each."""

    legs: tuple[tuple[int, str, int, bool, str], ...]
    done: int
    total: int
    standing: str


class Agree(NamedTuple):
    """The question whether this is the plan: `state` is ask, again, yes, lacks or none."""

    state: str
    yeses: str
    since: str
    changes: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class PlanPage:
    """A plan as one person of the buyer's side sees it on one day."""

    visit: Visit
    read: BuyerPlan
    sharing: BuyerSharing
    today: date
    url: str
    comments: Mapping[str, int]
    reviews: tuple[ReviewRow, ...] = ()
    actions: tuple[ActionRow, ...] = ()

    @property
    def plan(self) -> Plan:
        """The buyer's copy."""
        return self.read.plan

    @property
    def seen(self) -> int:
        """The shared revision that forms carry, so that nobody writes over somebody else."""
        return self.read.shared_revision

    @property
    def is_over(self) -> bool:
        """Whether nothing more can be done on this plan."""
        return self.read.is_over

    @property
    def may_act(self) -> bool:
        """Whether forms are shown at all: not on a plan that is over. A preview shows them as the
        buyer sees them; pressed there, they say that nothing is saved (`acting.record`)."""
        return not self.is_over

    @property
    def must_prove(self) -> bool:
        """Whether a one-time code is asked for before this browser's first action."""
        return self.may_act and not self.visit.may_act and not self.visit.is_preview

    @cached_property
    def me(self) -> Person | None:
        """The stakeholder whose page it is."""
        return self.plan.person(self.visit.person)

    @cached_property
    def my_name(self) -> str:
        """What they are called, in short."""
        return words.first_name(self.me.name) if self.me else ""

    @property
    def workspace(self) -> str:
        """The other company."""
        return self.sharing.workspace_name

    @property
    def account(self) -> str:
        """The buyer's own company."""
        return self.plan.account

    @cached_property
    def changed_by(self) -> str:
        """Who changed the plan last, for whoever has it open."""
        by = self.read.changed_by
        return told_name(by, self.plan, self.workspace) if by else ""

    @cached_property
    def what(self) -> str:
        """What this kind of plan is called here."""
        return kind_of_plan(self.plan, self.sharing.plan_title)

    @property
    def outcome(self) -> Outcome:
        """What the plan is for, in the buyer's words."""
        return self.plan.outcome or Outcome()

    @cached_property
    def heading(self) -> str:
        """The goal or, while nobody has said it, the plan's title."""
        return self.outcome.goal or self.plan.title or self.plan.opportunity or self.what

    @cached_property
    def contact(self) -> str:
        """The one to ask on the other side."""
        for person in self.plan.people:
            if person.side == "seller" and person.role == "ae":
                return person.name
        return self.workspace

    @cached_property
    def value(self) -> str:
        """What it costs, where the other side chose to show it."""
        value = self.plan.value
        return formatting.money(value.amount, value.currency) if value else ""

    @cached_property
    def around(self) -> Around:
        """What legs and cards are made with."""
        return Around(
            plan=self.plan,
            me=self.visit.person,
            people={person.key: person for person in self.plan.people},
            proposals=self.open_proposals,
            comments=self.comments,
            today=self.today,
            url=self.url,
            is_over=self.is_over,
        )

    @cached_property
    def open_proposals(self) -> tuple[ProposalRow, ...]:
        """What waits for an answer of either side."""
        return tuple(
            p for p in self.sharing.proposals if p.standing(self.plan) in ("open", "countered")
        )

    @cached_property
    def proposals(self) -> tuple[ProposalView, ...]:
        """Proposals in words: what waits, then what was answered lately."""
        return proposal_views(self.sharing.proposals, self.plan, self.visit.person, self.today)

    @cached_property
    def legs(self) -> tuple[Leg, ...]:
        """Every step."""
        return legs_of(self.around)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The path; more than one phase only in a long plan."""
        return phases_of(self.plan, self.legs, self.today)

    @cached_property
    def mine(self) -> Mine:
        """What waits for this person."""
        return mine_of(self.around, self.legs)

    @cached_property
    def leads(self) -> bool:
        """Whether this person leads the plan on their side."""
        return leads(self.plan, self.visit.person)

    @cached_property
    def is_signed(self) -> bool:
        """Whether the agreement is signed."""
        return self.plan.is_signed

    @cached_property
    def joy(self) -> Joy | None:
        """What was completed just now, which the page dwells on."""
        return latest_joy(self.plan, self.today)

    @cached_property
    def is_all_done(self) -> bool:
        """Whether no step is open any more (and there was one)."""
        return bool(self.legs) and not any(leg.is_open for leg in self.legs)

    @cached_property
    def next_step(self) -> Leg | None:
        """The open step that is due first."""
        open_legs = [leg for leg in self.legs if leg.is_open]
        return min(open_legs, key=lambda leg: leg.day, default=None)

    @cached_property
    def strip(self) -> Strip:
        """Progress, in words and as stones."""
        counted = [leg for leg in self.legs if leg.status != "skipped"]
        done = sum(1 for leg in counted if leg.is_done)
        stones: list[tuple[int, str, int, bool, str]] = []
        month = ""
        if len(counted) <= MOST_STONES:
            for leg in counted:
                name = formatting.month_name(leg.day)
                stones.append(
                    (leg.number, leg.status, leg.part, leg.is_goal, name if name != month else "")
                )
                month = name
        return Strip(tuple(stones), done, len(counted), self._standing())

    def _standing(self) -> str:
        late = sum(1 for leg in self.legs if leg.is_late)
        stuck = sum(1 for leg in self.legs if leg.status == "blocked" and not self.is_over)
        if self.is_over or self.is_all_done:
            return ""
        if late:
            return gettext("%(steps)s past the date") % {"steps": words.steps(late)}
        if stuck:
            return gettext("%(steps)s held up") % {"steps": words.steps(stuck)}
        return gettext("everything on time")

    @cached_property
    def agree(self) -> Agree:
        """The question whether this is the plan, as it stands for this person."""
        sharing = self.sharing
        theirs = [a for a in sharing.yeses if a.person != sharing.person]
        yeses = words.listed([a.name for a in theirs])
        mine = sharing.my_yes
        since = formatting.short_date(mine.at, self.today) if mine else ""
        is_theirs = self.me is not None and self.me.side == "buyer"
        if self.is_over or self.is_signed or not is_theirs or not self.legs:
            return Agree("none", yeses, since, (), ())
        if sharing.has_agreed:
            return Agree("yes", yeses, since, (), ())
        missing = tuple(buyer_words(lack) for lack in lacks(self.plan, self.today))
        changed = self.changed_since if sharing.asked_again else ()
        if missing:
            return Agree("lacks", yeses, since, changed, missing)
        return Agree("again" if sharing.asked_again else "ask", yeses, since, changed, ())

    @cached_property
    def changed_since(self) -> tuple[str, ...]:
        """What changed since this person's yes, one sentence each."""
        return self.sentences(self.sharing.changes)

    def sentences(self, changes: tuple[FieldChange, ...]) -> tuple[str, ...]:
        """Changes in words that a buyer reads; what they would not look for is left out."""
        names = Names(self.plan, changes)
        found = (change_sentence(change, names, self.today) for change in changes)
        return tuple(dict.fromkeys(sentence for sentence in found if sentence))

    @cached_property
    def people(self) -> tuple[PersonView, ...]:
        """Who is on it: me, my colleagues, then the other side with my contact first."""
        order = sorted(
            self.plan.people,
            key=lambda p: (
                p.side == "seller",
                p.key != self.visit.person,
                p.role not in ("champion", "ae"),
            ),
        )
        return tuple(
            PersonView(
                p.key,
                p.name,
                p.side,
                words.person_note(
                    p, self.account, self.workspace, is_contact=p.name == self.contact
                ),
                p.key == self.visit.person,
            )
            for p in order
        )

    @cached_property
    def colleagues(self) -> tuple[tuple[str, str], ...]:
        """Whom something can be handed to: the buyer's side without me."""
        return tuple((p.key, p.name) for p in self.people if p.side == "buyer" and not p.is_me)

    @cached_property
    def calls(self) -> Calls:
        """The calls about the plan, and what I have taken on in them."""
        return calls_of(
            self.plan, self.reviews, self.actions, self.visit.person, self.today, over=self.is_over
        )

    @property
    def next_review(self) -> date | None:
        """The day of the next call about the plan, where one is set and still to come."""
        day = self.plan.next_review
        return day if day is not None and day >= self.today and not self.is_over else None


def told_name(name: str, plan: Plan, workspace: str) -> str:
    """Who did something, as buyers may know them: somebody of the other side who owns nothing
    shared is their company (product.md section 8)."""
    return name if any(person.name == name for person in plan.people) else workspace


def outcome_values(outcome: Outcome) -> dict[str, Any]:
    """The outcome's fields as a form holds them."""
    return {
        "goal": outcome.goal or "",
        "measure": outcome.measure or "",
        "why_now": outcome.why_now or "",
        "go_live": outcome.go_live.isoformat() if outcome.go_live else "",
    }
