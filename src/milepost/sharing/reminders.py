"""The friendly reminder: to somebody who was invited and has not opened, or whom the AE nudges.

It says what is theirs on the plan, carries a fresh personal link, and ends with one click. It
holds nothing that its reader may not see: the shared side alone, and their own part of it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.errors import NotAllowed, NotFound
from milepost.domain.plan import Milestone, Plan
from milepost.messaging.letters import letter, zone_of
from milepost.messaging.mail import Answers, record_mail
from milepost.plans import live, record_sql
from milepost.plans.changing import Actor
from milepost.plans.queries import plan_record
from milepost.sharing import invitations, unsubscribing
from milepost.sharing.ae_sql import who_signs
from milepost.sharing.link_commands import link_address, new_link

STEPS_NAMED = 3

_STATE = """
select s.name, t.address, t.ended_at is not null, w.time_zone,
  exists (select 1 from messaging_preference u where u.workspace_id = s.workspace_id
    and u.plan_id = s.plan_id and u.person = s.key
    and (u.muted_at is not null or u.snoozed_until > current_date)),
  (select max(n.at) from sharing_notice n where n.workspace_id = s.workspace_id
    and n.plan_id = s.plan_id and n.person = s.key and n.kind in ('reminded', 'nudged')),
  exists (select 1 from sharing_bounce b where b.workspace_id = s.workspace_id
    and b.address = t.address)
from plans_person s
join workspaces_workspace w on w.id = s.workspace_id
left join sharing_stakeholder t on t.workspace_id = s.workspace_id and t.plan_id = s.plan_id
  and t.person = s.key
where s.workspace_id = %s::bigint and s.plan_id = %s::bigint and s.key = %s::text"""


def send(
    workspace_id: int, plan_id: int, person: str, now: datetime, sender: Actor | None = None
) -> None:
    """Record a reminder with a fresh link, signed by the plan's AE or by whoever sends it.

    Inside a seller's scope. Raises NotFound where the person has no access.
    """
    record = plan_record(plan_id)
    somebody = record.plan.person(person) if record else None
    if record is None or somebody is None:
        raise NotFound(_("They are not on this plan."))
    sender = sender or Actor(*who_signs(workspace_id, plan_id))
    around = invitations.around_of(plan_id, person, sender.member_id)
    unsubscribe = unsubscribing.address_for(workspace_id, plan_id, person)
    steps = steps_of(record.plan, person)
    made = letter(
        "reminder",
        {
            "workspace": around.workspace,
            "plan": invitations.title_of(record.plan, around),
            "name": somebody.name,
            "sender": sender.name or around.workspace,
            "steps": steps,
            "link": link_address(new_link(plan_id, person, by=sender.member_id)),
            "unsubscribe": unsubscribe,
        },
        language=around.language,
        time_zone=around.time_zone,
        takes_answers="buyer",
    )
    record_mail(
        workspace_id=workspace_id,
        key=f"reminder:{plan_id}:{person}:{now.isoformat()}",
        to=(somebody.email or "").strip(),
        subject=made.subject,
        text=made.text,
        html=made.html,
        headers=unsubscribing.headers_for(unsubscribe),
        reply_to=around.reply_to or None,
        sender_name=invitations.sender_name(sender.name or around.workspace, around),
        plan_id=plan_id,
        caused_by=sender.member_id,
        answers=Answers(plan_id=plan_id, person=person, steps=[(plan_id, s.key) for s in steps]),
    )


def steps_of(plan: Plan, person: str) -> tuple[Milestone, ...]:
    """The next open shared steps that somebody owns."""
    mine = (
        m
        for m in plan.shared_milestones
        if m.is_open and m.owners and m.owners.buyer and m.owners.buyer.person == person
    )
    return tuple(sorted(mine, key=lambda m: m.target))[:STEPS_NAMED]


def nudge(actor: Actor, workspace_id: int, plan_id: int, person: str, now: datetime) -> str:
    """Send somebody a friendly reminder at once, once a day at most; their name.

    Raises NotAllowed, with the reason, where they may not or need not be reminded.
    """
    from milepost.sharing.notices import once  # which uses `send`

    hold(plan_id)
    with connection.cursor() as cursor:
        cursor.execute(_STATE, (workspace_id, plan_id, person))
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("They are not on this plan any more."))
    name, address, has_ended, time_zone, is_muted, last, bounces = row
    said = {"name": name, "address": address}
    if has_ended or address is None:
        raise NotAllowed(_("%(name)s has no access to the plan. Share it with them.") % said)
    if not address:
        raise NotAllowed(_("%(name)s has no e-mail address. Add one first.") % said)
    if bounces:
        raise NotAllowed(_("Mail to %(address)s comes back. Check the address first.") % said)
    if is_muted:
        raise NotAllowed(_("%(name)s asked for no reminders about this plan.") % said)
    zone = zone_of(time_zone)
    today = now.astimezone(zone).date()
    if last is not None and last.astimezone(zone).date() == today:
        raise NotAllowed(_("%(name)s has had a reminder today.") % said)
    key = f"nudge:{plan_id}:{person}:{today.isoformat()}"
    if not once(workspace_id, plan_id, person, "nudged", key, now):
        raise NotAllowed(_("This plan is closed or archived; nobody is reminded of it."))
    send(workspace_id, plan_id, person, now, actor)
    live.touch(plan_id, shared=False)
    return str(name)


def hold(plan_id: int) -> None:
    """Hold the plan's row until the transaction ends, as every change of a plan does first:
    whoever took another row before would wait for those who wait for it."""
    with connection.cursor() as cursor:
        cursor.execute(record_sql.LOCK, (plan_id,))
