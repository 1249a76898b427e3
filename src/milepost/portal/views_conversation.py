"""What a buyer says and hands over: comments, files and links, and opening a file.

A form is answered with the page anew. Where it was refused, its text and the reason stand in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.conversation import files
from milepost.conversation.queries import buyer_download
from milepost.domain.errors import NotFound
from milepost.pages.attachments import attachment
from milepost.pages.talk import Trouble
from milepost.sharing.acting import Outcome

from .deeds import take
from .talk_model import talk_of
from .visitor import BuyerRequest, buyer_page

Read = Callable[[BuyerRequest], dict[str, Any]]


def comments(request: Any, code: str) -> HttpResponseBase:
    """Say something, or change, delete or restore what one said: `do`."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    do = request.POST.get("do", "say")
    kind, read = _COMMENT_FORMS.get(do, _COMMENT_FORMS["say"])
    return take(request, code, kind, read, _answer, _refused)


def add_file(request: Any, code: str) -> HttpResponseBase:
    """Add a file or a link, or remove or restore one: `do`."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    do = request.POST.get("do", "file")
    kind, read = _FILE_FORMS.get(do, _FILE_FORMS["file"])
    return take(request, code, kind, read, _answer, _refused)


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


def _answer(request: BuyerRequest, code: str, outcome: Outcome) -> HttpResponse:
    _discard_what_came_to_nothing(request, outcome)
    return HttpResponseRedirect(_back(request, code), status=303)


def _refused(request: BuyerRequest, code: str, outcome: Outcome) -> HttpResponse:
    _discard_what_came_to_nothing(request, outcome)
    post = request.POST
    posted = {name: post.get(name, "") for name in ("text", "url", "title", "milestone")}
    where = post.get("form", "") or "plan"
    trouble = Trouble(where, outcome.refused, posted, frozenset(post.getlist("told")))
    context = {
        "talk": talk_of(request, trouble),
        "part": _part(where),
        "step": post.get("milestone", ""),
        "back": _back(request, code),
    }
    return render(request, "portal/say_again.html", context, status=422)


def _part(form: str) -> str:
    if form.startswith("step-"):
        return "step"
    return "files" if form.startswith(("file-", "link-")) else "plan"


def _back(request: HttpRequest, code: str) -> str:
    part = "files" if request.path.endswith("/files/") else "conversation"
    return f"{reverse('portal:plan', args=[code])}#{part}"


def _discard_what_came_to_nothing(request: Any, outcome: Outcome) -> None:
    """A refused upload, or the second copy of one that was sent twice, leaves no bytes behind."""
    stored = getattr(request, "stored_file", "")
    if stored and outcome.data.get("stored") != stored:
        files.discard(stored)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
