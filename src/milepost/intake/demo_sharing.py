"""The shared side of the example workspace: who was invited, who looks, what they say and want.

Nobody is mailed: the addresses are invented. Links are made by hand on the People tab, or from
"Preview as".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from milepost.conversation.commands import attach_link, comment
from milepost.domain.plan import Person, Plan
from milepost.plans.commands import Actor
from milepost.plans.queries import PlanRecord, plan_record
from milepost.sharing import proposal_commands
from milepost.sharing.acting import Deed
from milepost.sharing.link_commands import share


@dataclass(frozen=True, slots=True)
class Words:
    """What is said on one example's plan. A comment names who says it by their key; the proposal
    is (who, days later, why), for the step that comes next."""

    comments: tuple[tuple[str, str], ...] = ()
    internal: str = ""
    proposal: tuple[str, int, str] | None = None
    link: tuple[str, str] | None = None
    never_opened: tuple[str, ...] = ()
    yes: tuple[str, ...] = ("b1",)


_USUAL = Words()
SAID = {
    "BL-2041": Words(
        comments=(
            ("ae", "Maja, the two-page draft for Anders is below. Tell me what he will ask first."),
            ("b1", "He will ask what happens in the first week after go-live. Can you add that?"),
            ("ae", "It is in now, on the second page."),
        ),
        internal="Anders decides alone up to 100,000. Keep the rollout out of the first offer.",
        proposal=("b1", 6, "Tomasz is away until then, and the test needs him."),
        link=("https://docs.brightloom.example/halden/business-case", "Business case, draft 2"),
        never_opened=("b3",),
    ),
    "BL-2012": Words(
        comments=(("b1", "Our works council wants to see the schedule before we go on."),),
        never_opened=("b2", "b3"),
        yes=(),
    ),
    "BL-2071": Words(
        comments=(("b1", "Friday mornings are best for me."),),
        yes=(),
    ),
}


def share_example(
    plan_id: int, reference: str, actor: Actor, today: date, workspace_id: int
) -> None:
    """Share an example's plan as its two sides would have by now; a draft is left alone."""
    record = plan_record(plan_id)
    if record is None or record.plan.life == "draft" or record.plan.shared_on is None:
        return
    words = SAID.get(reference, _USUAL)
    buyers = [p for p in record.plan.people if p.side == "buyer"]
    share(actor, plan_id, [p.key for p in buyers], by_mail=False, today=today)
    _invited(record, record.plan.shared_on)
    _opened(workspace_id, record, buyers, words, today)
    if record.plan.agreed_on is not None:
        _agreed(workspace_id, record, actor, words)
    if record.plan.is_closed:
        return
    for key, text in words.comments:
        comment(_speaker(record.plan, key, actor), plan_id, text)
    if words.internal:
        comment(actor, plan_id, words.internal, visibility="internal")
    if words.link:
        attach_link(actor, plan_id, *words.link)
    if words.proposal:
        _proposes(workspace_id, record, words.proposal, today)


def looked_at(workspace_id: int, plan_id: int, today: date) -> None:
    """Everybody of the buyer's side has opened a plan since it was shared with them."""
    record = plan_record(plan_id)
    if record is None or record.plan.shared_on is None:
        return
    buyers = [p for p in record.plan.people if p.side == "buyer"]
    _invited(record, record.plan.shared_on)
    _opened(workspace_id, record, buyers, _USUAL, today)


def _speaker(plan: Plan, key: str, actor: Actor) -> Actor:
    person = plan.person(key)
    if person is None or person.side == "seller":
        return actor
    return Actor(None, person.name, person.key)


def _invited(record: PlanRecord, day: date) -> None:
    """Invited on the day on which the plan was shared, not on that of the example."""
    at = "%s::date + interval '9 hours' where plan_id = %s::bigint"
    with connection.cursor() as cursor:
        cursor.execute(f"update sharing_stakeholder set invited_at = {at}", (day, record.id))  # noqa: S608
        cursor.execute(f"update sharing_sharedplan set shared_at = {at}", (day, record.id))  # noqa: S608


def _opened(
    workspace_id: int, record: PlanRecord, buyers: Sequence[Person], words: Words, today: date
) -> None:
    first = record.plan.shared_on or today
    for number, person in enumerate(buyers):
        if person.key in words.never_opened:
            continue
        last = max(first, today - timedelta(days=1 + 4 * number))
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into sharing_engagement (workspace_id, plan_id, person, first_opened_at,"
                " last_opened_at, openings) values (%s, %s, %s, %s::date + interval '10 hours',"
                " %s::date + interval '14 hours', %s)",
                (workspace_id, record.id, person.key, first, last, 6 - min(number, 4)),
            )
            for day in {first, last}:
                cursor.execute(
                    "insert into sharing_opening (workspace_id, plan_id, person, what, at)"
                    " values (%s, %s, %s, 'plan', %s::date + interval '10 hours')",
                    (workspace_id, record.id, person.key, day),
                )


def _agreed(workspace_id: int, record: PlanRecord, actor: Actor, words: Words) -> None:
    """Both sides' yes, on the day on which the plan was agreed."""
    said: list[tuple[str, str | None, int | None, str]] = [
        ("seller", None, actor.member_id, actor.name)
    ]
    for key in words.yes:
        person = record.plan.person(key)
        if person is not None:
            said.append(("buyer", key, None, person.name))
    with connection.cursor() as cursor:
        for side, person_key, member_id, name in said:
            cursor.execute(
                "insert into sharing_agreement (workspace_id, plan_id, side, person, member_id,"
                " name, terms_revision, shared_revision, at) values"
                " (%s, %s, %s, %s, %s, %s, %s, %s, %s::date + interval '11 hours')",
                (
                    workspace_id,
                    record.id,
                    side,
                    person_key,
                    member_id,
                    name,
                    record.marks.terms_revision,
                    record.marks.shared_revision,
                    record.plan.agreed_on,
                ),
            )


def _proposes(
    workspace_id: int, record: PlanRecord, proposal: tuple[str, int, str], today: date
) -> None:
    """Another date for the first step that has not begun."""
    who, days, why = proposal
    person = record.plan.person(who)
    step = next((m for m in record.plan.shared_milestones if m.status == "pending"), None)
    if person is None or step is None:
        return
    target = max(step.target, today) + timedelta(days=days)
    while target.weekday() > 4:
        target += timedelta(days=1)
    content = {"milestone": step.key, "target": target.isoformat(), "reason": why}
    actor = Actor(None, person.name, who)
    proposal_commands.propose_date(
        Deed(workspace_id, record.id, who, actor, "propose_date", content, today)
    )
