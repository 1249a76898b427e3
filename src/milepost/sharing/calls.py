"""The call about a step long overdue: what was told and tried, where the buyer works, and the
invitation, which goes out when a person presses send, and once.

The seller's alone (product.md section 5: buyers never see that an escalation happened). What the
buyer gets is a friendly mail in the words of whoever sends it, with a calendar invitation.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.documents.calendar import Attendee, CalendarEvent, invitation, uid_of
from milepost.domain.calls import MINUTES, Place
from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, Problem
from milepost.domain.plan import Milestone, Person, Plan
from milepost.domain.working_hours import calendar_of
from milepost.messaging.letters import letter, zone_of
from milepost.messaging.mail import MailFile, record_mail
from milepost.plans import live, record_sql
from milepost.plans.changing import Actor
from milepost.sharing.invitations import Around, around_of, sender_name
from milepost.sharing.people_commands import OWN
from milepost.sharing.queries import PlanSharing
from milepost.sharing.reminders import hold

SUBJECT_LIMIT = 200
WORDS_LIMIT = 4_000
LONGEST_AHEAD = timedelta(days=90)

_AROUND = f"""{record_sql.SELLER}
select json_build_object(
  'told', coalesce((select json_agg(row_to_json(x)) from (
    select n.at, n.kind, n.side, coalesce(m.name, z.name, '') as name, n.dispatched_at, n.dropped
    from messaging_message n
    left join workspaces_member m on m.workspace_id = n.workspace_id and m.id = n.member_id
    left join plans_person z on z.workspace_id = n.workspace_id and z.plan_id = n.plan_id
      and z.key = n.person
    where n.workspace_id = p.workspace_id and n.plan_id = p.id and n.milestone = %(step)s
    order by n.at desc, n.id desc limit 60) x), '[]'),
  'reminded', coalesce((select json_agg(row_to_json(x)) from (
    select n.at, n.kind, n.person from sharing_notice n
    where n.workspace_id = p.workspace_id and n.plan_id = p.id
      and n.kind in ('reminded', 'nudged') order by n.at desc limit 20) x), '[]'),
  'sent', coalesce((select json_agg(row_to_json(x)) from (
    select c.person, c.target, c.starts_at, c.minutes, c.subject, c.words, c.sent_at,
      c.sent_by_name from sharing_call c
    where c.workspace_id = p.workspace_id and c.plan_id = p.id and c.milestone = %(step)s
    order by c.sent_at desc) x), '[]'))::text
from plans_plan p where p.id = %(plan)s::bigint and {record_sql.IN_WORKSPACE}"""


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A message about the step: to whom, whether it went out, and why not."""

    at: datetime
    kind: str
    side: str
    name: str
    dispatched_at: datetime | None
    dropped: str


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation that went out."""

    person: str
    target: date
    starts_at: datetime
    minutes: int
    subject: str
    words: str
    sent_at: datetime
    sent_by_name: str


@dataclass(frozen=True, slots=True)
class AroundStep:
    """What was told about a step, whom of the plan somebody reminded, what was sent."""

    told: tuple[ToldRow, ...]
    reminded: tuple[tuple[datetime, str, str], ...]
    sent: tuple[Sent, ...]

    def sent_to(self, person: str, target: date) -> Sent | None:
        """The invitation that somebody has had about this date of the step."""
        return next((s for s in self.sent if s.person == person and s.target == target), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One invitation, ready to be sent or taken as a file."""

    plan_id: int
    plan: Plan
    milestone: Milestone
    person: Person
    starts: datetime
    subject: str
    words: str
    minutes: int = MINUTES

    @property
    def uid(self) -> str:
        """The meeting's identifier: the same in the mail and in the file, however often made."""
        key, target = self.milestone.key, self.milestone.target
        return uid_of("call", self.plan_id, key, target.isoformat(), self.person.key)


