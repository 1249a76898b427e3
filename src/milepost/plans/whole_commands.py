"""Commands on whole plans: made from a deal, copied, read from a document, replaced by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db import connection

from milepost.domain.building import BuiltPlan
from milepost.domain.errors import NotFound
from milepost.domain.plan import Milestone, Plan
from milepost.domain.proposing import propose_dates
from milepost.domain.working_days import common_calendar
from milepost.plans import conflicts
from milepost.plans.changing import (
    Actor,
    Beginning,
    Changed,
    Note,
    begin,
    change,
    locked,
)
from milepost.plans.queries import plan_record


def create_plan(
    actor: Actor,
    built: BuiltPlan,
    deal_id: int | None,
    people_members: Mapping[str, int] | None = None,
    *,
    today: date | None = None,
) -> Changed:
    """Keep a plan that was built from a deal, with the reasons for its type and dates.

    `people_members` maps keys of the seller's people to members. The AE's member owns the plan;
    where the AE is no member, who makes it does.
    """
    members = people_members or {}
    beginning = _beginning(actor, built.plan, deal_id, members, built.reasons)
    return begin(actor, built.plan, beginning, Note(kind="created", members=members, today=today))


def import_document(
    actor: Actor,
    deal_id: int | None,
    plan: Plan,
    people_members: Mapping[str, int] | None = None,
    *,
    today: date | None = None,
) -> Changed:
    """Keep a plan that was read from a document, exactly as the document holds it."""
    members = people_members or {}
    beginning = _beginning(actor, plan, deal_id, members, ())
    return begin(actor, plan, beginning, Note(kind="imported", members=members, today=today))


def replace_document(
    actor: Actor, plan_id: int, plan: Plan, seen: int, *, why: str | None = None
) -> Changed:
    """Make a plan what a document says, as one revision that tells every field that differs.

    Raises FieldConflict where anything was changed since revision `seen`.
    """
    held = locked(plan_id)
    conflicts.check_unchanged(held, seen)
    return change(actor, held, lambda _: plan, Note(kind="replaced", why=why))


def copy_plan(
    actor: Actor,
    plan_id: int,
    *,
    today: date,
    title: str | None = None,
    deal_id: int | None = None,
) -> Changed:
    """Start a draft with the same steps, people and outcome, nothing done yet, dated anew.

    The target close stays where it still lies ahead; otherwise it is as far from today as it
    was from the first plan's creation.
    """
    record = plan_record(plan_id)
    if record is None:
        raise NotFound("There is no such plan.")
    copied = _afresh(record.plan, today, title)
    members = record.members_by_person
    beginning = _beginning(actor, copied, deal_id or record.deal_id, members, record.type_reasons)
    return begin(actor, copied, beginning, Note(kind="copied", members=members, today=today))


def _afresh(plan: Plan, today: date, title: str | None) -> Plan:
    close = plan.target_close
    if close < today:
        close = today + (plan.target_close - plan.created)
    milestones = [_untouched(m) for m in plan.milestones]
    targets = propose_dates(
        milestones, created=today, target_close=close, calendar=common_calendar(plan.calendars)
    ).targets
    return replace(
        plan,
        title=title or plan.title,
        created=today,
        target_close=close,
        life="draft",
        milestones=tuple(replace(m, target=targets[m.key]) for m in milestones),
        reviews=(),
        baselines=(),
        risks=(),
        shared_on=None,
        agreed_on=None,
        next_review=None,
    )


def _untouched(milestone: Milestone) -> Milestone:
    return Milestone(
        key=milestone.key,
        title=milestone.title,
        kind=milestone.kind,
        target=milestone.target,
        status="pending",
        phase=milestone.phase,
        visibility=milestone.visibility,
        done_means=milestone.done_means,
        owners=milestone.owners,
        duration=milestone.duration,
        after=milestone.after,
        tasks=tuple(
            replace(t, due=None, at=None, started_on=None, done_on=None, answer=None)
            for t in milestone.tasks
        ),
        notes=milestone.notes,
    )


def _beginning(
    actor: Actor,
    plan: Plan,
    deal_id: int | None,
    members: Mapping[str, int],
    reasons: Sequence[str],
) -> Beginning:
    ae = next((p.key for p in plan.people if p.side == "seller" and p.role == "ae"), "")
    with connection.cursor() as cursor:
        cursor.execute(
            "select w.id, w.time_zone from workspaces_workspace w"
            " where w.id = nullif(current_setting('milepost.workspace', true), '')::bigint"
        )
        workspace_id, time_zone = cursor.fetchone()
    return Beginning(
        workspace_id=workspace_id,
        time_zone=time_zone,
        deal_id=deal_id,
        owner_id=members.get(ae, actor.member_id),
        type_reasons=reasons,
    )
