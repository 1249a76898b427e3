"""Who has grown tired of a plan's mails: facts, never guesses. The seller's alone.

Somebody *passes reminders by* where the last `MANY` that were mailed to them all came after they
last opened the plan. Nothing is concluded from it; a lighter plan is offered (section 7).
Called inside a seller's scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

MANY = 3
"""So many reminders, passed by, make somebody one who passes them by."""
KINDS = ("due_in_3_days", "overdue_1_day", "action_due", "action_overdue")

_PEOPLE = """/* milepost_seller */
select s.person, z.name, z.role, u.mails, u.muted_at is not null, coalesce(u.by_seller, false),
  e.last_opened_at, count(n.id), min(n.dispatched_at)
from sharing_stakeholder s
join plans_person z on z.workspace_id = s.workspace_id and z.plan_id = s.plan_id
  and z.key = s.person and z.side = 'buyer'
left join messaging_preference u on u.workspace_id = s.workspace_id and u.plan_id = s.plan_id
  and u.person = s.person
left join sharing_engagement e on e.workspace_id = s.workspace_id and e.plan_id = s.plan_id
  and e.person = s.person
left join messaging_message n on n.workspace_id = s.workspace_id and n.plan_id = s.plan_id
  and n.person = s.person and n.kind = any(%(kinds)s::text[]) and n.dropped = ''
  and n.dispatched_at > coalesce(e.last_opened_at, '-infinity'::timestamptz)
where s.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint
  and s.plan_id = %(plan)s::bigint and s.ended_at is null and s.invited_at is not null
group by s.person, z.name, z.role, u.mails, u.muted_at, u.by_seller, e.last_opened_at, z.position
order by z.position"""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody of the buyer's side who has access: how their mails come, whether the AE made them
    so, and how many reminders were mailed since they last opened the plan, the first of them when.
    """

    person: str
    name: str
    role: str
    mails: str | None
    is_muted: bool
    by_seller: bool
    last_opened_at: datetime | None
    reminders: int
    since: datetime | None

    @property
    def passes_by(self) -> bool:
        """Whether the last reminders all came after they last looked."""
        return self.reminders >= MANY

    @property
    def chose(self) -> bool:
        """Whether they said themselves how they want to be told."""
        return self.is_muted or (self.mails is not None and not self.by_seller)


def readers_of(plan_id: int) -> tuple[Reader, ...]:
    """The buyer's people who have access, in the plan's order. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"plan": plan_id, "kinds": list(KINDS)})
        return tuple(Reader(*row) for row in cursor.fetchall())
