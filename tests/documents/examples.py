"""A small plan document to change, and plans made at random that are valid."""

from __future__ import annotations

import copy
import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from milepost.documents.plan_document import read_plan
from milepost.domain.plan import (
    Baseline,
    Milestone,
    Outcome,
    Owner,
    Owners,
    Person,
    Plan,
    PolicyChanges,
    Review,
    Risk,
    Task,
    Value,
)

SMALL: dict[str, Any] = {
    "schema": "milepost.plan/1",
    "title": "Route planning for the northern depots",
    "account": "Kestrel Freight",
    "opportunity": "Route planning",
    "value": {"amount": "42000.00", "currency": "EUR"},
    "created": "2026-10-05",
    "target_close": "2026-12-11",
    "life": "shared",
    "shared_on": "2026-10-06",
    "outcome": {"goal": "Every depot plans its routes in one place", "go_live": "2027-01-15"},
    "calendars": {"seller": {"country": "GB", "subdivision": "ENG", "time_zone": "Europe/London"}},
    "people": [
        {"key": "ines", "name": "Inês Duarte", "side": "buyer", "role": "champion"},
        {"key": "omar", "name": "Omar Said", "side": "seller", "role": "ae"},
        {"key": "lena", "name": "Lena Quist", "side": "seller", "role": "manager"},
    ],
    "milestones": [
        {
            "key": "m1", "title": "Discovery call", "kind": "discovery", "target": "2026-10-12",
            "status": "complete", "completed_on": "2026-10-12", "completed_by": "omar",
            "started_on": "2026-10-12", "duration": 2,
            "owners": {"buyer": {"person": "ines"}, "seller": {"person": "omar"}},
        },
        {
            "key": "m2", "title": "Product demo", "kind": "demo", "target": "2026-11-06",
            "status": "in_progress", "started_on": "2026-11-02", "after": ["m1"],
            "owners": {"buyer": {"role": "Depot lead"}, "seller": {"person": "omar"}},
            "tasks": [
                {"key": "t1", "title": "Load sample routes", "owner": {"person": "omar"},
                 "due": "2026-11-03", "done_on": "2026-11-03"},
                {"key": "t2", "title": "Demo", "kind": "meeting", "due": "2026-11-06",
                 "at": "2026-11-06T10:00:00+01:00"},
                {"key": "t3", "title": "Rehearse quietly", "visibility": "internal"},
            ],
        },
        {
            "key": "i1", "title": "Approve the rebate", "kind": "other", "target": "2026-11-20",
            "status": "pending", "visibility": "internal", "after": ["m2"], "duration": 2,
            "owners": {"seller": {"person": "lena"}},
        },
        {
            "key": "m3", "title": "Contract signed", "kind": "signature", "target": "2026-12-11",
            "status": "pending", "after": ["i1"], "duration": 1, "notes": "Ask about the audit",
            "owners": {"buyer": {"person": "ines"}, "seller": {"person": "omar"}},
        },
    ],
    "reviews": [{"on": "2026-10-20", "complete": 1, "total": 3}],
    "baselines": [{"on": "2026-10-06", "reason": "first shared", "targets": {"m3": "2026-12-11"}}],
    "risks": [{"title": "Budget freeze", "impact": "high"}],
    "notes": "They bought from a rival in spring",
}  # fmt: skip

TODAY = date(2026, 11, 10)


def document(**changes: Any) -> dict[str, Any]:
    """The small document with top-level fields changed; None leaves a field out."""
    changed = {**copy.deepcopy(SMALL), **changes}
    return {name: value for name, value in changed.items() if value is not None}


def with_milestone(at: int, **changes: Any) -> dict[str, Any]:
    """The small document with fields of one milestone changed; None leaves a field out."""
    changed = document()
    milestone = {**changed["milestones"][at], **changes}
    changed["milestones"][at] = {n: v for n, v in milestone.items() if v is not None}
    return changed


def small_plan(**changes: Any) -> Plan:
    """The small document as a plan."""
    return read_plan(json.dumps(document(**changes)))


