"""A call about the plan from the buyer's side: live while it runs, its minutes afterwards.

The page follows the item that the call is at. Whoever wants to look around by themselves does so
with `?item=`, which stays until they go back to the call.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils import timezone

from milepost.reviews.buyer_queries import buyer_room

from . import said as saying
from .call_model import call_view
from .plan_model import told_name
from .reading import Reading, read_page
from .said import Said
from .showing import Typed, answer, page_of, speaking
from .visitor import BuyerRequest, buyer_page


@buyer_page
def call(request: BuyerRequest, code: str, review_id: int) -> HttpResponse:
    """One call. Nothing of it is kept by the browser: its clock is of this moment."""
    reading = read_page(request.visit)
    with speaking(reading.sharing, reading.plan.plan):
        response = show_call(request, reading, review_id, item_in(request.GET.get("item", "")))
    response["Cache-Control"] = "private, no-store"
    saying.forget(response, request, f"/p/{request.visit.plan_code}/")
    return response


def show_call(
    request: BuyerRequest,
    reading: Reading,
    review_id: int,
    looking: int,
    said: Said | None = None,
    typed: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a call, with `looking` at an item (0: at the one that the call is at)."""
    room = buyer_room(request.visit.plan_id, review_id)
    page = page_of(request.visit, reading)
    workspace = reading.sharing.workspace_name

    def known_as(name: str) -> str:
        return told_name(name, page.plan, workspace)

    view = call_view(page, room, looking, timezone.now(), known_as)
    return answer(
        request,
        reading,
        part="call",
        call=str(review_id),
        looking=str(looking) if looking else "",
        said=said or saying.heard(request),
        typed=typed,
        status=status,
        more={"call": view, "room": room.review},
    )


def item_in(raw: str) -> int:
    """The number of an agenda's item; 0 for none."""
    return int(raw) if len(raw) == 1 and raw in "1234567" else 0


def call_in(post: Mapping[str, str]) -> tuple[int, int]:
    """The call that a form stood on, 0 for none, and the item that was looked at."""
    raw = post.get("call", "")
    is_number = raw.isascii() and raw.isdigit() and len(raw) < 19
    return (int(raw) if is_number else 0), item_in(post.get("looking", ""))
