"""From a deal to a plan in one screen, and a plan from a document."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.deals.queries import DealView, deal_view
from milepost.domain.building import BuiltPlan, build_plan
from milepost.domain.currencies import CURRENCIES
from milepost.domain.errors import InvalidInput, NotFound
from milepost.domain.informal import started_small
from milepost.domain.plan import Person
from milepost.domain.templates import Template
from milepost.pages.htmx import go_to, is_htmx, varies
from milepost.plans import commands, template_queries
from milepost.workspaces.policy import policy_changes
from milepost.workspaces.queries import rates
from milepost.workspaces.signed_in import member_page

from . import words
from .access import actor_of, member_of, today_of
from .answers import form, problem_words
from .countries import country_choices
from .new_plan_model import facts_of, first_values, proposal_view, tightened
from .owner_forms import colleagues
from .uploads import uploaded_plan


@member_page(methods=("GET", "POST"))
def new(request: HttpRequest, deal_id: int) -> HttpResponse:
    """One screen: type, template and dates proposed with their reasons (product.md section 2)."""
    deal = deal_view(deal_id)
    if deal is None:
        raise NotFound(_("There is no such deal in this workspace."))
    member = member_of(request)
    source = request.POST if request.method == "POST" else request.GET
    values = first_values(deal, member) | {
        key: str(value) for key, value in source.items() if key in VALUES
    }
    built: BuiltPlan | None = None
    problems: tuple[tuple[str, str], ...] = ()
    templates = templates_here()
    try:
        facts = facts_of(
            values, deal, member, today_of(request), templates, sellers_of(deal, member)
        )
        built = build_plan(
            facts,
            by_type(templates),
            workspace_currency=member.workspace.currency,
            rates=rates(member.workspace.id),
        )
        numbers = policy_changes(member.workspace.policy)
        built = replace(built, plan=replace(built.plan, policy=numbers))
        if values["form"] == "informal":
            built = started_small(built)
        if request.method == "POST" and "propose" not in request.POST:
            return created(request, built, deal, values)
    except InvalidInput as error:
        problems = tuple(
            (input_name(p.path), problem_words(p.wrong, p.right)) for p in error.problems
        )
    response = answer(request, deal, values, built, problems, templates)
    if problems:
        transaction.set_rollback(True)
    return response


FORMS = (
    (
        "",
        gettext_lazy("The full plan"),
        gettext_lazy("Every step until it is in use, with owners on both sides."),
    ),
    (
        "informal",
        gettext_lazy("Start small: 3 to 5 steps"),
        gettext_lazy("For somebody who is wary of plans. The other steps can come in later."),
    ),
)
VALUES = frozenset(
    (
        *("title", "account", "amount", "currency", "target_close", "go_live", "goal"),
        *("deal_type", "template", "buyer_country", "seller_country"),
        *("champion_name", "champion_email", "tighten", "form"),
    )
)


def input_name(path: str) -> str:
    """The input that a problem's path belongs to."""
    known = {
        "outcome.go_live": "go_live",
        "outcome.goal": "goal",
        "value": "amount",
        "value.amount": "amount",
        "value.currency": "currency",
        "calendars.buyer.country": "buyer_country",
        "calendars.seller.country": "seller_country",
    }
    if path.startswith("people"):
        return "champion_email" if path.endswith("email") else "champion_name"
    return known.get(path, path if path in VALUES else "")


def answer(
    request: HttpRequest,
    deal: DealView,
    values: dict[str, str],
    built: BuiltPlan | None,
    problems: tuple[tuple[str, str], ...],
    templates: dict[str, Template],
) -> HttpResponse:
    """The screen, or for htmx only its proposal."""
    today = today_of(request)
    errors: dict[str, list[str]] = {}
    for name, text in problems:
        errors.setdefault(name, []).append(text)
    submitted = request.method == "POST" and "propose" not in request.POST
    context = {
        "deal": deal,
        "values": values,
        "errors": errors if request.method == "POST" or request.GET else {},
        "problems": problems if submitted else (),
        "missing": problems,
        "proposal": built
        and proposal_view(built, tighten=bool(values.get("tighten")), today=today),
        "types": [("", _("As proposed")), *words.choices(words.DEAL_TYPE)],
        "templates": [("", _("As the type proposes")), *template_choices(templates)],
        "forms": FORMS,
        "countries": country_choices(),
        "currencies": [(code, code) for code in sorted(CURRENCIES)],
        "section": "plans",
    }
    part = is_htmx(request)
    template = "plans/_proposal.html" if part else "plans/new.html"
    html = render_to_string(template, context, request)
    response = HttpResponse(html, status=422 if problems and submitted else 200)
    varies(response)
    return response


def templates_here() -> dict[str, Template]:
    """What a plan can be built from: the built-in templates, then the workspace's own."""
    return dict(template_queries.all_templates())


def by_type(templates: dict[str, Template]) -> dict[str, Template]:
    """The template that each type of deal proposes."""
    return {key: templates[key] for key in words.DEAL_TYPE if key in templates}


def template_choices(templates: dict[str, Template]) -> list[tuple[str, str]]:
    """(key, name with its number of steps) for the select."""
    return [
        (key, _("%(name)s, %(n)s steps") % {"name": t.name, "n": len(t.milestones)})
        for key, t in templates.items()
    ]


def sellers_of(deal: DealView, member: Any) -> tuple[Person, ...]:
    """The deal's AE on the seller's side: its owner where they are a member, else who asks."""
    owner = next((m for m in colleagues() if m.id == deal.ae_id), None)
    name, email = (owner.name, owner.email) if owner else (member.name, member.email)
    return (Person(key="ae", name=name, side="seller", role="ae", email=email),)


def created(
    request: HttpRequest, built: BuiltPlan, deal: DealView, values: dict[str, str]
) -> HttpResponse:
    """Keep the proposed plan and open its page."""
    if values.get("tighten"):
        built = replace(built, plan=tightened(built))
    member = member_of(request)
    owner = next((m.id for m in colleagues() if m.id == deal.ae_id), member.id)
    changed = commands.create_plan(
        actor_of(request), built, deal.id, {"ae": owner}, today=today_of(request)
    )
    return go_to(request, f"/plans/{changed.plan_id}/")


@member_page(methods=("GET", "POST"))
def from_document(request: HttpRequest) -> HttpResponse:
    """A plan from a document that was exported here, or written by the command line."""
    context = {
        "heading": _("A plan from a document"),
        "back": "/plans/",
        "back_words": _("Plans"),
        "seen": 0,
    }
    template = "plans/_import.html"
    if request.method == "GET":
        return form(request, template, context)
    try:
        plan = uploaded_plan(request)
        emails = {m.email: m.id for m in colleagues()}
        members = {p.key: emails[p.email] for p in plan.people if p.email and p.email in emails}
        deal_id = None
        changed = commands.import_document(
            actor_of(request), deal_id, plan, members, today=today_of(request)
        )
    except InvalidInput as error:
        transaction.set_rollback(True)
        problems = tuple(("document", str(problem)) for problem in error.problems[:50])
        return form(request, template, {**context, "problems": problems}, status=422)
    return go_to(request, f"/plans/{changed.plan_id}/")
