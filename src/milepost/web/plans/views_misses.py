"""An owner who misses again and again: what the AE sees, says of the cause, and can do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, MilepostError, NotAllowed, NotFound
from milepost.domain.plan import Person, Plan
from milepost.domain.schedule import schedule
from milepost.domain.slippage import Pattern
from milepost.sharing import calls, misses, misses_asking
from milepost.sharing.queries import PlanSharing
from milepost.workspaces.signed_in import member_page

from . import words
from .access import actor_of, both_or_404, member_of, today_of
from .misses_model import CAUSE, backup_draft, misses_view


@member_page(methods=("GET", "HEAD", "POST"))
def owner(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """The page; `do=cause` keeps the cause, `do=ask` mails the champion."""
    record, sharing = both_or_404(plan_id)
    person = record.plan.person(key)
    if person is None:
        raise NotFound(_("This person is no longer on the plan."))
    if request.method != "POST":
        found = misses.patterns_of(plan_id, timezone.now())
        return _page(request, plan_id, record.plan, sharing, person, found)
    # Counted and kept first, so that there is something for the cause to belong to.
    found = misses.look(member_of(request).workspace_id, plan_id, timezone.now())
    try:
        said = _done(request, plan_id, record.plan, sharing, person, found)
    except InvalidInput as error:
        wrong = {problem.path: [problem.wrong] for problem in error.problems}
        return _page(request, plan_id, record.plan, sharing, person, found, wrong, status=422)
    except MilepostError as error:
        return _page(
            request, plan_id, record.plan, sharing, person, found, trouble=error.message, status=409
        )
    messages.success(request, said)
    return HttpResponseRedirect(request.path, status=303)


def _done(
    request: HttpRequest,
    plan_id: int,
    plan: Plan,
    sharing: PlanSharing,
    person: Person,
    found: tuple[Pattern, ...],
) -> str:
    """Do what was pressed; what to say of it."""
    actor, post = actor_of(request), request.POST
    if post.get("do") == "cause":
        misses.say_cause(actor, plan_id, person.key, post.get("cause", ""), post.get("words", ""))
        return _("Kept. Only your side sees it.")
    to = misses_asking.whom_to_ask(plan, person.key, sharing)
    is_pattern = any(each.person == person.key for each in found)
    if post.get("do") != "ask" or to is None or person.side != "buyer" or not is_pattern:
        raise NotAllowed(_("There is nobody to ask about this any more."))
    misses_asking.ask_for_backup(
        actor,
        member_of(request).email,
        plan_id,
        person.key,
        to,
        post.get("subject", ""),
        post.get("text", ""),
    )
    return _("The mail to %(name)s is sent.") % {"name": to.name}


def _page(
    request: HttpRequest,
    plan_id: int,
    plan: Plan,
    sharing: PlanSharing,
    person: Person,
    found: tuple[Pattern, ...],
    wrong: Mapping[str, Any] | None = None,
    *,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    pattern = next((each for each in found if each.person == person.key), None)
    kept = misses.kept_misses(plan_id, person.key)
    home, today = f"/plans/{plan_id}/", today_of(request)
    typed = request.POST if request.method == "POST" else {}
    context: dict[str, Any] = {
        "workspace": member_of(request).workspace.name,
        "plan_title": plan.title or plan.account,
        "account": plan.account,
        "home": home,
        "person": person,
        "kept": kept,
        "causes": [("", _("Choose")), *words.choices(CAUSE)],
        "cause": typed.get("cause", kept.cause if kept else ""),
        "cause_word": words.word_of(CAUSE, kept.cause) if kept else "",
        "cause_words": typed.get("words", kept.cause_words if kept else ""),
        "wrong": wrong or {},
        "trouble": trouble,
        "m": None,
    }
    if pattern is not None:
        seen = None if plan.is_closed else schedule(plan, today)
        context["m"] = misses_view(plan, pattern, person, seen, home, today)
        context |= _asking(request, plan, sharing, person, pattern, typed)
    asked = plan.person(kept.asked_person) if kept and kept.asked_at else None
    context["asked_name"] = asked.name if asked else ""
    response = HttpResponse(render_to_string("plans/misses.html", context, request), status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _asking(
    request: HttpRequest,
    plan: Plan,
    sharing: PlanSharing,
    person: Person,
    pattern: Pattern,
    typed: Mapping[str, str],
) -> dict[str, Any]:
    """Whom to ask for a backup owner, and the words to begin with; nobody about one's own side."""
    to = misses_asking.whom_to_ask(plan, person.key, sharing) if person.side == "buyer" else None
    if to is None:
        return {"to": None}
    member = member_of(request)
    written = backup_draft(
        plan,
        pattern,
        person,
        to,
        member.name,
        member.workspace.name,
        calls.language_of(sharing, to.key),
    )
    return {
        "to": to,
        "to_url": f"/plans/{sharing.plan_id}/people/{quote(to.key, safe='')}/",
        "subject": typed.get("subject", written.subject),
        "text": typed.get("text", written.words),
    }
