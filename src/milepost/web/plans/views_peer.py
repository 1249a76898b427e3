"""The editor of examples: what the plan says beside what a buyer would read, and the approval.

A draft begins without a word of the plan. Whoever checks it types words, or takes over those of
the plan with names, amounts and dates taken out; then they approve what they have read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, MilepostError, NotAllowed
from milepost.domain.peer_example import PeerDraft, PeerStep, StepLook, TextLook, still_named
from milepost.domain.plan import Plan
from milepost.pages.problems import by_field, summary_of
from milepost.plans import peer_commands, peer_queries
from milepost.plans.peer_queries import KeptExample
from milepost.plans.queries import plan_record
from milepost.workspaces.signed_in import member_action, member_page

from .access import actor_of, member_of


@dataclass(frozen=True, slots=True)
class StepForm:
    """One step of the editor: its place, what stands there, and the plan's own words beside it."""

    at: int
    step: PeerStep
    title: str
    done_means: str
    look: StepLook | None


@member_page
def examples(request: HttpRequest) -> HttpResponse:
    """All examples of the workspace."""
    kept = peer_queries.examples()
    context = {"examples": kept, "names": _names(kept), "section": "plans"}
    return HttpResponse(render_to_string("plans/examples.html", context, request))


@member_action
def make(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A new example of a signed plan, or the one that there is."""
    seller = member_of(request).workspace.name
    made = peer_commands.make_example(actor_of(request), plan_id, seller)
    return redirect("plans:example", made)


@member_page(methods=("GET", "HEAD", "POST"))
def example(request: HttpRequest, example_id: int) -> HttpResponse:
    """The editor: words, and whether a buyer may see them."""
    kept = peer_queries.example(example_id)
    if request.method != "POST":
        return _page(request, kept)
    deed = request.POST.get("do", "save")
    try:
        said = _do(request, kept, deed)
    except InvalidInput as invalid:
        return _page(request, kept, request.POST, by_field(invalid.problems))
    except NotAllowed as error:
        return _page(request, kept, None, {"": [error.message]})
    messages.success(request, said)
    return redirect("plans:examples") if deed == "remove" else redirect("plans:example", kept.id)


def _do(request: HttpRequest, kept: KeptExample, deed: str) -> str:
    actor = actor_of(request)
    if deed == "approve":
        peer_commands.approve_example(actor, kept.id, _moment(request.POST.get("seen", "")))
        return _("Approved. You can show it on a plan now.")
    if deed == "take_back":
        peer_commands.take_back_approval(kept.id)
        return _("No buyer sees it any more.")
    if deed == "remove":
        peer_commands.remove_example(kept.id)
        return _("The example is gone.")
    words = {name: request.POST.get(name, "") for name in ("industry", "size", "goal")}
    steps = {
        at: (request.POST.get(f"title-{at}", ""), request.POST.get(f"done_means-{at}", ""))
        for at in range(len(kept.example.steps))
    }
    if deed == "take_over":
        words, steps = _taken_over(request, kept, words)
    peer_commands.edit_example(actor, kept.id, **words, steps=steps)
    return _("Saved. It has to be approved before a buyer sees it.")


def _taken_over(
    request: HttpRequest, kept: KeptExample, words: dict[str, str]
) -> tuple[dict[str, str], dict[int, tuple[str, str]]]:
    """The plan's own words with gaps, for every step whose words say anything."""
    draft = _draft(request, kept)
    if draft is None or len(draft.steps) != len(kept.example.steps):
        raise NotAllowed(_("The plan has changed since. Type the words yourself."))
    steps = {}
    for at, (look, step) in enumerate(zip(draft.steps, kept.example.steps, strict=True)):
        title = look.title.proposed
        has_words = any(character.isalpha() for character in title)
        steps[at] = (title if has_words else step.title, look.done_means.proposed)
    return words | {"goal": words["goal"] or draft.goal.proposed}, steps


def _page(
    request: HttpRequest,
    kept: KeptExample,
    typed: Any = None,
    wrong: dict[str, list[str]] | None = None,
) -> HttpResponse:
    draft, plan = _draft(request, kept), _plan(kept)
    fits = draft is not None and len(draft.steps) == len(kept.example.steps)
    looks = draft.steps if draft is not None and fits else ()
    shown = kept.example
    steps = [
        StepForm(
            at,
            step,
            typed.get(f"title-{at}", "") if typed else step.title,
            typed.get(f"done_means-{at}", "") if typed else step.done_means,
            looks[at] if looks else None,
        )
        for at, step in enumerate(shown.steps)
    ]
    seller = member_of(request).workspace.name
    context = {
        "kept": kept,
        "name": _names([kept])[kept.id],
        "steps": steps,
        "goal": draft.goal if draft else TextLook("", "", ()),
        "words": {n: (typed or {}).get(n, getattr(shown, n)) for n in ("industry", "size", "goal")},
        "still": {} if plan is None else still_named(shown, plan, [seller]),
        "seen": kept.changed_at.isoformat(),
        "workspace": seller,
        "wrong": wrong or {},
        "problems": summary_of(wrong or {}),
        "section": "plans",
    }
    html = render_to_string("plans/example.html", context, request)
    return HttpResponse(html, status=422 if wrong else 200)


def _plan(kept: KeptExample) -> Plan | None:
    record = plan_record(kept.made_from) if kept.made_from is not None else None
    return record.plan if record else None


def _draft(request: HttpRequest, kept: KeptExample) -> PeerDraft | None:
    """The plan's own words beside the example; None where the plan is gone or signed no more."""
    plan = _plan(kept)
    if plan is None:
        return None
    try:
        return peer_queries.draft_of(plan, member_of(request).workspace.name)
    except MilepostError:
        return None


def _names(kept: list[KeptExample]) -> dict[int, str]:
    """What an example is called among sellers: the words for its company, else its number."""
    return {
        e.id: ", ".join(filter(None, (e.example.industry, e.example.size)))
        or _("Example %(number)s") % {"number": e.id}
        for e in kept
    }


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise NotAllowed(_("Read the example again before you approve it.")) from error
