"""Pages over many plans: the list, and Today."""

from __future__ import annotations

from typing import Any, get_args
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.conversation import queries as conversation
from milepost.domain.plan import Life
from milepost.messaging.deliveries import dead_count
from milepost.pages.typed import whole
from milepost.plans import queries
from milepost.sharing.evidence_queries import waiting_around
from milepost.workspaces.queries import member_choices
from milepost.workspaces.signed_in import member_page

from . import words
from .access import member_of, today_of
from .list_model import PlanLine, plan_lines
from .today_around import lines_around
from .today_model import today_view

LONGEST_SEARCH = 200
HEALTH_SCAN = 500
OPEN: tuple[Life, ...] = ("draft", "shared", "agreed")
SORTS: frozenset[str] = frozenset(get_args(queries.Sort))


@member_page
def today(request: HttpRequest) -> HttpResponse:
    """What needs this seller now, over all plans, each with its one action."""
    me, day = member_of(request), today_of(request)
    records = queries.open_plans_of(me.id)
    plan_ids = [record.id for record in records]
    waiting, unanswered = waiting_around(plan_ids), conversation.unanswered(plan_ids)
    around = lines_around(records, waiting, unanswered, timezone.now(), day)
    view = today_view(records, day, around, me.name)
    failed = dead_count() if me.role == "admin" else 0
    context = {"t": view, "day": words.week_day(day), "me": me, "failed": failed}
    return HttpResponse(render_to_string("plans/today.html", context, request))


@member_page
def plans(request: HttpRequest) -> HttpResponse:
    """The list of plans; search, filters and sorting stand in the address."""
    chosen = chosen_of(request)
    today_ = today_of(request)
    health = chosen["health"]
    # Health is worked out, not stored: with that filter one page is cut from all that match.
    found = queries.plan_rows(
        search=chosen["q"],
        lives=lives_of(chosen["life"]),
        owner=chosen["owner_id"],
        archived=chosen["life"] == "archived",
        sort=chosen["sort"].lstrip("-"),
        descending=chosen["sort"].startswith("-"),
        page=1 if health else chosen["page"],
        size=HEALTH_SCAN if health else queries.PAGE_SIZE,
    )
    lines = plan_lines(found.rows, today_)
    total, pages, page = found.total, found.pages, found.page
    if health:
        lines = tuple(line for line in lines if line.health == health)
        total, pages, page, lines = paged(lines, chosen["page"])
    context = {
        "lines": lines,
        "total": total,
        "page": page,
        "pages": pages,
        "c": chosen,
        "filtered": any((chosen["q"], chosen["life"] != "open", health, chosen["owner"])),
        "owners": member_choices(member_of(request).workspace.id),
        "lives": life_choices(),
        "healths": [("", _("Any health")), *((k, str(w[0])) for k, w in words.HEALTH.items())],
        "me": member_of(request),
        "url": lambda **changes: address(chosen, **changes),
    }
    return HttpResponse(render_to_string("plans/list.html", context, request))


def paged(lines: tuple[PlanLine, ...], page: int) -> tuple[int, int, int, tuple[PlanLine, ...]]:
    """One page of lines that are all there: total, pages, page, lines."""
    size = queries.PAGE_SIZE
    pages = max(1, -(-len(lines) // size))
    page = min(page, pages)
    return len(lines), pages, page, lines[(page - 1) * size : page * size]


def chosen_of(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for; nonsense counts as nothing."""
    given = request.GET
    sort = given.get("sort", "target_close")
    owner = given.get("owner", "")
    number = given.get("page", "1")
    return {
        "q": given.get("q", "")[:LONGEST_SEARCH].replace("\0", "").strip(),
        "life": given.get("life", "open") or "open",
        "health": given.get("health", "") if given.get("health", "") in words.HEALTH else "",
        "owner": owner,
        "owner_id": owner_of(request, owner),
        "sort": sort if sort.lstrip("-") in SORTS and sort.count("-") <= 1 else "target_close",
        "page": whole(number, 7, 1),
    }


def owner_of(request: HttpRequest, owner: str) -> int | None:
    """'mine' or a member's number; None for everybody."""
    if owner == "mine":
        return int(member_of(request).id)
    return whole(owner, 18, None)


def lives_of(life: str) -> tuple[Life, ...]:
    """The lives that a filter means."""
    if life == "open":
        return OPEN
    return (life,) if life in get_args(Life) else ()  # type: ignore[return-value]


def life_choices() -> list[tuple[str, str]]:
    """Lives for the filter."""
    return [
        ("open", _("Open plans")),
        *((key, str(word)) for key, word in words.LIFE.items()),
        ("all", _("All plans")),
        ("archived", _("Archived")),
    ]


def address(chosen: dict[str, Any], **changes: Any) -> str:
    """The address of the list with some of its choices changed; the usual ones are left out."""
    kept = {name: chosen[name] for name in ("q", "life", "health", "owner", "sort")}
    kept |= changes
    usual = {"life": "open", "sort": "target_close", "page": 1}
    asked = {k: v for k, v in kept.items() if v not in ("", None) and usual.get(k) != v}
    return f"/plans/?{urlencode(asked)}" if asked else "/plans/"
