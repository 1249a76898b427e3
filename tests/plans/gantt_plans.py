"""Plans to draw: chains side by side, every status, tasks, phases, a baseline, long titles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from milepost.domain.gantt import begun
from milepost.domain.plan import (
    Baseline,
    Calendars,
    Kind,
    Milestone,
    Outcome,
    Owner,
    Owners,
    Person,
    Plan,
    SideCalendar,
    Task,
)
from milepost.domain.working_days import common_calendar

KINDS: tuple[Kind, ...] = ("discovery", "demo", "technical_validation", "security_review", "legal")
PEOPLE = (
    Person(key="maja", name="Maja Lindqvist", side="buyer", role="champion"),
    Person(key="sam", name="Sam Whitfield", side="seller", role="ae"),
)
LONG_TITLE = (
    "Review of the technical and organisational measures by the works council of every site, "
    "Betriebsvereinbarungsentwurf included"
)


def a_drawn_plan(size: int, today: date) -> Plan:
    """A plan of so many steps around today: a fifth done, one step in four beside the chain."""
    calendars = Calendars(
        buyer=SideCalendar(country="SE"), seller=SideCalendar(country="GB", subdivision="ENG")
    )
    calendar = common_calendar(calendars)
    signature = max(1, size * 3 // 4)
    end = calendar.on_or_after(today - timedelta(days=4 * (size // 5)))
    steps: list[Milestone] = []
    for n in range(1, size + 1):
        lasts = 2 + n % 4
        end = calendar.at(calendar.position_after(end) + (lasts - 1 if n % 4 else 0))
        steps.append(_step(n, size, signature, end, lasts))
    marked = [_marked(step, n, size, today) for n, step in enumerate(steps, start=1)]
    close = calendar.at(calendar.position_after(marked[signature - 1].target) + 4)
    planned = {
        m.key: calendar.at(calendar.position(m.target) - n % 4) for n, m in enumerate(marked)
    }
    return Plan(
        account="Halden Logistics",
        title="Order tracking for six warehouses",
        calendars=calendars,
        people=PEOPLE,
        created=begun(calendar, marked[0].target, 20),
        life="draft",
        target_close=close,
        outcome=Outcome(goal="Live in every warehouse", go_live=marked[-1].target),
        milestones=tuple(marked),
        baselines=(Baseline(on=today - timedelta(days=30), targets=planned, reason="First plan"),),
    )


def _step(n: int, size: int, signature: int, end: date, lasts: int) -> Milestone:
    kind: Kind = "other" if n > signature else KINDS[min(4, n * 6 // max(signature, 1))]
    kind = "signature" if n == signature else "kickoff" if n == signature + 1 else kind
    kind = "go_live" if n == size and n > signature else kind
    before = n - 2 if n % 4 == 0 else n - 1
    return Milestone(
        key=f"m{n}",
        title=LONG_TITLE if n % 9 == 5 else f"Step {n} of the way",
        kind=kind,
        target=end,
        status="pending",
        duration=lasts,
        owners=Owners(buyer=Owner(person="maja"), seller=Owner(person="sam")),
        after=(f"m{before}",) if before > 0 else (),
        tasks=tuple(Task(key=f"t{n}{a}", title="Prepare") for a in "abcd"[: n % 4]),
    )


def _marked(step: Milestone, n: int, size: int, today: date) -> Milestone:
    done = max(1, size // 5)
    if n <= done:
        return replace(step, status="complete", completed_on=min(step.target, today))
    if n == done + 1:
        tasks = tuple(replace(t, done_on=today) if a == 0 else t for a, t in enumerate(step.tasks))
        started = today - timedelta(days=4)
        return replace(step, status="in_progress", started_on=started, tasks=tasks)
    if n == done + 2:
        return replace(step, status="blocked", blocked_on=today, reason="No test users")
    if n == done + 4 and size > 8:
        return replace(step, visibility="internal", owners=Owners(seller=Owner(person="sam")))
    return step
