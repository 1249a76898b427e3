"""A dry run: which alerts a day would bring, to whom, why, and at which hour of theirs.

Days to come are played through from today on by the pure rules (`domain.alerts`), as if nothing
changed: a rule appears on the day on which the watch will record it. Who is told is asked with the
watch's own statements, and when with the dispatch's. Days past show what was recorded. Nothing is
written. Inside a seller's scope (one workspace) or the worker's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from milepost.alerting.models import RULES
from milepost.alerting.recipients_sql import told_of
from milepost.alerting.sweep import today_in
from milepost.documents.plan_document import plan_from_database
from milepost.domain.alerts import alerts_of
from milepost.domain.attention import first_attention, next_attention
from milepost.domain.plan import Plan
from milepost.domain.policy import Policy
from milepost.domain.standing import Standing, standing_of
from milepost.domain.working_hours import calendar_of, next_hour_at_work
from milepost.messaging.dispatch import WHEN, WHEN_JOINS
from milepost.messaging.kinds import KINDS
from milepost.messaging.letters import zone_of
from milepost.plans import record_sql

BATCH = 200
LONGEST = 60
"""So many days are shown at most."""

_DAY = timedelta(days=1)

# Plans on which anything begins until then, and what was recorded of them.
_PLANS = f"""/* preview */
select p.workspace_id, w.name, w.time_zone, p.id, {record_sql.DOCUMENT},
  (select coalesce(json_agg(json_build_array(r.rule, r.milestone, r.target)), '[]')::text
    from alerting_alert r where r.workspace_id = p.workspace_id and r.plan_id = p.id)
from plans_planprivate q
join plans_plan p on p.workspace_id = q.workspace_id and p.id = q.plan_id
join workspaces_workspace w on w.id = p.workspace_id
where q.next_attention_at <= %(until)s::timestamptz
  and p.life in ('shared', 'agreed') and p.archived_at is null
  and (%(workspace)s::bigint is null or p.workspace_id = %(workspace)s::bigint)
  and (%(plan)s::bigint is null or p.id = %(plan)s::bigint)
  and (p.workspace_id, p.id) > (%(after_workspace)s::bigint, %(after_plan)s::bigint)
order by p.workspace_id, p.id limit %(limit)s::int"""

_TOLD = f"""
select n.plan_id, n.milestone, n.target, n.side, n.member_id, n.person, n.kind,
  n.because::text, {WHEN}, coalesce(m.name, z.name)
from told n {WHEN_JOINS}
left join plans_person z on z.workspace_id = n.workspace_id and z.plan_id = n.plan_id
  and z.key = n.person"""
_ALERTS = """
alerts as (select * from jsonb_to_recordset(%(alerts)s::jsonb)
  as x (workspace_id bigint, plan_id bigint, milestone text, target date))"""

# What was recorded, and what its readers were told or wait for.
_RECORDED = f"""/* preview */
select r.on_day, r.rule, r.workspace_id, w.name, r.plan_id, r.milestone, r.target, r.skipped,
  coalesce(p.title, p.opportunity, p.account), p.account, coalesce(k.title, r.milestone),
  n.kind, n.side, n.member_id, n.person, n.facts::text, n.dispatched_at, n.dropped, n.due_at,
  {WHEN}, coalesce(m.name, z.name)
from alerting_alert r
join messaging_message n on n.workspace_id = r.workspace_id and n.plan_id = r.plan_id
  and n.milestone is not distinct from r.milestone and n.about = r.target
  and (n.kind = r.rule or (n.kind = 'name_wanted' and r.rule = '{RULES[0]}'))
{WHEN_JOINS}
left join plans_milestone k on k.workspace_id = r.workspace_id and k.plan_id = r.plan_id
  and k.key = r.milestone
left join plans_person z on z.workspace_id = n.workspace_id and z.plan_id = n.plan_id
  and z.key = n.person
where (%(workspace)s::bigint is null or r.workspace_id = %(workspace)s::bigint)
  and (%(plan)s::bigint is null or r.plan_id = %(plan)s::bigint)
  and r.on_day between %(first)s::date and %(last)s::date
