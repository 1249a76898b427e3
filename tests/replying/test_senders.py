"""Who may act by mail: whoever the letter went to, from their address, where no check failed."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message
from email.parser import HeaderParser
from typing import Any

import pytest
from django.utils import timezone

from milepost.conversation.models import Comment
from milepost.messaging.models import Message as Told
from milepost.sharing.models import Bounce, ReceivedMail, Stakeholder
from milepost.sharing.replying import handling
from milepost.sharing.replying.receiving import NotOurs, receive
from milepost.sharing.replying.senders import proof_of
from tests.replying.writing import REPLY, Meant, a_letter, a_mail, answered, letters, looked_at
from tests.sharing.invited import ADDRESS, Invited, an_invitation

pytestmark = pytest.mark.django_db
DONE = Meant("done")


@pytest.fixture(autouse=True)
def _answers_act(settings: Any) -> None:
    settings.REPLY_ADDRESS = REPLY


@pytest.fixture
def invited() -> Invited:
    return an_invitation()


def nothing_was_done(invited: Invited) -> bool:
    step = invited.seller.reads(invited.plan_id).plan.milestone("m1")
    return step is not None and step.status == "pending" and not Comment.objects.exists()


def why_asked() -> list[str]:
    return [told.facts["why"] for told in Told.objects.filter(kind="asked")]


def test_another_sender_with_the_right_token_does_nothing_and_gets_no_answer(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = a_letter(invited)
    row = answered(invited, monkeypatch, address, "done", DONE, sender="mallory@elsewhere.example")
    assert (row.result, row.why) == ("look", "other_sender")
    assert nothing_was_done(invited)
    assert why_asked() == ["other_sender"]
    assert letters() == [] and letters("mallory@elsewhere.example") == []


def test_two_senders_in_one_mail_are_nobody(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = f"{ADDRESS}, mallory@elsewhere.example"
    row = answered(invited, monkeypatch, a_letter(invited), "done", DONE, headers={"From": both})
    assert row.why == "other_sender"
    assert nothing_was_done(invited)


def test_the_case_of_an_address_means_nothing(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = answered(
        invited, monkeypatch, a_letter(invited), "done", DONE, sender="Maja@HALDEN.example"
    )
    assert row.result == "acted"


def test_a_token_that_nobody_was_given_is_nowhere(invited: Invited) -> None:
    for to in (f"reply+{'a' * 32}@plans.example.com", REPLY, "somebody@elsewhere.example"):
        with pytest.raises(NotOurs):
            receive(to, a_mail("done"), "test")


def test_whose_access_ended_is_told_so(invited: Invited, monkeypatch: pytest.MonkeyPatch) -> None:
    address = a_letter(invited)
    Stakeholder.objects.update(ended_at=timezone.now())
    row = answered(invited, monkeypatch, address, "done", DONE)
    assert (row.result, row.why) == ("look", "no_access")
    assert nothing_was_done(invited)
    assert "You are not on this plan any more" in letters()[0]["text"]
    assert "/b/" not in letters()[0]["text"]


def test_on_a_finished_plan_nothing_is_done(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    from milepost.plans import commands
    from tests.plans.plans import TODAY

    address = a_letter(invited)
    with invited.seller.at_work():
        commands.set_life(invited.seller.actor, invited.plan_id, "lost", TODAY)
    row = answered(invited, monkeypatch, address, "done", DONE)
    assert (row.result, row.why) == ("look", "closed")
    assert "This plan is finished" in letters()[0]["text"]


@pytest.mark.parametrize(
    ("checks", "result"),
    [
        ({"dmarc": "fail", "dkim": "pass"}, "look"),
        ({"spf": "fail", "dkim": "fail"}, "look"),
        ({"spf": "fail"}, "look"),
        ({"spf": "fail", "dkim": "pass"}, "acted"),
        ({"spf": "pass", "dkim": "pass", "dmarc": "pass"}, "acted"),
        ({"spf": "none"}, "acted"),
        ({}, "acted"),
    ],
)
def test_a_failed_check_of_the_sender_is_refused(
    invited: Invited,
    monkeypatch: pytest.MonkeyPatch,
    checks: Mapping[str, str],
    result: str,
) -> None:
    row = answered(invited, monkeypatch, a_letter(invited), "done", DONE, checks=checks)
    assert row.result == result
    if result == "look":
        assert nothing_was_done(invited) and letters() == []
        assert why_asked() == ["not_proven"]


def test_where_proof_is_required_no_word_of_it_is_not_enough(
    invited: Invited, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.INBOUND_NEEDS_PROOF = True
    assert answered(invited, monkeypatch, a_letter(invited), "done", DONE).why == "not_proven"
    checks = {"dmarc": "pass"}
    row = answered(invited, monkeypatch, a_letter(invited), "done", DONE, checks=checks)
    assert row.result == "acted"


def head(*results: str) -> Message:
    lines = "".join(f"Authentication-Results: {each}\n" for each in results)
    return HeaderParser().parsestr(f"{lines}From: {ADDRESS}\n\n")


@pytest.mark.parametrize(
    ("results", "proof"),
    [
        (["mx.plans.example.com; dmarc=fail (p=none) header.from=halden.example"], "failed"),
        (["mx.plans.example.com; dmarc=pass header.from=halden.example"], "passed"),
        # Anybody can write a header; only the trusted name counts.
        (["mallory.example; dmarc=pass"], "none"),
        (["mallory.example; dmarc=pass", "mx.plans.example.com 1; dmarc=fail"], "failed"),
        # A pass for another domain says nothing of this sender.
        (["mx.plans.example.com; spf=pass smtp.mailfrom=x@mallory.example"], "none"),
        (["mx.plans.example.com; spf=pass smtp.mailfrom=bounce@mail.halden.example"], "passed"),
        (["mx.plans.example.com; dkim=pass header.d=halden.example; spf=fail"], "passed"),
        (["mx.plans.example.com; dkim=fail header.d=halden.example; spf=softfail"], "failed"),
        (["mx.plans.example.com; none"], "none"),
        ([], "none"),
    ],
)
def test_authentication_results_count_from_trusted_names_alone(
    results: list[str], proof: str
) -> None:
    trusted = frozenset({"mx.plans.example.com"})
    assert proof_of(head(*results), {}, trusted, ADDRESS) == proof


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X-Autoreply": "yes"},
        {"List-Id": "<everybody.halden.example>"},
        {"Return-Path": "<>"},
    ],
)
def test_machines_neither_act_nor_get_an_answer(
    invited: Invited, monkeypatch: pytest.MonkeyPatch, headers: Mapping[str, str]
) -> None:
    row = answered(invited, monkeypatch, a_letter(invited), "done", DONE, headers=headers)
    assert row.result == "automatic"
    assert nothing_was_done(invited) and letters() == [] and why_asked() == []


def test_what_only_its_words_show_to_be_automatic_is_left_alone_too(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    meant = Meant("done", automatic=True)
    row = answered(invited, monkeypatch, a_letter(invited), "I am away", meant)
    assert row.result == "automatic"
    assert nothing_was_done(invited) and letters() == []


def test_two_machines_do_not_talk_for_ever(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = a_letter(invited)
    for _ in range(handling.DEEPEST + 3):
        answered(invited, monkeypatch, address, "hm", Meant("unclear", confirm=True))
        address = letters()[-1]["reply_to"]
    assert len(letters()) == handling.DEEPEST


def test_very_many_within_an_hour_wait_for_a_person(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handling, "MOST_AN_HOUR", 2)
    found = [
        answered(invited, monkeypatch, a_letter(invited), "hello", Meant()).result for _ in range(3)
    ]
    assert found == ["said", "said", "look"]


REPORT = """\
From: MAILER-DAEMON@mx.halden.example
To: {to}
Subject: Undelivered Mail
Message-ID: <report@mx.halden.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Nobody of this name.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.halden.example

