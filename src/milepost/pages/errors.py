"""One handler for everything that goes wrong: a page for people, problem details for programs.

`AnswerErrors` turns the family of `milepost.domain.errors` into answers; the functions are
Django's handlers and its CSRF failure view. Nobody is ever shown a trace: a number is logged
with it, and the page names that number.
"""

from __future__ import annotations

import errno
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from milepost.domain.errors import (
    Conflict,
    InvalidInput,
    LinkSpent,
    MilepostError,
    NotAllowed,
    NotFound,
    NotReachable,
)
from milepost.pages.htmx import is_htmx, varies, with_message

log = logging.getLogger(__name__)

DISK_FULL = "53100"
"""PostgreSQL's code (SQLSTATE) for a disk without room."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a page of trouble says: what happened, what to do, and the details to look at."""

    status: int
    title: str
    text: str
    problems: tuple[tuple[str, str], ...] = ()
    reference: str = ""
    yours: str | None = None
    theirs: str | None = None
    theirs_by: str | None = None


class AnswerErrors:
    """Middleware: answers a MilepostError that a view let through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A MilepostError becomes its answer; anything else goes on to Django's handler."""
        if isinstance(error, MilepostError):
            return answer(request, trouble_of(error))
        if _is_disk_full(error):
            log.error("The disk of the database is full, at %s: %s", request.path, error)
            return answer(request, _disk_full())
        return None


def trouble_of(error: MilepostError) -> Trouble:
    """The page for an error of the family."""
    if isinstance(error, InvalidInput):
        problems = tuple((problem.path, str(problem)) for problem in error.problems)
        text = _("Nothing was changed. Mend what is named here and try again.")
        return Trouble(422, _("That cannot be taken as it is"), text, problems)
    if isinstance(error, Conflict):
        return Trouble(
            409,
            _("Somebody else changed this meanwhile"),
            error.message,
            yours=_words(getattr(error, "yours", None)),
            theirs=_words(getattr(error, "theirs", None)),
            theirs_by=getattr(error, "theirs_by", None),
        )
    if isinstance(error, LinkSpent):
        text = _(
            "It works once, and not for ever. If it was you who used it, just sign in; "
            "else ask whoever gave it to you for a new one."
        )
        return Trouble(404, _("This link does not work any more"), text)
    if isinstance(error, NotFound):
        return _nothing_here()
    if isinstance(error, NotAllowed):
        return Trouble(403, _("You may not do this"), error.message)
    if isinstance(error, NotReachable):
        return Trouble(503, _("That does not work just now"), error.message)
    return Trouble(400, _("That did not work"), error.message)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or the form makes no sense."""
    text = _("What your browser sent cannot be read. Go back, load the page again and retry.")
    return answer(request, Trouble(400, _("That request makes no sense"), text))


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: it is there, and this member may not."""
    text = _("Your role in this workspace does not allow it. An administrator can change that.")
    return answer(request, Trouble(403, _("You may not do this"), text))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing there, or nothing that the reader may know of."""
    return answer(request, _nothing_here())


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; the log has the trace under the number that the page shows."""
    reference = secrets.token_hex(4)
    log.error("Error %s at %s", reference, request.path)
    text = _("It is our fault, not yours. Nothing that you saved is lost. Try again in a moment.")
    return answer(request, Trouble(500, _("Something broke"), text, reference=reference))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form was open for too long, or cookies are off."""
    log.info("Refused form at %s: %s", request.path, reason)
    text = _(
        "The page was open for too long, or your browser keeps no cookies. "
        "Go back, load the page again and send it once more; what you typed is still there."
    )
    return answer(request, Trouble(403, _("This form is no longer valid"), text))


def answer(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The answer in the form that was asked for: problem details, or a page."""
    if wants_json(request):
        response: HttpResponse = JsonResponse(
            _details(trouble), status=trouble.status, content_type="application/problem+json"
        )
        return response
    template = "errors/part.html" if is_htmx(request) else "errors/trouble.html"
    # The scope that spoke the reader's language has closed by now.
    with override(getattr(getattr(request, "member", None), "language", None) or get_language()):
        body = render_to_string(template, {"trouble": trouble}, request)
    response = HttpResponse(body, status=trouble.status)
    varies(response)
    return with_message(response, _summary(trouble))


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: JSON is accepted and HTML is not."""
    accepted = request.headers.get("Accept", "")
    return "json" in accepted and "text/html" not in accepted


def _nothing_here() -> Trouble:
    text = _(
        "The address is wrong, or what was here has been removed, or it belongs to a "
        "workspace that you are not signed in to."
    )
    return Trouble(404, _("There is nothing here"), text)


def _is_disk_full(error: Exception) -> bool:
    """Whether the database, or this machine while it kept a file, has no room left."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    if getattr(cause, "sqlstate", None) == DISK_FULL:
        return True
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)


def _disk_full() -> Trouble:
    text = _(
        "Nothing of this change was saved; what was saved before is still there. Whoever runs "
        "this Milepost has to make room. Then try again."
    )
    return Trouble(507, _("The disk is full"), text)


def _details(trouble: Trouble) -> dict[str, object]:
    """RFC 9457 problem details."""
    details: dict[str, object] = {
        "type": "about:blank",
        "title": trouble.title,
        "status": trouble.status,
        "detail": trouble.text,
    }
    if trouble.problems:
        details["errors"] = [{"path": path, "detail": text} for path, text in trouble.problems]
    if trouble.reference:
        details["reference"] = trouble.reference
    return details


def _summary(trouble: Trouble) -> str:
    return trouble.problems[0][1] if trouble.problems else f"{trouble.title}. {trouble.text}"


def _words(value: object) -> str | None:
    return None if value is None else str(value)
