"""A plan out of the house: text, Markdown, page to print, PDF, spreadsheet, calendar and so on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Literal
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from milepost.documents.faces import document
from milepost.domain.errors import NotFound
from milepost.domain.evaluation import evaluate
from milepost.domain.plan import Plan
from milepost.sharing.looks import plan_code
from milepost.workspaces.signed_in import member_page

from .access import plan_or_404, today_of

Side = Literal["buyer", "seller"]


@dataclass(frozen=True, slots=True)
class Format:
    """One form of a plan: its content type, its file's ending, and whether it is shown in place."""

    content_type: str
    ending: str
    inline: bool = False


FORMATS: dict[str, Format] = {
    "text": Format("text/plain; charset=utf-8", "txt", inline=True),
    "markdown": Format("text/markdown; charset=utf-8", "md"),
    "html": Format("text/html; charset=utf-8", "html", inline=True),
    "pdf": Format("application/pdf", "pdf"),
    "gantt": Format("application/pdf", "gantt.pdf"),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "ics": Format("text/calendar; charset=utf-8", "ics"),
    "json": Format("application/json", "plan.json"),
}


@member_page
def export(request: HttpRequest, plan_id: int, face: str) -> HttpResponse:
    """The plan in one form, for one side; the buyer's holds nothing private (product.md 8)."""
    chosen = FORMATS.get(face)
    if chosen is None:
        raise NotFound(_("There is no such form of a plan."))
    record = plan_or_404(plan_id)
    side: Side = "buyer" if request.GET.get("side") == "buyer" else "seller"
    body = rendered(face, record.plan, side, today_of(request), address_of(plan_id))
    response = HttpResponse(body, content_type=chosen.content_type)
    name = filename(record.plan, side, chosen.ending)
    kind = "inline" if chosen.inline else "attachment"
    plain = name.encode("ascii", "ignore").decode() or f"plan.{chosen.ending}"
    response["Content-Disposition"] = (
        f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    )
    response["Cache-Control"] = "private, no-store"
    if face == "html":
        # The page to print brings its own style inside it, and nothing that runs.
        response["Content-Security-Policy"] = (
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src 'self' data:"
        )
    return response


def address_of(plan_id: int) -> str:
    """The plan's own address on the buyer's side, which opens nothing by itself; '' unshared."""
    code = plan_code(plan_id)
    return f"{settings.PUBLIC_URL}/p/{code}/" if code else ""


def rendered(face: str, plan: Plan, side: Side, today: Any, address: str = "") -> str | bytes:
    """The plan in one form. `address` stands in a buyer's calendar, for whoever looks there."""
    if face == "json":
        return document.render(plan, side=side, today=today)
    module = import_module(f"milepost.documents.faces.{face}")
    render: Callable[..., str | bytes] = module.render
    more = {"address": address} if face == "ics" and side == "buyer" else {}
    return render(plan, side=side, today=today, evaluation=evaluate(plan, today), **more)


def filename(plan: Plan, side: Side, ending: str) -> str:
    """'halden-logistics-order-tracking.pdf': letters of any script, words joined."""
    text = unicodedata.normalize("NFC", f"{plan.account} {plan.title or ''}")
    stem = re.sub(r"[^\w]+", "-", text.lower()).strip("-_")[:80].strip("-") or "plan"
    return f"{stem}{'-buyer' if side == 'buyer' else ''}.{ending}"
