"""Both teams are asked to a review by their calendars, and read what it leaves."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from milepost.messaging.worker import Worker
from milepost.plans import commands as plans
from milepost.reviews import commands
from milepost.reviews.commands import Promise, Wish
from milepost.workspaces.models import Member
from tests.mail_server import Receiver
from tests.plans.plans import TODAY, a_seller
from tests.sharing.invited import ADDRESS, Invited, an_invitation
from tests.strict_calendar import read as strictly

pytestmark = pytest.mark.django_db(transaction=True)
AT_TEN = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
SECRET = "Zygomatic"


@pytest.fixture
def invited() -> Invited:
    return an_invitation(seller=a_seller())


def deliver() -> None:
    worker = Worker()
    while worker.work_once():
        pass


def letters(receiver: Receiver, to: str) -> list[email.message.EmailMessage]:
    found = [email.message_from_string(t, policy=email.policy.default) for t in receiver.received]
    return [m for m in found if str(m["To"]) == to]  # type: ignore[misc]


def event_of(message: email.message.EmailMessage) -> tuple[str, dict[str, object]]:
    part = next(p for p in message.walk() if p.get_content_type() == "text/calendar")
    raw = part.get_payload(decode=True)
    strictly(raw)
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    return str(part.get_param("method")), event


def plan_at_ten(invited: Invited, **wish: object) -> int:
    seller = invited.seller
    with seller.at_work():
        given = Wish(on=AT_TEN.date(), starts_at=AT_TEN, place="https://meet.example/1", minutes=20)
        return commands.plan_review(
            seller.actor, invited.plan_id, replace(given, **wish), today=TODAY
        )


def test_an_invitation_is_asked_moved_and_called_off_under_one_uid(
    invited: Invited, receiver: Receiver
) -> None:
    review = plan_at_ten(invited)
    deliver()
    later = AT_TEN + timedelta(days=1)
    plan_at_ten(invited, on=later.date(), starts_at=later)
    deliver()
    with invited.seller.at_work():
        commands.cancel_review(invited.seller.actor, invited.plan_id, review, today=TODAY)
    deliver()
    found = [event_of(message) for message in letters(receiver, ADDRESS)]
    assert [method for method, _event in found] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [event for _method, event in found]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [int(event["SEQUENCE"]) for event in events] == [0, 1, 2]
    assert [event["DTSTART"].dt for event in events[:2]] == [AT_TEN, later]
    assert str(events[2]["STATUS"]) == "CANCELLED"
    assert all(m["Subject"] for m in letters(receiver, ADDRESS))


def test_it_can_be_accepted_where_the_mail_is_read(invited: Invited, receiver: Receiver) -> None:
    plan_at_ten(invited)
    deliver()
    (message,) = letters(receiver, ADDRESS)
    body = message.get_body(("plain",))
    assert body is not None
    assert "Where each step stands" in body.get_content()
    inner = next(p for p in message.walk() if p.get_content_type() == "multipart/alternative")
    assert [p.get_content_type() for p in inner.iter_parts()][-1] == "text/calendar"
    assert [p.get_filename() for p in message.iter_attachments()] == ["invitation.ics"]


def test_a_buyers_invitation_names_only_those_they_know(
    invited: Invited, receiver: Receiver
) -> None:
    member = Member.objects.create(
        workspace_id=invited.seller.workspace_id,
        name=f"{SECRET} Lee",
        email="lee@brightloom.example",
        role="leadership",
    )
    seller = invited.seller
    with seller.at_work():
        from milepost.domain.plan import Person

        hidden = Person(key="lee", name=member.name, side="seller", role="leadership")
        plans.add_person(seller.actor, invited.plan_id, hidden, member_id=member.pk, today=TODAY)
    plan_at_ten(invited)
    deliver()
    (message,) = letters(receiver, ADDRESS)
    assert SECRET not in message.as_string()
    _method, event = event_of(message)
    assert "maja@halden.example" in str(event["ATTENDEE"]).lower()
    assert letters(receiver, "lee@brightloom.example")


def test_both_teams_get_the_minutes_each_in_its_own_wording(
    invited: Invited, receiver: Receiver
) -> None:
    seller, plan_id = invited.seller, invited.plan_id
    with seller.at_work():
        review = commands.start(seller.actor, plan_id, today=TODAY)
        commands.add_note(seller.actor, plan_id, review, "SSO first", kind="decision")
        commands.add_note(seller.actor, plan_id, review, f"{SECRET} budget", visibility="internal")
        due = TODAY + timedelta(days=3)
        for title, visibility in (("Five test users", "shared"), (f"{SECRET} call", "internal")):
            owner = "maja" if visibility == "shared" else "sam"
            promise = Promise(title=title, owner=owner, due=due, visibility=visibility)  # type: ignore[arg-type]
            commands.add_action(seller.actor, plan_id, review, promise, today=TODAY)
        plans.set_status(seller.actor, plan_id, "m1", "complete", today=TODAY, seen=999)
        commands.close(
            seller.actor, plan_id, review, today=TODAY, summary="Legal starts on Monday."
        )
    deliver()
    minutes = [m for m in letters(receiver, ADDRESS) if "Call of" in str(m["Subject"])]
    (buyers,) = minutes
    text = buyers.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for said in ("Legal starts on Monday.", "SSO first", "Five test users", "Step 1", "/b/"):
        assert said in text
    assert SECRET not in buyers.as_string()
    assert "band" not in text.lower()
    assert "plan.pdf" in [p.get_filename() for p in buyers.iter_attachments()]
    own = Member.objects.get(pk=seller.member_id).email
    (sellers,) = [m for m in letters(receiver, own) if "Call of" in str(m["Subject"])]
    inwards = sellers.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for said in (f"{SECRET} budget", f"{SECRET} call", "Complete: 0/3, now 1/3"):
        assert said in inwards


def test_the_same_row_delivered_twice_is_one_mail(invited: Invited, receiver: Receiver) -> None:
    from milepost.messaging.registry import Delivery
    from milepost.reviews import invitations

    review = plan_at_ten(invited)
    deliver()
    again = Delivery(
        id=1,
        workspace_id=invited.seller.workspace_id,
        kind="review.invite",
        key="again",
        payload={"plan": invited.plan_id, "review": review},
        fence=1,
        attempt=1,
    )
    invitations.deliver(again)
    deliver()
    assert len(letters(receiver, ADDRESS)) == 1
