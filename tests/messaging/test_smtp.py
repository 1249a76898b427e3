"""Mail servers as they are: they refuse, put off, hang and hang up; and what goes over the wire."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection

from milepost.messaging import mail, smtp_line
from milepost.messaging.letters import letter
from milepost.messaging.worker import Worker
from milepost.platform.scope import seller_scope
from milepost.sharing.models import Bounce
from tests.mail_server import Receiver

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "ida@example.com"


class _Unruly(socketserver.ThreadingTCPServer):
    """A mail server that answers some commands as it is told: `answers` by the command's word.

    "hang" says nothing more; "drop" hangs up; `drop_in_data` hangs up in the middle of a message.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers: dict[str, list[str]] = {}
        self.drop_in_data = False
        self.taken: list[str] = []


class _Talk(socketserver.StreamRequestHandler):
    server: _Unruly

    def handle(self) -> None:
        if self._answered("HELLO", "220 ready"):
            return
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "DATA":
                if self._take():
                    return
            elif (
                self._answered(word, "221 bye" if word == "QUIT" else "250 fine") or word == "QUIT"
            ):
                return

    def _take(self) -> bool:
        self.wfile.write(b"354 go on\r\n")
        lines = []
        while (part := self.rfile.readline().decode()) != ".\r\n":
            lines.append(part)
            if self.server.drop_in_data and len(lines) > 3:
                return True
        said = self._answered("END", "250 taken")
        if not said and "END" not in self.server.answers:
            self.server.taken.append("".join(lines))
        return said

    def _answered(self, word: str, usual: str) -> bool:
        """Say what is to be said; True where the talk is over."""
        waiting = self.server.answers.get(word)
        said = waiting.pop(0) if waiting else usual
        if said == "hang":
            time.sleep(3)
        if said in ("hang", "drop"):
            return True
        self.wfile.write(f"{said}\r\n".encode())
        return False


@pytest.fixture
def unruly(settings) -> Iterator[_Unruly]:
    with _Unruly() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SMTP_URL = f"smtp+plain://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


@pytest.fixture
def receiver(settings) -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.SMTP_URL = f"smtp+plain://127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


def _record(workspace_id: int, key: str = "m", to: str = ADDRESS, **more: Any) -> None:
    with seller_scope(workspace_id):
        mail.record_mail(
            workspace_id=workspace_id, key=key, to=to, **({"subject": "S", "text": "T"} | more)
        )


def _due_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("update messaging_outbox set available_at = now()")


@pytest.mark.parametrize(
    "answers",
    [
        {"HELLO": ["421 too busy"]},
        {"HELLO": ["drop"]},
        {"HELLO": ["hang"]},
        {"RCPT": ["450 4.7.1 greylisted, come back"]},
        {"RCPT": ["drop"]},
        {"MAIL": ["451 4.3.0 later"]},
        {"END": ["452 4.2.2 the mailbox is full"]},
        {"END": ["drop"]},
        {"END": ["hang"]},
    ],
    ids=str,
)
def test_what_is_put_off_is_tried_again_and_arrives(
    workspace_id: int, unruly: _Unruly, row, monkeypatch, answers: dict[str, list[str]]
) -> None:
    monkeypatch.setattr(smtp_line, "SECONDS", 1.0)
    unruly.answers = {word: list(said) for word, said in answers.items()}
    _record(workspace_id)
    Worker().work_once()
    waiting = row("email:m")
    assert (waiting["dead_at"], waiting["finished_at"]) == (None, None)
    assert 4 <= waiting["pause"] <= 9
    assert not Bounce.objects.exists()
    unruly.answers.clear()
    _due_now()
    Worker().work_once()
    assert row("email:m")["finished_at"] is not None
    assert len(unruly.taken) == 1


def test_a_connection_lost_in_the_middle_of_a_message_is_tried_again(
    workspace_id: int, unruly: _Unruly, row
) -> None:
    unruly.drop_in_data = True
    _record(workspace_id, text="a line\n" * 50_000)
    Worker().work_once()
    assert row("email:m")["dead_at"] is None
    unruly.drop_in_data = False
    _due_now()
    Worker().work_once()
    assert len(unruly.taken) == 1


