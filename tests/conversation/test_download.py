"""A file from the database to the reader: Django says yes, the server's root sends it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.test import Client
from django.utils import timezone

from milepost.conversation import commands, files
from milepost.platform.server.root import Root
from milepost.sharing.models import Link, Opening
from milepost.workspaces.models import Member
from tests.conversation import samples as s
from tests.conversation.talking import Talk, a_talk
from tests.platform.test_stored_files import Sent

pytestmark = pytest.mark.django_db(transaction=True)
CONTENT = s.PDF + bytes(700_000)


@pytest.fixture
def talk(files_folder: Path) -> Talk:
    return a_talk()


@pytest.fixture
def number(talk: Talk) -> int:
    """A shared file."""
    upload = SimpleUploadedFile("Plan å.pdf", CONTENT)
    files.checked(upload)
    with talk.seller.at_work():
        return commands.attach_file(
            talk.seller.actor, talk.plan_id, files.store(upload), upload.name
        )


@pytest.fixture
def root(files_folder: Path) -> Any:
    """The server's root around all of Django."""
    made = Root(_closing(WSGIHandler()), limit=10_000, upload_limit=10_000)
    made.bridge.files.folder = files_folder
    yield made
    made.bridge.close()


def _closing(handler: Any) -> Any:
    """The page's thread gives its connection back, so that the test's database can be emptied."""

    def application(environ: Any, start_response: Any) -> Any:
        try:
            return [b"".join(handler(environ, start_response))]
        finally:
            connections.close_all()

    return application


def get(
    root: Root, path: str, cookies: SimpleCookie, *headers: tuple[bytes, bytes], method: str = "GET"
) -> Sent:
    sent = Sent()
    cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "http_version": "1.1",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 5),
        "headers": [(b"host", b"localhost:8000"), (b"cookie", cookie.encode()), *headers],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, root(scope, receive, sent)).result()
    assert b"x-milepost-file" not in sent.headers
    return sent


def test_a_seller_and_a_buyer_get_it_whole_or_in_part(talk: Talk, number: int, root: Root) -> None:
    sam = Client()
    sam.force_login(Member.objects.get(pk=talk.seller.member_id).user)
    addresses = (
        (f"/plans/{talk.plan_id}/files/{number}/", sam.cookies),
        (f"{talk.address}files/{number}/", talk.maja.cookies),
    )
    for path, cookies in addresses:
        whole = get(root, path, cookies)
        assert (whole.status, whole.body) == (200, CONTENT)
        assert whole.headers[b"content-disposition"] == (
            b"attachment; filename=\"Plan _.pdf\"; filename*=UTF-8''Plan%20%C3%A5.pdf"
        )
        assert whole.headers[b"content-security-policy"].startswith(b"sandbox")
        assert whole.headers[b"x-content-type-options"] == b"nosniff"
        part = get(root, path, cookies, (b"range", b"bytes=600000-"))
        assert (part.status, part.body) == (206, CONTENT[600_000:])
        mark = whole.headers[b"etag"]
        assert get(root, path, cookies, (b"if-none-match", mark)).status == 304
        head = get(root, path, cookies, method="HEAD")
        assert (head.status, head.body) == (200, b"")


def test_a_link_that_was_revoked_gives_out_nothing_not_even_that_it_is_unchanged(
    talk: Talk, number: int, root: Root
) -> None:
    path = f"{talk.address}files/{number}/"
    mark = get(root, path, talk.maja.cookies).headers[b"etag"]
    Link.objects.update(revoked_at=timezone.now())
    again = get(root, path, talk.maja.cookies, (b"if-none-match", mark))
    assert again.status == 302
    assert again.body == b""


def test_bytes_that_are_gone_are_not_found(
    talk: Talk, number: int, root: Root, files_folder: Path
) -> None:
    for path in files_folder.rglob("*"):
        if path.is_file():
            path.unlink()
    assert get(root, f"{talk.address}files/{number}/", talk.maja.cookies).status == 404


def test_loading_a_file_is_no_opening_and_a_click_is(talk: Talk, number: int, root: Root) -> None:
    get(root, f"{talk.address}files/{number}/", talk.maja.cookies)
    assert Opening.objects.count() == 0
    talk.maja.post(f"{talk.address}seen/", {"what": f"file:{number}"})
    assert Opening.objects.get().what == f"file:{number}"
