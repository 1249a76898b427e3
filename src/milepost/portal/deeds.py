"""How a buyer's form becomes an action: recorded under their role, done, and the page shown anew.

    return take(request, code, "done", read, answer, refused)    # `read` reads the form

Three steps in three transactions: the visit is opened and the action written down under the
buyer's role; the application does it; the visit is opened again and the answer is read and
rendered under the buyer's role. The form's `key` makes a repeat the same action.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from milepost.domain.errors import InvalidInput, NotFound
from milepost.sharing import acting
from milepost.sharing.acting import OnlyPreview, Outcome, ProveAddress

from .visitor import BuyerRequest, buyer_page, to_prove, to_the_door, visit_at

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
    key = key_of(request)
    try:
        with visit_at(request, code) as visit:
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
    # In a visit of its own: it reads what the action has changed.
    return buyer_page(shown, methods=("POST",))(request, code, outcome)  # type: ignore[no-any-return]
