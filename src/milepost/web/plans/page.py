"""The plan page: one statement opens it, a second round trip reads the plan and what stands
around it, one template lays it out.

An unchanged page asked for again is answered 304 from the opening statement alone: its ETag is
made of revision, pulse (`plans.live`), side, reader, language, day and build. A page that another
reader or tab has had in the same state is put together from what this process has kept of it
(`kept`), likewise without the second round trip.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.http import parse_etags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

import milepost
from milepost.domain.celebrating import latest_joy
from milepost.domain.evaluation import evaluate
from milepost.pages.spoken import get_language, spoken
from milepost.plans.queries import PlanRecord
from milepost.sharing.queries import PlanSharing, plan_sharing

from . import kept
from .access import member_of, today_of, zone_of
from .agreement_model import agreement_view
from .page_model import page_title, plan_page_view
from .proposals_model import NOTHING_ASKED, asked_view
from .row_model import Row

EXPORTS: tuple[tuple[str, str | Promise], ...] = (
    ("pdf", _("PDF")),
    ("gantt", _("Timeline, one page")),
    ("html", _("Page to print")),
    ("xlsx", _("Spreadsheet")),
    ("ics", _("Calendar")),
    ("text", _("Text")),
    ("markdown", _("Markdown")),
    ("json", _("Plan document")),
)
TABS: tuple[tuple[str, str, str | Promise], ...] = (
    ("plan", "/", _("Plan")),
    ("timeline", "/timeline/", _("Timeline")),
    ("reviews", "/reviews/", _("Reviews")),
    ("conversation", "/conversation/", _("Conversation")),
    ("risks", "/risks/", _("Risks")),
    ("history", "/history/", _("History")),
    ("people", "/people/", _("People")),
)
# Stand where the title and the plan's own part go in a kept frame; no text can hold them.
TITLE, REGION = "\ue000title\ue000", "\ue000plan\ue000"
# Files that a page depends on.
LAYS_OUT = frozenset({".py", ".html", ".css", ".js", ".svg"})
# Between title and part in a kept region.
CUT = "\ue000"

# The plan and what stands around it, in one round trip.
Read = Callable[[], tuple[PlanRecord, PlanSharing]]


class Head(NamedTuple):
    """What tells two states of a plan's page apart: `pulse` counts everything that it shows."""

    revision: int
    changed_at: datetime
    pulse: int


def head_of(record: PlanRecord) -> Head:
    """The state of the plan that was read."""
    return Head(record.revision, record.changed_at, record.marks.pulse)


def page_context(
    request: HttpRequest,
    record: PlanRecord,
    tab: str = "plan",
    sharing: PlanSharing | None = None,
) -> dict[str, Any]:
    """What every tab of a plan needs: the view of the plan, its tabs and exports, how far its
    agreement has come and what the buyer proposes. Without `sharing` it is read here."""
    today = today_of(request)
    around = sharing or plan_sharing(record.id)
    with spoken():
        view = plan_page_view(
            record,
            evaluate(record.plan, today),
            today=today,
            workspace_name=member_of(request).workspace.name,
            untitled=member_of(request).workspace.plan_title,
            sharing=around,
            zone=zone_of(request),
        )
        agreement = agreement_view(record, around, today, zone_of(request)) if around else None
        asked = asked_view(around, record.plan, record.id, today) if around else NOTHING_ASKED
    return {
        "v": view,
        "a": agreement,
        "asked": asked,
        "joy": latest_joy(record.plan, today),
        "workspace_name": member_of(request).workspace.name,
        "tabs": TABS,
        "exports": EXPORTS,
        "tab": tab,
        "talk_count": sum(around.comments.values()) if around else 0,
        "row_html": row_html,
        "pulse": record.marks.pulse,
        "by": record.last_change.by if record.last_change else "",
    }


def row_html(row: Row, url: str) -> SafeString:
    """One row of the table."""
    return _row_html(row, url, get_language())


# Rows are plain values: the same row under the same address is the same text.
@lru_cache(maxsize=4096)
def _row_html(row: Row, url: str, language: str | None) -> SafeString:
    # Called as a macro: a template's own context would cost more than the row.
    return mark_safe(_row_macro(language)(row, url))  # noqa: S308 (an escaping template's)


@lru_cache
def _row_macro(language: str | None) -> Callable[[Row, str], str]:
    made: Callable[[Row, str], str] = get_template("plans/_row.html").template.module.row
    return made


