"""The conversation of a plan: its tab, comments, files and links, and what stood there before."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milepost.conversation import commands, files, queries
from milepost.domain.errors import InvalidInput, NotAllowed, NotFound
from milepost.pages.attachments import attachment
from milepost.pages.htmx import is_htmx, toast, varies
from milepost.pages.talk import Trouble
from milepost.plans.queries import PlanRecord
from milepost.workspaces.signed_in import member_action, member_page

from .access import actor_of, member_of, plan_or_404
from .answers import form
from .page import page_context
from .talk_model import talk_context


@member_page
def conversation(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Everything that was said and handed over, what both sides read apart from one's own notes."""
    return _tab(request, plan_or_404(plan_id))


@member_action
def comments(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say something, or change, delete or restore what was said: `do`."""
    record = plan_or_404(plan_id)
    post, who = request.POST, actor_of(request)
    do = post.get("do", "say")

    def change() -> str:
        if do == "say":
            _made, told = commands.comment(
                who,
                plan_id,
                post.get("text", ""),
                milestone=post.get("milestone") or None,
                visibility=post.get("visibility", ""),
                told=post.getlist("told"),
            )
            return _said(told, is_shared=post.get("visibility") == "shared")
        number = _number(post.get("comment", ""))
        if do == "edit":
            commands.edit_comment(who, plan_id, number, post.get("text", ""))
            return _("Saved.")
        if do == "delete":
            commands.delete_comment(who, plan_id, number, is_admin=member_of(request).is_admin)
            return _("Deleted.")
        commands.restore_comment(who, plan_id, number, is_admin=member_of(request).is_admin)
        return _("It is back.")

    return _answer(request, record, change)


@member_action
def add_file(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a file or a link, or remove or restore one: `do`."""
    record = plan_or_404(plan_id)
    post, who = request.POST, actor_of(request)
    do = post.get("do", "file")
    where = {
        "milestone": post.get("milestone") or None,
        "visibility": post.get("visibility", ""),
    }

    def change() -> str:
        if do == "link":
            commands.attach_link(who, plan_id, post.get("url", ""), post.get("title", ""), **where)
            return _("Link added.")
        if do == "file":
            upload = request.FILES.get("file")
            files.checked(upload)
            stored = files.store(upload)
            try:
                commands.attach_file(who, plan_id, stored, upload.name, **where)
            except BaseException:
                files.discard(stored.name)
                raise
            return _("File added.")
        number = _number(post.get("file", ""))
        is_admin = member_of(request).is_admin
        if do == "remove":
            commands.remove_file(who, plan_id, number, is_admin=is_admin)
            return _("Removed.")
        commands.restore_file(who, plan_id, number, is_admin=is_admin)
        return _("It is back.")

    return _answer(request, record, change)


@member_page(methods=("GET", "HEAD"))
def file(request: HttpRequest, plan_id: int, number: int) -> HttpResponse:
    """A file of this plan, to be saved."""
    found = queries.download(plan_id, number)
    if found is None:
        raise NotFound(_("There is no such file on this plan."))
    return attachment(found)


@member_page(methods=("GET", "HEAD"))
def earlier(request: HttpRequest, plan_id: int, number: int) -> HttpResponse:
    """What a comment said before it was changed or deleted."""
    record = plan_or_404(plan_id)
    trail = queries.earlier(plan_id, number)
    if not trail:
        raise NotFound(_("Nothing was changed about this comment."))
    context = {
        "record": record,
        "heading": _("What it said before"),
        "trail": trail,
        "back": f"/plans/{plan_id}/conversation/",
    }
    return form(request, "plans/_earlier.html", context)


def _answer(request: HttpRequest, record: PlanRecord, change: Callable[[], str]) -> HttpResponse:
    """Do it and show the conversation anew; or what is wrong, with everything that was written."""
    post = request.POST
    try:
        said = change()
    except (InvalidInput, NotAllowed, NotFound) as error:
        if not post.get("form"):
            raise
        posted = {name: post.get(name, "") for name in ("text", "url", "title", "milestone")}
        trouble = Trouble(post["form"], error.message, posted, frozenset(post.getlist("told")))
        answer = _shown(request, record, trouble)
        # Only now: the page still reads what it shows.
        transaction.set_rollback(True)
        return answer
    if not is_htmx(request):
        messages.success(request, said)
        return HttpResponseRedirect(_back(request, record), status=303)
    return toast(_shown(request, record), said)


def _shown(
    request: HttpRequest, record: PlanRecord, trouble: Trouble | None = None
) -> HttpResponse:
    """The conversation as a part: of the tab, or of the sheet of one step."""
    status = 422 if trouble else 200
    step = request.POST.get("milestone", "") or request.POST.get("step", "")
    if request.POST.get("stay") != "step":
        return _tab(request, record, trouble)
    context = {"s_key": step, **talk_context(request, record, trouble, step), "v_record": record}
    if not is_htmx(request):
        return _tab(request, record, trouble)
    response = HttpResponse(
        render_to_string("plans/_step_talk.html", context, request), status=status
    )
    varies(response)
    return response


def _tab(request: HttpRequest, record: PlanRecord, trouble: Trouble | None = None) -> HttpResponse:
    talk = talk_context(request, record, trouble)
    if is_htmx(request) and request.method == "POST":
        html = render_to_string("plans/_talk.html", talk, request)
    else:
        context = {**page_context(request, record, "conversation"), **talk}
        html = render_to_string("plans/conversation.html", context, request)
    response = HttpResponse(html, status=422 if trouble else 200)
    varies(response)
    return response


def _back(request: HttpRequest, record: PlanRecord) -> str:
    if request.POST.get("stay") == "step":
        from urllib.parse import quote

        step = request.POST.get("milestone", "") or request.POST.get("step", "")
        if step:
            return f"/plans/{record.id}/steps/{quote(step, safe='')}/"
    return f"/plans/{record.id}/conversation/"


def _said(told: tuple[str, ...], *, is_shared: bool) -> str:
    text = _("Sent.") if is_shared else _("Noted for your side.")
    return (
        f"{text} {_('Told by e-mail: %(names)s.') % {'names': ', '.join(told)}}" if told else text
    )


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise NotFound(_("There is no such thing on this plan."))
    return int(text)
