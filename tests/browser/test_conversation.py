"""Writing on both papers, naming people, files; as somebody at a desk and on a phone would."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from milepost.conversation import commands, files
from milepost.conversation.models import Comment
from milepost.domain.errors import InvalidInput
from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.workspaces.models import Member
from tests.browser.helpers import (
    IN_DESKTOP_LIGHT,
    IN_PHONE_DARK,
    PHONE,
    assert_axe_clean,
    assert_no_sideways_scroll,
    assert_targets_are_large,
    shoot,
)
from tests.conversation.talking import Talk, a_talk

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files_folder(tmp_path: Path, settings: Any) -> Path:
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def talk() -> Talk:
    """Some days of a conversation, with files of both sides."""
    talk = a_talk()
    talk.does("comment", text="Who tests the login with us? We have two people who could.")
    talk.says(
        "Noor does, from Thursday. She sends you test users.\n\nWhat she needs first is in "
        "https://docs.example.com/login/before-you-begin?version=4#accounts. Can "
        "@Tomasz Zieliński open the firewall by then?",
    )
    number = talk.does(
        "comment", client=talk.tomasz, text="Yes, on Wednesday evening.", milestone="m1"
    ).data["comment"]
    talk.does("edit_comment", client=talk.tomasz, comment=number, text="Yes, on Wednesday.")
    gone = talk.does("comment", text="My number is 0701", milestone="m1").data["comment"]
    talk.does("delete_comment", comment=gone)
    talk.says("Anders asks for 10 % each time. Hold the line.", visibility="internal")
    talk.says("Board said yes.", visibility="internal", milestone="i1")
    talk.does("attach_link", url="https://halden.example/sites", title="List of our sites")
    upload = a_file("Business case, draft 2.pdf", b"%PDF-1.7\n" + b"x" * 300_000)
    with talk.seller.at_work():
        commands.attach_file(
            talk.seller.actor, talk.plan_id, files.store(upload), upload.name, milestone="m3"
        )
        notes = a_file("margins.csv", b"a,b\n1,2\n")
        commands.attach_file(
            talk.seller.actor,
            talk.plan_id,
            files.store(notes),
            notes.name,
            visibility="internal",
        )
    return talk


def a_file(name: str, content: bytes) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def shoot_window(page: Any, name: str) -> None:
    """A picture of what is seen without scrolling."""
    folder = os.environ.get("MILEPOST_SHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png")


def sam(talk: Talk) -> Member:
    return Member.objects.get(pk=talk.seller.member_id)


@IN_PHONE_DARK
def test_the_tab_has_no_barrier(
    open_page: Any, talk: Talk, scheme: str, size: dict[str, int]
) -> None:
    page = open_page(sam(talk), scheme=scheme, size=size)
    page.goto(f"/plans/{talk.plan_id}/conversation/")
    name = f"talk-{scheme}-{'phone' if size is PHONE else 'desktop'}"
    shoot(page, name)
    for check in (assert_axe_clean, assert_no_sideways_scroll, assert_targets_are_large):
        check(page)
    for each in page.locator(".add-file > summary, .remark-acts summary").all():
        each.click()
    page.locator(".mention > summary").first.click()
    shoot(page, f"{name}-open")
    for check in (assert_axe_clean, assert_no_sideways_scroll, assert_targets_are_large):
        check(page)
    page.goto(f"/plans/{talk.plan_id}/")
    page.locator("#m-m1 a.stone").click()
    page.get_by_text("Yes, on Wednesday.").wait_for()
    shoot(page, f"{name}-sheet")
    assert_axe_clean(page)


def test_naming_somebody_sending_and_taking_it_back(open_page: Any, talk: Talk) -> None:
    page = open_page(sam(talk))
    page.goto(f"/plans/{talk.plan_id}/conversation/")
    area = page.get_by_label("Write something that both sides read")
    area.click()
    page.keyboard.type("Thank you @toma")
    page.get_by_role("option", name="Tomasz Zieliński").wait_for()
    shoot(page, "talk-naming")
    page.keyboard.press("Enter")
    assert area.input_value() == "Thank you @Tomasz Zieliński "
    page.get_by_role("button", name="Send to Maja and Tomasz").click()
    said = page.locator(".remark", has_text="Thank you")
    said.wait_for()
    assert page.get_by_text("Told by e-mail: Tomasz Zieliński.").is_visible()
    assert area.input_value() == ""
    assert said.locator(".named").inner_text() == "@Tomasz Zieliński"
    said.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    page.locator(".remark", has_text="Thank you").wait_for()
    said.locator("summary").click()
    said.get_by_label("Your comment").fill("Thanks")
    said.get_by_role("button", name="Save").click()
    page.locator(".remark", has_text="Thanks").get_by_text("edited").wait_for()


def test_a_note_stays_on_its_paper(open_page: Any, talk: Talk) -> None:
    page = open_page(sam(talk))
    page.goto(f"/plans/{talk.plan_id}/conversation/")
    private = page.locator("aside.private")
    private.get_by_label("Write a note for your side").fill("They will pay in January")
    private.get_by_role("button", name="Note for Brightloom only").click()
    said = private.locator(".remark-text", has_text="They will pay in January")
    said.wait_for()
    assert Comment.objects.latest("id").visibility == "internal"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("h")
    assert not said.is_visible()


def test_what_is_typed_outlives_a_reload_and_a_refusal(
    open_page: Any, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(sam(talk), expect_errors=True)
    address = f"/plans/{talk.plan_id}/conversation/"
    page.goto(address)
    area = page.get_by_label("Write something that both sides read")
    area.fill("A long thought")
    page.reload()
    assert area.input_value() == "A long thought"
    page.context.set_offline(True)
    page.get_by_role("button", name="Send to Maja and Tomasz").click()
    page.locator(".toast.stuck").wait_for()
    assert area.input_value() == "A long thought"
    page.context.set_offline(False)

    def refuse(*_given: Any, **_more: Any) -> None:
        raise InvalidInput([], "Not now.")

    with monkeypatch.context() as patch:
        patch.setattr(commands, "comment", refuse)
        page.get_by_role("button", name="Send to Maja and Tomasz").click()
        page.get_by_text("Not now.").wait_for()
        assert area.input_value() == "A long thought"
    page.get_by_role("button", name="Send to Maja and Tomasz").click()
    page.locator(".remark", has_text="A long thought").wait_for()
    assert area.input_value() == ""
    page.reload()
    assert area.input_value() == ""


def test_the_sheet_of_a_step_takes_both(open_page: Any, talk: Talk) -> None:
    page = open_page(sam(talk))
    page.goto(f"/plans/{talk.plan_id}/")
    page.locator("#m-m1 a.stone").click()
    sheet = page.locator("#step-talk")
    area = sheet.get_by_label("Write something that both sides read")
    area.click()
    page.keyboard.type("On this step, @maj")
    option = page.get_by_role("option", name="Maja Lindqvist")
    option.wait_for()
    shoot_window(page, "talk-sheet-naming")
    # Beside what is typed, and inside of the sheet.
    above, below = area.bounding_box(), option.bounding_box()
    assert 0 <= below["y"] - (above["y"] + above["height"]) < 30
    page.keyboard.press("Escape")
    assert page.locator("#editor").evaluate("dialog => dialog.open")
    area.fill("On this step")
    sheet.get_by_role("button", name="Send to Maja and Tomasz").click()
    sheet.locator(".remark", has_text="On this step").wait_for()
    sheet.get_by_label("Write a note for your side").fill("Only here")
    sheet.get_by_role("button", name="Note for Brightloom only").click()
    sheet.locator(".private .remark", has_text="Only here").wait_for()


def test_without_script_both_papers_can_be_written_on(open_page: Any, talk: Talk) -> None:
    page = open_page(sam(talk), script=False)
    page.goto(f"/plans/{talk.plan_id}/conversation/")
    page.get_by_label("Write something that both sides read").fill("Plain")
    page.locator(".mention > summary").first.click()
    page.get_by_role("checkbox", name="Maja Lindqvist").check()
    page.get_by_role("button", name="Send to Maja and Tomasz").click()
    assert page.get_by_text("Told by e-mail: Maja Lindqvist.").is_visible()
    assert page.locator(".remark", has_text="Plain").is_visible()
    page.locator(".add-file > summary").first.click()
    page.locator("#file-shared-file").set_input_files(
        {"name": "Plan.txt", "mimeType": "text/plain", "buffer": b"One, two"}
    )
    page.get_by_role("button", name="Add file").first.click()
    assert page.get_by_role("link", name="Plan.txt").is_visible()


# --- the buyer's side ----------------------------------------------------------------------------


def at_the_plan(
    open_page: Any, live_server: Any, talk: Talk, client: Any = None, **more: Any
) -> Any:
    """A buyer's browser, with their link in it."""
    page = open_page(**more)
    cookies = (client or talk.maja).cookies
    page.context.add_cookies(
        [
            {"name": name, "value": cookies[name].value, "url": live_server.url}
            for name in (PLAN_COOKIE, BROWSER_COOKIE)
        ]
    )
    return page


