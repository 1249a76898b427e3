"""Templates: the list, one template and its versions, and the form that makes the next version."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from milepost.documents.template_library import builtin_templates
from milepost.domain.errors import InvalidInput, NotFound
from milepost.domain.templates import Template, read_template
from milepost.pages.htmx import go_to
from milepost.plans import template_commands, template_queries
from milepost.plans.commands import Actor
from milepost.web.templates_pages.changes import template_changes
from milepost.web.templates_pages.choices import form_choices, longest_days
from milepost.web.templates_pages.rows import Row, TemplateForm
from milepost.workspaces.signed_in import MemberRequest, member_action, member_page


@member_page
def template_list(request: MemberRequest) -> HttpResponse:
    """The workspace's own templates, then the built-in ones."""
    own = [
        _row(stored.template, stored.changed_at, stored.changed_by)
        for stored in template_queries.workspace_templates()
    ]
    builtin = [_row(template) for template in builtin_templates().values()]
    return render(request, "templates_pages/list.html", {"own": own, "builtin": builtin})


@member_page
def template_page(request: MemberRequest, key: str) -> HttpResponse:
    """The newest version of a template, with its versions; or a built-in one."""
    template = _template(key)
    builtin = key in builtin_templates()
    versions = () if builtin else template_queries.template_versions(key)
    return _show(request, template, builtin=builtin, versions=versions, version=None)


@member_page
def template_version(request: MemberRequest, key: str, version: int) -> HttpResponse:
    """An earlier version, with what it changed against the one before."""
    versions = template_queries.template_versions(key)
    template = next((each.template for each in versions if each.version == version), None)
    if template is None:
        raise NotFound(_("There is no such version."))
    return _show(request, template, builtin=False, versions=versions, version=version)


@member_page
def new_template(request: MemberRequest) -> HttpResponse:
    """A form with one empty step; the first save makes the template."""
    empty = TemplateForm(rows=[Row(key="step-1", seller_role="Account executive")])
    return _form(request, None, empty, version=1)


@member_page
def edit_template(request: MemberRequest, key: str) -> HttpResponse:
    """The form of the workspace's own template; saving makes the next version."""
    if key in builtin_templates():
        raise NotFound(_("A built-in template is copied before it is changed."))
    template = _template(key)
    return _form(request, key, TemplateForm.of(template), version=template.version + 1)


@member_action
def copy_template(request: MemberRequest, key: str) -> HttpResponse:
    """A copy of any template as one of the workspace's own, ready to be edited."""
    template = _template(key)
    name = _("%(name)s (copy)") % {"name": template.name}
    made = template_commands.create_template(actor_of(request), replace(template, name=name))
    return go_to(request, reverse("templates:edit", args=[made]))


@member_action
def archive_template(request: MemberRequest, key: str) -> HttpResponse:
    """No longer offer a template; plans that came from it keep their version."""
    template = _template(key)
    template_commands.archive_template(actor_of(request), key)
    messages.success(request, _("“%(name)s” is archived.") % {"name": template.name})
    return go_to(request, reverse("templates:list"))


def actor_of(request: MemberRequest) -> Actor:
    """Who makes the change."""
    return Actor(request.member.id, request.member.name)


def _form(
    request: MemberRequest, key: str | None, form: TemplateForm, version: int
) -> HttpResponse:
    """Show the form, carry out one of its buttons, or save it."""
    seen = version - 1
    if request.method == "POST":
        form = TemplateForm.from_post(request.POST)
        given = request.POST.get("seen", "")
        seen = int(given[:9]) if given.isascii() and given.isdigit() else seen
        action = request.POST.get("do", "save")
        if action == "save":
            saved = _saved(request, key, form, seen)
            if saved is not None:
                return saved
        elif action == "library":
            _add_from_library(form, request.POST.get("library_step", ""))
        else:
            form.act(action)
    context = {"form": form, "key": key, "version": version, "seen": seen, **form_choices()}
    context["library"] = template_queries.step_library()
    status = 422 if form.wrong else 200
    return render(request, "templates_pages/edit.html", context, status=status)


def _saved(
    request: MemberRequest, key: str | None, form: TemplateForm, seen: int
) -> HttpResponse | None:
    """Save the form and go to its template; None where something has to be mended first."""
    try:
        problems = form.problems_as_typed()
        if problems:
            raise InvalidInput(problems)
        template = read_template(form.data(key or "new", seen + 1))
    except InvalidInput as invalid:
        form.show(invalid.problems)
        return None
    if key is None:
        key = template_commands.create_template(actor_of(request), template)
    else:
        template_commands.save_template(actor_of(request), key, template, seen=seen)
    messages.success(request, _("“%(name)s” is saved.") % {"name": template.name})
    return go_to(request, reverse("templates:template", args=[key]))


def _add_from_library(form: TemplateForm, step_id: str) -> None:
    for stored in template_queries.step_library():
        if str(stored.id) == step_id:
            place = form.act("add")
            if place is not None:
                row = Row.of(stored.step)
                row.key, row.after = form.rows[place].key, form.rows[place].after
                form.rows[place] = row


def _show(
    request: HttpRequest, template: Template, *, builtin: bool, versions: Any, version: int | None
) -> HttpResponse:
    before = next((v.template for v in versions if v.version == template.version - 1), None)
    context = {
        "template": template,
        "days": longest_days(template),
        "builtin": builtin,
        "versions": versions,
        "version": version,
        "changes": template_changes(before, template) if before else (),
    }
    return render(request, "templates_pages/template.html", context)


def _template(key: str) -> Template:
    """A template by its key, the workspace's own before a built-in one; NotFound otherwise."""
    template = builtin_templates().get(key) or template_queries.template(key)
    if template is None:
        raise NotFound(_("There is no such template."))
    return template


def _row(template: Template, changed_at: Any = None, changed_by: str = "") -> dict[str, Any]:
    return {
        "key": template.key,
        "name": template.name,
        "description": template.description,
        "deal_type": template.deal_type,
        "version": template.version,
        "steps": len(template.milestones),
        "days": longest_days(template),
        "changed_at": changed_at,
        "changed_by": changed_by,
    }
