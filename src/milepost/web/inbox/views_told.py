"""How a member is told: over all their plans, and for one that differs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.quiet import MAILS, Wishes, hours_of
from milepost.messaging import preferences
from milepost.messaging.channels.contract import CHANNELS
from milepost.messaging.preferences import GROUPS, Whose
from milepost.pages.htmx import close_dialog, is_htmx, toast
from milepost.pages.problems import by_field, summary_of
from milepost.pages.typed import whole
from milepost.plans.queries import plan_titles
from milepost.web.plans.access import plan_or_404
from milepost.web.plans.answers import form
from milepost.workspaces.signed_in import MemberRequest, member_page

from . import told_words

# Beside mail, which has a rhythm of its own; those that are there.
OTHER_CHANNELS = tuple(name for name in CHANNELS if name != "mail")
FARTHEST = timedelta(days=366)


@member_page(methods=("GET", "HEAD", "POST"))
def choices(request: MemberRequest) -> HttpResponse:
    """Rhythm of mails, channels, groups and hours, and the plans that differ."""
    whose = Whose(request.member.workspace_id, request.member.id)
    if request.method == "POST":
        try:
            wishes = _read(request.POST)
        except InvalidInput as invalid:
            return _choices(request, whose, _shown(request.POST), by_field(invalid.problems))
        preferences.keep(
            whose, mails=wishes.mails, off=wishes.off, quiet=wishes.quiet, hours=wishes.hours
        )
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(request.path, status=303)
    return _choices(request, whose, None, {})


def _choices(
    request: MemberRequest, whose: Whose, posted: Wishes | None, wrong: dict[str, Any]
) -> HttpResponse:
    wants = preferences.wanting(whose)
    wishes = posted or wants.usual
    titles = plan_titles(list(wants.plans))
    context = {
        "wishes": wishes,
        "says": told_words.sentences(wants.usual, OTHER_CHANNELS),
        "mails": told_words.MAILS_WORDS,
        "groups": told_words.GROUP_WORDS,
        "channels": [
            (name, told_words.CHANNEL_WORDS.get(name, (name, ""))) for name in OTHER_CHANNELS
        ],
        "hours": told_words.hour_choices(),
        "plans": [
            (plan_id, title, plan_state(wants.plans[plan_id]))
            for plan_id, title in titles.items()
            if plan_state(wants.plans[plan_id])
        ],
        "wrong": wrong,
        "problems": summary_of(wrong),
        "zone": request.member.time_zone,
    }
    html = render_to_string("inbox/told.html", context, request)
    return HttpResponse(html, status=422 if wrong else 200)


def _read(posted: QueryDict) -> Wishes:
    """The wishes that a form says. Raises InvalidInput."""
    mails = posted.get("mails", "all")
    first, last = (_hour(posted.get(name, "")) for name in ("hours_from", "hours_until"))
    hours = hours_of(first, last)
    if hours is None:
        said = _("The day has to end after it begins.")
        raise InvalidInput([Problem("hours_until", said, _("Choose a later hour."))])
    told = set(posted.getlist("groups"))
    used = set(posted.getlist("channels"))
    return Wishes(
        mails=mails if mails in MAILS else "all",  # type: ignore[arg-type]
        off=frozenset(name for name in OTHER_CHANNELS if name not in used),
        quiet=frozenset(name for name in GROUPS if name not in told),
        hours=hours,
    )


def _shown(posted: QueryDict) -> Wishes:
    """What was typed, as far as it makes sense."""
    kept = posted.copy()
    kept["hours_from"], kept["hours_until"] = "9", "17"
    return _read(kept)


def _hour(text: str) -> int | None:
    return whole(text, 3, None)


@member_page(methods=("GET", "HEAD", "POST"))
def of_plan(request: MemberRequest, plan_id: int) -> HttpResponse:
    """One plan: as usual, asleep until a day, or muted; and a rhythm of its own."""
    record = plan_or_404(plan_id)
    whose = Whose(request.member.workspace_id, request.member.id, plan_id)
    wishes = preferences.own_wishes(whose)
    today = timezone.localdate()
    wrong: dict[str, Any] = {}
    if request.method == "POST":
        try:
            text = _keep_for_plan(request.POST, whose, wishes, today)
        except InvalidInput as invalid:
            wrong = by_field(invalid.problems)
        else:
            return _saved(request, plan_id, text)
    usual = preferences.wanting(Whose(request.member.workspace_id, request.member.id)).usual
    context = {
        "record": record,
        "heading": _("How you are told of this plan"),
        "state": request.POST.get("state") or _state(wishes, today),
        "until": wishes.snoozed_until
        if wishes.snoozed_until and wishes.snoozed_until > today
        else next_monday(today),
        "earliest": today + timedelta(days=1),
        "rhythm": request.POST.get("mails", wishes.mails or ""),
        "rhythms": [
            ("", _("As for all plans: %(how)s") % {"how": told_words.MAILS_WORDS[usual.rhythm][0]}),
            *((name, words[0]) for name, words in told_words.MAILS_WORDS.items() if name != "none"),
        ],
        "problems": summary_of(wrong),
        "errors": wrong,
    }
    return form(request, "inbox/plan_told.html", context, status=422 if wrong else 200)


def _keep_for_plan(posted: QueryDict, whose: Whose, wishes: Wishes, today: date) -> str:
    """Keep what a form says of one plan; what to say of it. Raises InvalidInput."""
    state, mails = posted.get("state", "on"), posted.get("mails", "")
    until = _until(posted.get("until", ""), today) if state == "snooze" else None
    preferences.set_mails(whose, mails if mails in MAILS and mails != "none" else None)  # type: ignore[arg-type]
    if state == "mute":
        preferences.unmute(whose)
        preferences.mute(whose, timezone.now())
        return _("Muted. What happens on this plan is kept in your inbox.")
    preferences.unmute(whose)
    if until is not None:
        preferences.snooze(whose, until)
        return _("Nothing about this plan until %(day)s; what still holds comes then.") % {
            "day": told_words.day_words(until)
        }
    return _("You are told of this plan again.") if _state(wishes, today) != "on" else _("Saved.")


def _until(text: str, today: date) -> date:
    try:
        until = date.fromisoformat(text.strip())
    except ValueError:
        said = _("Choose a day.")
        raise InvalidInput([Problem("until", said, "")]) from None
    if not today < until <= today + FARTHEST:
        said = _("Choose a day from tomorrow on, a year away at most.")
        raise InvalidInput([Problem("until", said, "")])
    return until


def _saved(request: MemberRequest, plan_id: int, text: str) -> HttpResponse:
    if is_htmx(request):
        return close_dialog(toast(HttpResponse(status=204), text))
    messages.success(request, text)
    return HttpResponseRedirect(f"/plans/{plan_id}/", status=303)


def _state(wishes: Wishes, today: date) -> str:
    if wishes.is_muted:
        return "mute"
    return "snooze" if wishes.snoozed_until and wishes.snoozed_until > today else "on"


def plan_state(wishes: Wishes) -> str:
    """How one plan differs from the others, in a few words; "" where it does not."""
    state = _state(wishes, timezone.localdate())
    if state == "mute":
        return _("muted")
    if state == "snooze" and wishes.snoozed_until:
        return _("quiet until %(day)s") % {"day": told_words.day_words(wishes.snoozed_until)}
    return str(told_words.MAILS_WORDS[wishes.mails][0]).lower() if wishes.mails else ""


def next_monday(today: date) -> date:
    """The Monday after this day."""
    return today + timedelta(days=7 - today.weekday())
