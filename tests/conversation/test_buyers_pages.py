"""What a buyer's forms do, with nothing but HTML."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from milepost.conversation.models import Comment
from milepost.portal.talk_model import talk_of
from milepost.sharing.models import Action
from tests.conversation.talking import SECRET, Talk, a_talk

pytestmark = pytest.mark.django_db


def say(talk: Talk, text: str, client: Client | None = None, **more: Any) -> Any:
    given = {"do": "say", "form": "plan", "text": text}
    return (client or talk.maja).post(f"{talk.address}comments/", given | more)


def shown(talk: Talk, part: str, client: Client | None = None, **context: Any) -> str:
    """A part of the page as it is included there."""
    with talk.visit(client) as visit:
        request = RequestFactory().get(talk.address)
        request.visit = visit  # type: ignore[attr-defined]
        given = {"talk": talk_of(request), **context}  # type: ignore[arg-type]
        return render_to_string(f"portal/{part}.html", given, request)


def test_saying_something_leads_back_to_the_plan(talk: Talk) -> None:
    answer = say(talk, "Who tests the login?", milestone="m1")
    assert answer.status_code == 303
    assert answer["Location"] == f"{talk.address}#conversation"
    assert Action.objects.get().kind == "comment"
    html = shown(talk, "_conversation", talk.tomasz)
    assert "Who tests the login?" in html
    # Tomasz may change nothing of Maja's.
    assert 'value="edit"' not in html
    assert 'value="edit"' in shown(talk, "_conversation")


def test_what_was_refused_is_there_again_with_its_reason(talk: Talk) -> None:
    long = "x" * 6000
    answer = say(talk, long, milestone="m1", told=["p:tomasz"])
    html = answer.content.decode()
    assert answer.status_code == 422
    assert long in html
    assert "6000" in html
    assert 'value="m1" selected' in html
    assert 'value="p:tomasz" checked' in html


def test_nothing_private_stands_in_any_part(talk: Talk) -> None:
    talk.says(SECRET, visibility="internal")
    talk.says(SECRET, visibility="internal", milestone="m1")
    number = talk.says(f"{SECRET} is what it said before")
    with talk.seller.at_work():
        from milepost.conversation import commands

        commands.edit_comment(talk.seller.actor, talk.plan_id, number, "What it says now")
        commands.attach_link(
            talk.seller.actor,
            talk.plan_id,
            f"https://a.example/{SECRET}",
            SECRET,
            visibility="internal",
        )
    for part, more in (
        ("_conversation", {}),
        ("_files", {}),
        ("_step_comments", {"step": "m1"}),
    ):
        html = shown(talk, part, **more)
        for word in (SECRET, "Discount approval", "Rita Osei", '"i1"', "earlier/", "internal"):
            assert word not in html, (part, word)
    assert "What it says now" in shown(talk, "_conversation")
    assert "edited" in shown(talk, "_conversation")


def test_the_button_says_who_reads_it(talk: Talk) -> None:
    assert "Send to Sam and Tomasz" in shown(talk, "_conversation")


def test_nothing_that_is_done_in_a_preview_is_kept(talk: Talk) -> None:
    from milepost.sharing.models import Link

    Link.objects.filter(person="maja").update(kind="preview")
    assert "Send to Sam and Tomasz" in shown(talk, "_conversation")
    assert say(talk, "From a preview").status_code == 422
    upload = {"do": "file", "file": SimpleUploadedFile("a.txt", b"hello")}
    assert talk.maja.post(f"{talk.address}files/", upload).status_code == 422
    assert Comment.objects.count() == 0
    assert not Path(settings.FILES_FOLDER).exists()


def test_a_plan_that_is_over_is_read_and_takes_no_more() -> None:
    talk = a_talk(life="lost")
    talk.says("Thank you all the same")
    for part in ("_conversation", "_files"):
        assert "<form" not in shown(talk, part)
    assert "Thank you all the same" in shown(talk, "_conversation")


def test_changing_and_deleting_ones_own(talk: Talk) -> None:
    say(talk, "First words")
    number = Comment.objects.get().pk
    address = f"{talk.address}comments/"
    talk.maja.post(address, {"do": "edit", "comment": number, "text": "Other words"})
    assert Comment.objects.get().text == "Other words"
    talk.tomasz.post(address, {"do": "delete", "comment": number})
    assert Comment.objects.get().deleted_at is None
    talk.maja.post(address, {"do": "delete", "comment": number})
    assert "Undo" in shown(talk, "_conversation")
    talk.maja.post(address, {"do": "restore", "comment": number})
    assert Comment.objects.get().text == "Other words"
    assert talk.maja.post(address, {"do": "edit", "comment": "x"}).status_code == 422


def test_without_a_link_nothing_is_taken(talk: Talk) -> None:
    answer = say(talk, "Who am I", Client())
    assert answer["Location"] == f"{talk.address}door/"
    assert talk.maja.get(f"{talk.address}comments/").status_code == 405
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", 'https://x.example/"onclick="a'])
def test_html_is_shown_as_text(talk: Talk, text: str) -> None:
    say(talk, text)
    html = shown(talk, "_conversation")
    assert "<script>alert" not in html
    assert 'onclick="a' not in html
