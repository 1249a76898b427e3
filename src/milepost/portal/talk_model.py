"""What a buyer's page shows of the conversation, read under their role in one statement.

context["talk"] = talk_of(request)          # in a view behind `buyer_page`
{% include "portal/_conversation.html" %}   the comments of the whole plan, and where to write
{% include "portal/_files.html" %}          files and links
{% include "portal/_step_comments.html" %}  with `step` (a key): what was said on one step
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from milepost.conversation.queries import Conversation, buyer_conversation
from milepost.pages.talk import Limit, Paper, Place, Reader, Trouble, file_limit, paper, send_words

from .visitor import BuyerRequest


@dataclass(frozen=True, slots=True)
class Act:
    """How the forms of `talk.html` travel from a buyer's page."""

    comments: str
    files: str
    csrf: SafeString
    hidden: Mapping[str, str]
    hx: str = ""
    key: Callable[[], UUID] = uuid4


@dataclass(frozen=True, slots=True)
class BuyerTalk:
    """The conversation as one buyer reads it. `may_act`: forms are shown."""

    paper: Paper
    act: Act
    trouble: Trouble
    limit: Limit
    may_act: bool
    counts: Mapping[str, int] = field(default_factory=dict)


def talk_of(request: BuyerRequest, talk: Conversation | None = None) -> BuyerTalk:
    """Everything that `_conversation.html`, `_files.html` and `_step_comments.html` need.

    `talk` is the conversation where it was read already. A form that was refused is remembered
    by the request (`talk_trouble`), so that it stands there again wherever the page is made.
    """
    visit = request.visit
    talk = talk or buyer_conversation()
    places = [Place("", "", _("The plan as a whole"))]
    places += [
        Place(step.key, str(number), step.title, step.status)
        for number, step in enumerate(talk.steps, start=1)
    ]
    others = [one for one in talk.people if one.key != f"p:{visit.person}"]
    code = visit.plan_code

    def address(number: int) -> str:
        return reverse("portal:file", args=[code, number])

    shared = paper(
        talk,
        Reader(person=visit.person),
        "shared",
        places,
        address,
        send_words([one.name for one in others], _("Send")),
        others,
    )
    return BuyerTalk(
        paper=shared,
        act=_act(request, code),
        trouble=getattr(request, "talk_trouble", None) or Trouble(),
        limit=file_limit(),
        may_act=talk.is_open and (visit.may_act or visit.is_preview),
        counts={thread.place.key: thread.count for thread in shared.threads if thread.count},
    )


def _act(request: Any, code: str) -> Act:
    here = request.resolver_match.kwargs.get("key", "") if request.resolver_match else ""
    step = request.POST.get("back", "") or here
    return Act(
        comments=reverse("portal:comments", args=[code]),
        files=reverse("portal:files", args=[code]),
        csrf=format_html(
            '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request)
        ),
        hidden={"back": step} if step else {},
    )
