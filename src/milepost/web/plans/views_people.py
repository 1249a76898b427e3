"""Adding, changing and removing the people of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, NotFound, Problem
from milepost.domain.paths import path_of
from milepost.domain.plan import Person, Plan
from milepost.plans import commands
from milepost.sharing import people_commands
from milepost.sharing.people_commands import unnamed_roles
from milepost.sharing.queries import StakeholderRow
from milepost.workspaces.places import countries, time_zones
from milepost.workspaces.signed_in import member_page

from . import words
from .access import actor_of, plan_or_404
from .answers import Context, attempt, form
from .editors import Editor, Field
from .owner_forms import ROLES, colleagues
from .share_model import role_for
from .views_share import around


@member_page(methods=("GET", "POST"))
def add(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Somebody joins the plan: on the buyer's side by name, on the seller's also a colleague."""
    record = plan_or_404(plan_id)
    side = "seller" if request.GET.get("side", request.POST.get("side")) == "seller" else "buyer"
    editor = person_editor(record.plan, None, side, takes=request.GET.get("takes", ""))

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "e": editor,
            "heading": editor.title,
            "action": f"{request.path}?side={side}",
            "back": f"/plans/{plan_id}/people/",
            **trouble,
        }
        return form(request, "plans/_edit.html", context, status=status)

    if request.method == "GET":
        return shown({})

    def change(seen: int) -> commands.Changed:
        if side == "buyer":
            details = people_commands.read_details(request.POST.dict())
            return people_commands.add_stakeholder(actor_of(request), plan_id, details)[1]
        person, member = posted_person(request.POST, side)
        return commands.add_person(actor_of(request), plan_id, person, member_id=member)

    return attempt(request, record, change, shown)


@member_page(methods=("GET", "POST"))
def person(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """One person of the plan: their form, or removing them."""
    record, sharing = around(plan_id)
    found = record.plan.person(key)
    if found is None:
        raise NotFound(_("This person is no longer on the plan."))
    editor = person_editor(record.plan, found, found.side, sharing.by_person.get(key))

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "e": editor,
            "heading": found.name,
            "back": f"/plans/{plan_id}/people/",
            "removal": _(
                "What they own goes back to their role, still to be named. Their links stop."
            ),
            **trouble,
        }
        return form(request, "plans/_person.html", context, status=status)

    if request.method == "GET":
        return shown({})

    def change(seen: int) -> commands.Changed:
        if request.POST.get("do") == "remove":
            return commands.remove_person(actor_of(request), plan_id, key)
        changes = editor.changed(request.POST)
        if found.side == "buyer":
            said = people_commands.read_details(request.POST.dict())
            people_commands.check_address_is_free(record.plan, said.address, but=key)
            changed = commands.change_fields(actor_of(request), plan_id, changes, seen=seen)
            people_commands.say_of(plan_id, key, said)
            return changed
        return commands.change_fields(actor_of(request), plan_id, changes, seen=seen)

    inputs = {field.path: field.name for field in editor.fields if field.path}
    return attempt(request, record, change, shown, fields=inputs)


def person_editor(
    plan: Plan,
    known: Person | None,
    side: str,
    row: StakeholderRow | None = None,
    takes: str = "",
) -> Editor:
    """The form of a person; a new one on the seller's side may be chosen from the workspace.

    `row` is what the plan itself does not hold of somebody on the buyer's side; `takes` a role
    that a new one is named for.
    """
    base = path_of("people", known.key) if known else ""
    fields: list[Field] = []
    if known is None and side == "seller":
        on_plan = {p.email for p in plan.people if p.email}
        free = tuple((m.email, m.name) for m in colleagues() if m.email not in on_plan)
        if free:
            fields.append(
                Field(
                    name="colleague",
                    label=_("Colleague"),
                    kind="select",
                    options=(("", _("Somebody who is no member yet")), *free),
                    help=_("Or fill in the name and e-mail below."),
                )
            )

    def path(name: str) -> str:
        return f"{base}.{name}" if base else ""

    fields += [
        Field(
            name="name",
            label=_("Name"),
            path=path("name"),
            value=known.name if known else "",
            required=side == "buyer",
        ),
        Field(
            name="email",
            label=_("E-mail"),
            path=path("email"),
            value=(known.email if known else "") or "",
        ),
        Field(
            name="role",
            label=_("Role on this plan"),
            kind="select",
            path=path("role"),
            value=known.role if known else new_role(plan, side, takes),
            options=tuple(words.choices(words.ROLE, ROLES[side])),
            required=True,
        ),
        Field(
            name="job",
            label=_("Job title"),
            path=path("title"),
            value=(known.title if known else "") or "",
        ),
    ]
    if side == "buyer":
        fields += buyer_fields(plan, known, row, takes)
    title = known.name if known else side_words(plan, side)
    return Editor(path=base, title=title, fields=tuple(fields), apart=known is not None)


def buyer_fields(
    plan: Plan, known: Person | None, row: StakeholderRow | None, takes: str
) -> list[Field]:
    """What is asked of the buyer's people beside: a role that they take over, where they work,
    when, and in which language their mails are."""
    fields: list[Field] = []
    roles = unnamed_roles(plan)
    if roles and known is None:
        fields.append(
            Field(
                name="takes",
                label=_("Takes over from a role still to be named"),
                kind="select",
                value=takes if takes in roles else "",
                options=(("", _("none")), *((role, role) for role in roles)),
            )
        )
    fields.append(
        Field(
            name="country",
            label=_("Country"),
            kind="select",
            value=row.country if row else "",
            options=(("", _("as the plan says")), *countries()),
        )
    )
    fields.append(
        Field(
            name="time_zone",
            label=_("Time zone"),
            kind="datalist",
            value=row.time_zone if row else "",
            options=tuple((zone, "") for zone in time_zones()),
            help=_("Mails arrive in their working hours. Empty: the country's."),
        )
    )
    if len(settings.LANGUAGES) > 1:
        fields.append(
            Field(
                name="language",
                label=_("Language of their mails"),
                kind="select",
                value=row.language if row else "",
                options=(("", _("English")), *settings.LANGUAGES[1:]),
            )
        )
    return fields


def new_role(plan: Plan, side: str, takes: str) -> str:
    """The role that a new person probably has."""
    if side == "seller":
        return "ae"
    if takes:
        return role_for(takes)
    return "other" if any(p.role == "champion" for p in plan.people) else "champion"


def side_words(plan: Plan, side: str) -> str:
    """Whom the form adds."""
    if side == "seller":
        return _("Add somebody on your side")
    return _("Add somebody at %(account)s") % {"account": plan.account}


def posted_person(post: Mapping[str, str], side: str) -> tuple[Person, int | None]:
    """The new person of the form, and the member that they are, if any."""
    chosen = post.get("colleague", "")
    member = next((m for m in colleagues() if m.email == chosen), None) if chosen else None
    name = member.name if member else post.get("name", "").strip()
    if not name:
        raise InvalidInput([Problem("name", _("it is empty"), _("give a name"))])
    role: Any = post.get("role", "other")
    who: Any = side
    made = Person(
        key="",
        name=name,
        side=who,
        role=role,
        email=(member.email if member else post.get("email", "").strip()) or None,
        title=post.get("job", "").strip() or None,
    )
    return made, member.id if member else None