@IN_DESKTOP_LIGHT
def test_the_buyers_page_has_no_barrier(
    open_page: Any, live_server: Any, talk: Talk, scheme: str, size: dict[str, int]
) -> None:
    page = at_the_plan(open_page, live_server, talk, scheme=scheme, size=size)
    page.goto(talk.address)
    name = f"talk-buyer-{scheme}-{'phone' if size is PHONE else 'desktop'}"
    for each in page.locator(".add-file > summary, .remark-acts summary").all():
        each.click()
    shoot(page, name)
    for within in ("#conversation", "#files"):
        assert_targets_are_large(page, 40 if within == "#files" else 24, within)
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)
    page.goto(f"{talk.address}step/m1/")
    page.get_by_text("Yes, on Wednesday.").wait_for()
    shoot(page, f"{name}-step")
    assert_axe_clean(page)
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_buyer_asks_changes_it_and_takes_it_back(
    open_page: Any, live_server: Any, talk: Talk, script: bool
) -> None:
    page = at_the_plan(open_page, live_server, talk, script=script, size=PHONE)
    page.goto(talk.address)
    page.get_by_label("Ask or tell everybody on this plan").fill("Is Friday too late?")
    page.get_by_role("button", name="Send to Sam and Tomasz").click()
    asked = page.locator(".remark", has_text="Is Friday too late?")
    asked.wait_for()
    assert page.get_by_label("Ask or tell everybody on this plan").input_value() == ""
    asked.locator("summary").click()
    asked.get_by_label("Your comment").fill("Is Monday too late?")
    asked.get_by_role("button", name="Save").click()
    asked = page.locator(".remark", has_text="Is Monday too late?")
    asked.get_by_text("edited", exact=True).wait_for()
    asked.get_by_role("button", name="Delete").click()
    asked.wait_for(state="detached")
    page.locator(".remark.gone").first.get_by_role("button", name="Undo").click()
    page.locator(".remark-text", has_text="Is Monday too late?").wait_for()
    assert Comment.objects.latest("id").text == "Is Monday too late?"


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_buyer_hands_over_a_file_and_hears_why_another_is_refused(
    open_page: Any, live_server: Any, talk: Talk, script: bool
) -> None:
    page = at_the_plan(open_page, live_server, talk, script=script, expect_errors=True)
    page.goto(f"{talk.address}step/m1/")
    page.get_by_text("Add a file or link").click()
    field = page.get_by_label("A file", exact=True)
    field.set_input_files({"name": "page.html", "mimeType": "text/html", "buffer": b"<html>"})
    page.get_by_role("button", name="Add file").click()
    page.get_by_text("Files like “page.html” are not taken").first.wait_for()
    shoot(page, f"talk-buyer-refused-{script}")
    page.get_by_label("A file", exact=True).set_input_files(
        {"name": "Sites.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    )
    page.get_by_role("button", name="Add file").click()
    page.get_by_role("link", name="Sites.csv").wait_for()
    assert page.url.split("#")[0].endswith("/step/m1/")


def test_a_file_that_is_too_large_is_said_to_be_before_it_is_sent(
    open_page: Any, live_server: Any, talk: Talk, settings: Any
) -> None:
    settings.MAX_FILE_BYTES = 1024 * 1024
    page = at_the_plan(open_page, live_server, talk)
    page.goto(talk.address)
    page.get_by_text("Add a file or link").click()
    field = page.get_by_label("A file", exact=True)
    field.set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": bytes(2 * 1024 * 1024)}
    )
    told = field.evaluate("field => field.validationMessage")
    assert told == "A file may have up to 1 MB. Make it smaller, or attach a link to it."
