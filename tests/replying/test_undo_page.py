"""The address that takes an answer back: opening it changes nothing, a POST does, and once."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from milepost.conversation.models import Comment
from milepost.plans import commands
from milepost.sharing.models import Proposal
from tests.plans.plans import TODAY
from tests.replying.writing import REPLY, Meant, a_letter, answered, letters
from tests.sharing.invited import Invited, an_invitation, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _answers_act(settings: Any) -> None:
    settings.REPLY_ADDRESS = REPLY


@pytest.fixture
def invited() -> Invited:
    return an_invitation()


def undo_path(to: str = "") -> str:
    """The address in the newest letter back."""
    found = re.search(r"http://localhost:8000(/r/[\w-]{32}/)", letters(to)[-1]["text"])
    assert found is not None
    return found[1]


def status(invited: Invited) -> str:
    step = invited.seller.reads(invited.plan_id).plan.milestone("m1")
    assert step is not None
    return step.status


def test_opening_it_again_and_again_changes_nothing_and_a_button_takes_it_back(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Done. All six warehouses were connected this morning."
    answered(invited, monkeypatch, a_letter(invited), text, Meant("done"))
    path, client = undo_path(), Client(enforce_csrf_checks=True)
    for _ in range(25):
        page = client.get(path)
    assert client.head(path).status_code == 200
    assert "the step was completed" in page.content.decode()
    assert "your words were put on the plan" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert status(invited) == "complete"
    answer = client.post(path)
    assert "It was taken back" in answer.content.decode()
    assert not answer.cookies
    assert status(invited) == "pending"
    assert Comment.objects.get().deleted_at is not None
    assert client.post(path).status_code == 200


def test_what_somebody_changed_since_stays(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered(invited, monkeypatch, a_letter(invited), "done", Meant("done"))
    revision = invited.seller.reads(invited.plan_id).revision
    with invited.seller.at_work():
        commands.set_status(
            invited.seller.actor, invited.plan_id, "m1", "in_progress", today=TODAY, seen=revision
        )
    answer = Client().post(undo_path())
    assert answer.status_code == 409
    assert "Somebody has changed this since" in answer.content.decode()
    assert status(invited) == "in_progress"


def test_a_proposal_and_ended_reminders_are_taken_back_too(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    meant = Meant("move", date=date(2027, 1, 14))
    answered(invited, monkeypatch, a_letter(invited), "move to 14 January", meant)
    Client().post(undo_path())
    assert Proposal.objects.get().state == "withdrawn"
    answered(invited, monkeypatch, a_letter(invited), "stop", Meant("unsubscribe"))
    assert "It was taken back" in Client().post(undo_path()).content.decode()


def test_a_members_answer_is_taken_back_as_well(
    invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    sam = member_of(invited.seller).email
    address = a_letter(invited, to_member=True)
    answered(invited, monkeypatch, address, "done", Meant("done"), sender=sam)
    assert status(invited) == "complete"
    Client().post(undo_path(sam))
    assert status(invited) == "pending"


def test_an_address_that_nobody_was_given_is_not_there() -> None:
    assert Client().get("/r/abcdefghijklmnopqrstuvwxyzabcdef/").status_code == 404
    assert Client().post("/r/abcdefghijklmnopqrstuvwxyzabcdef/").status_code == 404
