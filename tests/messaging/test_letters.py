"""Letters: subject, text and HTML of one page, in the reader's language and direction."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from milepost.domain.colours import palette
from milepost.messaging import mail
from milepost.messaging.letters import Letter, letter
from milepost.messaging.registry import Delivery
from milepost.messaging.smtp import LOGO, Mail, message_of
from milepost.platform.scope import seller_scope
from milepost.workspaces.look_commands import remove_logo, set_logo
from tests.factories import a_workspace
from tests.platform.test_pictures import a_picture

HREF = "https://plans.example.com/b/secret/"


def _plain(**more: object) -> Letter:
    context = {
        "workspace": "Bright & loom",
        "subject": "Dates <moved> & kept",
        "heading": "Two dates moved",
        "lines": ['Sam\'s plan has "new" dates.', "Look at them."],
        "words": "Hello Maja,\n<b>see you</b> on Friday",
        "button": "Open the plan",
        "href": HREF,
        "why": "You are on this plan.",
        "unsubscribe": "https://plans.example.com/u/x/",
    }
    return letter("plain", context | more, language="en", time_zone="Europe/London")


def test_the_text_says_what_the_page_says_without_its_escapes() -> None:
    assert _plain().text == (
        "Two dates moved\n\n"
        'Sam\'s plan has "new" dates.\n\n'
        "Look at them.\n\n"
        "> Hello Maja,\n> <b>see you</b> on Friday\n\n"
        f"Open the plan:\n{HREF}\n\n"
        "--\n\n"
        "You are on this plan.\n\n"
        "Stop reminders about this plan:\nhttps://plans.example.com/u/x/\n"
    )
    assert _plain().subject == "Dates <moved> & kept"


def test_a_persons_words_are_never_markup() -> None:
    assert "<b>see you</b>" not in _plain().html
    assert "&lt;b&gt;see you&lt;/b&gt;" in _plain().html


def test_a_letter_loads_nothing_and_reports_nothing() -> None:
    html = _plain().html
    assert not re.search(r"<(img|script|link|iframe|form|table)\b|url\(|@import|@font-face", html)
    addresses = set(re.findall(r'(?:href|src)="([^"]*)"', html))
    assert addresses == {HREF, "https://plans.example.com/u/x/"}


def test_a_letter_has_its_language_and_reads_in_the_dark() -> None:
    html = _plain().html
    assert re.search(r'<html lang="en" dir="ltr">', html)
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "prefers-color-scheme: dark" in html
    assert "data-text" not in html


def test_an_unknown_language_or_zone_still_gets_a_letter() -> None:
    with translation.override("en"):
        context = {"workspace": "B", "subject": "S", "heading": "H", "lines": []}
        assert letter("plain", context, language="xx", time_zone="Nowhere/At all").subject == "S"


@pytest.mark.django_db
def test_a_letter_wears_the_workspaces_colour_as_far_as_it_can_be_read() -> None:
    workspace = a_workspace(colour="#ffd400")
    with seller_scope(workspace.pk):
        html = _plain().html
    assert "#ffd400" not in html
    accent = palette("#ffd400").light
    assert f"background-color:{accent.colour};color:{accent.ink}" in html
    assert accent.colour not in _plain().html


@pytest.mark.django_db
def test_the_logo_travels_with_the_mail_and_is_loaded_from_nowhere() -> None:
    workspace = a_workspace()
    with seller_scope(workspace.pk):
        set_logo(workspace.pk, a_picture(size=(120, 120)))
        made = _plain()
    assert re.findall(r'<img src="([^"]+)" width="28" height="28" alt=""', made.html) == [
        f"cid:{LOGO}"
    ]
    delivery = Delivery(
        id=1,
        workspace_id=workspace.pk,
        kind="email",
        key="email:x",
        payload={"to": "maja@halden.example", "html": made.html},
        attempt=1,
        fence=1,
    )
    logo = mail._logo_in(delivery)
    assert logo.startswith(b"\x89PNG")
    assert "data:image/png;base64," in mail._with_logo_inside(delivery)
    message = message_of(
        Mail("maja@halden.example", made.subject, made.text, made.html, logo=logo), "mark"
    )
    parts = {part.get_content_type(): part for part in message.walk()}
    assert parts["image/png"]["Content-ID"] == f"<{LOGO}>"
    assert parts["image/png"].get_content() == logo
    with seller_scope(workspace.pk):
        remove_logo(workspace.pk)
    assert mail._logo_in(delivery) == b""
