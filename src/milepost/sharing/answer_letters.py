"""The mail that tells whoever proposed something what the AE answered, with a link of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection

from milepost.domain.plan import Plan
from milepost.messaging.letters import letter
from milepost.messaging.mail import Answers, record_mail
from milepost.plans.changing import Actor
from milepost.sharing.invitations import around_of, sender_name, title_of
from milepost.sharing.link_commands import link_address, new_link
from milepost.sharing.queries import ProposalRow

_REACHABLE = """/* milepost_seller */
select s.address from sharing_stakeholder s
join sharing_sharedplan d on d.workspace_id = s.workspace_id and d.plan_id = s.plan_id
where s.plan_id = %s::bigint and s.person = %s::text and s.ended_at is null
  and s.address <> ''
  and s.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"""


def tell(
    actor: Actor,
    plan_id: int,
    plan: Plan,
    proposal: ProposalRow,
    state: str,
    said: str,
    other: Mapping[str, Any] | None = None,
) -> bool:
    """Mail the answer to whoever proposed it; False where no mail reaches them.

    In the transaction of the answer, inside a seller's scope. One mail for each answer.
    """
    to = _address(plan_id, proposal.person)
    person = plan.person(proposal.person)
    if to is None or person is None:
        return False
    around = around_of(plan_id, proposal.person, actor.member_id)
    made = letter(
        "answer",
        {
            "workspace": around.workspace,
            "plan": title_of(plan, around),
            "by": actor.name,
            "name": person.name,
            "kind": proposal.kind,
            "state": state,
            "step": _step(plan, proposal),
            "day": _day(proposal.content),
            "other_day": _day(other or {}),
            "words": said,
            "link": link_address(new_link(plan_id, proposal.person, by=actor.member_id)),
        },
        language=around.language,
        time_zone=around.time_zone,
        takes_answers="buyer",
    )
    record_mail(
        workspace_id=around.workspace_id,
        key=f"proposal:{proposal.id}:{state}:{_day(other or {}) or ''}",
        to=to,
        subject=made.subject,
        text=made.text,
        html=made.html,
        reply_to=around.reply_to or None,
        sender_name=sender_name(actor.name, around),
        plan_id=plan_id,
        caused_by=actor.member_id,
        answers=Answers(
            plan_id=plan_id,
            person=proposal.person,
            steps=[(plan_id, proposal.milestone)] if proposal.milestone else (),
        ),
    )
    return True


def _address(plan_id: int, person: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute(_REACHABLE, (plan_id, person))
        row = cursor.fetchone()
    return row[0] if row else None


def _step(plan: Plan, proposal: ProposalRow) -> str:
    step = plan.milestone(proposal.milestone or "")
    return step.title if step else str(proposal.content.get("title", ""))


def _day(content: Mapping[str, Any]) -> date | None:
    text = content.get("target") or content.get("go_live")
    return date.fromisoformat(text) if isinstance(text, str) else None
