"""Answering the buyer's proposals, and saying yes to the plan as it stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, InvalidInput, MilepostError, NotAllowed, NotFound
from milepost.domain.terms import is_material
from milepost.pages.htmx import close_dialog, is_htmx, toast
from milepost.pages.typed import whole
from milepost.plans.queries import PlanRecord
from milepost.sharing import agreement_commands, answer_commands
from milepost.sharing.queries import PlanSharing, ProposalRow
from milepost.workspaces.signed_in import member_page

from . import words
from .access import actor_of, both_or_404, member_of, seen_of, today_of, zone_of
from .agreement_model import agreement_view
from .answers import (
    ConflictView,
    Context,
    form,
    refusal,
    region,
    review_of_stay,
    saved_words,
    stay_of,
    still_in_review,
)
from .proposals_model import effect_of, line_of

ANSWERS = ("accept", "refuse", "counter")


@member_page(methods=("GET", "POST"))
def answer(request: HttpRequest, plan_id: int, proposal_id: int, do: str) -> HttpResponse:
    """One answer to one proposal, with its effect shown before it is given."""
    if do not in ANSWERS:
        raise NotFound(_("There is no such answer."))
    record, sharing = both_or_404(plan_id)
    row = next((p for p in sharing.proposals if p.id == proposal_id), None)
    if row is None:
        return gone(request, record)
    shown = answer_form(request, record, row, do)
    if request.method == "GET":
        return shown({})
    return tried(request, plan_id, lambda: answered(request, record, row, do), shown, record)


def gone(request: HttpRequest, record: PlanRecord) -> HttpResponse:
    """A proposal that was answered, or taken back, since the page was shown."""
    return quicker(request, record, _("This proposal was answered or taken back meanwhile."))


def quicker(request: HttpRequest, record: PlanRecord, sentence: str) -> HttpResponse:
    """Somebody answered first, or the plan changed since the preview: the way back to the plan."""
    context = {
        "record": record,
        "heading": _("Somebody was quicker"),
        "c": ConflictView(sentence, (), "", record.revision),
        "posted": (),
    }
    return form(request, "plans/_conflict.html", context, status=409)


def answered(request: HttpRequest, record: PlanRecord, row: ProposalRow, do: str) -> str:
    """Give the answer; what to say of it afterwards."""
    actor, today, plan_id = actor_of(request), today_of(request), record.id
    state, said = request.POST.get("state", "open"), request.POST.get("answer", "")
    who = words.first_name(row.person_name)
    if do == "refuse":
        answer_commands.refuse(actor, plan_id, row.id, said, state=state)
        return _("Declined. %(who)s sees your words.") % {"who": who}
    if do == "counter":
        content = {name: request.POST.get(name, "") for name in COUNTERED}
        answer_commands.counter(actor, plan_id, row.id, content, said, today, state=state)
        return _("Suggested. It waits for %(who)s's yes.") % {"who": who}
    seen = seen_of(request, record)
    done = answer_commands.accept(
        actor, plan_id, row.id, today, seen=seen, state=state, answer=said
    )
    return saved_words(done.changed) if done.changed else _("Saved.")


COUNTERED = ("target", "go_live", "title", "done_means")


def answer_form(
    request: HttpRequest, record: PlanRecord, row: ProposalRow, do: str
) -> Callable[[Context], HttpResponse]:
    """The form of one answer, for `tried` to show again with its trouble."""
    headings = {
        "accept": (_("Accept this?"), _("Accept")),
        "refuse": (_("Decline this?"), _("Decline")),
        "counter": (_("Suggest another"), _("Send the suggestion")),
    }
    today = today_of(request)
    heading, yes = headings[do]
    content = {**row.content, **(row.counter or {})}
    day_name = "go_live" if row.kind == "dates" else "target"

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": heading,
            "yes": yes,
            "do": do,
            "kind": row.kind,
            "state": row.state,
            "first": words.first_name(row.person_name),
            "l": line_of(row, record.plan, record.id, today),
            "effect": effect_of(row, record.plan, today),
            "asks_again": do == "accept" and asks_again(record, row, today),
            "content": content,
            "day_name": day_name,
            "day": content.get(day_name) or "",
            **trouble,
        }
        return form(request, "plans/_answer.html", context, status=status)

    return shown


def asks_again(record: PlanRecord, row: ProposalRow, today: date) -> bool:
    """Whether accepting changes what both sides have agreed to."""
    if record.plan.life != "agreed":
        return False
    try:
        after = answer_commands.plan_after(record.plan, row, row.content, today)
    except MilepostError:
        return False
    return is_material(record.plan, after, today)


@member_page(methods=("GET", "POST"))
def looked(request: HttpRequest, plan_id: int, proposal_id: int) -> HttpResponse:
    """The AE has looked at what an accepted step did to the plan."""
    record, _sharing = both_or_404(plan_id)

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": _("Is the plan as it should be?"),
            "question": _("Is the plan as it should be?"),
            "lines": (_("Owners, dates and the order of steps are yours to set."),),
            "ask_why": False,
            "danger": False,
            "no": _("Not yet"),
            "yes": _("It is fine"),
            **trouble,
        }
        return form(request, "plans/_confirm.html", context, status=status)

    if request.method == "GET":
        return shown({})

    def work() -> str:
        answer_commands.looked_after(plan_id, proposal_id)
        return _("Noted.")

    return tried(request, plan_id, work, shown, record)


@member_page(methods=("GET", "POST"))
def agreement(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Who has agreed, what changed since, what is missing; and the seller's own yes."""
    record, sharing = both_or_404(plan_id)
    shown = agreement_form(request, record, sharing)
    if request.method == "GET":
        return shown({})
    do = request.POST.get("do", "agree")
    return tried(request, plan_id, lambda: agreed(request, plan_id, do), shown, record)