order by r.on_day, r.id, n.id"""


@dataclass(frozen=True, slots=True)
class Found:
    """One rule of one day: recorded by the watch, or one that it will record."""

    day: date
    rule: str
    workspace_id: int
    workspace: str
    plan_id: int
    plan: str
    account: str
    milestone: str | None
    step: str
    target: date
    skipped: tuple[str, ...] = ()
    is_recorded: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """What one person is told of it: `at` in their own zone. `state` is `to_come`, `waits`,
    `said`, `joined` (said with a higher rule about the step on that day) or why it was dropped."""

    found: Found
    kind: str
    name: str
    side: str
    reader: str
    because: tuple[dict[str, Any], ...]
    at: datetime
    time_zone: str
    state: str


@dataclass(frozen=True, slots=True)
class Of:
    """What is looked at: a workspace's plans, one plan, or (without either) all there are."""

    workspace_id: int | None = None
    plan_id: int | None = None

    @property
    def values(self) -> dict[str, int | None]:
        """As the statements take it."""
        return {"workspace": self.workspace_id, "plan": self.plan_id}


def preview(first: date, days: int, now: datetime, of: Of = Of()) -> list[Line]:
    """What is recorded or said on these days, in the order in which it is said."""
    last = first + timedelta(days=min(days, LONGEST) - 1)
    # What was recorded before a weekend or holidays may be said on these days.
    lines = [*_recorded(first - 14 * _DAY, last, now, of), *_to_come(last, now, of)]
    shown = [
        line
        for line in _joined(_unreached(lines))
        if first <= line.found.day <= last or first <= line.at.date() <= last
    ]
    return sorted(shown, key=lambda line: (line.at.date(), line.at, line.found.plan_id))


def recorded(of: Of, now: datetime) -> list[Line]:
    """All that was ever recorded, and what became of it, newest first."""
    return list(reversed(list(_recorded(date(1970, 1, 1), date(9999, 1, 1), now, of))))


# --- what was recorded ---------------------------------------------------------------------------


def _recorded(first: date, last: date, now: datetime, of: Of) -> Iterator[Line]:
    with connection.cursor() as cursor:
        cursor.execute(_RECORDED, {**of.values, "first": first, "last": last})
        rows = cursor.fetchall()
    for day, rule, workspace, name, plan, milestone, target, skipped, title, account, *more in rows:
        step, kind, side, member, person, facts, said_at, dropped, due, *rest = more
        zone, country, subdivision, begins, ends, who = rest
        found = Found(
            day, rule, workspace, name, plan, title, account, milestone, step or "", target,
            tuple(skipped), is_recorded=True,
        )  # fmt: skip
        if said_at is not None:
            at, state = said_at, dropped or "said"
        else:
            at = due or _hour(max(now, _midnight(day, zone)), zone, country, subdivision,
                              (begins, ends))  # fmt: skip
            state = "waits"
        yield Line(
            found=found,
            kind=kind,
            name=who or "",
            side=side,
            reader=_reader(member, plan, person),
            because=tuple(json.loads(facts)["because"]),
            at=at.astimezone(zone_of(zone)),
            time_zone=zone,
            state=state,
        )


# --- what is to come -----------------------------------------------------------------------------


def _to_come(last: date, now: datetime, of: Of) -> Iterator[Line]:
    values: dict[str, Any] = {
        **of.values,
        "until": datetime.combine(last, time(), zone_of("UTC")) + 2 * _DAY,
        "after_workspace": 0,
        "after_plan": 0,
        "limit": BATCH,
    }
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_PLANS, values)
            rows = cursor.fetchall()
        coming = [found for row in rows for found in _coming(row, last, now)]
        for rule in RULES:
            yield from _told(rule, [each for each in coming if each[0].rule == rule], now)
        if len(rows) < BATCH:
            return
        values |= {"after_workspace": rows[-1][0], "after_plan": rows[-1][3]}


def _coming(row: Sequence[Any], last: date, now: datetime) -> Iterator[tuple[Found, str]]:
    """The rules that the watch will record of one plan, each on its day; with its zone."""
    workspace_id, workspace, zone, plan_id, document, kept = row
    plan = plan_from_database(document)
    recorded = {(rule, milestone, target) for rule, milestone, target in json.loads(kept)}
    today = today_in(zone, now)
    day = first_attention(plan, today)
    while day is not None and day <= last:
        standing = standing_of(plan, day, Policy.of(plan.policy))
        for rule, milestone, target in _applying(standing):
            if _is_recorded(recorded, rule, milestone, target):
                continue
            recorded.add((rule, milestone, target.isoformat()))
            yield _found(plan, day, rule, milestone, target, workspace_id, workspace, plan_id), zone
        day = next_attention(plan, day + _DAY)


