"""Whoever is named is told by e-mail: once, in their language, with a way there of their own."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.test import Client

from milepost.conversation import commands
from milepost.domain.errors import NotFound
from milepost.messaging.worker import Worker
from milepost.sharing.models import Stakeholder
from milepost.workspaces.models import Member
from tests.conversation.talking import SECRET, Talk, a_talk
from tests.factories import a_member
from tests.mail_server import Receiver

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk() -> Talk:
    return a_talk()


def received(receiver: Receiver) -> dict[str, EmailMessage]:
    """What has arrived after the worker's round, by whom it is for."""
    receiver.received.clear()
    Worker().work_once()
    found = [email.message_from_string(text, policy=default) for text in receiver.received]
    made = {str(message["To"]): message for message in found}
    assert len(made) == len(found)
    return made


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_a_buyer_who_is_named_gets_the_words_and_a_link_of_their_own(
    talk: Talk, receiver: Receiver
) -> None:
    number = talk.says("@Maja, can you ask\nAnders? <b>Soon</b>", milestone="m1")
    (message,) = received(receiver).values()
    assert message["To"] == "maja@halden.example"
    assert message["Subject"] == "Sam Whitfield mentioned you: Order tracking for six warehouses"
    text = text_of(message)
    assert "@Maja, can you ask" in text
    assert "Anders? <b>Soon</b>" in text
    assert "&lt;b&gt;Soon&lt;/b&gt;" in html_of(message)
    (token, mark) = re.findall(r"/b/([\w-]+)/(#comment-\d+)", text)[0]
    assert mark == f"#comment-{number}"
    browser = Client()
    assert browser.get(f"/b/{token}/").status_code == 302
    assert browser.get(talk.address).status_code == 200


def test_both_sides_are_told_of_what_both_read_and_once(talk: Talk, receiver: Receiver) -> None:
    outcome = talk.does("comment", text="@Sam and @Tomasz Zieliński, who is it?", told=["tomasz"])
    assert sorted(outcome.data["mailed"]) == ["Sam Whitfield", "Tomasz Zieliński"]
    sams = Member.objects.get(pk=talk.seller.member_id).email
    found = received(receiver)
    assert set(found) == {sams, "tomasz@halden.example"}
    assert f"/plans/{talk.plan_id}/conversation/" in text_of(found[sams])
    assert "/plans/" not in text_of(found["tomasz@halden.example"])
    changed = talk.does(
        "edit_comment", comment=outcome.data["comment"], text="@Sam, @Tomasz, who was it?"
    )
    assert not changed.refused
    assert received(receiver) == {}


def test_an_edit_tells_only_whom_it_names_anew(talk: Talk, receiver: Receiver) -> None:
    number = talk.says("Hello @Maja")
    received(receiver)
    with talk.seller.at_work():
        commands.edit_comment(talk.seller.actor, talk.plan_id, number, "Hello @Maja and @Tomasz")
    assert set(received(receiver)) == {"tomasz@halden.example"}


def test_an_internal_note_tells_nobody_of_the_buyers_side(talk: Talk, receiver: Receiver) -> None:
    noor = a_member(Member.objects.get(pk=talk.seller.member_id).workspace, name="Noor Haddad")
    talk.says(
        f"{SECRET}. @Maja @Tomasz @Noor Haddad",
        visibility="internal",
        told=["p:maja", "p:tomasz", "p:rita"],
    )
    (message,) = received(receiver).values()
    assert message["To"] == noor.email
    assert SECRET in text_of(message)
    # What a mailbox shows without opening it.
    assert SECRET not in message["Subject"]
    assert "Halden" not in message["Subject"]
    html = html_of(message)
    hidden = html[html.index("display:none") : html.index("</div>", html.index("display:none"))]
    assert SECRET not in hidden
    assert SECRET not in " ".join(text_of(message).split())[:150]
    assert message["References"] is None


def test_whoever_has_no_access_any_more_is_not_told(talk: Talk, receiver: Receiver) -> None:
    Stakeholder.objects.filter(person="tomasz").update(ended_at="2026-11-25T00:00Z")
    talk.says("@Maja @Tomasz")
    assert set(received(receiver)) == {"maja@halden.example"}


def test_a_buyer_names_only_people_whom_they_see(talk: Talk, receiver: Receiver) -> None:
    outcome = talk.does(
        "comment", text="@Rita Osei @Maja Lindqvist", told=["rita", "m:1", "nobody", "maja"]
    )
    assert outcome.data["mailed"] == []
    assert talk.sees().comments[0].mentions == ()
    assert received(receiver) == {}


def test_a_letter_is_in_its_readers_language(
    talk: Talk, receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    from milepost.conversation import letters

    real = letters.letter

    def noted(template: str, context: Any, *, language: str, time_zone: str, **more: Any) -> Any:
        asked.append((language, time_zone))
        return real(template, context, language=language, time_zone=time_zone, **more)

    monkeypatch.setattr(letters, "letter", noted)
    Stakeholder.objects.filter(person="maja").update(language="sv", time_zone="Europe/Stockholm")
    talk.says("@Maja")
    assert asked == [("sv", "Europe/Stockholm")]


def test_a_comment_that_is_taken_back_with_its_transaction_tells_nobody(
    talk: Talk, receiver: Receiver
) -> None:

    def work() -> None:
        with talk.seller.at_work():
            commands.comment(talk.seller.actor, talk.plan_id, "Hello @Maja")
            raise NotFound("on the way")

    with pytest.raises(NotFound):
        work()
    assert received(receiver) == {}
    assert talk.all().comments == ()
