"""The plan page: one statement opens it, a second reads the plan, one template lays it out.

An unchanged page asked for again is answered 304 from the opening statement alone: its ETag is
made of revision, latest activity, side, reader, language, day and build. A page that another
reader or tab has had in the same state is put together from what this process has kept of it
(`kept`), likewise without the second statement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.http import parse_etags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

import milepost
from milepost.domain.evaluation import evaluate
from milepost.pages.spoken import get_language, spoken
from milepost.plans.queries import PlanRecord

from . import kept
from .access import member_of, today_of
from .page_model import page_title, plan_page_view
from .row_model import Row

EXPORTS: tuple[tuple[str, str | Promise], ...] = (
    ("pdf", _("PDF")),
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
    ("conversation", "/conversation/", _("Conversation")),
    ("history", "/history/", _("History")),
    ("people", "/people/", _("People")),
)
# Stand where the title and the plan's own part go in a kept frame; no text can hold them.
TITLE, REGION = "\ue000title\ue000", "\ue000plan\ue000"
# Files that a page depends on.
LAYS_OUT = frozenset({".py", ".html", ".css", ".js", ".svg"})
# Between title and part in a kept region.
CUT = "\ue000"


def page_context(request: HttpRequest, record: PlanRecord, tab: str = "plan") -> dict[str, Any]:
    """What every tab of a plan needs: the view of the plan, its tabs and exports."""
    today = today_of(request)
    with spoken():
        view = plan_page_view(
            record,
            evaluate(record.plan, today),
            today=today,
            workspace_name=member_of(request).workspace.name,
            untitled=member_of(request).workspace.plan_title,
        )
    return {"v": view, "tabs": TABS, "exports": EXPORTS, "tab": tab, "row_html": row_html}


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
    revision: int,
    changed_at: datetime,
    read: Callable[[], PlanRecord],
) -> str:
    """The whole page; `read` gets the plan where this state of it is not kept."""
    key = region_key(request, plan_id, revision, changed_at)
    whole = kept.regions.get(key)
    if whole is None:
        record = read()
        key = region_key(request, plan_id, record.revision, record.changed_at)
        whole = kept.regions.put(key, titled_region(request, record))
    title, _cut, region = whole.partition(CUT)
    return frame_html(request).replace(TITLE, title, 1).replace(REGION, region, 1)


def region_html(request: HttpRequest, record: PlanRecord) -> str:
    """The page without the frame around it: what an edit changes."""
    key = region_key(request, record.id, record.revision, record.changed_at)
    whole = kept.regions.made(key, lambda: titled_region(request, record))
    return whole.partition(CUT)[2]


def titled_region(request: HttpRequest, record: PlanRecord) -> str:
    """The page's title and the plan's own part."""
    context = page_context(request, record)
    title = escape(page_title(context["v"])).replace(CUT, "")
    template = get_template("plans/_plan.html").template
    with spoken():
        region = template.render(context)
    return f"{title}{CUT}{region.replace(CUT, '')}"


def region_key(request: HttpRequest, plan_id: int, revision: int, changed_at: datetime) -> Hashable:
    """Everything that the plan's own part is made from."""
    workspace = member_of(request).workspace
    return (
        workspace.id,
        plan_id,
        revision,
        changed_at,
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


def page_etag(request: HttpRequest, revision: int, changed_at: datetime) -> str:
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
        revision,
        changed_at,
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
    for folder in ("pages", "web", "domain", "plans"):
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
