"""The call that a step seven days overdue asks for: the facts, whom to call, when, and the
invitation. The seller's alone; what a buyer gets goes out when somebody presses send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.conversation.queries import conversation
from milepost.documents.calendar import Attendee
from milepost.domain.calls import MINUTES, Place, Slot, suggested_times, to_call
from milepost.domain.errors import InvalidInput, MilepostError, NotAllowed, NotFound
from milepost.domain.plan import Milestone, Person
from milepost.domain.schedule import schedule
from milepost.domain.working_hours import calendar_of
from milepost.messaging.letters import zone_of as named_zone
from milepost.plans import queries
from milepost.plans.queries import PlanRecord
from milepost.sharing import calls
from milepost.sharing.calls import AroundStep, Call
from milepost.sharing.queries import PlanSharing
from milepost.workspaces.signed_in import member_page

from . import words
from .access import actor_of, both_or_404, member_of, today_of, zone_of
from .call_draft import choices, draft, in_zone
from .call_model import Sources, facts_of

HISTORY_READ = 300


@dataclass(frozen=True, slots=True)
class _Calling:
    """Who would be called, from where and when."""

    record: PlanRecord
    sharing: PlanSharing
    milestone: Milestone
    around: AroundStep
    people: tuple[Person, ...]
    person: Person | None
    ours: Place
    theirs: Place
    slots: tuple[Slot, ...]

    @property
    def may_invite(self) -> bool:
        """Whether there is something to call about, and somebody."""
        plan = self.record.plan
        is_open = self.milestone.is_open and self.milestone.is_shared
        return is_open and plan.life in ("shared", "agreed") and self.person is not None


@member_page(methods=("GET", "HEAD", "POST"))
def call(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """The page; `do=send` mails the invitation, `do=file` answers with it as a file."""
    asked = request.POST if request.method == "POST" else request.GET
    calling = _calling(request, plan_id, key, asked.get("to", ""))
    if request.method != "POST":
        return _page(request, calling)
    try:
        made = _read(request, calling)
        if request.POST.get("do") == "file":
            return _file(request, made)
        calls.send(actor_of(request), member_of(request).email, made)
    except InvalidInput as error:
        wrong = {problem.path: [problem.wrong] for problem in error.problems}
        return _page(request, calling, wrong=wrong, status=422)
    except MilepostError as error:
        return _page(request, calling, trouble=error.message, status=409)
    messages.success(request, _("The invitation to %(name)s is sent.") % {"name": made.person.name})
    return HttpResponseRedirect(f"{request.path}?to={quote(made.person.key)}", status=303)


def _calling(request: HttpRequest, plan_id: int, key: str, to: str) -> _Calling:
    record, sharing = both_or_404(plan_id)
    milestone = record.plan.milestone(key)
    if milestone is None:
        raise NotFound(_("This step is no longer in the plan."))
    ended = {row.person for row in sharing.stakeholders if row.ended_at is not None}
    people = to_call(record.plan, ended)
    person = next((p for p in people if p.key == to), people[0] if people else None)
    member = member_of(request)
    space = member.workspace
    ours = Place(named_zone(member.time_zone), calendar_of(space.country, space.subdivision))
    theirs = calls.buyers_place(record.plan, sharing, person.key if person else "", space.time_zone)
    slots = suggested_times(timezone.now(), ours, theirs) if person else ()
    around = calls.around_step(plan_id, key)
    return _Calling(record, sharing, milestone, around, people, person, ours, theirs, slots)


def _read(request: HttpRequest, calling: _Calling) -> Call:
    """The invitation that the form describes. Raises InvalidInput, NotAllowed."""
    if not calling.may_invite or calling.person is None:
        raise NotAllowed(_("There is nothing to call about here any more."))
    post = request.POST
    subject = " ".join(post.get("subject", "").split())
    text = post.get("words", "").replace("\r\n", "\n").strip()
    starts = _typed_time(post, calling.theirs)
    calls.checked(subject, text, starts)
    assert starts is not None
    return Call(
        plan_id=calling.record.id,
        plan=calling.record.plan,
        milestone=calling.milestone,
        person=calling.person,
        starts=starts,
        subject=subject,
        words=text,
    )


def _typed_time(post: Mapping[str, str], theirs: Place) -> datetime | None:
    """One of the suggested times, or another one on the buyer's clocks."""
    chosen = post.get("at", "")
    text = post.get("other", "") if chosen == "other" else chosen
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.tzinfo is not None else at.replace(tzinfo=theirs.zone)


def _file(request: HttpRequest, made: Call) -> HttpResponse:
    member = member_of(request)
    body = calls.file_of(made, Attendee(member.email, member.name))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8; method=REQUEST")
    response["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    response["Cache-Control"] = "private, no-store"
    return response


def _page(
    request: HttpRequest,
    calling: _Calling,
    *,
    wrong: Mapping[str, Any] | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    record, person = calling.record, calling.person
    member, plan = member_of(request), record.plan
    today = today_of(request)
    sources = Sources(
        plan=plan,
        milestone=calling.milestone,
        sharing=calling.sharing,
        around=calling.around,
        history=queries.history(record.id, limit=HISTORY_READ),
        comments=conversation(record.id).comments,
        schedule=None if plan.is_closed else schedule(plan, today),
        company=member.workspace.name,
        today=today,
        zone=zone_of(request),
    )
    context: dict[str, Any] = {
        "workspace": member.workspace.name,
        "plan_title": plan.title or plan.account,
        "account": plan.account,
        "home": f"/plans/{record.id}/",
        "step_url": f"/plans/{record.id}/steps/{quote(calling.milestone.key, safe='')}/",
        "f": facts_of(sources),
        "is_internal": not calling.milestone.is_shared,
        "may_invite": calling.may_invite,
        "minutes": MINUTES,
        "wrong": wrong or {},
        "trouble": trouble,
        "people": _people(calling),
        "sent": calling.around.sent_to(person.key, calling.milestone.target) if person else None,
    }
    if person is not None:
        context |= _form(request, calling, person)
    response = HttpResponse(render_to_string("plans/call.html", context, request), status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _form(request: HttpRequest, calling: _Calling, person: Person) -> dict[str, Any]:
    """Whom to call, when, and the words to begin with, or what was typed."""
    member, record = member_of(request), calling.record
    written = draft(
        record.plan,
        calling.milestone,
        person,
        sender=member.name,
        company=member.workspace.name,
        slots=calling.slots,
        place=calling.theirs,
        language=calls.language_of(calling.sharing, person.key),
    )
    times = choices(calling.slots, calling.ours, calling.theirs)
    typed = request.POST if request.method == "POST" else {}
    sent = calling.around.sent_to(person.key, calling.milestone.target)
    return {
        "person": person,
        "role": words.word_of(words.ROLE, person.role),
        "zone": str(calling.theirs.zone).replace("_", " "),
        "now_there": in_zone(timezone.now(), calling.theirs.zone),
        "times": times,
        "at": typed.get("at", times[0].value if times else "other"),
        "other": typed.get("other", ""),
        "subject": typed.get("subject", written.subject),
        "words": typed.get("words", written.words),
        "sent_when": in_zone(sent.starts_at, calling.theirs.zone) if sent else "",
    }


def _people(calling: _Calling) -> list[dict[str, Any]]:
    """Everybody who could be called, first choice first."""
    return [
        {
            "key": each.key,
            "quoted": quote(each.key, safe=""),
            "name": each.name,
            "role": words.word_of(words.ROLE, each.role),
            "is_chosen": calling.person is not None and each.key == calling.person.key,
        }
        for each in calling.people
    ]
