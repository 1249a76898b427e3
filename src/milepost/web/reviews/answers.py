"""How the forms of a review answer: with script the page is told to bring itself up to date, which
keeps what is half typed in its other forms; without, the browser goes back to where it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound
from milepost.pages.htmx import close_dialog, go_to, is_htmx, toast, trigger
from milepost.plans.queries import PlanRecord
from milepost.web.plans.answers import Context, refusal

Shown = Callable[[Context], HttpResponse]


def address(plan_id: int, review_id: int | None = None) -> str:
    """A review's page, or the plan's list of them."""
    home = f"/plans/{plan_id}/reviews/"
    return home if review_id is None else f"{home}{review_id}/"


def done(request: HttpRequest, back: str, said: str = "", *, shows: bool = False) -> HttpResponse:
    """Say what was done, and let the page that asked show it. `shows`: what was done appears on
    that page by itself, so that with script nothing more is said of it."""
    if not is_htmx(request):
        if said:
            messages.success(request, said)
        return HttpResponseRedirect(back, status=303)
    response = HttpResponse(status=204)
    trigger(response, "milepost:refresh", "")
    close_dialog(response, "editor")
    return toast(response, said) if said and not shows else response


def gone(request: HttpRequest, where: str, said: str = "") -> HttpResponse:
    """Say what was done on another page, to which the reader is sent."""
    if said:
        messages.success(request, said)
    return go_to(request, where)


def tried(
    request: HttpRequest,
    record: PlanRecord,
    work: Callable[[], HttpResponse],
    again: Shown,
    fields: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Do the work; where it is refused, the form once more with what stood in the way.

    Nothing is half done: a refusal takes the request's transaction back.
    """
    try:
        return work()
    except (InvalidInput, NotAllowed, Conflict, NotFound) as error:
        answer = again(refusal(error, record, fields or {}))
    transaction.set_rollback(True)
    return answer
