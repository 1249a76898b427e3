"""How a buyer's form becomes an action: recorded under their role, done, and the page shown anew.

    @buyer_deed("done")
    def done(request: BuyerRequest) -> dict[str, Any]:      # reads the form; raises InvalidInput
        return {"milestone": request.POST["milestone"]}

Three steps in three transactions: the visit is opened and the action written down under the
buyer's role; the application does it; the visit is opened again and the answer is read and
rendered under the buyer's role. The form's `key` makes a repeat the same action.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from milepost.domain.errors import InvalidInput, NotFound
from milepost.sharing import acting
from milepost.sharing.acting import OnlyPreview, Outcome, ProveAddress
from milepost.sharing.visits import visiting

from .visitor import BROWSER_COOKIE, PLAN_COOKIE, BuyerRequest, buyer_page, to_prove, to_the_door

Read = Callable[[Any], dict[str, Any]]
Answer = Callable[[Any, str, Outcome], HttpResponseBase]


def key_of(request: HttpRequest) -> UUID:
    """The form's key, or a new one for a form that has none."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def take(
    request: BuyerRequest, code: str, kind: str, read: Read, answer: Answer, refused: Answer
) -> HttpResponseBase:
    """Take a form for one kind of action. `answer` and `refused` render inside the buyer's scope.

    `refused` is called where the form makes no sense or the action could not be done; its outcome
    says why in words for the buyer.
    """
    token, browser = (request.COOKIES.get(name, "") for name in (PLAN_COOKIE, BROWSER_COOKIE))
    key = key_of(request)
    try:
        with visiting(token, browser) as visit:
            if visit.plan_code != code:
                raise NotFound("This link belongs to another plan.")
            request.visit = visit
            content = read(request)
            acting.record(visit, kind, content, key)
        outcome = acting.apply(visit, key)
    except NotFound:
        return to_the_door(request, code)
    except ProveAddress:
        return to_prove(request, code)
    except (InvalidInput, OnlyPreview) as error:
        outcome = Outcome(refused=error.message)
    shown = refused if outcome.refused else answer
    return shows(shown)(request, code, outcome)  # type: ignore[no-any-return]


def shows(answer: Answer) -> Any:
    """The answer, rendered in a visit of its own: it reads what the action has changed."""

    def view(request: BuyerRequest, code: str, outcome: Outcome) -> HttpResponseBase:
        return answer(request, code, outcome)

    return buyer_page(view, methods=("POST",))


def buyer_deed(kind: str, answer: Answer, refused: Answer) -> Callable[[Read], Any]:
    """A view that takes one kind of action by POST."""

    def decorate(read: Read) -> Any:
        @functools.wraps(read)
        def view(request: Any, code: str) -> HttpResponseBase:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            return take(request, code, kind, read, answer, refused)

        view.is_buyer_page = True  # type: ignore[attr-defined]
        return view

    return decorate
