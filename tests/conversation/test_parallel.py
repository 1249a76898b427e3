"""Two at once: limits hold exactly, and every earlier text is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from milepost.conversation import commands, files, queries
from milepost.conversation.models import File
from milepost.domain.errors import InvalidInput
from tests.conversation import samples as s
from tests.conversation.talking import Talk, a_talk

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def talk(files_folder: Path) -> Talk:
    return a_talk()


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """Do it from many threads, each with a connection of its own; what came of each."""
    found: list[Any] = [None] * AT_ONCE
    begin = threading.Barrier(AT_ONCE)

    def one(number: int) -> None:
        begin.wait()
        try:
            found[number] = work(number)
        except InvalidInput as error:
            found[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_uploads_at_once_do_not_pass_the_limit_of_a_plan(talk: Talk, settings: Any) -> None:
    settings.MAX_PLAN_FILE_BYTES = 3 * len(s.PDF)

    def upload(_number: int) -> int:
        stored = files.store(SimpleUploadedFile("Plan.pdf", s.PDF))
        with talk.seller.at_work():
            return commands.attach_file(talk.seller.actor, talk.plan_id, stored, "Plan.pdf")

    found = at_once(upload)
    assert sum(isinstance(one, InvalidInput) for one in found) == AT_ONCE - 3
    assert File.objects.count() == 3


def test_edits_at_once_lose_no_earlier_text(talk: Talk) -> None:
    number = talk.says("Text")

    def edit(turn: int) -> None:
        with talk.seller.at_work():
            commands.edit_comment(talk.seller.actor, talk.plan_id, number, f"Text {turn}")

    at_once(edit)
    with talk.seller.at_work():
        trail = [one.text for one in queries.earlier(talk.plan_id, number)]
    last = talk.all().comments[0].text
    assert sorted([*trail, last]) == sorted(["Text", *(f"Text {n}" for n in range(AT_ONCE))])
    assert trail[0] == "Text"


def test_the_same_upload_sent_twice_at_once_is_one_file(talk: Talk, files_folder: Path) -> None:
    """As a browser does that believes the first one lost."""
    token = dict(talk.maja.cookies)

    def send(_number: int) -> int:
        from django.test import Client

        client = Client()
        client.cookies.update(token)
        given = {"do": "file", "key": "5e0f4a9e-5ad0-4d5e-9c4b-0a3a86e1c001"}
        upload = SimpleUploadedFile("Plan.pdf", s.PDF)
        return client.post(f"{talk.address}files/", given | {"file": upload}).status_code

    assert at_once(send) == [303] * AT_ONCE
    assert File.objects.count() == 1
    assert len([path for path in files_folder.rglob("*") if path.is_file()]) == 1
