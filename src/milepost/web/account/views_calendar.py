"""A member's calendar: the page on which they take, renew and stop it, and the feed itself."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.domain.errors import NotFound
from milepost.messaging.letters import known_language
from milepost.pages.calendars import calendar_answer, subscribing, unkept
from milepost.sharing import feed_events, feeds
from milepost.workspaces.signed_in import MemberRequest, member_page, zone_of


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a private address, for whichever program asks."""
    try:
        with feeds.members_feed(token) as found:
            language = known_language(found.language) if found.language else settings.LANGUAGE_CODE
            with translation.override(language):
                now = timezone.now()
                events = feed_events.members_events(found, zone_of(found.time_zone), now)
                return calendar_answer(request, events, feed_events.members_name(found), now)
    except NotFound:
        return unkept(HttpResponse(status=404))


@member_page(methods=("GET", "HEAD", "POST"))
def calendar(request: MemberRequest) -> HttpResponse:
    """Add to your calendar: the address is made when somebody asks for it, and shown that once."""
    member, ways = request.member, {}
    if request.method == "POST":
        do, reach = request.POST.get("do", ""), request.POST.get("reach", "")
        if do == "take":
            token = feeds.renew_member(member.workspace_id, member.id, reach)
            ways = subscribing(feeds.members_address(token))
        elif do == "reach":
            feeds.set_members_reach(member.id, reach)
            messages.success(request, _("Saved."))
        elif do == "stop":
            feeds.stop_member(member.id)
            messages.success(request, _("The calendar is stopped."))
        else:
            raise NotFound(_("There is no such action."))
        if not ways:
            return redirect("account:calendar")
    context = {
        "ways": ways,
        "state": feeds.state_of_member(member.id),
        "reaches": [
            ("mine", _("My own steps")),
            ("looked_after", _("Also all steps of the plans I look after")),
        ],
    }
    response = render(request, "account/calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response