def around_step(plan_id: int, key: str) -> AroundStep:
    """What was told and tried about a step; one statement, inside a seller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"plan": plan_id, "step": key})
        row = cursor.fetchone()
    kept = json.loads(row[0]) if row else {"told": [], "reminded": [], "sent": []}
    return AroundStep(
        told=tuple(ToldRow(**_with_times(each)) for each in kept["told"]),
        reminded=tuple(
            (datetime.fromisoformat(each["at"]), each["kind"], each["person"])
            for each in kept["reminded"]
        ),
        sent=tuple(Sent(**_with_times(each)) for each in kept["sent"]),
    )


def _with_times(row: dict[str, Any]) -> dict[str, Any]:
    found = dict(row)
    for name in ("at", "dispatched_at", "starts_at", "sent_at"):
        if found.get(name):
            found[name] = datetime.fromisoformat(found[name])
    if found.get("target"):
        found["target"] = date.fromisoformat(found["target"])
    return found


def buyers_place(plan: Plan, sharing: PlanSharing, person: str, workspace_zone: str) -> Place:
    """Where somebody on the buyer's side works: their own country and zone, else their side's."""
    row = sharing.by_person.get(person)
    side = plan.calendars.buyer if plan.calendars else None
    zone = (row.time_zone if row else "") or (side.time_zone if side else "") or workspace_zone
    country = (row.country if row else "") or (side.country if side else "")
    subdivision = (side.subdivision or "") if side and side.country == country else ""
    return Place(zone_of(zone), calendar_of(country, subdivision))


def language_of(sharing: PlanSharing, person: str) -> str:
    """The language in which somebody wants to be written to; "" where nobody said."""
    row = sharing.by_person.get(person)
    return row.language if row else ""


def checked(subject: str, words: str, starts: datetime | None) -> None:
    """Raise InvalidInput for an invitation that says nothing, or for a time that has passed."""
    problems = []
    if not subject or len(subject) > SUBJECT_LIMIT:
        problems.append(Problem("subject", _("Give the mail a subject of one line."), ""))
    if not words or len(words) > WORDS_LIMIT:
        problems.append(Problem("words", _("Write a few words, but no more than a page."), ""))
    now = timezone.now()
    if starts is None or not now < starts < now + LONGEST_AHEAD:
        problems.append(Problem("at", _("Choose a time in the coming weeks."), ""))
    if problems:
        raise InvalidInput(problems)


def file_of(call: Call, organizer: Attendee) -> bytes:
    """The meeting as a calendar file that its reader's program offers to accept."""
    event = CalendarEvent(
        uid=call.uid,
        title=call.subject,
        starts=call.starts,
        ends=call.starts + timedelta(minutes=call.minutes),
        is_busy=True,
    )
    attendee = Attendee((call.person.email or "").strip(), call.person.name)
    return invitation(event, organizer, [attendee])


def send(actor: Actor, address: str, call: Call) -> None:
    """Mail the invitation to the buyer's person, in the sender's words, once for this date of the
    step. `address` is the sender's own, which answers go to.

    Raises NotAllowed where no mail reaches the person, Conflict where they have had one.
    """
    hold(call.plan_id)
    to = (call.person.email or "").strip()
    around = around_of(call.plan_id, call.person.key, actor.member_id)
    _check_reachable(around.workspace_id, call, to)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sharing_call (workspace_id, plan_id, milestone, target, person,"
            " starts_at, minutes, subject, words, sent_by, sent_by_name)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
            (
                around.workspace_id,
                call.plan_id,
                call.milestone.key,
                call.milestone.target,
                call.person.key,
                call.starts,
                call.minutes,
                call.subject,
                call.words,
                actor.member_id,
                actor.name,
            ),
        )
        if cursor.rowcount != 1:
            said = _("%(name)s has had this invitation already.")
            raise Conflict(said % {"name": call.person.name})
    _record(actor, address, call, to, around)
    live.touch(call.plan_id, shared=False)


def _check_reachable(workspace_id: int, call: Call, to: str) -> None:
    said = {"name": call.person.name, "address": to}
    if not to:
        raise NotAllowed(_("%(name)s has no e-mail address. Add one first.") % said)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select 1 from sharing_bounce where workspace_id = %s and address = %s and {OWN}",
            (workspace_id, to.lower()),
        )
        if cursor.fetchone():
            raise NotAllowed(_("Mail to %(address)s comes back. Check the address first.") % said)


def _record(actor: Actor, address: str, call: Call, to: str, around: Around) -> None:
    zone = around.time_zone
    made = letter(
        "call",
        {
            "workspace": around.workspace,
            "subject": call.subject,
            "paragraphs": [each for each in call.words.split("\n") if each.strip()],
            "starts": call.starts,
            "zone": zone.replace("_", " "),
            "minutes": call.minutes,
        },
        language=around.language,
        time_zone=zone,
    )
    organizer = Attendee(address, actor.name)
    record_mail(
        workspace_id=around.workspace_id,
        key=f"call:{call.uid}",
        to=to,
        subject=made.subject,
        text=made.text,
        html=made.html,
        reply_to=address or around.reply_to or None,
        sender_name=sender_name(actor.name, around),
        plan_id=call.plan_id,
        caused_by=actor.member_id,
        files=[
            MailFile("invitation.ics", "text/calendar; method=REQUEST", file_of(call, organizer))
        ],
    )
