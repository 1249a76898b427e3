"""Every event that a webhook can carry: its name, when it happens, its JSON Schema, an example.

What is not in here is never sent, and what is sent keeps to the schema here (both under test).
Receivers are asked to pass over fields that they do not know: events only ever gain fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from django.utils.translation import gettext_lazy as _

from milepost.domain.plan import Status
from milepost.messaging.webhooks.schemas import (
    ALERT,
    BY,
    COMMENT,
    DAY,
    LIFE,
    MAJA_NOW,
    MAYBE_DAY,
    MILESTONE,
    NUMBER,
    OUTCOME,
    OWNERS,
    PERSON,
    PLAN,
    PLAN_NOW,
    PROPOSAL,
    PROPOSAL_NOW,
    STEP_NOW,
    TASK,
    TEXT,
    WORDS,
    WORKSPACE,
    Schema,
    object_of,
    one_of,
    or_null,
)

ALL = "*"
TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of event. `fields` are its own, `example` their values; `is_on_plan` says whether
    it tells of a plan, with the plan itself and who did it."""

    name: str
    when: Any
    fields: Mapping[str, Schema]
    example: Mapping[str, Any]
    is_on_plan: bool = True
    is_of_revision: bool = True

    @property
    def group(self) -> str:
        """What it is about: the first part of its name."""
        return self.name.partition(".")[0]

    def schema(self) -> Schema:
        """The JSON Schema (2020-12) of the whole body."""
        data: dict[str, Schema] = {"workspace": WORKSPACE}
        if self.is_on_plan:
            data |= {"plan": PLAN, "by": or_null(BY)}
        if self.is_of_revision:
            data |= {"revision": NUMBER}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.name,
            "description": str(self.when),
            **object_of(
                type={"const": self.name},
                timestamp={"type": "string", "format": "date-time"},
                data=object_of(**data, **self.fields),
            ),
        }

    def example_body(self) -> dict[str, Any]:
        """A whole body as it would be sent."""
        data: dict[str, Any] = {"workspace": {"id": 3, "name": "Brightloom"}}
        if self.is_on_plan:
            by = {"name": "Maja Lindqvist", "side": "buyer"}
            data |= {"plan": PLAN_NOW, "by": by}
        if self.is_of_revision:
            data |= {"revision": 17}
        at = "2026-12-07T10:24:03.118220Z"
        return {"type": self.name, "timestamp": at, "data": {**data, **self.example}}


def _plan(name: str, when: Any, fields: Mapping[str, Schema] = {}, **example: Any) -> Event:
    return Event(f"plan.{name}", when, fields, example)


def _life(name: str, when: Any, before: str, after: str) -> Event:
    return _plan(name, when, {"before": LIFE, "after": LIFE}, before=before, after=after)


def _step(name: str, when: Any, fields: Mapping[str, Schema] = {}, **example: Any) -> Event:
    now = {**STEP_NOW, **example.pop("now", {})}
    return Event(
        f"milestone.{name}",
        when,
        {"milestone": MILESTONE, **fields},
        {"milestone": now, **example},
    )


_STATUS_BEFORE = {"before": one_of(*get_args(Status))}
_OPEN_NOW = {"status": "in_progress", "completed_on": None}

