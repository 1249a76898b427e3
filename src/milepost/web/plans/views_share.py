"""Sharing a plan: the dialog, the links it gives, who has access, the preview, the domains."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, MilepostError, NotAllowed, NotFound
from milepost.pages.htmx import is_htmx
from milepost.pages.typed import whole
from milepost.plans.queries import PlanRecord
from milepost.sharing import contact_commands, link_commands, people_commands
from milepost.sharing.link_commands import LINK_DAYS, PREVIEW_MINUTES, Invited
from milepost.sharing.people_commands import Details
from milepost.sharing.queries import PlanSharing, plan_with_sharing
from milepost.workspaces.signed_in import member_action, member_page

from .access import actor_of, member_of, today_of
from .answers import Context, form, refusal
from .owner_forms import colleagues
from .share_model import door_of, guest, role_for, share_context, unnamed


@member_page(methods=("GET", "HEAD", "POST"))
def share(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Choose or add people, say a few words, and share: by mail, or as links to copy."""
    record, sharing = around(plan_id)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = share_context(record, sharing, request.POST) | trouble
        return form(request, "plans/share.html", context, status=status)

    if request.method != "POST":
        return shown({})
    by_mail = request.POST.get("how") != "copy"
    actor = actor_of(request)

    def done() -> HttpResponse:
        chosen = request.POST.getlist("people")
        for details in _newcomers(record, request):
            chosen.append(people_commands.add_stakeholder(actor, plan_id, details)[0])
        words, today = request.POST.get("words", ""), today_of(request)
        shared = link_commands.share(actor, plan_id, chosen, words, by_mail, today=today)
        return _links(request, record, shared.invited, shared.already)

    return _attempted(record, done, shown)


def _newcomers(record: PlanRecord, request: HttpRequest) -> Iterator[Details]:
    """Those whom the dialog names: for roles still to be named, and somebody further."""
    for role in unnamed(record.plan, request.POST):
        if role.name.strip() or role.email.strip():
            given = {
                f"{role.prefix}name": role.name,
                f"{role.prefix}email": role.email,
                f"{role.prefix}role": role_for(role.role),
                f"{role.prefix}takes": role.role,
            }
            yield people_commands.read_details(given, prefix=role.prefix)
    if request.POST.get("new-name", "").strip() or request.POST.get("new-email", "").strip():
        yield people_commands.read_details(request.POST.dict(), prefix="new-")


