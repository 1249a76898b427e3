"""Every mail that the system writes to a buyer, read whole as it went over the wire: subject,
headers, text and HTML. Private words are planted everywhere, and stand in none of them.

And opened by a scanner: every link of every mail, a hundred times, changes nothing.
"""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from milepost.conversation import commands as conversation
from milepost.domain.plan import (
    Baseline,
    Milestone,
    Owner,
    Owners,
    Person,
    Plan,
    Risk,
    Task,
    Value,
)
from milepost.messaging.worker import Worker
from milepost.plans.changing import Actor
from milepost.sharing import door_commands, link_commands, notices, reminders
from milepost.sharing.models import Link, Stakeholder
from milepost.sharing.replying.receiving import receive
from milepost.workspaces.models import Member
from milepost.workspaces.tokens import hash_of
from tests.factories import a_deal
from tests.mail_server import Receiver
from tests.plans.plans import MAJA, RITA, SAM, TODAY, Seller, a_plan, a_seller
from tests.replying.writing import REPLY, Meant, a_mail, understand

pytestmark = pytest.mark.django_db(transaction=True)

MARK = "Zygomatic"  # in every private text, and in nothing that a buyer may read
ADDRESS = "maja@halden.example"
ANDERS = "anders@halden.example"
# Of the seller's own trade; nothing a buyer gets says them.
SALES = re.compile(
    r"\b(forecast|pipeline|prospect|champion|economic buyer|deal|stage|opportunit\w+|close[sd]?"
    r"|probability|health|high|likely|possible|unlikely|speculative|stalled|at risk|escalat\w+"
    r"|engagement|crm|opened|never opened)\b",
    re.IGNORECASE,
)


def a_plan_full_of_secrets(**fields: object) -> Plan:
    plan = a_plan(3)
    first, second, third = plan.milestones
    secret = Task(key="s1", title=f"{MARK} credit check", visibility="internal")
    first = replace(first, tasks=(*first.tasks, secret), notes=f"{MARK} note")
    hidden = Milestone(
        key="i1",
        title=f"{MARK} discount approval",
        kind="other",
        target=first.target,
        status="pending",
        visibility="internal",
        owners=Owners(seller=Owner(person="rita")),
        after=("m1",),
        reason=None,
    )
    usual: dict[str, object] = {
        "milestones": (first, hidden, replace(second, after=("i1",)), third),
        "people": (
            replace(MAJA, email=ADDRESS),
            Person(
                key="anders", name="Anders Holm", side="buyer", role="economic_buyer", email=ANDERS
            ),
            SAM,
            replace(RITA, name=f"{MARK} Osei", email="zygomatic@brightloom.example"),
        ),
        "value": Value(amount=Decimal("86123.45"), currency="EUR"),
        "deal_type": "enterprise",
        "notes": f"{MARK} champion is nervous",
        "risks": (Risk(title=f"{MARK} budget", mitigation=f"{MARK} plan B"),),
        "baselines": (Baseline(on=TODAY, targets={"m1": TODAY}, reason=f"{MARK} slip"),),
    }
    return replace(plan, **(usual | fields))  # type: ignore[arg-type]


@pytest.fixture
def seller() -> Seller:
    seller = a_seller()
    workspace = Member.objects.get(pk=seller.member_id).workspace
    a_deal(workspace, f"{MARK} deal", account=f"{MARK} account", crm_reference=f"{MARK}-1")
    # Another plan, of another buyer, and one that nobody has seen.
    seller.keeps(a_plan(3, title=f"{MARK} rollout", account=f"{MARK} Foods"))
    seller.keeps(a_plan(3, title=f"{MARK} draft", life="draft", shared_on=None))
    return seller