def page_html(
    request: HttpRequest,
    plan_id: int,
    head: Head,
    read: Read,
) -> str:
    """The whole page; `read` gets the plan where this state of it is not kept."""
    title, _cut, region = kept_region(request, plan_id, head, read).partition(CUT)
    return frame_html(request).replace(TITLE, title, 1).replace(REGION, region, 1)


def part_html(request: HttpRequest, plan_id: int, head: Head, read: Read) -> str:
    """The plan's own part alone, for an open page that was told of a change."""
    return kept_region(request, plan_id, head, read).partition(CUT)[2]


def kept_region(request: HttpRequest, plan_id: int, head: Head, read: Read) -> str:
    """Title and part of the plan in this state, from what is kept where it is there."""
    key = region_key(request, plan_id, head)
    whole = kept.regions.get(key)
    if whole is None:
        record, sharing = read()
        key = region_key(request, plan_id, head_of(record))
        whole = kept.regions.put(key, titled_region(request, record, sharing))
    return whole


def region_html(
    request: HttpRequest, record: PlanRecord, sharing: PlanSharing | None = None
) -> str:
    """The page without the frame around it: what an edit changes."""
    key = region_key(request, record.id, head_of(record))
    whole = kept.regions.made(key, lambda: titled_region(request, record, sharing))
    return whole.partition(CUT)[2]


def titled_region(
    request: HttpRequest, record: PlanRecord, sharing: PlanSharing | None = None
) -> str:
    """The page's title and the plan's own part."""
    context = page_context(request, record, sharing=sharing)
    title = escape(page_title(context["v"])).replace(CUT, "")
    template = get_template("plans/_plan.html").template
    with spoken():
        region = template.render(context)
    return f"{title}{CUT}{region.replace(CUT, '')}"


def region_key(request: HttpRequest, plan_id: int, head: Head) -> Hashable:
    """Everything that the plan's own part is made from."""
    workspace = member_of(request).workspace
    return (
        workspace.id,
        plan_id,
        head,
        today_of(request),
        get_language(),
        workspace.name,
        workspace.plan_title,
    )


def frame_html(request: HttpRequest) -> str:
    """The frame of the page for this reader, with marks where title and plan go."""

    def made() -> str:
        context = {"title": TITLE, "region": REGION}
        return str(get_template("plans/page.html").render(context, request))

    if has_messages(request):
        return made()
    member = member_of(request)
    key = (
        member.workspace.id,
        member.id,
        member.name,
        member.role,
        member.workspace.name,
        get_language(),
        browser_secret(request),
    )
    return kept.frames.made(key, made)


def browser_secret(request: HttpRequest) -> str:
    """The browser's CSRF secret, made where it has none. Unlike `get_token` it masks nothing,
    which costs more than all else that a mark or a key is made of."""
    if "CSRF_COOKIE" not in request.META:
        get_token(request)
    return str(request.META["CSRF_COOKIE"])


def has_messages(request: HttpRequest) -> bool:
    """Whether the page before left something to be said once."""
    return bool(request.COOKIES.get("messages")) or "_messages" in request.session


def page_etag(request: HttpRequest, head: Head, part: str = "") -> str:
    """A mark that changes whenever this reader's page would look different."""
    member = member_of(request)
    parts = (
        member.workspace_id,
        member.id,
        member.name,
        member.role,
        member.workspace.name,
        member.workspace.plan_title,
        request.path,
        part,
        head,
        "seller",
        get_language(),
        today_of(request),
        build_mark(),
        # The forms' token belongs to the browser's secret, which changes with each sign-in.
        browser_secret(request),
    )
    mark = hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()
    return f'"{mark}"'


@lru_cache(maxsize=1)
def build_mark() -> str:
    """A mark of everything that lays a page out: another build never answers 304 for this one."""
    package = Path(milepost.__file__).parent
    mark = hashlib.blake2b(digest_size=8)
    for folder in ("pages", "web", "domain", "plans", "sharing", "forecasting"):
        for file in sorted((package / folder).rglob("*")):
            if file.is_file() and file.suffix in LAYS_OUT:
                mark.update(file.name.encode() + file.read_bytes())
    return mark.hexdigest()


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """The 304 for a reader who has this very page; None where it has to be made."""
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if not given or etag not in {tag.removeprefix("W/") for tag in parse_etags(given)}:
        return None
    return tagged(HttpResponse(status=304), etag)


def tagged(response: HttpResponse, etag: str) -> HttpResponse:
    """The page with its mark; kept by the reader's browser alone, and asked for each time."""
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Cookie, HX-Request"
    return response
