"""The whole life of one enterprise plan, lived through the real commands, day by day.

Half a year from the first draft to the kick-off: shared, agreed, every review that the cadence asks
for, an owner who misses twice, a step that the buyer adds, a stakeholder with a new role, one new
baseline, signature and kick-off. `make demo` keeps it as an example with its history, and
`tests/scenario` reads it as a story. Everybody in it is invented, and nobody is mailed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import connection

from milepost.documents.template_library import builtin_templates
from milepost.domain.building import DealFacts, build_plan
from milepost.domain.json_values import Json
from milepost.domain.paths import path_of
from milepost.domain.plan import (
    Calendars,
    Milestone,
    Outcome,
    Person,
    Plan,
    Risk,
    SideCalendar,
    Value,
)
from milepost.domain.schedule import schedule
from milepost.forecasting import commands as forecasting
from milepost.forecasting import queries as forecasts
from milepost.messaging import outbox
from milepost.plans import buyer_commands, review_commands
from milepost.plans import commands as plans
from milepost.plans.changing import Actor
from milepost.plans.queries import PlanRecord, plan_record
from milepost.platform import clock
from milepost.reviews import commands as reviews
from milepost.reviews.commands import Promise
from milepost.reviews.queries import open_actions, reviews_of_plan
from milepost.sharing import agreement_commands, answer_commands, proposal_commands
from milepost.sharing.acting import Deed
from milepost.sharing.link_commands import share
from milepost.sharing.people_commands import Details, add_stakeholder
from milepost.sharing.queries import plan_sharing

DAYS = 190
"""Calendar days from the first draft to the day on which the story ends."""
CLOSE_AFTER = 168
ACCOUNT, DEAL = "Fjordline Shipping", "Fleet planning"
ANY = 1_000_000  # a revision that is newer than all: the story is told by one voice

INGRID, LARS, HAKON, SOFIE, MARTE = "ingrid", "lars", "hakon", "sofie", "marte"
BUYERS = (
    Person(key=INGRID, name="Ingrid Solberg", side="buyer", role="champion", title="Fleet IT"),
    Person(key=LARS, name="Lars Nygård", side="buyer", role="economic_buyer", title="CFO"),
    Person(key=HAKON, name="Håkon Berg", side="buyer", role="it", title="Head of Platforms"),
    Person(key=SOFIE, name="Sofie Lund", side="buyer", role="legal", title="Counsel"),
    Person(key=MARTE, name="Marte Haugen", side="buyer", role="procurement", title="Purchasing"),
)

_PROPOSALS = """
update sharing_proposal p set at = r.at, answered_at = r.at, looked_at = r.at
from plans_revision r where r.workspace_id = p.workspace_id and r.plan_id = p.plan_id
  and r.number = p.revision and p.plan_id = %s::bigint"""
_AGREEMENTS = """
update sharing_agreement a set at = p.agreed_on + interval '9 hours'
from plans_plan p where p.workspace_id = a.workspace_id and p.id = a.plan_id
  and p.id = %s::bigint and p.agreed_on is not null"""


@dataclass
class Life:
    """A plan on its way. `day` is where the story stands; everything happens inside a seller's
    scope that the caller has opened. `members` are the seller's people by their key on the plan."""

    workspace_id: int
    actor: Actor
    members: Mapping[str, int]
    sellers: tuple[Person, ...]
    start: date
    deal_id: int | None = None
    plan_id: int = 0
    day: date = field(init=False)
    held: list[date] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.day = self.start

    # --- the story ---------------------------------------------------------------------------

    def live(self, until: date | None = None) -> None:
        """All of it, up to a day (the end where none is given), mailing nobody."""
        with outbox.silenced():
            self._begins()
            beats: dict[int, Callable[[], None]] = {
                3: self.shares,
                10: self.names_everybody,
                12: self.both_agree,
                45: self.buyer_adds_a_step,
                62: self.owner_misses,
                76: self.owner_misses,
                95: self.security_joins,
                96: self.takes_what_follows,
                97: self.makes_a_new_baseline,
            }
            end = min(until or date.max, self.start + timedelta(days=DAYS))
            while self.day < end:
                passed = (self.day - self.start).days
                if passed in beats:
                    self._at(9, beats[passed])
                if self.day.weekday() < 5:
                    self._at(11, self._works)
                    self._at(14, self._reviews)
                self.day += timedelta(days=1)
            self._dated()

    def _begins(self) -> None:
        """The first draft, from the deal."""
        facts = DealFacts(
            account=ACCOUNT,
            opportunity=DEAL,
            title="Every ship planned a month ahead",
            value=Value(amount=Decimal(720_000), currency="EUR"),
            created=self.start,
            target_close=_weekday(self.start + timedelta(days=CLOSE_AFTER)),
            outcome=Outcome(
                goal="All 34 ships planned a month ahead",
                measure="Unplanned port days down by half within a year",
                why_now="Two ships join the fleet next summer",
            ),
            calendars=Calendars(
                buyer=SideCalendar(country="NO", time_zone="Europe/Oslo"),
                seller=SideCalendar(country="GB", subdivision="ENG", time_zone="Europe/London"),
            ),
            people=(*(_addressed(p) for p in BUYERS), *self.sellers),
            deal_type="enterprise",
        )
        built = build_plan(facts, builtin_templates())
        with clock.at(datetime.combine(self.day, time(10), UTC)):
            made = plans.create_plan(self.actor, built, self.deal_id, self.members, today=self.day)
        self.plan_id = made.plan_id
        self.told.append("created")

    def shares(self) -> None:
        """The buyer's side is invited."""
        keys = [person.key for person in BUYERS]
        share(self.actor, self.plan_id, keys, by_mail=False, today=self.day)
        self.told.append("shared")

    def names_everybody(self) -> None:
        """No step is left to a role: a plan is agreed by people."""
        fields: dict[str, Json] = {}
        for step in self.plan.milestones:
            owners = step.owners
            if owners and owners.buyer and owners.buyer.person is None:
                fields[path_of("milestones", step.key, "owners", "buyer")] = {"person": INGRID}
            if owners and owners.seller and owners.seller.person is None:
                fields[path_of("milestones", step.key, "owners", "seller")] = {"person": "ae"}
        if fields:
            why = "Said on the first call"
            plans.change_fields(self.actor, self.plan_id, fields, seen=ANY, why=why, today=self.day)

    def both_agree(self) -> None:
        """The AE's yes and the champion's, to the same terms."""
        agreement_commands.agree_as_seller(self.actor, self.plan_id, self.day)
        terms = self.record.marks.terms_revision
        agreement_commands.agree(self._deed(INGRID, "agree", terms_revision=terms))
        plans.make_baseline(self.actor, self.plan_id, today=self.day, reason="Agreed by both sides")
        self.told.append("agreed")

    def buyer_adds_a_step(self) -> None:
        """The first change of scope: the buyer's works council, proposed and accepted."""
        deed = self._deed(
            INGRID,
            "propose_step",
            title="Works council agrees to the rollout",
            done_means="The council's letter is signed",
            target=_weekday(self.day + timedelta(days=24)).isoformat(),
            reason="Norwegian law asks for it before planning data of crews is used",
        )
        proposal_commands.propose_step(deed)
        around = plan_sharing(self.plan_id)
        assert around is not None  # it was shared weeks ago
        proposal = around.proposals[-1]
        answer_commands.accept(self.actor, self.plan_id, proposal.id, self.day)
        self.told.append("step added")

    def owner_misses(self) -> None:
        """IT asks for a later date, for the second time: a pattern."""
        step = self._next_of(HAKON)
        if step is None:
            return
        later = _weekday(max(step.target, self.day) + timedelta(days=9))
        proposal_commands.propose_date(
            self._deed(
                HAKON,
                "propose_date",
                milestone=step.key,
                target=later.isoformat(),
                reason="The test environment is taken by another project",
            )
        )
        around = plan_sharing(self.plan_id)
        assert around is not None  # it was shared weeks ago
        proposal = around.proposals[-1]
        answer_commands.accept(self.actor, self.plan_id, proposal.id, self.day)
        self.told.append("date moved")

    def security_joins(self) -> None:
        """The second change of scope: somebody with a role that the plan did not have."""
        details = Details(
            name="Jonas Vik",
            address="jonas.vik@fjordline-shipping.example",
            role="security",
            title="Head of Security",
        )
        add_stakeholder(self.actor, self.plan_id, details)
        self.told.append("security joined")

    def takes_what_follows(self) -> None:
        """The further days that the new role asks for; a step for it where none is open."""
        for impact in reversed(forecasts.impacts_of(self.plan_id)):
            if impact.kind == "new_role" and impact.is_open:
                forecasting.take(self.actor, self.plan_id, impact.id, today=self.day)
        self.told.append("effects taken")

    def makes_a_new_baseline(self) -> None:
        """What was agreed in October is no measure any more; the earlier baseline stays."""
        plans.make_baseline(
            self.actor,
            self.plan_id,
            today=self.day,
            reason="Security joined, and the works council takes three weeks",
        )
        self.told.append("baseline")

    # --- every day ---------------------------------------------------------------------------

    def _works(self) -> None:
        """Whoever's step it is does it on its day, once all before it is over."""
        for action in open_actions(self.plan_id):
            if action.due <= self.day:
                reviews.set_action(self.actor, self.plan_id, action.id, "done", today=self.day)
        plan = self.plan
        open_keys = {m.key for m in plan.milestones if m.is_open}
        for step in plan.milestones:
            if not step.is_open or set(step.after) & open_keys:
                continue
            if step.target <= self.day:
                self._completes(step)
                open_keys.discard(step.key)
            elif step.status == "pending" and self._begins_on(step) <= self.day:
                plans.set_status(
                    self.actor, self.plan_id, step.key, "in_progress", today=self.day, seen=ANY
                )

    def _begins_on(self, step: Milestone) -> date:
        return step.target - timedelta(days=2 * step.duration)

    def _completes(self, step: Milestone) -> None:
        """The buyer says so of what is theirs, and the seller of the rest."""
        owner = step.owners.buyer.person if step.owners and step.owners.buyer else None
        if owner and step.visibility == "shared" and self.plan.life != "draft":
            buyer = self._buyer(owner)
            buyer_commands.move_step(
                buyer, self.plan_id, step.key, "complete", seen=ANY, today=self.day
            )
        else:
            plans.set_status(
                self.actor, self.plan_id, step.key, "complete", today=self.day, seen=ANY
            )
        if step.kind in ("signature", "kickoff"):
            self.told.append(step.kind)

    def _reviews(self) -> None:
        """The review that the cadence asks for: held on its day, with what it leaves."""
        if self.plan.life in ("draft", "won"):
            return
        planned = next((r for r in reviews_of_plan(self.plan_id, 3) if r.state == "planned"), None)
        if planned is None:
            reviews.plan_review(self.actor, self.plan_id, reviews.Wish(), today=self.day)
            return
        if planned.on > self.day:
            return
        review = reviews.start(self.actor, self.plan_id, today=self.day)
        for item in range(2, 8):
            reviews.go_to_item(self.actor, self.plan_id, review, item)
        self._speaks(review)
        reviews.close(self.actor, self.plan_id, review, today=self.day, summary=self._summary())
        self.held.append(self.day)

    def _speaks(self, review: int) -> None:
        """Somebody takes something on, and a risk is named."""
        step = self._current()
        if step is None:
            return
        owner = step.owners.buyer.person if step.owners and step.owners.buyer else None
        if len(self.held) % 2 == 0:
            reviews.add_action(
                self.actor,
                self.plan_id,
                review,
                Promise(
                    title=f"Prepare what “{step.title}” needs",
                    owner=owner or "ae",
                    due=_weekday(self.day + timedelta(days=5)),
                    milestone=step.key,
                ),
                today=self.day,
            )
        if len(self.held) == 4:
            words = "The test environment is shared with another project until summer"
            reviews.add_note(self.actor, self.plan_id, review, words, kind="risk", item=5)
            risk = Risk(title=words, likelihood="high", impact="medium", state="open")
            review_commands.add_risk(self.actor, self.plan_id, risk, today=self.day)
        if len(self.held) == 6:
            reviews.add_note(
                self.actor,
                self.plan_id,
                review,
                "Lars wants the price before he sees the board",
                visibility="internal",
                item=3,
            )

    def _summary(self) -> str:
        step = self._current()
        return f"Next is “{step.title}”." if step else "Everything agreed is done."

    def _dated(self) -> None:
        """What the database dates by itself stands on the days of the story."""
        with connection.cursor() as cursor:
            cursor.execute(_PROPOSALS, (self.plan_id,))
            cursor.execute(_AGREEMENTS, (self.plan_id,))

    # --- what it stands on -------------------------------------------------------------------

    @property
    def record(self) -> PlanRecord:
        """The plan with all around it."""
        found = plan_record(self.plan_id)
        assert found is not None  # the story made it
        return found

    @property
    def plan(self) -> Plan:
        """The plan as it stands."""
        return self.record.plan

    def _current(self) -> Milestone | None:
        plan = self.plan
        key = schedule(plan, self.day).current_milestone
        return plan.milestone(key) if key else None

    def _next_of(self, person: str) -> Milestone | None:
        return next(
            (
                m
                for m in self.plan.shared_milestones
                if m.is_open and m.owners and m.owners.buyer and m.owners.buyer.person == person
            ),
            None,
        )

    def _buyer(self, key: str) -> Actor:
        person = self.plan.person(key)
        assert person is not None  # they own a step of it
        return Actor(None, person.name, key)

    def _deed(self, person: str, kind: str, **content: object) -> Deed:
        actor = self._buyer(person)
        return Deed(self.workspace_id, self.plan_id, person, actor, kind, dict(content), self.day)

    def _at(self, hour: int, beat: Callable[[], None]) -> None:
        with clock.at(datetime.combine(self.day, time(hour), UTC)):
            beat()


def _weekday(day: date) -> date:
    """The Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def _addressed(person: Person) -> Person:
    """With an invented address: mail to `.example` reaches nobody."""
    return replace(person, email=f"{person.key}@fjordline-shipping.example")
