"""A plan left alone for 20 simulated days, hour by hour, as a page that can be read.

    python -m tests.alerting.transcript            prints it
    python -m tests.alerting.transcript --write    writes docs/alerts-transcript.md

Every hour the watch sweeps and messages are dispatched, with that hour as the clock; nothing else
happens to the plan. `test_transcript` compares the page with what happens.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

BEGINS = datetime(2026, 11, 30, 0, 0, tzinfo=UTC)  # a Monday, midnight in London
DAYS = 20
FILE = Path(__file__).resolve().parents[2] / "docs" / "alerts-transcript.md"
HOME = ZoneInfo("Europe/London")

WHY = {
    "owner": "owns the step",
    "ae": "keeps the plan",
    "champion": "the buyer's champion",
    "manager": "the AE's manager",
    "every_manager": "a manager, as the AE has none",
    "leadership": "leadership",
    "admin": "an administrator, as there is nobody else",
    "copy": "keeps the plan: a copy",
}


@dataclass(frozen=True)
class Line:
    """One thing that somebody was told."""

    day: date
    at: datetime
    who: str
    zone: str
    channels: str
    subject: str
    why: str


def simulate(world: Any, *, begins: datetime = BEGINS, days: int = DAYS) -> None:
    """Let the days pass."""
    from milepost.alerting import sweep as watch
    from milepost.messaging import dispatch

    for hour in range(days * 24):
        now = begins + timedelta(hours=hour)
        watch.sweep(now)
        dispatch.sweep(now)


def page(world: Any) -> str:
    """Everything that was recorded and told, day by day, in Markdown."""
    from tests.alerting.world import a_plan

    titles = {m.key: m.title for m in a_plan().milestones}
    lines = list(_lines(world))
    recorded = _recorded(world)
    said = [_INTRODUCTION.strip(), ""]
    days = sorted({line.day for line in lines} | set(recorded))
    for day in days:
        said += [f"## {day:%A} {day.day} {day:%B %Y}", ""]
        for rule, milestone, skipped in recorded.get(day, ()):
            instead = f" (in place of {', '.join(skipped)})" if skipped else ""
            what = f"“{titles[milestone]}”" if milestone else "the plan"
            said.append(f"Recorded: `{rule}` of {what}{instead}")
            said.append("")
        today = [line for line in lines if line.day == day]
        if today:
            said += ["| their time | who | by | what | why |", "| --- | --- | --- | --- | --- |"]
            said += [_row(line) for line in today]
            said.append("")
    return "\n".join([*said, *_words(world)]).rstrip() + "\n"


def _words(world: Any) -> Iterator[str]:
    """How the first message of each kind reads, on each side."""
    from django.db import connection

    from milepost.messaging import saying
    from milepost.messaging.channels.contract import At
    from milepost.messaging.kinds import KINDS
    from milepost.messaging.messages import Told
    from milepost.messaging.readers import Who, addressee
    from milepost.messaging.registry import named
    from milepost.platform.scope import seller_scope

    yield "## How they read"
    yield ""
    yield "The first message of each kind, on each side; what it opens stands at the end."
    with seller_scope(world.workspace_id), connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (kind, side) side, member_id, person, dispatched_at, id,"
            " workspace_id, plan_id, kind, key, milestone, about, facts::text, at"
            " from messaging_message where dispatched_at is not null and dropped = ''"
            " order by kind, side, id"
        )
        rows = cursor.fetchall()
        order = list(KINDS)
        for side, member, person, now, *told in sorted(rows, key=lambda r: order.index(r[7])):
            reader = addressee(Who(world.workspace_id, side, member, world.plan_id, person))
            about = Told(*told[:7], json.loads(told[7]), told[8])
            words = named(KINDS[about.kind].words)(about, reader, At(now, saying._reading()))
            yield from ("", f"**{words.subject}** (`{about.kind}`, to {reader.name})", "")
            yield words.line
            yield from ("", *(f"- {line}" for line in words.details))
            link = words.link.replace(f"/plans/{world.plan_id}/", "/plans/<id>/")
            yield from ("", f"{words.link_label}: `{link}`")


def _row(line: Line) -> str:
    return (
        f"| {line.at:%a %H:%M} {line.zone} | {line.who} | {line.channels} | {line.subject} |"
        f" {line.why} |"
    )


def _recorded(world: Any) -> dict[date, list[tuple[str, str | None, list[str]]]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select on_day, rule, milestone, skipped from alerting_alert where plan_id = %s"
            " order by on_day, id",
            [world.plan_id],
        )
        rows = cursor.fetchall()
    return {
        day: [(rule, milestone, skipped) for _day, rule, milestone, skipped in found]
        for day, found in groupby(rows, key=lambda row: row[0])
    }


def _lines(world: Any) -> Iterator[Line]:
    from django.db import connection

    from tests.alerting.world import BUYERS, SELLERS

    names = {**{k: v[1] for k, v in SELLERS.items()}, "ada": "Ada Boyle"}
    zones = {k: v[2] or "Europe/London" for k, v in SELLERS.items()}
    by_member = {member: key for key, member in world.members.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "select dispatched_at, member_id, person, channels, dropped, subject, facts::text,"
            " due_at, kind, milestone from messaging_message where plan_id = %s"
            " order by coalesce(dispatched_at, due_at), id",
            [world.plan_id],
        )
        rows = cursor.fetchall()
    for at, member, person, channels, dropped, subject, facts, due, kind, milestone in rows:
        if person in BUYERS:
            _role, name, zone, _country = BUYERS[person]
            zone = zone or "Europe/Stockholm"
        else:
            key = by_member[member]
            name, zone = names[key], zones.get(key, "Europe/London")
        moment = (at or due).astimezone(ZoneInfo(zone))
        if at is None:
            channels, subject = "waits", f"({kind} of {milestone})"
        elif dropped:
            channels, subject = "-", f"({kind} of {milestone}: {_DROPPED[dropped]})"
        why = "; ".join(_why(each) for each in json.loads(facts)["because"])
        day = (at or due).astimezone(HOME).date()
        yield Line(day, moment, name, _city(zone), channels, subject, why)


_DROPPED = {
    "joined": "said with the higher rule of that day",
    "moved_on": "no longer so",
    "unreachable": "no mail reaches them",
}


def _why(each: dict[str, Any]) -> str:
    from tests.alerting.world import BUYERS

    if each["why"] == "name_wanted":
        return f"keeps the plan: nobody is named for the role {each['role']}"
    if each["why"] == "unreachable":
        return f"keeps the plan: {BUYERS[each['person']][1]} cannot be reached ({each['how']})"
    return WHY[each["why"]]


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


_INTRODUCTION = """
# A plan left alone for 20 days