@member_page(methods=("GET", "HEAD", "POST"))
def access(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """One person's access: a new link by mail or to copy, renewing, stopping, ending."""
    record, sharing = around(plan_id)
    person = record.plan.person(key)
    if person is None or not link_commands.may_be_invited(person):
        raise NotFound(_("This person is no longer on the plan."))
    one = guest(person, sharing)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        row = sharing.by_person.get(key)
        context = {
            "record": record,
            "heading": person.name,
            "one": one,
            "until": row.link_expires_at if row else None,
            "is_draft": record.plan.life == "draft",
            "minutes": PREVIEW_MINUTES,
            "days": LINK_DAYS,
            "back": f"/plans/{plan_id}/people/",
            **trouble,
        }
        return form(request, "plans/share_access.html", context, status=status)

    if request.method != "POST":
        return shown({})
    return _attempted(record, lambda: _accessed(request, record, key, person.name), shown)


def _accessed(request: HttpRequest, record: PlanRecord, key: str, name: str) -> HttpResponse:
    actor, plan_id, said = actor_of(request), record.id, {"name": name}
    match request.POST.get("do"):
        case "mail":
            words = request.POST.get("words", "")
            given = link_commands.send_again(actor, plan_id, key, words)
            return _links(request, record, (given,), ())
        case "copy":
            return _links(request, record, (link_commands.link_to_copy(actor, plan_id, key),), ())
        case "renew":
            link_commands.renew(plan_id, key)
            return _told(request, plan_id, _("The links of %(name)s work on.") % said)
        case "stop":
            link_commands.revoke(plan_id, key)
            return _told(request, plan_id, _("The links of %(name)s are stopped.") % said)
        case "end":
            people_commands.end_access(plan_id, key)
            return _told(request, plan_id, _("The access of %(name)s has ended.") % said)
    raise NotAllowed(_("There is no such action."))


@member_action
def preview(request: HttpRequest, plan_id: int, key: str) -> HttpResponse:
    """The buyer's page exactly as one of them sees it, read-only, for a quarter of an hour."""
    secret = link_commands.preview(actor_of(request), plan_id, key)
    response = HttpResponseRedirect(f"/b/{secret}/", status=303)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@member_page(methods=("GET", "HEAD", "POST"))
def domains(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The domains at which everybody may join by a one-time code."""
    record, sharing = around(plan_id)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": _("Who else may come in"),
            "value": request.POST.get("domains", "\n".join(sharing.domains)),
            "back": f"/plans/{plan_id}/people/",
            **trouble,
        }
        return form(request, "plans/share_domains.html", context, status=status)

    if request.method != "POST":
        return shown({})

    def done() -> HttpResponse:
        workspace_id = member_of(request).workspace.id
        given = request.POST.get("domains", "")
        approved = link_commands.set_domains(workspace_id, plan_id, given)
        text = _("Saved.") if approved else _("Only those you invite come in.")
        return _told(request, plan_id, text)

    return _attempted(record, done, shown)


@member_page(methods=("GET", "HEAD", "POST"))
def contact(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Another contact for the buyer, as where the AE has left the company."""
    record, _sharing = around(plan_id)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": _("The buyer's contact"),
            "options": [(str(m.id), m.name) for m in colleagues()],
            "back": f"/plans/{plan_id}/people/",
            **trouble,
        }
        return form(request, "plans/share_contact.html", context, status=status)

    if request.method != "POST":
        return shown({})

    def done() -> HttpResponse:
        chosen = request.POST.get("member", "")
        member = whole(chosen, 18, 0)
        contact_commands.change_contact(actor_of(request), plan_id, member)
        return _told(request, plan_id, _("Saved."))

    return _attempted(record, done, shown)


def around(plan_id: int) -> tuple[PlanRecord, PlanSharing]:
    """The plan and what stands around it; raises NotFound where this workspace has none."""
    found = plan_with_sharing(plan_id)
    if found is None:
        raise NotFound(_("There is no such plan in this workspace."))
    return found


def people_context(
    request: HttpRequest, record: PlanRecord, sharing: PlanSharing
) -> dict[str, Any]:
    """What the People tab says of access, beside who owns what."""
    workspace_id = member_of(request).workspace.id
    people = {p.key: guest(p, sharing) for p in record.plan.people}
    return {
        "guests": {key: one for key, one in people.items() if _is_guest(record, key)},
        "door": door_of(record, sharing),
        "left": contact_commands.contact_left(
            record.plan, dict(record.members_by_person), workspace_id
        ),
        "is_draft": record.plan.life == "draft",
    }


def _is_guest(record: PlanRecord, key: str) -> bool:
    person = record.plan.person(key)
    return person is not None and link_commands.may_be_invited(person)


def _attempted(
    record: PlanRecord,
    done: Callable[[], HttpResponse],
    shown: Callable[[Context], HttpResponse],
) -> HttpResponse:
    """What a form leads to, or the form again; a refused one leaves nothing half done."""
    try:
        with transaction.atomic():
            return done()
    except (InvalidInput, NotAllowed, NotFound) as error:
        return shown(_trouble(error, record))


def _trouble(error: MilepostError, record: PlanRecord) -> Context:
    return refusal(error, record, {})


def _links(
    request: HttpRequest, record: PlanRecord, invited: tuple[Invited, ...], already: Any
) -> HttpResponse:
    """Who was mailed, and the links to copy, which are shown this once."""
    context = {
        "record": record,
        "heading": _("Shared") if invited else _("Nobody new"),
        "invited": invited,
        "already": already,
        "days": LINK_DAYS,
        "has_mail": bool(settings.SMTP_URL),
        "back": f"/plans/{record.id}/people/",
    }
    return form(request, "plans/share_done.html", context)


def _told(request: HttpRequest, plan_id: int, text: str) -> HttpResponse:
    """Back to the People tab, which says what was done."""
    messages.success(request, text)
    if is_htmx(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = f"/plans/{plan_id}/people/"
        return response
    return HttpResponseRedirect(f"/plans/{plan_id}/people/", status=303)
