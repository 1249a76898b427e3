"""What is done to a plan as a whole: undo, copy, archive, keep as template, replace."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem
from milepost.pages.htmx import go_to
from milepost.plans import commands, template_commands
from milepost.plans.queries import PlanRecord
from milepost.workspaces.signed_in import member_page

from .access import actor_of, plan_or_404, today_of
from .answers import Context, attempt, form
from .change_words import summary_words
from .uploads import uploaded_plan

Shown = Callable[[Context], HttpResponse]


def asked(request: HttpRequest, record: PlanRecord, question: str, **more: object) -> Shown:
    """A question with yes and no, for `attempt` to show again with its trouble."""

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": question,
            "question": question,
            "lines": (),
            "ask_why": False,
            "danger": False,
            "no": _("Cancel"),
            **more,
            **trouble,
        }
        return form(request, "plans/_confirm.html", context, status=status)

    return shown


@member_page(methods=("GET", "POST"))
def undo(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take the last change back, as a revision of its own."""
    record = plan_or_404(plan_id)
    last = record.last_change
    what = summary_words(last.paths, last.count, record.plan) if last else ""
    question = _("Undo: %(change)s?") % {"change": what}
    by = _("Changed by %(who)s.") % {"who": last.by} if last else ""
    lines = tuple(line for line in (by, _("The history keeps both.")) if line)
    shown = asked(request, record, question, lines=lines, yes=_("Undo"))
    if request.method == "GET":
        return shown({})
    return attempt(
        request,
        record,
        lambda seen: commands.undo_last(actor_of(request), plan_id, seen, today=today_of(request)),
        shown,
    )


@member_page(methods=("GET", "POST"))
def archive(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Put a plan away, or bring it back."""
    record = plan_or_404(plan_id)
    away = record.archived_at is None
    shown = asked(
        request,
        record,
        _("Archive this plan?") if away else _("Bring this plan back?"),
        lines=(
            _("It leaves lists and reminders; nothing is deleted, and it can be restored.")
            if away
            else _("It appears in lists again, and its reminders go on."),
        ),
        yes=_("Archive") if away else _("Restore"),
    )
    if request.method == "GET":
        return shown({})
    command = commands.archive if away else commands.restore
    return attempt(
        request,
        record,
        lambda seen: command(actor_of(request), plan_id),
        shown,
        said=_("The plan is archived.") if away else _("The plan is back."),
    )


@member_page(methods=("GET", "POST"))
def copy(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A new draft with the same steps and people, nothing done, dated anew."""
    record = plan_or_404(plan_id)
    shown = asked(
        request,
        record,
        _("Start a copy of this plan?"),
        lines=(
            _("A draft with the same steps, people and outcome; nothing done yet, dates anew."),
        ),
        yes=_("Copy plan"),
    )
    if request.method == "GET":
        return shown({})
    title = record.plan.title or record.plan.account
    made = commands.copy_plan(
        actor_of(request),
        plan_id,
        today=today_of(request),
        title=_("Copy of %(title)s") % {"title": title},
    )
    return go_to(request, f"/plans/{made.plan_id}/")


@member_page(methods=("GET", "POST"))
def keep_as_template(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan's steps as a template of the workspace."""
    record = plan_or_404(plan_id)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": _("Save as template"),
            "name": request.POST.get("name", record.plan.title or record.plan.account),
            **trouble,
        }
        return form(request, "plans/_keep_template.html", context, status=status)

    if request.method == "GET":
        return shown({})
    name = request.POST.get("name", "").strip()
    if not name:
        problem = Problem("name", _("it is empty"), _("give the template a name"))
        return shown({"problems": (("name", str(problem)),), "status": 422})
    key = template_commands.save_plan_as_template(actor_of(request), plan_id, name=name)
    return go_to(request, template_address(key))


def template_address(key: object) -> str:
    """The page of a template, else the list of all."""
    from django.urls import NoReverseMatch, reverse

    for name, arguments in (("templates:template", [getattr(key, "key", key)]),):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return reverse("templates:list")


@member_page(methods=("GET", "POST"))
def replace(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan becomes what an uploaded document says, as one revision."""
    record = plan_or_404(plan_id)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {"record": record, "heading": _("Replace from a document"), **trouble}
        return form(request, "plans/_replace.html", context, status=status)

    if request.method == "GET":
        return shown({})
    try:
        plan = uploaded_plan(request)
    except InvalidInput as error:
        problems = tuple(("document", str(problem)) for problem in error.problems[:30])
        return shown({"problems": problems, "status": 422})
    return attempt(
        request,
        record,
        lambda seen: commands.replace_document(actor_of(request), plan_id, plan, seen),
        shown,
    )
