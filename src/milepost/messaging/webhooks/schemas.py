"""The JSON Schemas of what stands in an event, and an example of each, for `catalogue`."""

from __future__ import annotations

from typing import Any, get_args

from milepost.domain.plan import Kind, Life, Role, Status, TaskKind

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
WORDS: Schema = {"type": ["string", "null"]}
NUMBER: Schema = {"type": "integer"}
DAY: Schema = {"type": "string", "format": "date"}
MAYBE_DAY: Schema = {"type": ["string", "null"], "format": "date"}


def one_of(*values: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


def object_of(**fields: Schema) -> Schema:
    """An object that has all of these fields, and may have more."""
    return {"type": "object", "required": list(fields), "properties": fields}


def or_null(schema: Schema) -> Schema:
    """This, or nothing."""
    return {"anyOf": [schema, {"type": "null"}]}


SIDE = one_of("buyer", "seller")
VISIBILITY = one_of("shared", "internal")
LIFE = one_of(*get_args(Life))
OWNER = or_null(object_of(name=WORDS, role=WORDS, email=WORDS))
OWNERS = object_of(buyer=OWNER, seller=OWNER)
BY = object_of(name=TEXT, side=SIDE)
WORKSPACE = object_of(id=NUMBER, name=TEXT)
PLAN = object_of(
    id=NUMBER,
    url={"type": "string", "format": "uri"},
    title=WORDS,
    account=TEXT,
    opportunity=WORDS,
    life=LIFE,
    target_close=DAY,
    value=or_null(object_of(amount=TEXT, currency=TEXT)),
    completion=object_of(complete=NUMBER, of=NUMBER),
    deal=or_null(object_of(id=NUMBER, name=TEXT, crm_reference=WORDS)),
)
MILESTONE = object_of(
    key=TEXT,
    number={"type": ["integer", "null"]},
    title=TEXT,
    kind=one_of(*get_args(Kind)),
    visibility=VISIBILITY,
    status=one_of(*get_args(Status)),
    target=DAY,
    owners=OWNERS,
    completed_on=MAYBE_DAY,
    confirmed_on=MAYBE_DAY,
    reason=WORDS,
)
PERSON = object_of(
    key=TEXT,
    name=TEXT,
    side=SIDE,
    role=one_of(*get_args(Role)),
    title=WORDS,
    email=WORDS,
)
TASK = object_of(
    key=TEXT,
    title=TEXT,
    kind=one_of(*get_args(TaskKind)),
    visibility=VISIBILITY,
    done_on=MAYBE_DAY,
    answer=WORDS,
)
OUTCOME = object_of(goal=WORDS, measure=WORDS, why_now=WORDS, go_live=MAYBE_DAY)
PROPOSAL = object_of(
    id=NUMBER,
    kind=one_of("date", "add_step", "drop_step", "dates"),
    state=one_of("open", "accepted", "refused", "countered", "withdrawn"),
    milestone=WORDS,
    title=WORDS,
    target=MAYBE_DAY,
    reason=WORDS,
    answer=WORDS,
)
COMMENT = object_of(id=NUMBER, visibility=VISIBILITY, milestone=WORDS, text=WORDS)
ALERT = object_of(
    id=NUMBER,
    rule=one_of(
        "due_in_3_days", "overdue_1_day", "overdue_3_days", "overdue_7_days", "stalled_14_days"
    ),
    day=DAY,
    milestone=WORDS,
    target=DAY,
)

PLAN_NOW: dict[str, Any] = {
    "id": 41,
    "url": "https://plans.example.com/plans/41/",
    "title": "Order tracking for six warehouses",
    "account": "Halden Logistics",
    "opportunity": "Order tracking",
    "life": "agreed",
    "target_close": "2027-01-22",
    "value": {"amount": "86000", "currency": "EUR"},
    "completion": {"complete": 4, "of": 9},
    "deal": {"id": 12, "name": "Order tracking", "crm_reference": "006Hs00001abcde"},
}
STEP_NOW: dict[str, Any] = {
    "key": "m4",
    "number": 4,
    "title": "Security review",
    "kind": "security_review",
    "visibility": "shared",
    "status": "complete",
    "target": "2026-12-08",
    "owners": {
        "buyer": {"name": "Maja Lindqvist", "role": "champion", "email": "maja@halden.example"},
        "seller": {"name": None, "role": "Solutions engineer", "email": None},
    },
    "completed_on": "2026-12-07",
    "confirmed_on": None,
    "reason": None,
}
MAJA_NOW = {
    "key": "maja",
    "name": "Maja Lindqvist",
    "side": "buyer",
    "role": "champion",
    "title": "Head of Operations",
    "email": "maja@halden.example",
}
PROPOSAL_NOW = {
    "id": 7,
    "kind": "date",
    "state": "open",
    "milestone": "m4",
    "title": "Security review",
    "target": "2026-12-14",
    "reason": "Our security team is away until then.",
    "answer": None,
}