@pytest.mark.parametrize(
    ("answers", "comes_back"),
    [
        ({"RCPT": ["550 5.1.1 no such user"]}, True),
        ({"RCPT": ["550 no such user"]}, True),
        ({"RCPT": ["553 5.1.3 bad address"]}, True),
        ({"END": ["550 5.1.1 no such user after all"]}, True),
        ({"RCPT": ["550 5.7.1 relaying denied"]}, False),  # our fault, not the address's
        ({"END": ["554 5.7.1 looks like spam"]}, False),
        ({"END": ["554 no"]}, False),
    ],
    ids=str,
)
def test_a_refusal_for_good_is_final_and_the_address_is_marked_where_it_is_to_blame(
    workspace_id: int, unruly: _Unruly, row, answers: dict[str, list[str]], comes_back: bool
) -> None:
    unruly.answers = answers
    _record(workspace_id, to="Ida@Example.com")
    Worker().work_once()
    assert row("email:m")["dead_at"] is not None
    assert list(Bounce.objects.values_list("workspace_id", "address")) == (
        [(workspace_id, ADDRESS)] if comes_back else []
    )


@pytest.mark.parametrize("said", ["250 fine", "500 what?", "drop", "hang"])
def test_a_message_that_was_taken_is_not_sent_again_for_a_rude_goodbye(
    workspace_id: int, unruly: _Unruly, row, monkeypatch, said: str
) -> None:
    monkeypatch.setattr(smtp_line, "SECONDS", 1.0)
    unruly.answers = {"QUIT": [said]}
    _record(workspace_id)
    Worker().work_once()
    assert row("email:m")["finished_at"] is not None
    assert len(unruly.taken) == 1


def test_an_address_that_takes_mail_again_is_no_longer_marked(
    workspace_id: int, unruly: _Unruly
) -> None:
    unruly.answers = {"RCPT": ["550 5.1.1 no such user"]}
    _record(workspace_id, "one")
    Worker().work_once()
    assert Bounce.objects.exists()
    _record(workspace_id, "two")
    Worker().work_once()
    assert not Bounce.objects.exists()


@pytest.mark.parametrize("address", ["nobody", "a@b@c", "a b@example.com", "", "ida@"])
def test_what_is_no_address_is_marked_and_stops_no_worker(
    workspace_id: int, unruly: _Unruly, row, address: str
) -> None:
    _record(workspace_id, to=address)
    Worker().work_once()
    assert row("email:m")["dead_at"] is not None
    assert Bounce.objects.exists()


def test_one_hanging_server_keeps_no_other_worker_from_its_mail(
    workspace_id: int, unruly: _Unruly, row, monkeypatch
) -> None:
    monkeypatch.setattr(smtp_line, "SECONDS", 2.0)
    unruly.answers = {"HELLO": ["hang"]}
    _record(workspace_id, "slow")
    slow = threading.Thread(target=_work_and_close)
    slow.start()
    time.sleep(0.5)
    _record(workspace_id, "quick")
    started = time.monotonic()
    Worker().work_once()
    assert time.monotonic() - started < 1.5
    assert row("email:quick")["finished_at"] is not None
    slow.join()


def _work_and_close() -> None:
    from django.db import connections

    try:
        Worker().work_once()
    finally:
        connections.close_all()


def _parsed(text: str) -> EmailMessage:
    return email.message_from_bytes(text.encode(), policy=email.policy.default)  # type: ignore[return-value]


def test_text_and_html_travel_as_one_message_with_its_thread(
    workspace_id: int, receiver: Receiver
) -> None:
    made = letter(
        "plain",
        {"workspace": "Brøndum", "subject": "Grüße", "heading": "Žluťoučký", "lines": ["día"]},
        language="en",
        time_zone="",
    )
    parts = {"subject": made.subject, "text": made.text, "html": made.html}
    for key in ("one", "two"):
        _record(
            workspace_id,
            key,
            plan_id=7,
            reply_to="sam@brightloom.example",
            sender_name="Sam Whitfield, Brøndum",
            headers={"List-Unsubscribe": "<https://x.example/u/t/>\nBcc: all@example.com"},
            **parts,
        )
    Worker().work_once()
    first, second = (_parsed(text) for text in receiver.received)
    assert first["Subject"] == "Grüße"
    assert first["From"].addresses[0].display_name == "Sam Whitfield, Brøndum"
    assert first["Reply-To"] == "sam@brightloom.example"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Bcc"] is None
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]
    assert "día" in first.get_body(("plain",)).get_content()
    assert "Žluťoučký" in first.get_body(("html",)).get_content()
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"] == second["In-Reply-To"]


def test_a_kept_message_keeps_its_html_and_who_caused_it(workspace_id: int, settings) -> None:
    from milepost.messaging.models import KeptMessage

    settings.SMTP_URL = ""
    with seller_scope(workspace_id, 42):
        mail.record_mail(
            workspace_id=workspace_id,
            key="k",
            to=ADDRESS,
            subject="S",
            text="T",
            html="<p>T</p>",
            plan_id=7,
        )
    Worker().work_once()
    kept = KeptMessage.objects.get()
    assert (kept.html, kept.caused_by, kept.plan_id) == ("<p>T</p>", 42, 7)