Final-Recipient: rfc822; {about}
Action: {action}
Status: {status}

--b--
"""


@pytest.mark.parametrize(
    ("about", "action", "status", "is_marked"),
    [
        (ADDRESS, "failed", "5.1.1", True),
        (ADDRESS, "delayed", "4.4.1", False),
        (ADDRESS, "failed", "5.7.1", False),
        ("somebody@elsewhere.example", "failed", "5.1.1", False),
    ],
)
def test_a_delivery_report_marks_the_address_that_it_is_about(
    invited: Invited, about: str, action: str, status: str, is_marked: bool
) -> None:
    to = a_letter(invited)
    receive(to, REPORT.format(to=to, about=about, action=action, status=status).encode(), "test")
    assert looked_at(invited).result == "bounce"
    assert Bounce.objects.filter(address=ADDRESS).exists() == is_marked
    assert letters() == []


def test_what_cannot_be_read_is_a_comment_for_a_person_to_read(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "We need until Friday.\n\n> Hello Maja, http://localhost:8000/b/secret"
    row = answered(invited, monkeypatch, a_letter(invited), text, None)
    assert (row.result, row.why) == ("look", "unread")
    assert Comment.objects.get().text == "We need until Friday."
    assert why_asked() == ["unread"]
    assert "We could not read your mail by ourselves" in letters()[0]["text"]
    assert ReceivedMail.objects.get().raw is not None
