"""One request over real sockets: what each kind of receiver comes to, and how long it may take."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from milepost.messaging.webhooks.sending import pause_of, post
from tests.messaging.webhooks.receiver import (
    Receiver,
    drip,
    hang,
    nonsense,
    receiving,
    reset,
    status,
)

BODY = b'{"type":"webhook.test"}'


def test_what_is_sent_is_one_plain_post(receiver: Receiver) -> None:
    answer = post(f"{receiver.url}?key=1", {"webhook-id": "msg_1"}, BODY)
    assert answer.is_taken
    (got,) = receiver.got
    assert (got.method, got.path, got.body) == ("POST", "/hooks?key=1", BODY)
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert got.headers["content-type"] == "application/json"
    assert got.headers["webhook-id"] == "msg_1"
    assert "cookie" not in got.headers
    assert "authorization" not in got.headers


def test_the_surroundings_proxy_is_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert post(receiver.url, {}, BODY).is_taken


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_never_followed(receiver: Receiver, code: int) -> None:
    with receiving() as other:
        receiver.answers = [status(code, Location=other.url)]
        answer = post(receiver.url, {}, BODY)
        assert (answer.status, answer.is_taken) == (code, False)
        assert "redirects are not followed" in answer.error
        assert other.got == []
    assert len(receiver.got) == 1


@pytest.mark.parametrize(("answer", "said"), [(hang, "no answer"), (drip, "no answer")])
def test_the_whole_answer_has_one_deadline(receiver: Receiver, answer: Any, said: str) -> None:
    receiver.answers = [answer()]
    started = time.monotonic()
    found = post(receiver.url, {}, BODY, seconds=0.4)
    assert 0.3 < time.monotonic() - started < 1.5
    assert found.status is None
    assert said in found.error
    assert found.milliseconds >= 300


@pytest.mark.parametrize(("answer", "said"), [(reset, "cut"), (nonsense, "no HTTP answer")])
def test_a_broken_answer_is_told_in_words(receiver: Receiver, answer: Any, said: str) -> None:
    receiver.answers = [answer()]
    found = post(receiver.url, {}, BODY)
    assert found.status is None
    assert said in found.error


def test_nobody_there_is_told_in_words(receiver: Receiver) -> None:
    found = post("http://127.0.0.1:1/", {}, BODY)
    assert "refused" in found.error


def test_of_a_long_answer_only_the_beginning_is_read_and_kept(receiver: Receiver) -> None:
    receiver.answers = [status(500, b"\x00Oh no \xff" + b"x" * 3_000_000)]
    found = post(receiver.url, {}, BODY)
    assert found.status == 500
    assert found.excerpt.startswith("Oh no ")
    assert len(found.excerpt) == 1_000
    assert "\x00" not in found.excerpt


def test_what_may_not_be_reached_is_said_without_a_connection(settings: Any) -> None:
    settings.WEBHOOK_ALLOW = []
    with receiving() as receiver:
        plain = post(receiver.url, {}, BODY)
        tls = post(f"https://127.0.0.1:{receiver.port}/", {}, BODY)
        assert "https" in plain.error
        assert "not on the public internet" in tls.error
        assert receiver.got == []


def test_retry_after_is_read_as_seconds_and_as_a_date_and_capped_at_a_day() -> None:
    now = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
    day = 86_400.0
    assert pause_of("120", now) == 120
    assert pause_of(" 7 ", now) == 7
    assert pause_of("99999999999999999999", now) == day
    assert pause_of("Wed, 25 Nov 2026 09:10:00 GMT", now) == 600
    assert pause_of("Wednesday, 25-Nov-26 09:10:00 GMT", now) == 600
    assert pause_of("Wed, 25 Nov 2026 08:00:00 GMT", now) == 0
    assert pause_of((now + timedelta(300)).strftime("%a, %d %b %Y %H:%M:%S GMT"), now) == day
    for nonsense_ in (None, "", "soon", "-5", "1.5", "²", "Wed, 99 Foo 2026 09:10:00 GMT"):
        assert pause_of(nonsense_, now) is None


@pytest.fixture
def tls_receiver(settings: Any, tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A server with a certificate that nobody knows; its port, and the certificate."""
    settings.WEBHOOK_ALLOW = ["localhost", "127.0.0.1"]
    certificate, key = _certificate(tmp_path)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server.server_address[1], certificate
    server.shutdown()
    server.server_close()


def test_a_certificate_is_checked_for_the_name_that_was_written(
    tls_receiver: tuple[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, certificate = tls_receiver
    stranger = post(f"https://localhost:{port}/", {}, BODY)
    assert "certificate is not accepted" in stranger.error
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr("milepost.messaging.webhooks.sending._tls", lambda: trusting)
    assert post(f"https://localhost:{port}/", {}, BODY).is_taken
    other_name = post(f"https://127.0.0.1:{port}/", {}, BODY)
    assert "certificate is not accepted" in other_name.error


def _certificate(folder: Path) -> tuple[Path, Path]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private
