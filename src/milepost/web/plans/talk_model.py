"""What the seller's pages show of a plan's conversation: two papers, and how their forms travel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from milepost.conversation.queries import Conversation, Someone, conversation
from milepost.domain.plan import Milestone, Plan
from milepost.pages.talk import Limit, Paper, Place, Reader, Trouble, file_limit, paper, send_words
from milepost.plans.queries import PlanRecord

from .access import member_of
from .step_model import step_number


@dataclass(frozen=True, slots=True)
class Act:
    """How the forms of `talk.html` travel from a seller's page."""

    comments: str
    files: str
    csrf: SafeString
    hidden: dict[str, str]
    hx: str
    key: None = None


@dataclass(frozen=True, slots=True)
class TalkView:
    """The conversation of a plan. `note` tells why nobody reads what is shared yet."""

    shared: Paper
    internal: Paper
    note: str
    limit: Limit
    is_hidden: bool = False


def talk_context(
    request: HttpRequest,
    record: PlanRecord,
    trouble: Trouble | None = None,
    step: str | None = None,
) -> dict[str, Any]:
    """What the tab (or, with `step`, the sheet of one) needs of the conversation."""
    talk = conversation(record.id)
    hidden = {} if step is None else {"stay": "step", "step": step}
    return {
        "talk": talk_view(request, record, talk, step),
        "act": Act(
            comments=f"/plans/{record.id}/comments/",
            files=f"/plans/{record.id}/files/",
            csrf=_csrf(request),
            hidden=hidden,
            hx="#talk" if step is None else "#step-talk",
        ),
        "trouble": trouble or Trouble(),
    }


def talk_view(
    request: HttpRequest, record: PlanRecord, talk: Conversation, step: str | None
) -> TalkView:
    """Both papers."""
    member = member_of(request)
    reader = Reader(member_id=member.id, is_admin=member.is_admin)
    plan = record.plan
    places = [Place("", "", _("The plan as a whole")), *(_place(plan, m) for m in plan.milestones)]
    readers = [p.name for p in talk.people if p.side == "buyer" and p.has_access]
    if talk.is_draft:
        readers = []

    def address(number: int) -> str:
        return f"/plans/{record.id}/files/{number}/"

    def made(visibility: str, button: str, people: list[Someone]) -> Paper:
        shown = [p for p in places if visibility == "internal" or _is_seen(plan, p.key)]
        return paper(talk, reader, visibility, shown, address, button, people)

    others = [p for p in talk.people if p.member_id != member.id]
    return TalkView(
        shared=made(
            "shared",
            send_words(readers, _("Share with %(account)s") % {"account": plan.account}),
            [p for p in others if p.key.startswith("p:")],
        ),
        internal=made(
            "internal",
            _("Note for %(workspace)s only") % {"workspace": member.workspace.name},
            [p for p in others if p.side == "seller" and p.member_id is not None],
        ),
        note=_unread_words(talk, readers, plan),
        limit=file_limit(),
        is_hidden=step is not None and not _is_seen(plan, step),
    )


def _unread_words(talk: Conversation, readers: list[str], plan: Plan) -> str:
    if talk.is_draft:
        text = _("%(account)s reads this once the plan is shared with them.")
    elif not readers:
        text = _("Nobody at %(account)s has access yet; who gets it reads what stands here.")
    else:
        return ""
    return text % {"account": plan.account}


def _place(plan: Plan, milestone: Milestone) -> Place:
    number = step_number(plan, milestone.key)
    return Place(milestone.key, number, milestone.title, milestone.status)


def _is_seen(plan: Plan, key: str) -> bool:
    milestone = plan.milestone(key)
    return not key or (milestone is not None and milestone.is_shared)


def _csrf(request: HttpRequest) -> SafeString:
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)
    )
