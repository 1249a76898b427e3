"""How an edit answers: the plan anew, the form with its problems, or both values of a conflict.

Every form works without script: then a saved change leads back to the page, and a refused one
shows the same form on a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.errors import Conflict, InvalidInput, MilepostError, NotAllowed
from milepost.pages.htmx import close_dialog, is_htmx, toast, trigger, varies
from milepost.plans.commands import Changed
from milepost.plans.queries import PlanRecord, record_after
from milepost.sharing.queries import PlanSharing

from . import asking, words
from .access import actor_of, seen_of
from .change_words import Names, field_words, value_words
from .page import region_html

Context = dict[str, Any]
# What forms that were opened in a review carry as `stay`, before its number.
IN_REVIEW = "review-"


class BothValues(NamedTuple):
    """One field that two people changed, with both values."""

    what: str
    yours: str
    theirs: str


class ConflictView(NamedTuple):
    """What two people changed at once; without values where it is the plan as a whole."""

    sentence: str
    values: tuple[BothValues, ...]
    by: str
    seen: int


def form(
    request: HttpRequest, template: str, context: Context, *, status: int = 200
) -> HttpResponse:
    """A form: the part alone for htmx, else a page around it."""
    record: PlanRecord | None = context.get("record")
    stay = stay_of(request)
    if record is not None:
        context.setdefault("back", review_of_stay(record.id, stay) or f"/plans/{record.id}/")
        context.setdefault("back_words", record.plan.title or record.plan.account)
        context.setdefault("seen", record.revision)
    context = {
        "problems": (),
        "errors": {},
        "posted": request.POST,
        "stay": stay,
        # The address of a form in a review is that of the link that opens it (live.js).
        "action": request.get_full_path() if stay.startswith(IN_REVIEW) else request.path,
        "save": "",
        "heading": _("Edit"),
        "form_template": template,
        **context,
    }
    name = template if is_htmx(request) else "plans/form_page.html"
    response = HttpResponse(render_to_string(name, context, request), status=status)
    response["Cache-Control"] = "no-store"
    varies(response)
    return response


def attempt(
    request: HttpRequest,
    record: PlanRecord,
    change: Callable[[int], Changed],
    again: Callable[[Context], HttpResponse],
    *,
    fields: Mapping[str, str] | None = None,
    said: str = "",
    asks_why: bool = False,
) -> HttpResponse:
    """Try a change made from the revision that was seen; answer whatever comes of it.

    `again` shows the form once more with its problems; `fields` maps paths to inputs' names;
    `said` is told afterwards where "Saved." is not it. With `asks_why` a material change is asked
    for its reason first, where its form had no place for one (`asking`).
    Nothing is half-saved: a refused change takes the request's transaction back.
    """
    seen = seen_of(request, record)
    try:
        changed = change(seen)
    except Conflict as error:
        answer = conflict(request, record, error)
    except (InvalidInput, NotAllowed) as error:
        answer = again(refusal(error, record, fields or {}))
    else:
        if not (asks_why and asking.wants_reason(request, record, changed)):
            return saved(request, record, changed, said)
        context = asking.question(request, record, changed)
        answer = form(request, "plans/_why.html", {**context, "posted": posted_pairs(request)})
    # Only now: the form still reads what it offers.
    transaction.set_rollback(True)
    return answer


def refusal(error: MilepostError, record: PlanRecord, fields: Mapping[str, str]) -> Context:
    """What a form says about a refused change: beside the input, else in the summary."""
    errors: dict[str, list[str]] = {}
    problems: list[tuple[str, str]] = []
    if isinstance(error, InvalidInput):
        for problem in error.problems:
            name = input_of(problem.path, fields)
            text = problem_words(problem.wrong, problem.right)
            if name:
                errors.setdefault(name, []).append(text)
            problems.append((name, text))
    if not problems:
        problems.append(("", error.message))
    return {"errors": errors, "problems": tuple(problems), "status": 422}


def input_of(path: str, fields: Mapping[str, str]) -> str:
    """The input that shows the problem of a path: its own, or that of the object around it."""
    for known, name in fields.items():
        if path == known or path.startswith(f"{known}.") or known.startswith(f"{path}."):
            return name
    return "" if "." in path else path


def problem_words(wrong: str, right: str) -> str:
    """'it names no day; use a date such as 2026-11-27' as a sentence."""
    text = f"{wrong}; {right}" if right else wrong
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def conflict(request: HttpRequest, record: PlanRecord, error: Conflict) -> HttpResponse:
    """Both values of each field that somebody else changed meanwhile, to choose from."""
    context = {
        "record": record,
        "c": conflict_view(record, error),
        "posted": posted_pairs(request),
        "heading": _("Somebody was quicker"),
    }
    return form(request, "plans/_conflict.html", context, status=409)


def posted_pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, to be sent once more, without the marks of the form itself."""
    hidden = {"seen", "csrfmiddlewaretoken"}
    posted = [(key, value) for key, values in request.POST.lists() for value in values]
    return [pair for pair in posted if pair[0] not in hidden]


