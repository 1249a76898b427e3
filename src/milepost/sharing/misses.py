"""Owners who miss again and again: found from the plan's history, told to the AE once, answered.

The rule is `domain.slippage`. It is looked at when a target moves later (`deliver`, from the
outbox row of that change) and once a day for the dates that have passed (`sweep`). What is found
is the seller's alone: no table here has a grant for a buyer, and no kind of message is theirs.
Source: product.md section 7.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, MilepostError, NotFound, Problem
from milepost.domain.policy import REPEATED_MISSES
from milepost.domain.revisions import changes_from_json
from milepost.domain.slippage import PastChange, Pattern, patterns
from milepost.messaging.letters import zone_of
from milepost.messaging.messages import Reader, tell
from milepost.messaging.registry import Delivery
from milepost.plans import live, record_sql
from milepost.plans.changing import Actor
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope, worker_scope
from milepost.sharing.ae_sql import AE, JOIN
from milepost.sharing.models.calendars import CAUSES
from milepost.sharing.people_commands import OWN

log = logging.getLogger("milepost.misses")

WORDS_LIMIT = 1_000

# What of a step the rule reads; everything else of a revision stays where it is.
_FIELDS = (
    r"^milestones\.[^.]+(\.(target|status|completed_on|visibility|owners(\.(buyer|seller))?))?$"
)
_HISTORY = f"""{record_sql.SELLER}
select json_build_object('time_zone', w.time_zone, 'policy', w.policy, 'ae', {AE},
  'changes', coalesce((select json_agg(json_build_array(r.at, r.kind, r.changed, coalesce(
      r.actor_person, (select x.person from sharing_proposal x where x.workspace_id = p.workspace_id
        and x.plan_id = p.id and x.revision = r.number and x.state = 'accepted' limit 1)))
      order by r.number)
    from (select v.*, (select jsonb_agg(c.change)
        from jsonb_array_elements(v.changes) c(change)
        where c.change ->> 'path' = 'life' or c.change ->> 'path' ~ %(fields)s) as changed
      from plans_revision v where v.workspace_id = p.workspace_id and v.plan_id = p.id) r
    where r.changed is not null), '[]'),
  'kept', coalesce((select json_object_agg(k.person, k.misses) from sharing_misses k
    where k.workspace_id = p.workspace_id and k.plan_id = p.id), '{{}}'))::text
from plans_plan p {JOIN}
where p.id = %(plan)s::bigint and {record_sql.IN_WORKSPACE}"""

_KEEP = """
insert into sharing_misses (workspace_id, plan_id, person, misses)
values (nullif(current_setting('milepost.workspace', true), '')::bigint, %s, %s, %s)
on conflict (workspace_id, plan_id, person) do update set misses = excluded.misses,
  found_at = case when sharing_misses.misses = 0 then now() else sharing_misses.found_at end
where sharing_misses.misses <> excluded.misses"""

# Open shared steps of somebody by name whose date passed since a workspace was last looked at.
_PASSED = """/* worker */
select distinct p.workspace_id, p.id
from jsonb_to_recordset(%s::jsonb) as d(workspace bigint, since date, today date)
join plans_plan p on p.workspace_id = d.workspace and p.life in ('shared', 'agreed')
  and p.archived_at is null
join plans_milestone m on m.workspace_id = p.workspace_id and m.plan_id = p.id
  and m.visibility = 'shared' and m.status in ('pending', 'in_progress', 'blocked')
  and m.target < d.today and (d.since is null or m.target >= d.since - 1)
  and coalesce(m.buyer_owner, m.seller_owner) is not null
order by 1, 2"""
_LOOKS = """/* worker */
select w.id, w.time_zone, l.looked_on from workspaces_workspace w
left join sharing_misseslook l on l.workspace_id = w.id"""
_LOOKED = """/* worker */
insert into sharing_misseslook (workspace_id, looked_on)
select d.workspace, d.today from jsonb_to_recordset(%s::jsonb) as d(workspace bigint, today date)
on conflict (workspace_id) do update set looked_on = excluded.looked_on"""


@dataclass(frozen=True, slots=True)
class KeptMisses:
    """What is kept of one owner's misses: how many, the cause that was given, what was asked."""

    person: str
    misses: int
    found_at: datetime
    cause: str
    cause_words: str
    cause_by_name: str
    cause_at: datetime | None
    asked_at: datetime | None
    asked_by_name: str
    asked_person: str


# --- finding ------------------------------------------------------------------------------------


def deliver(delivery: Delivery) -> None:
    """Look at a plan of which a target moved later (`plans.changing` records that it did)."""
    with seller_scope(delivery.workspace_id):
        look(delivery.workspace_id, int(delivery.payload["plan"]), timezone.now())


def sweep(now: datetime | None = None) -> int:
    """Once in each workspace's day: look at the plans whose dates have passed since the last
    time; how many. What a crash leaves undone is looked at again, and told once all the same."""
    now = now or timezone.now()
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_LOOKS)
        days = _days_to_look_at(cursor.fetchall(), now)
        if not days:
            return 0
        cursor.execute(_PASSED, (json.dumps(days, default=str),))
        rows = cursor.fetchall()
    for workspace_id, plan_id in rows:
        _look_apart(workspace_id, plan_id, now)
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(_LOOKED, (json.dumps(days, default=str),))
    return len(rows)


