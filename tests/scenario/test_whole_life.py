"""The whole life of an enterprise plan, read as one story through the real commands.

`milepost.intake.demo_life` lives it day by day; `make demo` keeps it as an example.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from milepost.domain.plan import Person
from milepost.forecasting.queries import ImpactRow, impacts_of
from milepost.intake.demo_life import DAYS, HAKON, Life
from milepost.plans import queries
from milepost.plans.queries import RevisionRow
from milepost.reviews.models import ActionItem, Review
from milepost.workspaces.models import Workspace
from tests.factories import a_member
from tests.plans.plans import Seller, a_seller

pytestmark = pytest.mark.django_db

START = date(2026, 5, 18)  # a Monday, 190 days before 24 November
END = START + timedelta(days=DAYS)


@dataclass(frozen=True)
class Lived:
    """What is left when the story is over."""

    life: Life
    history: tuple[RevisionRow, ...]
    impacts: tuple[ImpactRow, ...]


def a_life() -> tuple[Seller, Life]:
    sam = a_seller()
    workspace = Workspace.objects.get(pk=sam.workspace_id)
    marcus = a_member(workspace, "csm", name="Marcus Bell")
    sellers = (
        Person(key="ae", name="Sam Whitfield", side="seller", role="ae"),
        Person(key="marcus", name="Marcus Bell", side="seller", role="csm"),
    )
    members = {"ae": sam.member_id, "marcus": marcus.pk}
    return sam, Life(sam.workspace_id, sam.actor, members, sellers, START)


def test_from_the_first_draft_to_the_kick_off() -> None:
    sam, life = a_life()
    with sam.at_work():
        life.live()
        history = queries.history(life.plan_id, limit=1000)
        impacts = impacts_of(life.plan_id)
        chain = queries.verify_chain(life.plan_id)
    plan = sam.reads(life.plan_id).plan

    # It began with the twenty steps of the enterprise template.
    assert history[-1].kind == "created"
    assert len(queries_plan_at(sam, life.plan_id, 1).milestones) == 20

    # The story happened in this order.
    assert life.told == [
        "created",
        "shared",
        "agreed",
        "step added",
        "date moved",
        "date moved",
        "security joined",
        "effects taken",
        "baseline",
        "signature",
        "kickoff",
    ]

    # Two changes of scope: a step of the buyer's, and a role that the plan did not have.
    assert "Works council agrees to the rollout" in [m.title for m in plan.milestones]
    assert any(p.role == "security" for p in plan.people)
    kinds = [impact.kind for impact in impacts]
    assert kinds.count("scope_change") == 1
    assert "new_role" in kinds

    # One owner missed twice, at their own request.
    moved = [r for r in history if any(c.path.endswith(".target") for c in r.changes)]
    assert len([r for r in moved if "Håkon" in (r.why or "")]) == 2
    assert plan.person(HAKON) is not None

    # The new baseline has its reason, and the earlier one is kept.
    assert len(plan.baselines) >= 2
    assert plan.baselines[-1].reason is not None

    # Every review that the cadence asked for was held, and each left its completion.
    assert len(life.held) == len(plan.reviews) == Review.objects.filter(state="closed").count()
    gaps = [(b - a).days for a, b in zip(life.held, life.held[1:], strict=False)]
    assert min(gaps) >= 7
    assert max(gaps) <= 31
    assert len(life.held) >= 15
    assert ActionItem.objects.filter(state="done").count() >= 5

    # Signed and kicked off; what was completed on the way was never lost.
    assert plan.is_signed
    done = [m for m in plan.milestones if m.status == "complete"]
    assert {"signature", "kickoff"} <= {m.kind for m in done}
    assert all(m.confirmed_by or m.completed_by for m in done)

    # The history is whole, carries the days on which things happened, and is true.
    assert chain is None
    assert (history[-1].at.date(), history[0].at.date() <= END) == (START, True)
    assert queries_plan_at(sam, life.plan_id, len(history)) == plan


def queries_plan_at(sam: Seller, plan_id: int, number: int):  # type: ignore[no-untyped-def]
    """The plan as it was, told from its history."""
    with sam.at_work():
        found = queries.plan_at(plan_id, number)
    assert found is not None
    return found