def conflict_view(record: PlanRecord, error: Conflict) -> ConflictView:
    """A conflict in words."""
    fields = [item for item in getattr(error, "fields", ()) if item.path]
    by = str(getattr(error, "theirs_by", "") or "") or _("Somebody")
    if not fields:
        sentence = _("%(who)s changed the plan since you looked at it. Nothing was saved.")
        return ConflictView(sentence % {"who": by}, (), by, record.revision)
    names = Names(record.plan)
    values = []
    for item in fields:
        name = item.path.rsplit(".", 1)[-1]
        yours, theirs = (value_words(name, v, names) for v in (item.yours, item.theirs))
        values.append(BothValues(field_words(item.path, names), yours, theirs))
    what = words.listed(value.what for value in values)
    sentence = _("%(who)s changed the %(field)s while you were editing it.")
    seen = max(int(item.theirs_revision) for item in fields)
    return ConflictView(sentence % {"who": by, "field": what}, tuple(values), by, seen)


def saved(
    request: HttpRequest, before: PlanRecord, changed: Changed, said: str = ""
) -> HttpResponse:
    """The answer to a saved change: the plan anew where the plan page asked, else the page."""
    text = said or saved_words(changed)
    record = record_after(before, changed, actor_of(request).name)
    back = f"/plans/{changed.plan_id}/"
    stay = stay_of(request)
    if stay == "step" and is_htmx(request):
        return still_there(request, record, text)
    if meeting := review_of_stay(changed.plan_id, stay):
        return still_in_review(request, meeting, text)
    if not is_htmx(request):
        messages.success(request, text)
        return HttpResponseRedirect(back, status=303)
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    if here.rstrip("/") != back.rstrip("/"):
        messages.success(request, text)
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return toast(close_dialog(region(request, record), "editor"), text)


def stay_of(request: HttpRequest) -> str:
    """Where somebody who works in a form goes on afterwards: "step", "review-12", or nowhere."""
    return request.GET.get("stay", "") or request.POST.get("stay", "")


def review_of_stay(plan_id: int, stay: str) -> str:
    """The page of the review that a form was opened in ("review-12"); '' for any other."""
    number = stay.removeprefix(IN_REVIEW)
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    is_review = stay.startswith(IN_REVIEW) and is_number
    return f"/plans/{plan_id}/reviews/{number}/" if is_review else ""


def still_in_review(request: HttpRequest, meeting: str, text: str) -> HttpResponse:
    """Back to the meeting; with script its page brings itself up to date, typed text and all."""
    if not is_htmx(request):
        messages.success(request, text)
        return HttpResponseRedirect(meeting, status=303)
    response = trigger(HttpResponse(status=204), "milepost:refresh", "")
    return toast(close_dialog(response, "editor"), text)


def still_there(request: HttpRequest, record: PlanRecord, text: str) -> HttpResponse:
    """The step sheet again, and the plan behind it, for those who go on working in the sheet."""
    from .step_sheet import sheet_html

    sheet = sheet_html(request, record, request.POST.get("step", ""))
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    plan = ""
    if here.rstrip("/") == f"/plans/{record.id}":
        plan = region_html(request, record).replace('id="plan"', 'id="plan" hx-swap-oob="true"', 1)
    response = HttpResponse(sheet + plan)
    varies(response)
    return toast(response, text)


def region(
    request: HttpRequest, record: PlanRecord, sharing: PlanSharing | None = None
) -> HttpResponse:
    """The plan page's own part, to be morphed into the page as it stands."""
    response = HttpResponse(region_html(request, record, sharing))
    response["HX-Retarget"] = "#plan"
    response["HX-Reswap"] = "morph:outerHTML"
    varies(response)
    return response


def saved_words(changed: Changed) -> str:
    """'Saved. The signature moves 3 working days later.'"""
    parts = [_("Saved.") if changed.changes else _("Nothing changed.")]
    days = changed.effect.signature_days if changed.effect else 0
    if days:
        text = (
            ngettext(
                "The signature moves %(n)s working day later.",
                "The signature moves %(n)s working days later.",
                days,
            )
            if days > 0
            else ngettext(
                "The signature moves %(n)s working day earlier.",
                "The signature moves %(n)s working days earlier.",
                -days,
            )
        )
        parts.append(text % {"n": abs(days)})
    return " ".join(parts)
