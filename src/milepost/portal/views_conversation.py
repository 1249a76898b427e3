"""What a buyer says and hands over: comments, files and links, and opening a file.

A form is answered with the page anew. Where it was refused, its text and the reason stand in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.conversation import files
from milepost.conversation.queries import buyer_download
from milepost.domain.errors import NotFound
from milepost.pages.attachments import attachment
from milepost.pages.htmx import is_htmx
from milepost.pages.talk import Trouble
from milepost.pages.typed import whole
from milepost.sharing.acting import Outcome

from . import said as saying
from .deeds import take
from .reading import read_page
from .said import Said, said_of
from .showing import speaking
from .views_plan import show_plan, show_step
from .visitor import BuyerRequest, buyer_page

Read = Callable[[BuyerRequest], dict[str, Any]]


def comments(request: Any, code: str) -> HttpResponseBase:
    """Say something, or change, delete or restore what one said: `do`."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    do = request.POST.get("do", "say")
    return _take(request, code, *_COMMENT_FORMS.get(do, _COMMENT_FORMS["say"]))


def add_file(request: Any, code: str) -> HttpResponseBase:
    """Add a file or a link, or remove or restore one: `do`."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    do = request.POST.get("do", "file")
    return _take(request, code, *_FILE_FORMS.get(do, _FILE_FORMS["file"]))


def _take(request: BuyerRequest, code: str, kind: str, read: Read) -> HttpResponseBase:
    def done(request: BuyerRequest, _code: str, outcome: Outcome) -> HttpResponseBase:
        return _answer(request, kind, outcome)

    def refused(request: BuyerRequest, _code: str, outcome: Outcome) -> HttpResponseBase:
        return _refused(request, outcome)

    return take(request, code, kind, read, done, refused)


@buyer_page
def file(request: BuyerRequest, code: str, number: int) -> HttpResponse:
    """A file of this plan, to be saved."""
    found = buyer_download(request.visit.plan_id, number)
    if found is None:
        raise NotFound(_("There is no such file on this plan."))
    return attachment(found)


for _view in (comments, add_file):
    _view.is_buyer_page = True  # type: ignore[attr-defined]


def _said(request: BuyerRequest) -> dict[str, Any]:
    post = request.POST
    told = [key.removeprefix("p:") for key in post.getlist("told")]
    return {"text": post.get("text", ""), "milestone": post.get("milestone", ""), "told": told}


def _edited(request: BuyerRequest) -> dict[str, Any]:
    return {"comment": _number(request, "comment"), "text": request.POST.get("text", "")}


def _deleted(request: BuyerRequest) -> dict[str, Any]:
    return {"comment": _number(request, "comment")}


def _restored(request: BuyerRequest) -> dict[str, Any]:
    return {"comment": _number(request, "comment"), "undo": True}


def _linked(request: BuyerRequest) -> dict[str, Any]:
    return {name: request.POST.get(name, "") for name in ("url", "title", "milestone")}


def _uploaded(request: BuyerRequest) -> dict[str, Any]:
    """Bytes first: the action then names them, and what comes to nothing is discarded."""
    if not request.visit.may_act:
        return {}  # nothing is kept for it: recording it will be refused
    upload = request.FILES.get("file")
    files.checked(upload)
    stored = files.store(upload)
    request.stored_file = stored.name  # type: ignore[attr-defined]
    milestone = request.POST.get("milestone", "")
    return {"stored": stored.name, "name": upload.name, "milestone": milestone}


def _removed(request: BuyerRequest) -> dict[str, Any]:
    return {"file": _number(request, "file")}


def _put_back(request: BuyerRequest) -> dict[str, Any]:
    return {"file": _number(request, "file"), "undo": True}


_COMMENT_FORMS: dict[str, tuple[str, Read]] = {
    "say": ("comment", _said),
    "edit": ("edit_comment", _edited),
    "delete": ("delete_comment", _deleted),
    "restore": ("delete_comment", _restored),
}
_FILE_FORMS: dict[str, tuple[str, Read]] = {
    "file": ("attach_file", _uploaded),
    "link": ("attach_link", _linked),
    "remove": ("remove_file", _removed),
    "restore": ("remove_file", _put_back),
}


def _answer(request: BuyerRequest, kind: str, outcome: Outcome) -> HttpResponseBase:
    """The page as it stands now; without script the browser is sent there."""
    _discard_what_came_to_nothing(request, outcome)
    if is_htmx(request):
        return _page(request, lambda: said_of(kind, outcome))
    home = reverse("portal:plan", args=[request.visit.plan_code])
    response = HttpResponseRedirect(home + _place(request), status=303)
    saying.keep(response, home, kind, outcome)
    return response


def _refused(request: BuyerRequest, outcome: Outcome) -> HttpResponseBase:
    """The page with the reason and all that was written, in the form that it was written in."""
    _discard_what_came_to_nothing(request, outcome)
    post = request.POST
    posted = {name: post.get(name, "") for name in ("text", "url", "title", "milestone")}
    told = frozenset(post.getlist("told"))
    form = post.get("form", "")
    request.talk_trouble = Trouble(form, outcome.refused, posted, told)  # type: ignore[attr-defined]
    return _page(request, lambda: Said(outcome.refused, "stuck"), 422)


def _page(request: BuyerRequest, said: Callable[[], Said], status: int = 200) -> HttpResponseBase:
    """The page that the form stood on; the whole plan where its step is gone."""
    reading = read_page(request.visit)
    step = request.POST.get("back", "")
    with speaking(reading.sharing, reading.plan.plan):
        if step and reading.plan.plan.milestone(step) is not None:
            return show_step(request, reading, step, said(), status=status)
        return show_plan(request, reading, said(), status=status)


def _place(request: HttpRequest) -> str:
    step = request.POST.get("back", "")
    if step:
        return f"step/{quote(step, safe='')}/#talk"
    return "#files" if request.path.endswith("/files/") else "#conversation"


def _discard_what_came_to_nothing(request: Any, outcome: Outcome) -> None:
    """A refused upload, or the second copy of one that was sent twice, leaves no bytes behind."""
    stored = getattr(request, "stored_file", "")
    if stored and outcome.data.get("stored") != stored:
        files.discard(stored)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return whole(text, 19, 0)