def agreed(request: HttpRequest, plan_id: int, do: str) -> str:
    """Say yes, note a yes that was said elsewhere, or take one back; what to say afterwards."""
    actor, today = actor_of(request), today_of(request)
    if do == "elsewhere":
        how = request.POST.get("how", "")
        agreement_commands.agreed_elsewhere(actor, plan_id, how, today)
        return _("Noted: both sides agreed.")
    if do == "take_back":
        agreement_commands.take_back_as_seller(actor, plan_id, today)
        return _("Your yes is taken back.")
    raw = request.POST.get("terms", "")
    terms = whole(raw, 10, None)
    done = agreement_commands.agree_as_seller(actor, plan_id, today, terms_revision=terms)
    if done.both:
        return _("Agreed by both sides.")
    return _("You agreed. It waits for the buyer's yes.")


def agreement_form(
    request: HttpRequest, record: PlanRecord, sharing: PlanSharing
) -> Callable[[Context], HttpResponse]:
    """The dialog of agreement."""
    member = member_of(request)
    view = agreement_view(record, sharing, today_of(request), zone_of(request))
    terms = record.marks.terms_revision
    now = [a for a in sharing.agreements if a.terms_revision == terms]

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": _("Agreement"),
            "a": view,
            "terms": terms,
            "workspace": member.workspace.name,
            "mine": any(a.member_id == member.id for a in now),
            "can_mark": bool(view.seller) and bool(view.action),
            "is_agreed": record.plan.life == "agreed" and not view.action and not view.changes,
            **trouble,
        }
        return form(request, "plans/_agreement.html", context, status=status)

    return shown


def tried(
    request: HttpRequest,
    plan_id: int,
    work: Callable[[], str],
    again: Callable[[Context], HttpResponse],
    record: PlanRecord,
) -> HttpResponse:
    """Try an answer; show the plan anew, or the form once more with what stood in the way."""
    try:
        text = work()
    except Conflict as error:
        response = quicker(request, record, error.message)
    except (InvalidInput, NotAllowed) as error:
        response = again(refusal(error, record, FIELDS))
    else:
        return done(request, plan_id, text)
    transaction.set_rollback(True)
    return response


FIELDS = {"reason": "how"}


def done(request: HttpRequest, plan_id: int, text: str) -> HttpResponse:
    """The plan anew where its page asked, else back to it, or to the review it was asked in."""
    if meeting := review_of_stay(plan_id, stay_of(request)):
        return still_in_review(request, meeting, text)
    if not is_htmx(request):
        messages.success(request, text)
        return HttpResponseRedirect(f"/plans/{plan_id}/", status=303)
    record, sharing = both_or_404(plan_id)
    return toast(close_dialog(region(request, record, sharing), "editor"), text)
