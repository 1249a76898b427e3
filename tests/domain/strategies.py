"""Hypothesis strategies of whole plans that the reader would accept without an error.

Kept small on purpose: few countries and a window of two years keep the calendars warm, and the
shapes that matter (statuses, skipped steps, internal steps, any order of `after`) are all in.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

from hypothesis import strategies as st

from milepost.domain.plan import (
    BuyerRole,
    Calendars,
    Kind,
    Life,
    Milestone,
    Outcome,
    Owner,
    Owners,
    Person,
    Plan,
    PolicyChanges,
    Review,
    SellerRole,
    SideCalendar,
    Status,
    Task,
)

CREATED = date(2026, 3, 2)
DAYS = 300

SIDES = (
    None,
    SideCalendar(country="SE"),
    SideCalendar(country="GB", subdivision="ENG"),
    SideCalendar(country="US", subdivision="CA"),
    SideCalendar(country="IL"),
    SideCalendar(country="CN"),
)

# Made once: building a strategy takes longer than drawing from it.
_DAY = st.integers(0, DAYS).map(lambda days: CREATED + timedelta(days))
_DAY_OR_NONE = st.none() | _DAY
_YES_OR_NO = st.booleans()
_KIND = st.sampled_from(["signature", "other", "legal", *get_args(Kind)])
_PHASE = st.sampled_from([None, "evaluation", "implementation"])
_VISIBILITY = st.sampled_from(["shared", "shared", "shared", "internal"])
_DURATION = st.integers(1, 15)
_OWNED_BY = st.sampled_from(["both", "buyer", "seller", "absent"])
_ROLE_WORDS = st.sampled_from(["Legal", "IT Director", "Finance"])
_BUYER_ROLES = st.lists(st.sampled_from(get_args(BuyerRole)), max_size=3)
_SELLER_ROLES = st.lists(st.sampled_from(get_args(SellerRole)), max_size=3)
_TASK_COUNT = st.sampled_from([0, 0, 0, 1, 2])
_OUTCOME = st.none() | st.builds(Outcome, go_live=_DAY_OR_NONE)


def days() -> st.SearchStrategy[date]:
    """Any day of the window that the plans of this module live in."""
    return _DAY


def calendars() -> st.SearchStrategy[Calendars | None]:
    """Both sides, one, or none; countries with a week of their own among them."""
    return st.one_of(
        st.none(),
        st.builds(Calendars, buyer=st.sampled_from(SIDES), seller=st.sampled_from(SIDES)),
    )


@st.composite
def people(draw: st.DrawFn) -> tuple[Person, ...]:
    """Nobody up to six people of both sides in any order."""
    buyers = draw(_BUYER_ROLES)
    sellers = draw(_SELLER_ROLES)
    everybody = [
        Person(key=f"b{n}", name=f"Buyer {n}", side="buyer", role=role)
        for n, role in enumerate(buyers)
    ] + [
        Person(key=f"s{n}", name=f"Seller {n}", side="seller", role=role)
        for n, role in enumerate(sellers)
    ]
    return tuple(draw(st.permutations(everybody)))


@st.composite
def _owner(draw: st.DrawFn, team: tuple[Person, ...], side: str) -> Owner:
    named = [person.key for person in team if person.side == side]
    if named and draw(_YES_OR_NO):
        return Owner(person=draw(st.sampled_from(named)))
    return Owner(role=draw(_ROLE_WORDS))


@st.composite
def _owners(draw: st.DrawFn, team: tuple[Person, ...]) -> Owners | None:
    sides = draw(_OWNED_BY)
    if sides == "absent":
        return None
    return Owners(
        buyer=draw(_owner(team, "buyer")) if sides != "seller" else None,
        seller=draw(_owner(team, "seller")) if sides != "buyer" else None,
    )


@st.composite
def _tasks(draw: st.DrawFn, number: int) -> tuple[Task, ...]:
    return tuple(
        Task(
            key=f"t{number}-{place}",
            title=f"Task {place}",
            due=draw(_DAY_OR_NONE),
            started_on=draw(_DAY_OR_NONE),
            done_on=draw(_DAY_OR_NONE),
            visibility=draw(_VISIBILITY),
        )
        for place in range(draw(_TASK_COUNT))
    )


_WAITS = st.lists(st.integers(0, 1_000), max_size=3)


def _some(draw: st.DrawFn, earlier: list[str]) -> list[str]:
    """Up to three of the keys, each once, in any order."""
    if not earlier:
        return []
    return list(dict.fromkeys(earlier[place % len(earlier)] for place in draw(_WAITS)))


@st.composite
def milestones(
    draw: st.DrawFn,
    team: tuple[Person, ...] = (),
    statuses: tuple[Status, ...] = get_args(Status),
    min_size: int = 0,
    max_size: int = 12,
) -> tuple[Milestone, ...]:
    """Steps without circles in any plan order; stamps fit the status."""
    size = draw(st.integers(min_size, max_size))
    rows = []
    for number in range(1, size + 1):
        earlier = [f"m{n}" for n in range(1, number)]
        after = _some(draw, earlier)
        status = draw(st.sampled_from(statuses))
        started = status in ("in_progress", "blocked", "complete") and draw(_YES_OR_NO)
        completed = draw(_DAY) if status == "complete" else None
        by = draw(st.sampled_from([None, *(p.key for p in team)])) if completed else None
        confirmed = completed is not None and draw(_YES_OR_NO)
        rows.append(
            Milestone(
                key=f"m{number}",
                title=f"Step {number}",
                kind=draw(_KIND),
                target=draw(_DAY),
                status=status,
                phase=draw(_PHASE),
                visibility=draw(_VISIBILITY),
                owners=draw(_owners(team)),
                duration=draw(_DURATION),
                after=tuple(after),
                started_on=draw(_DAY) if started else None,
                completed_on=completed,
                completed_by=by,
                confirmed_on=draw(_DAY) if confirmed else None,
                blocked_on=draw(_DAY) if status == "blocked" else None,
                unblocked_on=draw(_DAY_OR_NONE) if status == "pending" else None,
                reason="Waits for the budget" if status in ("blocked", "skipped") else None,
                tasks=draw(_tasks(number)),
            )
        )
    return tuple(draw(st.permutations(rows)))


def policies() -> st.SearchStrategy[PolicyChanges | None]:
    """No changes, or some of the plain numbers changed."""
    return st.one_of(
        st.none(),
        st.builds(
            PolicyChanges,
            behind_days=st.one_of(st.none(), st.integers(0, 10)),
            stalled_days=st.one_of(st.none(), st.integers(1, 40)),
            critical_quiet_days=st.one_of(st.none(), st.integers(1, 20)),
        ),
    )


@st.composite
def plans(
    draw: st.DrawFn,
    lives: tuple[Life, ...] = get_args(Life),
    statuses: tuple[Status, ...] = get_args(Status),
    min_size: int = 0,
    max_size: int = 12,
) -> Plan:
    """A whole valid plan; `lives`, `statuses` and the number of milestones can be narrowed."""
    team = draw(people())
    rows = draw(milestones(team, statuses, min_size, max_size))
    created = draw(_DAY)
    reviewed = draw(st.lists(days(), max_size=2))
    total = sum(row.visibility == "shared" and row.status != "skipped" for row in rows)
    return Plan(
        account="Halden Logistics",
        created=created,
        target_close=created + timedelta(draw(st.integers(0, DAYS))),
        life=draw(st.sampled_from(lives)),
        milestones=rows,
        outcome=draw(_OUTCOME),
        calendars=draw(calendars()),
        people=team,
        reviews=tuple(
            Review(on=on, complete=draw(st.integers(0, total)), total=total)
            for on in sorted(reviewed)
        ),
        policy=draw(policies()),
        shared_on=draw(_DAY_OR_NONE),
        agreed_on=draw(_DAY_OR_NONE),
    )
