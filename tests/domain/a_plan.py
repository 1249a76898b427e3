"""Small plans for example tests: say what matters, the rest is plain and valid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from milepost.domain.plan import Milestone, Owner, Owners, Person, Plan

TODAY = date(2026, 11, 25)
"""A Wednesday."""

MAJA = Person(key="maja", name="Maja Lindqvist", side="buyer", role="champion")
ANDERS = Person(key="anders", name="Anders Holm", side="buyer", role="economic_buyer")
SAM = Person(key="sam", name="Sam Whitfield", side="seller", role="ae")
RITA = Person(key="rita", name="Rita Osei", side="seller", role="manager")
LEE = Person(key="lee", name="Lee Park", side="seller", role="leadership")
TEAM = (MAJA, ANDERS, SAM, RITA, LEE)

BOTH = Owners(buyer=Owner(person="maja"), seller=Owner(person="sam"))


def ago(days: int) -> date:
    """So many calendar days before `TODAY`."""
    return TODAY - timedelta(days)


def step(key: str = "m1", **fields: Any) -> Milestone:
    """A pending shared milestone due in 20 days, or with `fields` as given."""
    defaults: dict[str, Any] = {
        "title": f"Step {key}",
        "kind": "other",
        "target": ago(-20),
        "status": "pending",
        "owners": BOTH,
        "reason": "Waits for the budget"
        if fields.get("status") in ("blocked", "skipped")
        else None,
        "completed_on": ago(10) if fields.get("status") == "complete" else None,
    }
    return Milestone(key=key, **{**defaults, **fields})


def a_plan(*milestones: Milestone, **fields: Any) -> Plan:
    """A shared plan that moved yesterday, or with `fields` as given."""
    defaults: dict[str, Any] = {
        "account": "Halden Logistics",
        "created": ago(30),
        "target_close": ago(-60),
        "life": "shared",
        "people": TEAM,
        "shared_on": ago(1),
    }
    return Plan(milestones=milestones, **{**defaults, **fields})
