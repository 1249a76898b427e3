"""After the signature: a success manager takes the plan over, shown before it is done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.handing_over import held_by
from milepost.domain.plan import Plan
from milepost.pages.typed import whole
from milepost.pages.words import ROLE
from milepost.plans.commands import Changed
from milepost.sharing import rollout_commands
from milepost.sharing.contact_commands import ae_of
from milepost.workspaces.signed_in import member_page

from . import words
from .access import actor_of, member_of, plan_or_404, today_of
from .answers import Context, attempt, form


@member_page(methods=("GET", "POST"))
def hand_over(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Choose who has the plan from now on; what goes over stands above the choice."""
    record = plan_or_404(plan_id)
    plan = record.plan
    found = rollout_commands.success_managers(member_of(request).workspace.id)
    former = ae_of(plan)
    theirs = record.members_by_person.get(former.key) if former else None

    def shown(trouble: Context) -> HttpResponse:
        status = trouble.pop("status", 200)
        context = {
            "record": record,
            "heading": _("Hand the rollout over"),
            "lines": what_follows(plan),
            "options": [
                (str(m.id), f"{m.name} ({words.word_of(ROLE, m.role)})")
                for m in found
                if m.id != theirs
            ],
            "chosen": request.POST.get("member", ""),
            "is_signed": plan.is_signed and not plan.is_closed,
            **trouble,
        }
        return form(request, "plans/_hand_over.html", context, status=status)

    if request.method == "GET":
        return shown({})
    raw = request.POST.get("member", "")
    member_id = whole(raw, 18, 0)

    def change(seen: int) -> Changed:
        return rollout_commands.hand_to_success(
            actor_of(request), plan_id, member_id, seen=seen, today=today_of(request)
        )

    return attempt(
        request, record, change, shown, said=_("Handed over. Both sides are told who it is.")
    )


def what_follows(plan: Plan) -> tuple[str, ...]:
    """What a hand-over does, in sentences."""
    former = ae_of(plan)
    count = len(held_by(plan, former.key).steps) if former else 0
    steps = ngettext(
        "%(n)s open step of %(name)s goes over.", "%(n)s open steps of %(name)s go over.", count
    ) % {"n": count, "name": former.name if former else ""}
    return (
        steps if former and count else "",
        _("%(account)s sees them as their contact, on the page that says “Rollout plan”.")
        % {"account": plan.account},
        _("Check-ins are monthly from the signature on; what is complete stays as it is."),
        _("Both sides are told, each in its own words. It is handed back in the same way."),
    )
