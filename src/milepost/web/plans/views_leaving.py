"""Somebody at the buyer leaves: what they still had, who takes over, or whom to ask for a name.

Everything that a press does is on the page before it is pressed. The mail is help, in the reader's
language; it goes out when somebody sends it.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import quote

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, InvalidInput, MilepostError, NotAllowed, NotFound
from milepost.domain.handing_over import held_by
from milepost.domain.plan import Person, Plan
from milepost.messaging.letters import known_language
from milepost.plans.queries import PlanRecord
from milepost.sharing import calls, leaving_commands, people_commands
from milepost.sharing.queries import PlanSharing
from milepost.workspaces.signed_in import member_page

from . import words
from .access import actor_of, both_or_404, member_of, seen_of, today_of
from .answers import problem_words


class Item(NamedTuple):
    """One thing that goes over, and its day."""

    title: str
    day: str


class Draft(NamedTuple):
    """A mail to be read and changed before it is sent."""

    subject: str
    text: str


@member_page(methods=("GET", "HEAD", "POST"))
def leaves(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """The page; `do=hand_over` gives what is theirs to another, `do=ask` mails somebody."""
    record, sharing = both_or_404(plan_id)
    person = record.plan.person(key)
    if person is None or person.side != "buyer":
        raise NotFound(_("This person is no longer on the plan."))
    if request.method != "POST":
        return _page(request, record, sharing, person)
    try:
        with transaction.atomic():
            said, back = _done(request, record, sharing, person)
    except InvalidInput as error:
        wrong: dict[str, list[str]] = {}
        for problem in error.problems:
            name = problem.path.removeprefix("new-")
            wrong.setdefault(name, []).append(problem_words(problem.wrong, problem.right))
        return _page(request, record, sharing, person, wrong, status=422)
    except Conflict as error:
        told = error.message or _("Somebody changed the plan meanwhile.")
        record, sharing = both_or_404(plan_id)
        return _page(request, record, sharing, person, trouble=told, status=409)
    except MilepostError as error:
        return _page(request, record, sharing, person, trouble=error.message, status=409)
    messages.success(request, said)
    return HttpResponseRedirect(back, status=303)


def _done(
    request: HttpRequest, record: PlanRecord, sharing: PlanSharing, person: Person
) -> tuple[str, str]:
    """Do what was pressed: what to say of it, and where to go on."""
    actor, post, plan = actor_of(request), request.POST, record.plan
    if plan.is_closed:
        raise NotAllowed(_("This plan is closed; open it again before it is changed."))
    if post.get("do") == "ask":
        to = plan.person(post.get("to", ""))
        if to is None or to not in leaving_commands.whom_to_ask(plan, person.key, _ended(sharing)):
            raise NotAllowed(_("There is nobody to ask about this any more."))
        subject, text = post.get("subject", ""), post.get("text", "")
        leaving_commands.ask_for_successor(
            actor, member_of(request).email, record.id, person.key, to, subject, text
        )
        return _("The mail to %(name)s is sent.") % {"name": to.name}, request.path
    chosen: Any = post.get("successor", "")
    if chosen == "new":
        chosen = people_commands.read_details(post.dict(), prefix="new-")
    key, _changed = leaving_commands.hand_over(
        actor,
        record.id,
        person.key,
        chosen,
        seen=seen_of(request, record),
        today=today_of(request),
    )
    said = _("Handed over. The access of %(name)s has ended.") % {"name": person.name}
    row = sharing.by_person.get(key)
    if plan.life == "draft" or (row and row.link == "works" and row.ended_at is None):
        return said, f"/plans/{record.id}/people/"
    return said, f"/plans/{record.id}/access/{quote(key, safe='')}/"


def _page(
    request: HttpRequest,
    record: PlanRecord,
    sharing: PlanSharing,
    person: Person,
    wrong: dict[str, list[str]] | None = None,
    *,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    plan, post, today = record.plan, request.POST, today_of(request)
    held = held_by(plan, person.key)
    ended = _ended(sharing)
    asked = leaving_commands.whom_to_ask(plan, person.key, ended)
    to = next((p for p in asked if p.key == request.GET.get("ask", post.get("to", ""))), None)
    to = to or (asked[0] if asked else None)
    found = draft(request, plan, person, to, sharing) if to else Draft("", "")
    actions = leaving_commands.open_actions(record.id, person.key)
    context: dict[str, Any] = {
        "workspace": member_of(request).workspace.name,
        "plan_title": plan.title or plan.account,
        "account": plan.account,
        "home": f"/plans/{record.id}/",
        "here": request.path,
        "person": person,
        "role": words.word_of(words.ROLE, person.role),
        "steps": [
            Item(m.title, words.short_day(m.target, today))
            for m in plan.milestones
            if m.key in held.steps
        ],
        "tasks": _tasks(plan, held.tasks),
        "risks": held.risks,
        "actions": [Item(a.title, words.short_day(a.due, today)) for a in actions],
        "done": [m.title for m in plan.milestones if m.key in held.done],
        "coordinates": held.coordinates,
        "others": [
            (p, words.word_of(words.ROLE, p.role))
            for p in plan.people
            if p.side == "buyer" and p.key != person.key and p.key not in ended
        ],
        "chosen": post.get("successor", ""),
        "typed": {n: post.get(f"new-{n}", "") for n in ("name", "email", "job")},
        "asked": asked,
        "to": to,
        "was_asked": bool(to and leaving_commands.was_asked(record.id, person.key, to.key)),
        "subject": post.get("subject", found.subject),
        "text": post.get("text", found.text),
        "wrong": wrong or {},
        "trouble": trouble,
        "seen": record.revision,
        "is_over": person.key in ended and not held.steps,
    }
    response = HttpResponse(render_to_string("plans/leaves.html", context, request), status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _ended(sharing: PlanSharing) -> frozenset[str]:
    return frozenset(row.person for row in sharing.stakeholders if row.ended_at is not None)


def _tasks(plan: Plan, keys: tuple[tuple[str, str], ...]) -> list[Item]:
    wanted = set(keys)
    return [
        Item(task.title, m.title)
        for m in plan.milestones
        for task in m.tasks
        if (m.key, task.key) in wanted
    ]


def draft(
    request: HttpRequest, plan: Plan, person: Person, to: Person, sharing: PlanSharing
) -> Draft:
    """Asking who takes over, in the reader's language where they have said which."""
    member = member_of(request)
    wish = calls.language_of(sharing, to.key)
    with translation.override(known_language(wish) if wish else translation.get_language()):
        named = {
            "to": words.first_name(to.name),
            "name": person.name,
            "plan": plan.title or plan.account,
            "account": plan.account,
        }
        paragraphs = (
            _("Hello %(to)s,"),
            _(
                "we hear that %(name)s is moving on; they have carried “%(plan)s” with us, and it"
                " should go on without a gap for your team."
            ),
            _(
                "Who at %(account)s could take over from here? A name is enough: we show them what"
                " is done, what is next and what is theirs."
            ),
            _("Kind regards"),
        )
        text = "\n\n".join(each % named for each in paragraphs)
        subject = _("Who takes over “%(plan)s” from %(name)s?") % named
    return Draft(subject[:200], f"{text}\n{member.name}\n{member.workspace.name}")
