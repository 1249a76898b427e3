"""What a buyer says or proposes reaches the AE by mail, and no more once it was settled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from milepost.conversation import buyer_actions
from milepost.domain.plan import Owner, Owners
from milepost.messaging import dispatch
from milepost.messaging.models import Message
from milepost.plans.changing import Actor
from milepost.plans.queries import plan_record
from milepost.sharing import agreement_commands, proposal_commands, told_ae
from milepost.sharing.acting import Deed
from milepost.sharing.models import Bounce, Proposal
from tests.plans.plans import a_plan
from tests.sharing.invited import Invited, an_invitation, mails, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited() -> Invited:
    return an_invitation()


def does(invited: Invited, function: Any, **content: Any) -> None:
    deed = Deed(
        invited.seller.workspace_id,
        invited.plan_id,
        "maja",
        Actor(None, "Maja Lindqvist", "maja"),
        function.__name__,
        content,
        timezone.localdate(),
    )
    with invited.seller.at_work():
        function(deed)


def told(invited: Invited) -> list[dict]:
    """What the AE is mailed in their next working hour."""
    dispatch.give_times(timezone.now())
    due = Message.objects.exclude(due_at=None).order_by("-due_at").first()
    if due is not None:
        dispatch.send_due(due.due_at)
    return mails(member_of(invited.seller).email)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days)


def test_a_proposed_date_is_told_with_its_reason(invited: Invited) -> None:
    does(
        invited,
        proposal_commands.propose_date,
        milestone="m2",
        target=in_days(40).isoformat(),
        reason="Jonas is away",
    )
    (mail,) = told(invited)
    assert mail["subject"].startswith("Maja Lindqvist proposes a change: ")
    assert "for “Step 2”." in mail["text"]
    assert "“Jonas is away”" in mail["text"]
    assert f"/plans/{invited.plan_id}/#proposals" in mail["text"]


def test_what_was_answered_or_taken_back_is_not_told(invited: Invited) -> None:
    does(invited, proposal_commands.propose_drop, milestone="m2", reason="Not needed")
    number = Proposal.objects.get().pk
    does(invited, proposal_commands.withdraw_proposal, id=number)
    assert told(invited) == []
    assert Message.objects.get().dropped == "moved_on"


def test_a_further_step_is_told(invited: Invited) -> None:
    does(
        invited,
        proposal_commands.propose_step,
        title="Works council",
        target=in_days(30).isoformat(),
        reason="They have to hear of it",
    )
    (mail,) = told(invited)
    assert "a further step: “Works council”" in mail["text"]


def _agreeable() -> Any:
    owners = Owners(buyer=Owner(person="maja"), seller=Owner(person="sam"))
    return tuple(replace(m, owners=owners) for m in a_plan(3).milestones)


def test_a_yes_is_told_and_what_is_missing_with_it() -> None:
    invited = an_invitation(milestones=_agreeable())
    with invited.seller.at_work():
        record = plan_record(invited.plan_id)
    assert record is not None
    does(invited, agreement_commands.agree, terms_revision=record.marks.terms_revision)
    (mail,) = told(invited)
    assert mail["subject"].startswith("Maja Lindqvist agreed to the plan: ")
    assert "Your yes is missing." in mail["text"]


def test_a_yes_that_was_taken_back_is_not_told() -> None:
    invited = an_invitation(milestones=_agreeable())
    with invited.seller.at_work():
        record = plan_record(invited.plan_id)
    assert record is not None
    does(invited, agreement_commands.agree, terms_revision=record.marks.terms_revision)
    does(invited, agreement_commands.take_back_agreement)
    assert told(invited) == []


def test_a_question_is_told_and_a_remark_is_not(invited: Invited) -> None:
    does(invited, buyer_actions.comment, text="Fridays are best.")
    assert told(invited) == []
    does(invited, buyer_actions.comment, text="Who signs for you?", milestone="m1")
    (mail,) = told(invited)
    assert "Maja Lindqvist asks about “Step 1”." in mail["text"]
    assert "“Who signs for you?”" in mail["text"]


def test_mail_that_comes_back_is_told_with_the_servers_words(invited: Invited) -> None:
    address = "maja@halden.example"
    Bounce.objects.create(
        workspace_id=invited.seller.workspace_id, address=address, reason="550 no such user"
    )
    facts = {"address": address, "person": "maja"}
    with invited.seller.at_work():
        told_ae.tell(
            "bounced", "bounced:1", invited.seller.workspace_id, invited.plan_id, facts=facts
        )
    (mail,) = told(invited)
    assert f"Mail to Maja Lindqvist at {address} comes back" in mail["text"]
    assert "550 no such user" in mail["text"]
    assert f"/plans/{invited.plan_id}/people/maja/" in mail["text"]
