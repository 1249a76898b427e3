"""The tab, the step's sheet and their forms, with and without script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.conversation.models import Comment, File
from milepost.workspaces.models import Member
from tests.conversation.talking import SECRET, Talk
from tests.factories import a_member

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def sam(talk: Talk, client: Client) -> Client:
    client.force_login(Member.objects.get(pk=talk.seller.member_id).user)
    return client


def say(talk: Talk, client: Client, text: str, **more: Any) -> Any:
    given = {"do": "say", "visibility": "shared", "form": "shared", "text": text}
    headers = more.pop("headers", None)
    return client.post(f"/plans/{talk.plan_id}/comments/", given | more, headers=headers)


def paper(html: str) -> tuple[str, str]:
    """What stands on the shared and on the private paper of the tab."""
    shared, private = html[html.index('id="talk"') :].split('<aside class="private"')
    return shared, private


def test_both_papers_show_their_own(talk: Talk, sam: Client) -> None:
    assert say(talk, sam, "Hello Maja", milestone="m1").status_code == 303
    assert say(talk, sam, SECRET, visibility="internal").status_code == 303
    shared, private = paper(sam.get(f"/plans/{talk.plan_id}/conversation/").content.decode())
    assert "Hello Maja" in shared
    assert SECRET not in shared
    assert SECRET in private
    assert "Send to Maja and Tomasz" in shared
    assert "Note for Brightloom only" in private
    # A step that the buyer does not see can only be chosen on the other paper.
    assert "Discount approval" not in shared
    assert "Discount approval" in private


def test_the_button_says_who_will_read_it(talk: Talk, sam: Client) -> None:
    from milepost.sharing.models import Stakeholder

    address = f"/plans/{talk.plan_id}/conversation/"
    Stakeholder.objects.filter(person="tomasz").delete()
    assert "Send to Maja<" in sam.get(address).content.decode()
    Stakeholder.objects.all().delete()
    html = sam.get(address).content.decode()
    assert "Share with Halden Logistics" in html
    assert "Nobody at Halden Logistics has access yet" in html


def test_what_was_written_is_there_again_where_it_was_refused(talk: Talk, sam: Client) -> None:
    long = "x" * 6000
    for headers in (None, HTMX):
        answer = say(talk, sam, long, milestone="m1", told=["p:maja"], headers=headers)
        html = answer.content.decode()
        assert answer.status_code == 422
        assert long in html
        assert "it is 6000 characters long" in html.lower() or "6000" in html
        assert re.search(r'value="m1" selected', html)
        assert re.search(r'value="p:maja" checked', html)
    assert Comment.objects.count() == 0


def test_htmx_gets_the_part_and_everybody_else_the_page(talk: Talk, sam: Client) -> None:
    answer = say(talk, sam, "Hello", headers=HTMX)
    assert answer.content.decode().lstrip().startswith('<div id="talk"')
    assert "Sent." in answer["HX-Trigger"]
    assert say(talk, sam, "Hello")["Location"] == f"/plans/{talk.plan_id}/conversation/"


def test_the_sheet_of_a_step_holds_what_was_said_there(talk: Talk, sam: Client) -> None:
    talk.says("On the first step", milestone="m1")
    talk.says("On the plan")
    html = sam.get(f"/plans/{talk.plan_id}/steps/m1/").content.decode()
    assert "On the first step" in html
    assert "On the plan" not in html
    answer = say(
        talk, sam, "More", milestone="m1", stay="step", step="m1", form="step-shared", headers=HTMX
    )
    assert answer.content.decode().lstrip().startswith('<div id="step-talk"')
    assert "More" in answer.content.decode()
    internal = sam.get(f"/plans/{talk.plan_id}/steps/i1/").content.decode()
    assert "Note for Brightloom only" in internal
    assert 'value="shared"' not in internal[internal.index('id="step-talk"') :]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "</textarea><script>alert(1)</script>",
        'https://a.example/"onmouseover="alert(1)',
        "javascript:alert(1)",
        "https://a.example/<svg/onload=alert(1)>",
        "@Maja Lindqvist<script>",
    ],
)
def test_a_comment_with_html_is_shown_as_text(talk: Talk, sam: Client, text: str) -> None:
    say(talk, sam, text)
    say(talk, sam, text, visibility="internal")
    html = sam.get(f"/plans/{talk.plan_id}/conversation/").content.decode()
    region = html[html.index('id="talk"') :]
    assert "alert(1)</script>" not in region
    assert not re.search(r"<(img|svg|script)\b(?![^>]*class=\"sign)[^>]*(onerror|onload)", region)
    assert 'onmouseover="alert' not in region
    assert 'href="javascript' not in region.lower()


def test_addresses_can_be_followed_and_lead_nowhere_else(talk: Talk, sam: Client) -> None:
    say(
        talk,
        sam,
        "See https://a.example/x?y=1&z=2, (https://b.example/a_(b)) or http://u@c.example.",
    )
    html = sam.get(f"/plans/{talk.plan_id}/conversation/").content.decode()
    links = re.findall(r'<a href="([^"]*)" rel="([^"]*)" target="_blank" dir="ltr">', html)
    assert links == [
        ("https://a.example/x?y=1&amp;z=2", "noopener nofollow noreferrer"),
        ("https://b.example/a_(b)", "noopener nofollow noreferrer"),
    ]


def test_what_it_said_before_can_be_read_by_sellers(talk: Talk, sam: Client) -> None:
    number = talk.does("comment", text="We start on Monday").data["comment"]
    talk.does("edit_comment", comment=number, text="We start on Tuesday")
    html = sam.get(f"/plans/{talk.plan_id}/conversation/").content.decode()
    address = f"/plans/{talk.plan_id}/comments/{number}/earlier/"
    assert address in html
    assert "We start on Monday" not in html
    assert "We start on Monday" in sam.get(address).content.decode()
    stranger = Client()
    stranger.force_login(a_member().user)
    assert stranger.get(address).status_code == 404


def test_changing_deleting_and_undoing(talk: Talk, sam: Client) -> None:
    say(talk, sam, "First words")
    number = Comment.objects.get().pk
    address = f"/plans/{talk.plan_id}/comments/"
    sam.post(address, {"do": "edit", "comment": number, "text": "Other words", "form": "e"})
    assert Comment.objects.get().text == "Other words"
    sam.post(address, {"do": "delete", "comment": number})
    html = sam.get(f"/plans/{talk.plan_id}/conversation/").content.decode()
    assert "Other words" not in html
    assert "deleted this comment" in html
    sam.post(address, {"do": "restore", "comment": number})
    assert Comment.objects.get().text == "Other words"


def test_files_and_links_stand_on_their_paper(talk: Talk, sam: Client, files_folder: Path) -> None:
    address = f"/plans/{talk.plan_id}/files/"
    sam.post(
        address,
        {
            "do": "file",
            "visibility": "internal",
            "form": "file-internal",
            "file": SimpleUploadedFile("margin.csv", b"a,b\n1,2\n"),
        },
    )
    sam.post(
        address,
        {
            "do": "link",
            "visibility": "shared",
            "form": "link-shared",
            "url": "docs.example.com/plan",
            "title": "Security overview",
        },
    )
    shared, private = paper(sam.get(f"/plans/{talk.plan_id}/conversation/").content.decode())
    assert "margin.csv" in private
    assert "margin.csv" not in shared
    assert 'href="https://docs.example.com/plan"' in shared
    assert "Security overview" in shared
    assert [f.title for f in talk.sees().files] == ["Security overview"]
    refused = sam.post(
        address,
        {"do": "link", "visibility": "shared", "form": "link-shared", "url": "javascript:x"},
        headers=HTMX,
    )
    assert refused.status_code == 422
    assert (
        "This is no web address; paste one that begins with https://." in refused.content.decode()
    )
    assert File.objects.count() == 2


def test_a_refused_upload_keeps_nothing_on_disk(
    talk: Talk, sam: Client, files_folder: Path
) -> None:
    answer = sam.post(
        f"/plans/{talk.plan_id}/files/",
        {
            "do": "file",
            "visibility": "shared",
            "milestone": "i1",
            "form": "file-shared",
            "file": SimpleUploadedFile("notes.txt", b"hello"),
        },
        headers=HTMX,
    )
    assert answer.status_code == 422
    assert [f for f in files_folder.rglob("*") if f.is_file()] == []
