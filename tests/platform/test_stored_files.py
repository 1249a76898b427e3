"""Files that a page names are sent natively: ranges, marks, and never the name itself."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from milepost.platform.server.root import Root
from milepost.platform.server.stored_files import CHUNK

NAME = "ab" + "0" * 30
CONTENT = bytes(range(256)) * 3000


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Root:
    """A root around a page that lets everybody have the file which the path names."""
    monkeypatch.setenv("MILEPOST_DATA", str(tmp_path))
    (tmp_path / "files" / "ab").mkdir(parents=True)
    (tmp_path / "files" / "ab" / NAME).write_bytes(CONTENT)

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        headers = [
            ("X-Milepost-File", environ["PATH_INFO"].strip("/")),
            ("Content-Type", "application/pdf"),
            ("Content-Length", "0"),
            ("Content-Disposition", "attachment; filename=a.pdf"),
            ("X-Content-Type-Options", "nosniff"),
            ("ETag", '"mark"'),
        ]
        start_response("200 OK", headers)
        return [b""]

    return Root(application, limit=100, upload_limit=100)


class Sent:
    """What was answered; `pause` is how long its reader takes for each piece."""

    def __init__(self, pause: float = 0) -> None:
        self.status, self.headers, self.body, self.pause = 0, {}, b"", pause

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], dict(message["headers"])
        else:
            self.body += message["body"]
            await asyncio.sleep(self.pause)


async def get(
    root: Root,
    name: str = NAME,
    *headers: tuple[bytes, bytes],
    method: str = "GET",
    pause: float = 0,
) -> Sent:
    sent = Sent(pause)
    scope = {
        "type": "http",
        "method": method,
        "path": f"/{name}",
        "query_string": b"",
        "http_version": "1.1",
        "server": ("192.0.2.7", 8000),
        "client": ("127.0.0.1", 5),
        "headers": [(b"host", b"localhost:8000"), *headers],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    await root(scope, receive, sent)
    assert b"x-milepost-file" not in sent.headers
    return sent


def run(work: Any) -> Any:
    # In a thread: a browser test before this one may have left a loop running in ours.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def test_the_whole_file_with_the_headers_of_the_page(root: Root) -> None:
    sent = run(get(root))
    assert (sent.status, sent.body) == (200, CONTENT)
    assert sent.headers[b"content-length"] == str(len(CONTENT)).encode()
    assert sent.headers[b"accept-ranges"] == b"bytes"
    assert sent.headers[b"content-disposition"] == b"attachment; filename=a.pdf"
    assert sent.headers[b"x-content-type-options"] == b"nosniff"


def test_head_is_the_same_without_a_body(root: Root) -> None:
    sent = run(get(root, method="HEAD"))
    assert (sent.status, sent.body) == (200, b"")
    assert sent.headers[b"content-length"] == str(len(CONTENT)).encode()


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        (b"bytes=0-99", 0, 99),
        (b"bytes=100-", 100, len(CONTENT) - 1),
        (b"bytes=-10", len(CONTENT) - 10, len(CONTENT) - 1),
        (b"bytes=-99999999", 0, len(CONTENT) - 1),
        (b"bytes=5-99999999", 5, len(CONTENT) - 1),
        (b"bytes=%d-%d" % (CHUNK - 3, CHUNK + 3), CHUNK - 3, CHUNK + 3),
    ],
)
def test_a_part_of_it(root: Root, asked: bytes, first: int, last: int) -> None:
    sent = run(get(root, NAME, (b"range", asked)))
    assert sent.status == 206
    assert sent.body == CONTENT[first : last + 1]
    assert sent.headers[b"content-range"] == b"bytes %d-%d/%d" % (first, last, len(CONTENT))
    assert sent.headers[b"content-length"] == b"%d" % (last - first + 1)


@pytest.mark.parametrize("asked", [b"bytes=768000-", b"bytes=9-5", b"bytes=-0"])
def test_a_part_that_is_not_there(root: Root, asked: bytes) -> None:
    sent = run(get(root, NAME, (b"range", asked)))
    assert (sent.status, sent.body) == (416, b"")
    assert sent.headers[b"content-range"] == b"bytes */768000"


@pytest.mark.parametrize(
    "headers",
    [
        ((b"range", b"bytes=0-1,5-6"),),
        ((b"range", b"lines=1-2"),),
        ((b"range", b"bytes=-"),),
        ((b"range", b"bytes=0-99"), (b"if-range", b'"other"')),
    ],
)
def test_what_is_not_understood_or_of_another_state_is_the_whole(root: Root, headers: Any) -> None:
    sent = run(get(root, NAME, *headers))
    assert (sent.status, len(sent.body)) == (200, len(CONTENT))


def test_a_file_that_the_reader_has_is_not_sent_again(root: Root) -> None:
    sent = run(get(root, NAME, (b"if-none-match", b'"x", "mark"')))
    assert (sent.status, sent.body) == (304, b"")
    sent = run(get(root, NAME, (b"range", b"bytes=0-9"), (b"if-range", b'"mark"')))
    assert sent.status == 206


@pytest.mark.parametrize("name", ["0" * 32, "..", "../secrets.json", "ab/" + NAME, "AB" + "0" * 30])
def test_a_name_that_is_not_there_or_not_ours_is_not_found(root: Root, name: str) -> None:
    sent = run(get(root, name))
    assert (sent.status, sent.body) == (404, b"")
    assert b"content-disposition" not in sent.headers


def test_slow_readers_hold_no_thread_of_pages(root: Root) -> None:
    """Thirty readers who take their time, and a page that is answered meanwhile."""

    async def together() -> float:
        slow = [asyncio.create_task(get(root, pause=0.3)) for _number in range(30)]
        await asyncio.sleep(0.4)
        started = time.monotonic()
        await get(root, NAME, method="HEAD")
        seconds = time.monotonic() - started
        busy = [thread for thread in threading.enumerate() if thread.name.startswith("page")]
        assert len(busy) <= 12
        assert not all(task.done() for task in slow)
        await asyncio.gather(*slow)
        return seconds

    assert run(together()) < 0.25
