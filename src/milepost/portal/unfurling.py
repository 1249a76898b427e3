"""What a chat, a calendar or a document shows of an address of ours: decent, and telling nothing.

Every buyer's page carries the same preview in its head (`frame.html`): what it is and how one gets
in, never who sells, who buys or what the plan is called. A program that unfolds addresses gets a
personal link no further than that: it would follow it to the plan, keep the cookie and read on.
"""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .visitor import private

# Programs that read an address to show it, by names that no browser of a person carries. One that
# is not named here follows the link and finds the same preview in the head of the plan's page.
_PROGRAMS = re.compile(
    r"slackbot|slack-imgproxy|twitterbot|facebookexternalhit|facebot|linkedinbot|^whatsapp/|"
    r"telegrambot|discordbot|skypeuripreview|microsoftpreview|googlebot|google-pagerenderer|"
    r"bingbot|bingpreview|applebot|pinterestbot|redditbot|^mastodon|embedly|iframely|notionbot|"
    r"mattermost-bot|rocket\.chat|outbrain|vkshare|yandexbot|duckduckbot",
    re.IGNORECASE,
)


def is_unfurling(request: HttpRequest) -> bool:
    """Whether a program asks that shows previews of addresses to people.

    A person whose browser bears such a name goes on by the link of the preview (`?open=1`).
    """
    return "open" not in request.GET and bool(
        _PROGRAMS.search(request.headers.get("User-Agent", ""))
    )


def preview(request: HttpRequest) -> HttpResponse:
    """The page for such a program: the same for every link, whether or not it works."""
    response = render(request, "portal/preview.html")
    response["Cache-Control"] = "no-store"
    private(response)
    return response
