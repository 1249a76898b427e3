"""The root of the server: bodies, headers, hosts and static files, before Django sees anything."""

from __future__ import annotations

import asyncio
import gzip
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest

from milepost.platform.server import bodies
from milepost.platform.server.root import Root

FORM = (b"content-type", b"application/x-www-form-urlencoded")
UPLOAD = (b"content-type", b"multipart/form-data; boundary=x")


class Sent:
    """What the application answered."""

    def __init__(self) -> None:
        self.status, self.headers, self.body = 0, {}, b""

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = dict(message["headers"])
        else:
            self.body += message.get("body", b"")


@pytest.fixture
def seen() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def root(seen: list[dict[str, Any]]) -> Root:
    """A root around an application that notes what it gets and answers with the body."""

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read()
        seen.append(environ)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", " a=b")])
        return [body]

    return Root(application, limit=100, upload_limit=3_000_000)


def _ask(
    root: Root,
    path: str = "/",
    method: str = "GET",
    headers: tuple[tuple[bytes, bytes], ...] = (),
    parts: tuple[bytes | None, ...] = (b"",),
    host: bytes = b"localhost:8000",
    query: bytes = b"",
) -> Sent:
    """One request. None among the parts is a sender who sends nothing any more."""
    sent = Sent()
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query,
        "http_version": "1.1",
        "server": ("192.0.2.7", 8000),
        "client": ("127.0.0.1", 5),
        "headers": [(b"host", host), *headers],
    }
    waiting = list(parts)

    async def receive() -> dict[str, Any]:
        part = waiting.pop(0)
        if part is None:
            waiting.insert(0, None)
            await asyncio.sleep(60)
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    # In a thread: a browser test before this one may have left a loop running in ours.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: asyncio.run(root(scope, receive, sent))).result()
    return sent


def test_a_body_arrives_whole_though_it_was_sent_in_pieces(root, seen) -> None:
    sent = _ask(
        root, method="POST", headers=(FORM, (b"content-length", b"6")), parts=(b"abc", b"def")
    )
    assert (sent.status, sent.body) == (200, b"abcdef")
    assert seen[0]["CONTENT_LENGTH"] == "6"
    assert sent.headers[b"set-cookie"] == b"a=b"


def test_a_body_without_a_length_is_measured(root, seen) -> None:
    _ask(root, method="POST", headers=(FORM, (b"transfer-encoding", b"chunked")), parts=(b"abc",))
    assert seen[0]["CONTENT_LENGTH"] == "3"


@pytest.mark.parametrize(
    "headers", [(FORM, (b"content-length", b"101")), (FORM, (b"transfer-encoding", b"chunked"))]
)
def test_a_body_over_the_limit_is_refused_before_a_thread_is_taken(root, seen, headers) -> None:
    sent = _ask(root, method="POST", headers=headers, parts=(b"x" * 60, b"x" * 60))
    assert sent.status == 413
    assert b"too large" in sent.body
    style = sent.body.partition(b"<style>")[2].partition(b"</style>")[0]
    allowed = b64encode(sha256(style).digest()).decode()
    assert f"style-src 'sha256-{allowed}'" in sent.headers[b"content-security-policy"].decode()
    assert seen == []


def test_an_upload_may_be_larger_and_waits_on_disk(root) -> None:
    parts = (b"x" * 1_500_000, b"y" * 1_000_000)
    sent = _ask(root, method="POST", headers=(UPLOAD, (b"content-length", b"2500000")), parts=parts)
    assert (sent.status, len(sent.body)) == (200, 2_500_000)
    refused = _ask(root, method="POST", headers=(UPLOAD, (b"content-length", b"9999999")))
    assert refused.status == 413


def test_a_sender_who_sends_nothing_any_more_holds_no_thread(
    root, seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "FIRST_SECONDS", 0.1)
    monkeypatch.setattr(bodies, "LOOK_UP_SECONDS", 0.05)
    sent = _ask(
        root, method="POST", headers=(FORM, (b"content-length", b"50")), parts=(b"half", None)
    )
    assert sent.status == 408
    assert seen == []


def test_a_header_with_an_underscore_cannot_pose_as_another(root, seen) -> None:
    _ask(root, headers=((b"x_forwarded_for", b"10.0.0.1"), (b"x-real", b"yes")))
    assert "HTTP_X_FORWARDED_FOR" not in seen[0]
    assert seen[0]["HTTP_X_REAL"] == "yes"


