"""The tables of plans: what a buyer may read, what they never may, history, and templates.

A plan's own tables are keyed by (workspace, plan, key of the document), so that no row can
point into another plan or another workspace. Rows are written by `commands` in SQL and read by
`queries` as one document; these classes say what the tables hold and what they refuse.
"""

from __future__ import annotations

from milepost.plans.models.history import Revision, SharedRevision
from milepost.plans.models.library import Step, Template, TemplateVersion
from milepost.plans.models.looks import BuyerLogo, PeerExample, ShownExample
from milepost.plans.models.people import Person
from milepost.plans.models.plan import Plan, PlanPrivate, PlanValue
from milepost.plans.models.records import (
    Baseline,
    BaselineReason,
    BaselineTarget,
    ReviewHeld,
    Risk,
)
from milepost.plans.models.steps import Dependency, Milestone, MilestoneNote, Task

__all__ = [
    "Baseline",
    "BaselineReason",
    "BaselineTarget",
    "BuyerLogo",
    "Dependency",
    "Milestone",
    "MilestoneNote",
    "PeerExample",
    "Person",
    "Plan",
    "PlanPrivate",
    "PlanValue",
    "ReviewHeld",
    "Revision",
    "Risk",
    "SharedRevision",
    "ShownExample",
    "Step",
    "Task",
    "Template",
    "TemplateVersion",
]