_letters = st.text(
    st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=40
)
_maybe_text = st.none() | _letters
_days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
_moments = st.datetimes(
    datetime(2024, 1, 1),
    datetime(2030, 1, 1),
    timezones=st.none() | st.integers(-12, 12).map(lambda hours: timezone(timedelta(hours=hours))),
)


@st.composite
def tasks(draw: st.DrawFn, key: str) -> Task:
    """A valid task."""
    return Task(
        key=key,
        title=draw(_letters),
        kind=draw(st.sampled_from(["to_do", "meeting"])),
        owner=draw(st.none() | st.just(Owner(person="b")) | st.just(Owner(person="s"))),
        due=draw(st.none() | _days),
        at=draw(st.none() | _moments),
        done_on=draw(st.none() | _days),
        visibility=draw(st.sampled_from(["shared", "internal"])),
    )


@st.composite
def milestones(draw: st.DrawFn, at: int) -> Milestone:
    """A valid milestone that may come after earlier ones."""
    status = draw(st.sampled_from(["pending", "in_progress", "blocked", "complete", "skipped"]))
    needs_reason = status in ("blocked", "skipped")
    before = [f"m{number}" for number in range(at)]
    return Milestone(
        key=f"m{at}",
        title=draw(_letters),
        kind=draw(st.sampled_from(["demo", "legal", "signature", "other"])),
        target=draw(_days),
        status=status,
        phase=draw(st.none() | st.sampled_from(["evaluation", "Our own words"])),
        visibility=draw(st.sampled_from(["shared", "shared", "internal"])),
        done_means=draw(_maybe_text),
        owners=draw(
            st.sampled_from(
                [
                    None,
                    Owners(buyer=Owner(person="b"), seller=Owner(person="s")),
                    Owners(buyer=Owner(role="IT Director")),
                    Owners(seller=Owner(role="Legal")),
                ]
            )
        ),
        duration=draw(st.integers(1, 60)),
        after=tuple(draw(st.lists(st.sampled_from(before), unique=True))) if before else (),
        completed_on=draw(_days) if status == "complete" else None,
        completed_by=draw(st.sampled_from([None, "b", "s"])) if status == "complete" else None,
        reason=draw(_letters).strip() or "Because" if needs_reason else None,
        tasks=tuple(draw(tasks(f"t{at}_{n}")) for n in range(draw(st.integers(0, 2)))),
        notes=draw(_maybe_text),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A valid plan, with words of any script."""
    created = draw(_days)
    count = draw(st.integers(0, 6))
    return Plan(
        account=draw(_letters),
        created=created,
        target_close=created + timedelta(days=draw(st.integers(0, 400))),
        life=draw(st.sampled_from(["shared", "agreed", "won", "lost"])),
        milestones=tuple(draw(milestones(at)) for at in range(count)),
        title=draw(_maybe_text),
        opportunity=draw(_maybe_text),
        value=draw(
            st.none()
            | st.builds(
                Value,
                amount=st.decimals(0, 10**9, places=2, allow_nan=False).map(Decimal),
                currency=st.sampled_from(["EUR", "USD", "JPY"]),
                buyer_sees=st.booleans(),
            )
        ),
        outcome=draw(st.none() | st.builds(Outcome, goal=_maybe_text, go_live=st.none() | _days)),
        people=(
            Person(key="b", name=draw(_letters), side="buyer", role="champion"),
            Person(key="s", name=draw(_letters), side="seller", role="ae"),
        ),
        reviews=tuple(draw(st.lists(st.just(Review(on=created, complete=0, total=3)), max_size=1))),
        baselines=tuple(
            draw(st.lists(st.just(Baseline(on=created, targets={"m0": created})), max_size=1))
        ),
        policy=draw(st.sampled_from([None, PolicyChanges(), PolicyChanges(behind_days=5)])),
        notes=draw(_maybe_text),
        risks=tuple(draw(st.lists(st.builds(Risk, title=_letters), max_size=1))),
    )
