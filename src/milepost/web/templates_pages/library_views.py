"""The library of single steps: kept once, put into any plan or template."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotFound
from milepost.domain.templates import read_template
from milepost.pages.htmx import go_to
from milepost.plans import template_commands, template_queries
from milepost.web.templates_pages.choices import form_choices
from milepost.web.templates_pages.rows import Row, TemplateForm
from milepost.web.templates_pages.views import actor_of
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page


@member_page
def steps(request: MemberRequest) -> HttpResponse:
    """The library, and the form for one more step."""
    form = TemplateForm(rows=[Row(key="step", seller_role="Account executive")])
    return _library(request, form, None)


@member_page
def step(request: MemberRequest, step_id: int) -> HttpResponse:
    """The library with one of its steps in the form."""
    stored = next((s for s in template_queries.step_library() if s.id == step_id), None)
    if stored is None:
        raise NotFound(_("There is no such step."))
    row = Row.of(stored.step)
    row.after = []
    return _library(request, TemplateForm(rows=[row]), step_id)


@member_action
def remove_step(request: MemberRequest, step_id: int) -> HttpResponse:
    """Take a step out of the library; plans and templates that use it keep theirs."""
    template_commands.remove_step(actor_of(request), step_id)
    messages.success(request, _("The step is removed from the library."))
    return go_to(request, reverse("templates:steps"))


def _library(request: MemberRequest, form: TemplateForm, step_id: int | None) -> HttpResponse:
    if request.method == "POST":
        form = TemplateForm.from_post(request.POST)
        form.name, form.rows = "library", form.rows[:1] or [Row(key="step")]
        try:
            problems = form.problems_as_typed()
            if problems:
                raise InvalidInput(problems)
            # A step is checked as the only one of a template.
            kept = read_template(form.data("library", 1)).milestones[0]
        except InvalidInput as invalid:
            form.show(invalid.problems)
        else:
            template_commands.save_step(actor_of(request), step_id, kept)
            messages.success(request, _("“%(title)s” is saved.") % {"title": kept.title})
            return go_to(request, reverse("templates:steps"))
    context = {"form": form, "editing": step_id, "library": template_queries.step_library()}
    return render(
        request,
        "templates_pages/steps.html",
        {**context, **form_choices()},
        status=422 if form.wrong else 200,
    )
