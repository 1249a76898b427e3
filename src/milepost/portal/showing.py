"""How a buyer's page is put together and answered: read, in their language and zone, once.

reading = read_page(request.visit)
with speaking(reading.sharing, reading.plan.plan):
    return answer(request, reading)    # the whole page, or its inner part for ?part=page
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

import milepost
from milepost.domain.plan import Plan
from milepost.pages.htmx import is_htmx, varies
from milepost.pages.spoken import spoken
from milepost.sharing.queries import BuyerSharing
from milepost.sharing.visits import Visit
from milepost.workspaces.signed_in import zone_of

from . import said as saying
from . import words
from .plan_model import PlanPage, outcome_values
from .reading import Reading
from .said import Said
from .talk_model import talk_of
from .views_looks import looks_context
from .visitor import BuyerRequest

HALF_AN_HOUR = 1800
_PARTS = {
    "plan": ("portal/plan.html", "portal/_page.html"),
    "step": ("portal/step.html", "portal/_step_page.html"),
    "history": ("portal/history.html", "portal/_history_page.html"),
    "call": ("portal/call.html", "portal/_call_page.html"),
}


@dataclass(frozen=True, slots=True)
class Forms:
    """What every form of a page carries: the token, a key of its own, what the page has seen.

    `back` is the step that its page is about, or `call` the call, and `looking` the item that its
    reader looks at by themselves; `what` names what was looked at.
    """

    token: str
    url: str
    here: str
    seen: int
    what: str
    outcome: Mapping[str, str]
    back: str = ""
    is_off: bool = False
    call: str = ""
    looking: str = ""

    def key(self) -> str:
        """A key that no other form has: the same form again is the same action."""
        return str(uuid4())

    def after(self, seen: int | None) -> Forms:
        """The same, made from a later revision."""
        return self if seen is None else replace(self, seen=seen)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form that could not be taken: it stands there again."""

    kind: str = ""
    posted: Mapping[str, str] = field(default_factory=dict)

    @property
    def nothing(self) -> Typed:
        """For forms in which nothing was typed."""
        return Typed()

    def is_for(self, kind: str, at: Mapping[str, str]) -> bool:
        """Whether it was this form."""
        return self.kind == kind and all(
            self.posted.get(name, "") == value for name, value in at.items()
        )

    def of(self, name: str, kind: str = "", at: Mapping[str, str] | None = None) -> str:
        """What stood in a field of this form."""
        is_it = self.is_for(kind or self.kind, at or {})
        return self.posted.get(name, "") if is_it else ""


def address(code: str) -> str:
    """The plan's address."""
    return reverse("portal:plan", args=[code])


@contextmanager
def speaking(sharing: BuyerSharing, plan: Plan) -> Iterator[None]:
    """Their own language and zone, else the browser's language and the zone of their side."""
    known = dict(settings.LANGUAGES)
    language = sharing.language if sharing.language in known else translation.get_language()
    sides = plan.calendars
    side = sides.buyer.time_zone if sides and sides.buyer else None
    zone = zone_of(sharing.time_zone or side or sharing.workspace_time_zone)
    with translation.override(language), timezone.override(zone), spoken():
        yield


def page_of(visit: Visit, reading: Reading) -> PlanPage:
    """The page of a visit; call inside of `speaking`."""
    comments: dict[str, int] = {}
    for comment in reading.talk.comments:
        if comment.deleted_at is None and comment.milestone:
            comments[comment.milestone] = comments.get(comment.milestone, 0) + 1
    return PlanPage(
        visit=visit,
        read=reading.plan,
        sharing=reading.sharing,
        today=timezone.localdate(),
        url=address(visit.plan_code),
        comments=comments,
        reviews=reading.reviews,
        actions=reading.actions,
    )


def answer(
    request: BuyerRequest,
    reading: Reading,
    *,
    part: str = "plan",
    step: str = "",
    call: str = "",
    looking: str = "",
    said: Said | None = None,
    typed: Typed | None = None,
    status: int = 200,
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page, or its inner part where that alone is asked for."""
    page = page_of(request.visit, reading)
    here = page.url + (f"step/{step}/" if step else f"call/{call}/" if call else "")
    form = Forms(
        token=get_token(request),
        url=page.url,
        here=here,
        seen=page.seen,
        what=f"milestone:{step}" if step else "plan",
        outcome=outcome_values(page.outcome),
        back=step,
        is_off=page.must_prove,
        call=call,
        looking=looking,
    )
    talk = talk_of(request, talk=reading.talk)
    context: dict[str, Any] = {
        "page": page,
        "form": form,
        "typed": typed or Typed(),
        "told": said,
        "joining": words.JOINING,
        "visit": request.visit,
        "code": request.visit.plan_code,
        "others": reading.others,
        "talk": replace(talk, may_act=talk.may_act and not page.is_over),
        "step": step,
        **looks_context(reading.looks, request.visit.plan_code),
        **(more or {}),
    }
    whole, inner = _PARTS[part]
    wants_part = is_htmx(request) or request.GET.get("part") == "page"
    body = render_to_string(inner if wants_part else whole, context, request)
    response = HttpResponse(body, status=status)
    varies(response)
    return response


@lru_cache(maxsize=1)
def build_mark() -> str:
    """A mark of all that lays a buyer's page out: another build never answers 304 for this one."""
    package = Path(milepost.__file__).parent
    mark = hashlib.sha256()
    for folder in ("pages", "portal"):
        for file in sorted((package / folder).rglob("*")):
            if file.suffix in (".py", ".html", ".css", ".js", ".svg", ".mo"):
                mark.update(file.name.encode() + file.read_bytes())
    return mark.hexdigest()[:16]


def mark_of(request: HttpRequest, visit: Visit, pulse: int, part: str) -> str:
    """The ETag of a page: what is seen of the plan, by whom, in which language, and about when.

    The half hour stands for today's date in every zone, and for what no pulse counts.
    """
    about = int(timezone.now().timestamp()) // HALF_AN_HOUR
    made_of = (
        build_mark(),
        visit.person,
        visit.kind,
        visit.is_known,
        visit.is_fresh,
        translation.get_language(),
        request.GET.get("part", ""),
        part,
        about,
    )
    mark = hashlib.sha256(repr(made_of).encode()).hexdigest()[:20]
    return f'W/"{pulse}-{mark}"'


def pulse_in(request: HttpRequest) -> tuple[str, int] | None:
    """The ETag that the browser holds, and the pulse in it."""
    held = request.headers.get("If-None-Match", "")
    number = held.removeprefix('W/"').partition("-")[0]
    return (held, int(number)) if number.isdigit() and len(number) < 19 else None


def not_changed(request: HttpRequest, visit: Visit, part: str) -> int | None:
    """The pulse that the browser's own copy of this page shows, where it may still be shown."""
    held = pulse_in(request)
    if held is None or saying.COOKIE in request.COOKIES or request.method not in ("GET", "HEAD"):
        return None
    mark, pulse = held
    return pulse if mark == mark_of(request, visit, pulse, part) else None