EVENTS: tuple[Event, ...] = (
    _plan(
        "created",
        _("A plan was made, imported from a document, or copied."),
        {"how": one_of("created", "imported", "copied")},
        how="created",
    ),
    _life("shared", _("A plan was opened to the buyer for the first time."), "draft", "shared"),
    _life("agreed", _("Both sides have agreed to the plan."), "shared", "agreed"),
    _life(
        "agreement_taken_back",
        _("A yes that an agreed plan rested on was taken back."),
        "agreed",
        "shared",
    ),
    _plan(
        "signed",
        _("The signature step is complete."),
        {"signed_on": MAYBE_DAY},
        signed_on="2027-01-21",
    ),
    _life("closed", _("A plan was closed: won, lost or abandoned."), "agreed", "won"),
    _life("reopened", _("A closed plan is open again."), "lost", "shared"),
    _plan("archived", _("A plan was put away.")),
    _plan("restored", _("A plan was brought back from the archive.")),
    _plan(
        "close_moved",
        _("The target close of a plan changed."),
        {"before": DAY, "after": DAY},
        before="2027-01-22",
        after="2027-01-29",
    ),
    _plan(
        "outcome_changed",
        _("Goal, measure, reason or wished go-live of a plan changed."),
        {"outcome": OUTCOME},
        outcome={
            "goal": "Live order tracking in all six warehouses",
            "measure": "Calls about late orders down by half",
            "why_now": None,
            "go_live": "2027-03-01",
        },
    ),
    _step("added", _("A step was added."), now={**_OPEN_NOW, "status": "pending"}),
    _step("dropped", _("A step was taken out of the plan; it is told as it was."), now=_OPEN_NOW),
    _step("started", _("A step is in progress."), _STATUS_BEFORE, now=_OPEN_NOW, before="pending"),
    _step("completed", _("A step is complete."), _STATUS_BEFORE, before="in_progress"),
    _step(
        "confirmed",
        _("The buyer confirmed that a step is complete."),
        {"confirmed_by": WORDS},
        now={"confirmed_on": "2026-12-07"},
        confirmed_by="Maja Lindqvist",
    ),
    _step(
        "reopened",
        _("A complete or skipped step is open again."),
        _STATUS_BEFORE,
        now=_OPEN_NOW,
        before="complete",
    ),
    _step(
        "blocked",
        _("A step is blocked. The reason is told for shared steps alone."),
        _STATUS_BEFORE,
        now={"status": "blocked", "completed_on": None, "reason": "Waiting for legal"},
        before="in_progress",
    ),
    _step(
        "unblocked",
        _("A blocked step goes on."),
        _STATUS_BEFORE,
        now=_OPEN_NOW,
        before="blocked",
    ),
    _step(
        "skipped",
        _("A step is skipped: it no longer counts."),
        _STATUS_BEFORE,
        now={"status": "skipped", "completed_on": None, "reason": "Covered by the audit of May"},
        before="pending",
    ),
    _step(
        "moved",
        _("The target date of a step changed, by hand or because an earlier step moved."),
        {"before": DAY},
        now={**_OPEN_NOW, "target": "2026-12-14"},
        before="2026-12-08",
    ),
    _step(
        "owner_changed",
        _("A step has another owner, on either side."),
        {"before": OWNERS},
        now=_OPEN_NOW,
        before={"buyer": {"name": None, "role": "IT Director", "email": None}, "seller": None},
    ),
    Event(
        "task.completed",
        _("A task inside a step was done, or an approval was answered."),
        {"milestone": MILESTONE, "task": TASK},
        {
            "milestone": {**STEP_NOW, **_OPEN_NOW},
            "task": {
                "key": "t2",
                "title": "Approve the data processing terms",
                "kind": "approval",
                "visibility": "shared",
                "done_on": "2026-12-03",
                "answer": "yes",
            },
        },
    ),
    Event(
        "person.added",
        _("Somebody joined a plan, on either side."),
        {"person": PERSON},
        {"person": MAJA_NOW},
    ),
    Event(
        "person.removed",
        _("Somebody left a plan."),
        {"person": PERSON},
        {"person": MAJA_NOW},
    ),
    Event(
        "proposal.made",
        _("The buyer proposed another date, or to add or drop a step."),
        {"proposal": PROPOSAL},
        {"proposal": PROPOSAL_NOW},
        is_of_revision=False,
    ),
    Event(
        "proposal.answered",
        _("A proposal was accepted, declined, answered with another one, or taken back."),
        {"proposal": PROPOSAL},
        {"proposal": {**PROPOSAL_NOW, "state": "accepted", "answer": "Of course."}},
        is_of_revision=False,
    ),
    Event(
        "comment.added",
        _("A comment was written. The text of internal ones is never told."),
        {"comment": COMMENT},
        {
            "comment": {
                "id": 88,
                "visibility": "shared",
                "milestone": "m4",
                "text": "The report is in the folder.",
            }
        },
        is_of_revision=False,
    ),
    Event(
        "alert.recorded",
        _("A rule of the watch applies: a step is due or overdue, or a plan has stalled."),
        {"alert": ALERT},
        {
            "alert": {
                "id": 5,
                "rule": "overdue_1_day",
                "day": "2026-12-09",
                "milestone": "m4",
                "target": "2026-12-08",
            }
        },
        is_of_revision=False,
    ),
)
TEST_EVENT = Event(
    TEST,
    _("Sent by the button “Send a test”, whatever else an endpoint has chosen."),
    {"said": TEXT},
    {"said": "This is a test from Milepost."},
    is_on_plan=False,
    is_of_revision=False,
)
BY_NAME: Mapping[str, Event] = {event.name: event for event in (*EVENTS, TEST_EVENT)}


def wants(chosen: list[str] | tuple[str, ...], event: str) -> bool:
    """Whether an endpoint that chose these names wants this event."""
    return ALL in chosen or event in chosen
