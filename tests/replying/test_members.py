"""Members answer their own letters: as themselves, and never for a buyer to read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from milepost.conversation.models import Comment
from milepost.sharing.models import ReceivedMail
from milepost.workspaces.models import Member
from tests.plans.plans import MAJA, SAM, a_plan
from tests.replying.writing import REPLY, Meant, a_letter, answered, letters
from tests.sharing.invited import ADDRESS, Invited, an_invitation, member_of

pytestmark = pytest.mark.django_db

Says = Callable[..., ReceivedMail]


@pytest.fixture(autouse=True)
def _answers_act(settings: Any) -> None:
    settings.REPLY_ADDRESS = REPLY


@pytest.fixture
def invited() -> Invited:
    return an_invitation()


@pytest.fixture
def says(invited: Invited, monkeypatch: pytest.MonkeyPatch) -> Says:
    sam = member_of(invited.seller).email

    def says(text: str, intent: str = "comment", **more: Any) -> ReceivedMail:
        letter = more.pop("letter", {})
        address = a_letter(invited, to_member=True, **letter)
        meant = Meant(intent, **more)
        return answered(invited, monkeypatch, address, text, meant, sender=sam)

    return says


def step(invited: Invited, key: str = "m1") -> Any:
    return invited.seller.reads(invited.plan_id).plan.milestone(key)


def to_sam(invited: Invited) -> list[dict[str, Any]]:
    return letters(member_of(invited.seller).email)


def test_done_is_their_tick_and_waits_for_the_buyers_word(invited: Invited, says: Says) -> None:
    assert says("done", "done").result == "acted"
    assert (step(invited).status, step(invited).completed_by) == ("complete", "sam")
    assert step(invited).confirmed_on is None
    assert "“Step 1” is complete" in to_sam(invited)[0]["text"]


def test_blocked_has_its_reason(invited: Invited, says: Says) -> None:
    says("blocked: waiting for legal", "blocked", reason="waiting for legal")
    assert (step(invited).status, step(invited).reason) == ("blocked", "waiting for legal")


@pytest.mark.parametrize("intent", ["comment", "question"])
def test_their_words_are_a_note_that_no_buyer_reads(
    invited: Invited, says: Says, intent: str
) -> None:
    says("They will sign at 70, I think", intent)
    note = Comment.objects.get()
    assert (note.visibility, note.member_id) == ("internal", invited.seller.member_id)
    assert "Only your side reads it" in to_sam(invited)[0]["text"]


@pytest.mark.parametrize("intent", ["move", "not_me", "unsubscribe", "unclear"])
def test_everything_else_is_asked_back(invited: Invited, says: Says, intent: str) -> None:
    assert says("not mine", intent).result == "asked"
    assert step(invited).status == "pending"
    assert Comment.objects.get().visibility == "internal"


def test_of_several_plans_the_answer_has_to_name_the_step(invited: Invited, says: Says) -> None:
    people = (replace(MAJA, email=ADDRESS), SAM)
    plan = a_plan(2, people=people)
    first, second = plan.milestones
    plan = replace(plan, milestones=(first, replace(second, title="Contract signature")))
    other = invited.seller.keeps(plan)
    digest = {"plan_id": None, "about": [(invited.plan_id, "m1"), (other, "m2")]}
    assert says("done", "done", letter=digest).result == "asked"
    assert Comment.objects.count() == 0
    assert says("Contract signature: done", "done", letter=digest).result == "acted"
    done = invited.seller.reads(other).plan.milestone("m2")
    assert done is not None and done.status == "complete"
    assert step(invited).status == "pending"


def test_who_left_the_workspace_does_nothing(invited: Invited, says: Says) -> None:
    Member.objects.update(is_active=False)
    assert says("done", "done").why == "other_sender"
    assert step(invited).status == "pending"