def _days_to_look_at(rows: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    """The workspaces in which a new day has begun, with the last one that was looked at."""
    found = []
    for workspace_id, time_zone, looked_on in rows:
        today = now.astimezone(zone_of(time_zone)).date()
        if looked_on is None or looked_on < today:
            found.append({"workspace": workspace_id, "since": looked_on, "today": today})
    return found


def _look_apart(workspace_id: int, plan_id: int, now: datetime) -> None:
    """One plan in a transaction of its own: its trouble keeps nothing from the others."""
    try:
        with seller_scope(workspace_id):
            look(workspace_id, plan_id, now)
    except MilepostError:
        log.exception("the misses of plan %d could not be counted", plan_id)


def look(workspace_id: int, plan_id: int, now: datetime) -> tuple[Pattern, ...]:
    """Count a plan's misses, keep them, and tell its AE of each pattern once.

    Inside a seller's scope: two statements, and one for each owner about whom something is new.
    """
    read = _read(plan_id, now)
    if read is None:
        return ()
    found, threshold, ae, kept = read
    counted = {pattern.person: len(pattern.misses) for pattern in found}
    changed = {p: counted.get(p, 0) for p in {*counted, *kept} if counted.get(p, 0) != kept.get(p)}
    with connection.cursor() as cursor:
        for person, count in sorted(changed.items()):
            cursor.execute(_KEEP, (plan_id, person, count))
    for pattern in found:
        if ae is not None and pattern.person in changed:
            count = len(pattern.misses)
            tell(
                "misses_pattern",
                f"misses:{plan_id}:{pattern.person}:{count // threshold}",
                [Reader("seller", member_id=ae)],
                workspace_id=workspace_id,
                plan_id=plan_id,
                facts={"person": pattern.person, "misses": count},
                now=now,
            )
    if changed:
        live.touch(plan_id, shared=False)
    return found


def patterns_of(plan_id: int, now: datetime) -> tuple[Pattern, ...]:
    """Who misses again and again on a plan as it stands: two statements, in a seller's scope."""
    read = _read(plan_id, now)
    return read[0] if read else ()


def _read(
    plan_id: int, now: datetime
) -> tuple[tuple[Pattern, ...], int, int | None, Mapping[str, int]] | None:
    record = plan_record(plan_id)
    with connection.cursor() as cursor:
        cursor.execute(_HISTORY, {"plan": plan_id, "fields": _FIELDS})
        row = cursor.fetchone()
    if record is None or row is None:
        return None
    around = json.loads(row[0])
    zone = zone_of(around["time_zone"])
    history = [_past(each, zone) for each in around["changes"]]
    threshold = threshold_of(around["policy"])
    today = now.astimezone(zone).date()
    found = () if record.archived_at else patterns(record.plan, history, today, threshold)
    return found, threshold, around["ae"], around["kept"]


def threshold_of(policy: Mapping[str, Any]) -> int:
    """From how many misses on an owner is a pattern, by the workspace's policy."""
    return max(1, int(policy.get("repeated_misses") or REPEATED_MISSES))


def _past(row: Sequence[Any], zone: Any) -> PastChange:
    at, kind, changes, asked_by = row
    return PastChange(
        on=datetime.fromisoformat(at).astimezone(zone).date(),
        changes=changes_from_json(changes),
        asked_by=asked_by,
        is_undo=kind == "undone",
    )


# --- what the AE says about it --------------------------------------------------------------------


def kept_misses(plan_id: int, person: str) -> KeptMisses | None:
    """What is kept of one owner's misses on a plan. Inside a seller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{record_sql.SELLER} select person, misses, found_at, cause, cause_words,"
            " cause_by_name, cause_at, asked_at, asked_by_name, asked_person from sharing_misses"
            f" where plan_id = %s and person = %s and {OWN}",
            (plan_id, person),
        )
        row = cursor.fetchone()
    return KeptMisses(*row) if row else None


def say_cause(actor: Actor, plan_id: int, person: str, cause: str, words: str) -> None:
    """Keep what the AE takes for the cause; the seller's alone. Raises InvalidInput, NotFound."""
    problems = []
    if cause not in CAUSES:
        problems.append(Problem("cause", _("Choose what is behind it."), ""))
    text = words.replace("\r\n", "\n").strip()
    if len(text) > WORDS_LIMIT:
        wrong = _("This is too long: at most %(n)s characters.") % {"n": WORDS_LIMIT}
        problems.append(Problem("words", wrong, ""))
    if problems:
        raise InvalidInput(problems)
    with connection.cursor() as cursor:
        cursor.execute(
            "update sharing_misses set cause = %s, cause_words = %s, cause_by = %s,"
            " cause_by_name = %s, cause_at = now()"
            f" where plan_id = %s and person = %s and {OWN}",
            (cause, text, actor.member_id, actor.name, plan_id, person),
        )
        if cursor.rowcount != 1:
            raise NotFound(_("Nothing of this is there any more."))
    live.touch(plan_id, shared=False)