@pytest.fixture
def received(
    seller: Seller, receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> list[EmailMessage]:
    """Every kind of mail that a buyer gets, as it went over the wire."""
    settings.REPLY_ADDRESS = REPLY
    deal = a_deal(
        Member.objects.get(pk=seller.member_id).workspace,
        f"{MARK} again",
        crm_stage=f"{MARK} stage",
    )
    plan_id = seller.keeps(a_plan_full_of_secrets(), deal.pk)
    now = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    with seller.at_work():
        link_commands.share(
            seller.actor, plan_id, ["maja", "anders"], "See you on Friday", today=TODAY
        )
        conversation.comment(seller.actor, plan_id, f"{MARK} words", visibility="internal")
        conversation.comment(
            seller.actor, plan_id, "Can you check this?", milestone="m1", told=["p:maja"]
        )
        conversation.comment(
            Actor(None, "Anders Holm", "anders"), plan_id, "It is", told=["p:maja"]
        )
    with seller.at_work():
        reminders.nudge(seller.actor, seller.workspace_id, plan_id, "anders", timezone.now())
    Stakeholder.objects.filter(person="maja").update(
        invited_at=now - timedelta(days=10), time_zone="UTC", country="SE"
    )
    notices.sweep(now)
    code = code_of(plan_id)
    door_commands.ask_for_code(code, ADDRESS, hash_of("browser"), "en")
    worker = Worker()
    while worker.work_once():
        pass
    maja_answers(receiver, monkeypatch)
    return [
        message
        for text in receiver.received
        if (message := _parsed(text))["To"] in (ADDRESS, ANDERS)
    ]


def maja_answers(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the mail about a step that it is done; once more, so that it is asked back, and what is
    not hers: each gets a letter back."""
    mention = next(m for text in receiver.received if "Can you check" in _whole(m := _parsed(text)))
    for intent, confirm in (("done", False), ("unclear", True), ("not_me", False)):
        understand(monkeypatch, "Done", Meant(intent, confirm=confirm))
        receive(str(mention["Reply-To"]), a_mail("Done"), "test")
        worker = Worker()
        while worker.work_once():
            pass


def code_of(plan_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("select code from sharing_sharedplan where plan_id = %s", [plan_id])
        return str(cursor.fetchone()[0])


def _parsed(text: str) -> EmailMessage:
    return email.message_from_bytes(text.encode(), policy=email.policy.default)  # type: ignore[return-value]


def _parts(message: EmailMessage) -> str:
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    assert all(body is not None for body in bodies)
    return "\n".join(body.get_content() for body in bodies if body is not None)


def _whole(message: EmailMessage) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    return f"{headers}\n{unescape(_parts(message))}"


def _kinds(messages: list[EmailMessage]) -> set[str]:
    """Which letters these are, by what each alone says."""
    signs = {
        "invitation": "has put you on the plan",
        "reminder": "No more reminders about this plan",
        "mention": "Can you check this?",
        "buyer's mention": "It is",
        "code": "Your code",
        "done by mail": "“Step 1” is complete",
        "asked back": "What did you mean?",
        "not theirs": "Thank you for saying so",
    }
    return {name for name, sign in signs.items() if any(sign in _whole(m) for m in messages)}


def test_no_mail_to_a_buyer_says_anything_private(received: list[EmailMessage]) -> None:
    assert _kinds(received) == {
        "invitation",
        "reminder",
        "mention",
        "buyer's mention",
        "code",
        "done by mail",
        "asked back",
        "not theirs",
    }
    for message in received:
        whole = _whole(message)
        assert MARK.lower() not in whole.lower(), message["Subject"]
        assert "86,123" not in whole and "86123" not in whole
        assert "enterprise" not in whole.lower()


def test_no_mail_to_a_buyer_speaks_of_selling(received: list[EmailMessage]) -> None:
    for message in received:
        read = re.sub(r"<style>.*?</style>|<[^>]+>|https?://\S+", " ", _parts(message), flags=re.S)
        said = f"{message['Subject']}\n{unescape(read)}"
        assert SALES.search(said) is None, (message["Subject"], SALES.search(said))


def test_what_a_mailbox_shows_beside_the_subject_reveals_nothing(
    received: list[EmailMessage],
) -> None:
    for message in received:
        html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
        preheader = html.split("aria-hidden", 1)[0].rsplit("<div", 1)[1]
        shown = html.split('aria-hidden="true">', 1)[1].split("&#8199;", 1)[0]
        assert "display:none" in preheader
        for private in ("Step 1", "Halden", "Can you", "Friday", "@"):
            assert private not in shown


def test_every_mail_loads_nothing_and_follows_nobody(received: list[EmailMessage]) -> None:
    for message in received:
        html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
        assert not re.search(r"<(img|script|link|iframe|object|form)\b|url\(|@import", html)
        for href in re.findall(r'href="([^"]*)"', html):
            assert unescape(href).startswith("http://localhost:8000/"), href
            assert "?" not in href


def test_every_mail_says_that_a_machine_wrote_it_and_stays_in_its_thread(
    received: list[EmailMessage],
) -> None:
    threads = set()
    for message in received:
        is_answer = str(message["Subject"]).startswith("Re:")
        wrote = "auto-replied" if is_answer else "auto-generated"
        assert message["Auto-Submitted"] == wrote
        if "code" not in message["Subject"]:
            threads.add(message["References"].split()[0])
    assert len(threads) == 1
    assert len({message["Message-ID"] for message in received}) == len(received)


def _state() -> list[object]:
    """Everything that a scanner's visit could have changed."""
    tables = (
        "sharing_link",
        "sharing_stakeholder",
        "sharing_browser",
        "sharing_code",
        "sharing_opening",
        "sharing_engagement",
        "sharing_notice",
        "sharing_unsubscribe",
        "messaging_preference",
        "sharing_action",
        "sharing_receivedmail",
        "messaging_preference",
        "plans_plan",
        "plans_revision",
        "messaging_outbox",
    )
    found: list[object] = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"select md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
                f" from {table} t"
            )
            found.append((table, cursor.fetchone()[0]))
    return found


def test_a_scanner_that_opens_every_link_changes_nothing(received: list[EmailMessage]) -> None:
    addresses = {
        unescape(href).removeprefix("http://localhost:8000").partition("#")[0]
        for message in received
        for href in re.findall(r'href="([^"]*)"', _parts(message))
    }
    assert any("/b/" in a for a in addresses) and any("/u/" in a for a in addresses)
    assert any("/r/" in a for a in addresses)
    assert Link.objects.count() >= 4
    before = _state()
    for address in addresses:
        client = Client(headers={"user-agent": "Barracuda Sentinel (EE)"})
        assert client.head(address).status_code in (200, 302)
        for _ in range(100 if "/u/" in address else 25):
            assert client.get(address, follow=True).status_code == 200
    assert _state() == before