What the watch records and whom it tells when nothing happens to a plan from Monday 30 November
2026 on. Printed by `make transcript`; a test compares this page with what the system does, with
the clock going on hour by hour.

The workspace sells from London. Sam Whitfield is the AE and keeps the plan, Rita Osei is his
manager, Lena Brandt is leadership, Dana Kim their lawyer. At the buyer, Maja Lindqvist is the
champion, Anders Holm the sponsor (he was never invited to the plan). Everybody is told in working
hours of their own: 8 December is a holiday in Madrid, where Inés Vidal works.

| step | date | buyer | seller |
| --- | --- | --- | --- |
| Product demo | Tue 1 December | Maja Lindqvist | Sam Whitfield |
| Security review | Fri 4 December | Noor Haddad | Dana Kim |
| Integration test | Tue 8 December | the role IT Director | Sam Whitfield |
| Discount approval (internal) | Wed 9 December | | Dana Kim |
| Business case | Thu 10 December | Kenji Mori | Sam Whitfield |
| Legal review | Fri 11 December | Inés Vidal | Dana Kim |
| Proposal | Mon 14 December | | Sam Whitfield |
| Procurement | Thu 17 December | the role Procurement | the role Deal desk |
| Contract agreed | Fri 18 December | Anders Holm | Dana Kim |
| Signature | Tue 22 December | Anders Holm | Sam Whitfield |
| Go-live | Wed 20 January 2027 | Maja Lindqvist | Sam Whitfield |

Two steps are complete; the last progress was on 24 November. The watch begins on the day before
the demo, whose reminder was due on the Saturday before: it is recorded at once. Nobody is told
two things about one step on one day: the higher rule says both.
"""


def main() -> None:
    """Make a database, let the days pass in it, and print or write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    os.environ.setdefault("MILEPOST_LOG", "WARNING")
    from django.conf import settings

    settings.PORTAL_DATABASE = "default"
    del settings.DATABASES["portal"]
    import django

    django.setup()
    from tests.alerting.world import a_world
    from tests.database import TestServer, migrated_database

    server = TestServer.started()
    try:
        migrated_database(server, "transcript")
        world = a_world()
        simulate(world)
        text = page(world)
    finally:
        from django.db import connections

        connections.close_all()
        server.stop()
    if "--write" in sys.argv[1:]:
        FILE.write_text(text, "utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