def test_a_client_cannot_claim_to_come_by_https(root, seen) -> None:
    _ask(root, headers=((b"x-forwarded-proto", b"https"),))
    assert seen[0]["wsgi.url_scheme"] == "http"


def test_several_cookie_headers_are_one_list(root, seen) -> None:
    _ask(root, headers=((b"cookie", b"a=1"), (b"cookie", b"b=2")))
    assert seen[0]["HTTP_COOKIE"] == "a=1; b=2"


def test_the_path_reaches_django_as_it_was_meant(root, seen) -> None:
    _ask(root, path="/deals/Größe")
    assert seen[0]["PATH_INFO"].encode("latin-1").decode() == "/deals/Größe"


@pytest.mark.parametrize(
    "host", [b"localhost", b"127.0.0.1:8000", b"[::1]:8000", b"192.0.2.7:8000"]
)
def test_it_answers_for_this_machine(root, host: bytes) -> None:
    assert _ask(root, host=host).status == 200


@pytest.mark.parametrize("host", [b"evil.example", b"6.6.6.6", b"", b"localhost.evil.example"])
def test_a_name_that_could_be_put_into_mailed_links_is_refused(root, seen, host: bytes) -> None:
    assert _ask(root, host=host).status == 400
    assert seen == []


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "FOO"])
def test_a_method_that_no_page_has_is_refused(root, seen, method: str) -> None:
    assert _ask(root, method=method).status == 405
    assert seen == []


def test_a_head_request_has_the_headers_and_no_body(root) -> None:
    sent = _ask(root, method="HEAD")
    assert sent.status == 200
    assert sent.body == b""


def test_a_static_file_with_its_mark_may_be_kept_for_ever(root) -> None:
    plain = _ask(root, "/static/milepost/base.css", headers=((b"accept-encoding", b"gzip"),))
    assert plain.status == 200
    assert plain.headers[b"content-encoding"] == b"gzip"
    assert plain.headers[b"cache-control"] == b"public, no-cache"
    mark = plain.headers[b"etag"].strip(b'"')
    marked = _ask(root, "/static/milepost/base.css", query=b"v=" + mark[:10])
    assert b"immutable" in marked.headers[b"cache-control"]
    wrong = _ask(root, "/static/milepost/base.css", query=b"v=0123456789")
    assert b"immutable" not in wrong.headers[b"cache-control"]
    again = _ask(root, "/static/milepost/base.css", headers=((b"if-none-match", b'"%b"' % mark),))
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/static/../settings.py", "/static/%2e%2e/x", "/static/none.js"])
def test_there_is_nothing_beside_the_static_files(root, path: str) -> None:
    assert _ask(root, path).status == 404


def test_pages_carry_strict_headers_and_no_inline_script(client) -> None:
    answer = client.get("/no-such-page/")
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "private" in answer["Cache-Control"]


def _page(kept: str = "private", kind: str = "text/html; charset=utf-8") -> Root:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        said = [("Content-Type", kind), ("Cache-Control", kept), ("Vary", "Cookie")]
        start_response("200 OK", said)
        return [b"<p>A page of some length</p>" * 200]

    return Root(application, limit=100, upload_limit=3_000_000)


def test_a_page_travels_compressed_where_the_browser_takes_that() -> None:
    takes = ((b"accept-encoding", b"br, gzip"),)
    sent = _ask(_page(), headers=takes)
    assert sent.headers[b"content-encoding"] == b"gzip"
    assert gzip.decompress(sent.body) == b"<p>A page of some length</p>" * 200
    assert int(sent.headers[b"content-length"]) == len(sent.body) < 400
    plain = _ask(_page())
    assert b"content-encoding" not in plain.headers and plain.body.startswith(b"<p>")
    for answer in (sent, plain):
        assert answer.headers[b"vary"] == b"Cookie, Accept-Encoding"


@pytest.mark.parametrize("page", [_page("no-store"), _page(kind="application/pdf")])
def test_what_may_not_be_stored_and_what_is_no_text_travels_as_it_is(page: Root) -> None:
    sent = _ask(page, headers=((b"accept-encoding", b"gzip"),))
    assert b"content-encoding" not in sent.headers and len(sent.body) == 5600


def test_a_short_answer_is_not_worth_compressing(root: Root) -> None:
    sent = _ask(root, headers=((b"accept-encoding", b"gzip"),))
    assert b"content-encoding" not in sent.headers and b"vary" not in sent.headers