def _found(
    plan: Plan,
    day: date,
    rule: str,
    milestone: str | None,
    target: date,
    workspace_id: int,
    workspace: str,
    plan_id: int,
) -> Found:
    step = plan.milestone(milestone) if milestone else None
    title = plan.title or plan.opportunity or plan.account
    return Found(
        day, rule, workspace_id, workspace, plan_id, title, plan.account, milestone,
        step.title if step else "", target,
    )  # fmt: skip


def _applying(standing: Standing) -> Iterator[tuple[str, str | None, date]]:
    targets = {milestone.key: milestone.target for milestone in standing.plan.milestones}
    for alert in alerts_of(standing):
        target = targets[alert.milestone] if alert.milestone else standing.moved_on
        yield alert.rule, alert.milestone, target


def _is_recorded(
    recorded: set[tuple[str, str | None, str]], rule: str, milestone: str | None, target: date
) -> bool:
    """Whether the rule, or a higher one of the same date, was recorded."""
    rules = RULES[RULES.index(rule) : -1] if milestone else (rule,)
    return any((each, milestone, target.isoformat()) in recorded for each in rules)


def _told(rule: str, coming: Sequence[tuple[Found, str]], now: datetime) -> Iterator[Line]:
    """Whom the watch would tell of these, all of one rule."""
    if not coming:
        return
    by_alert = {(f.plan_id, f.milestone, f.target): (f, zone) for f, zone in coming}
    alerts = [
        {
            "workspace_id": f.workspace_id,
            "plan_id": f.plan_id,
            "milestone": f.milestone,
            "target": f.target.isoformat(),
        }
        for f, _zone in coming
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"/* preview */ with {_ALERTS}, {told_of(rule)} {_TOLD}",
            {"alerts": json.dumps(alerts)},
        )
        rows = cursor.fetchall()
    for plan, milestone, target, side, member, person, kind, because, *when, name in rows:
        found, home = by_alert[plan, milestone, target]
        zone, country, subdivision, begins, ends = when
        earliest = max(now, _midnight(found.day, home))
        yield Line(
            found=found,
            kind=kind,
            name=name or "",
            side=side,
            reader=_reader(member, plan, person),
            because=tuple(json.loads(because)),
            at=_hour(earliest, zone, country, subdivision, (begins, ends)),
            time_zone=zone,
            state="to_come",
        )


def _joined(lines: Sequence[Line]) -> list[Line]:
    """Nobody is told two things about one step on one day: the higher rule says both."""
    highest: dict[tuple[Any, ...], int] = {}
    for line in lines:
        if line.found.milestone and line.state in ("to_come", "waits"):
            place = (line.reader, line.found.plan_id, line.found.milestone, line.at.date())
            highest[place] = max(highest.get(place, 0), KINDS[line.kind].rank)
    return [
        replace(line, state="joined")
        if line.state in ("to_come", "waits")
        and KINDS[line.kind].rank
        < highest.get((line.reader, line.found.plan_id, line.found.milestone, line.at.date()), 0)
        else line
        for line in lines
    ]


def _unreached(lines: Sequence[Line]) -> list[Line]:
    """Whoever cannot be reached is told nothing; the AE's line says so."""
    nobody = {
        (line.found, each["person"])
        for line in lines
        for each in line.because
        if each["why"] == "unreachable" and each["how"] != "bounces"
    }
    return [
        replace(line, state="unreachable")
        if line.state in ("to_come", "waits")
        and any(
            (line.found, each.get("person")) in nobody and each["why"] != "unreachable"
            for each in line.because
        )
        else line
        for line in lines
    ]


def _reader(member: int | None, plan: int, person: str | None) -> str:
    return f"m{member}" if member is not None else f"{plan}:{person}"


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), zone_of(zone))


def _hour(
    earliest: datetime, zone: str, country: str, subdivision: str, hours: tuple[int, int]
) -> datetime:
    """The first moment in a working hour of theirs, as their clock shows it."""
    place = zone_of(zone)
    moment = next_hour_at_work(earliest, place, calendar_of(country or "", subdivision), hours)
    return moment.astimezone(place)
