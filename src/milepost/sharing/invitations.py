"""The mail that invites somebody to a plan: in their language, from the AE, answered to the AE.

The link in it is a secret. It is in the outbox until it is sent, where sellers have no grant for
what a message holds, and the outbox forgets it once it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.domain.plan import Person, Plan
from milepost.messaging.letters import known_language, letter
from milepost.messaging.mail import Answers, record_mail
from milepost.sharing.titles import title_for_buyers
from milepost.workspaces.look_queries import letter_look


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """One invitation. `sender` is who shares the plan; `key` makes it go out once."""

    plan_id: int
    plan: Plan
    person: Person
    sender: str
    sender_id: int | None
    words: str
    link: str
    key: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """Whose letter it is: the workspace, who is answered, the reader's language and zone.

    The sender is answered, or the plan's AE where the sender is no member any more, or a buyer.
    """

    workspace_id: int
    workspace: str
    plan_title: str
    reply_to: str
    language: str
    time_zone: str
    reply_name: str = ""


def send(invitation: Invitation) -> None:
    """Record an invitation, in the transaction that makes its link. Inside a seller's scope."""
    around = around_of(invitation.plan_id, invitation.person.key, invitation.sender_id)
    plan = invitation.plan
    made = letter(
        "invitation",
        {
            **letter_look(around.workspace_id),
            "workspace": around.workspace,
            "plan": title_of(plan, around),
            "sender": invitation.sender,
            "is_colleague": invitation.sender_id is None,
            "reply_name": around.reply_name or around.workspace,
            "name": invitation.person.name,
            "words": invitation.words,
            "link": invitation.link,
            "until": invitation.until.date(),
        },
        language=around.language,
        time_zone=around.time_zone,
        takes_answers="buyer",
    )
    record_mail(
        workspace_id=around.workspace_id,
        key=invitation.key,
        to=(invitation.person.email or "").strip(),
        subject=made.subject,
        text=made.text,
        html=made.html,
        reply_to=around.reply_to or None,
        sender_name=sender_name(invitation.sender, around),
        plan_id=invitation.plan_id,
        caused_by=invitation.sender_id,
        answers=Answers(plan_id=invitation.plan_id, person=invitation.person.key),
    )


def title_of(plan: Plan, around: Around) -> str:
    """What a plan is called where a buyer reads it."""
    with override(known_language(around.language)):
        return title_for_buyers(plan, around.plan_title)


def sender_name(sender: str, around: Around) -> str:
    """'Sam Whitfield via Brightloom'."""
    with override(known_language(around.language)):
        return _("%(name)s via %(workspace)s") % {"name": sender, "workspace": around.workspace}


_AROUND = """
select w.id, w.name, w.plan_title, coalesce(m.email, ''),
  coalesce(nullif(s.language, ''), ''),
  coalesce(nullif(s.time_zone, ''), nullif(p.buyer_time_zone, ''), w.time_zone),
  coalesce(m.name, '')
from plans_plan p
join plans_planprivate q on q.workspace_id = p.workspace_id and q.plan_id = p.id
join workspaces_workspace w on w.id = p.workspace_id
left join lateral (
  select a.name, a.email from workspaces_member a
  where a.workspace_id = p.workspace_id and a.is_active
    and a.id in (%(sender)s::bigint, q.owner_id)
  order by a.id = %(sender)s::bigint desc nulls last limit 1) m on true
left join sharing_stakeholder s on s.workspace_id = p.workspace_id and s.plan_id = p.id
  and s.person = %(person)s::text
where p.id = %(plan)s::bigint
  and p.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"""


def around_of(plan_id: int, person: str, sender_id: int | None) -> Around:
    """What a letter about this plan, to this person, has to say of both sides."""
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"plan": plan_id, "person": person, "sender": sender_id})
        row = cursor.fetchone()
    return Around(*row)
