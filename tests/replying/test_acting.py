"""What an answer does: the same as on the page, once, and confirmed with its undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from milepost.conversation.models import Comment
from milepost.messaging.models import Message
from milepost.sharing.models import Action, Proposal, ReceivedMail
from tests.plans.plans import MAJA, SAM
from tests.replying.writing import REPLY, Meant, a_letter, answered, letters
from tests.sharing.invited import ADDRESS, Invited, an_invitation

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
    """Maja answers a letter about the first step (or `steps`)."""

    def says(text: str, intent: str = "comment", **more: Any) -> ReceivedMail:
        steps = more.pop("steps", ("m1",))
        address = more.pop("address", "") or a_letter(invited, steps)
        return answered(invited, monkeypatch, address, text, Meant(intent, **more))

    return says


def step(invited: Invited, key: str = "m1") -> Any:
    return invited.seller.reads(invited.plan_id).plan.milestone(key)


def test_done_completes_the_step_in_their_name_and_says_so(invited: Invited, says: Says) -> None:
    row = says("done", "done")
    assert row.result == "acted"
    assert (step(invited).status, step(invited).completed_by) == ("complete", "maja")
    (letter,) = letters()
    assert "“Step 1” is complete" in letter["text"]
    assert "Next for you: “Step 2”" in letter["text"]
    assert "/r/" in letter["text"]
    assert letter["headers"]["In-Reply-To"] == row.message_id
    assert letter["headers"]["References"].endswith(f" {row.message_id}")
    assert letter["headers"]["Auto-Submitted"] == "auto-replied"
    assert Action.objects.get().mail_id == row.pk
    assert Comment.objects.count() == 0


def test_further_words_stand_beside_it(invited: Invited, says: Says) -> None:
    says("Done. The last of the six warehouses was connected this morning.", "done")
    assert step(invited).status == "complete"
    assert Comment.objects.get().person == "maja"


def test_blocked_says_what_is_in_the_way(invited: Invited, says: Says) -> None:
    says("blocked: waiting for legal", "blocked", reason="waiting for legal")
    assert (step(invited).status, step(invited).reason) == ("blocked", "waiting for legal")


def test_in_progress_begins_it(invited: Invited, says: Says) -> None:
    says("we started", "in_progress")
    assert step(invited).status == "in_progress"


def test_another_date_is_a_proposal(invited: Invited, says: Says) -> None:
    before = step(invited).target
    says("move to 14 January", "move", date=date(2027, 1, 14))
    assert step(invited).target == before
    proposal = Proposal.objects.get()
    assert (proposal.content["target"], proposal.person) == ("2027-01-14", "maja")
    assert "14 January 2027 waits for Sam Whitfield’s yes" in letters()[0]["text"]


def test_a_date_that_can_be_read_in_two_ways_is_asked_back(invited: Invited, says: Says) -> None:
    days = (date(2027, 3, 4), date(2027, 4, 3))
    row = says("move to 3/4", "move", candidates=days, confirm=True)
    assert row.result == "asked"
    assert Proposal.objects.count() == 0
    text = letters()[0]["text"]
    assert "4 March 2027: answer “move to 2027-03-04”" in text
    assert "3 April 2027: answer “move to 2027-04-03”" in text


def test_a_comment_is_read_by_both_teams(invited: Invited, says: Says) -> None:
    row = says("We meet on Thursday.")
    said = Comment.objects.get()
    assert (said.text, said.visibility, said.milestone) == ("We meet on Thursday.", "shared", "m1")
    assert row.result == "said"
    assert not Message.objects.filter(kind="asked").exists()


def test_secrets_in_a_quote_stay_out_of_it(invited: Invited, says: Says) -> None:
    address = a_letter(invited)
    says(
        f"See http://localhost:8000/b/abcdefghijklmnopqrstuvwxyz/ and <{address}>, thanks",
        address=address,
    )
    assert Comment.objects.get().text == "See … and <…>, thanks"


def test_a_question_is_asked_of_the_ae(invited: Invited, says: Says) -> None:
    says("Who signs on your side?", "question")
    assert Comment.objects.get().text == "Who signs on your side?"
    told = Message.objects.get(kind="asked")
    assert (told.kind, told.member_id) == ("asked", invited.seller.member_id)
    assert told.facts["text"] == "Who signs on your side?"


def test_whose_step_it_is_not_the_ae_hears(invited: Invited, says: Says) -> None:
    row = says("not me", "not_me")
    assert row.result == "asked"
    assert Message.objects.get(kind="asked").facts["why"] == "not_me"
    assert step(invited).status == "pending"


def test_reminders_can_be_ended_by_an_answer(invited: Invited, says: Says) -> None:
    row = says("stop these mails", "unsubscribe")
    assert row.done["deeds"] == [{"kind": "mute"}]
    assert "No more reminders" in letters()[0]["text"]


@pytest.mark.parametrize("intent", ["done", "blocked", "unclear", "move"])
def test_what_is_not_certain_is_never_done(invited: Invited, says: Says, intent: str) -> None:
    row = says("done, I hope?", intent, confirm=True)
    assert row.result == "asked"
    assert step(invited).status == "pending"
    assert Comment.objects.get().text == "done, I hope?"
    assert Message.objects.get(kind="asked").facts["why"] == "unclear"
    assert "What did you mean?" in letters()[0]["text"]


def test_of_a_digest_the_answer_has_to_name_the_step(invited: Invited, says: Says) -> None:
    row = says("done", "done", steps=("m1", "m2"))
    assert row.result == "asked"
    assert "Step 1, “Step 1”" in letters()[0]["text"]
    says("Step 2 is done", "done", steps=("m1", "m2"))
    assert (step(invited).status, step(invited, "m2").status) == ("pending", "complete")


def test_naming_another_step_than_the_letter_is_asked_back(invited: Invited, says: Says) -> None:
    row = says("Step 2 is done", "done")
    assert row.result == "asked"
    assert step(invited, "m2").status == "pending"


def test_what_is_not_theirs_is_refused_kindly_and_kept_as_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    invited = an_invitation()
    plan = invited.seller.reads(invited.plan_id).plan
    first, *others = plan.milestones
    of_seller = replace(first, owners=replace(first.owners, buyer=None))  # type: ignore[type-var]
    people = (replace(MAJA, email=ADDRESS), SAM)
    other = an_invitation(seller=invited.seller, milestones=(of_seller, *others), people=people)
    row = answered(other, monkeypatch, a_letter(other), "done", Meant("done"))
    assert row.result == "refused"
    assert step(other).status == "pending"
    assert Comment.objects.get().text == "done"
    assert "is not yours to change" in letters()[0]["text"]


def test_what_is_complete_is_not_opened_by_an_answer_to_an_old_letter(
    invited: Invited, says: Says
) -> None:
    old = a_letter(invited)
    says("done", "done")
    row = says("blocked: legal", "blocked", reason="legal", address=old)
    assert row.result == "asked"
    assert step(invited).status == "complete"


def test_an_undo_is_an_answer_too(invited: Invited, says: Says) -> None:
    says("done", "done")
    row = says("Undo, please".replace(", please", ""), "unclear", address=letters()[0]["reply_to"])
    assert row.result == "said"
    assert step(invited).status == "pending"
    assert "It was taken back" in letters()[1]["text"]


def test_the_same_mail_twice_is_one_effect(
    invited: Invited, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    from milepost.sharing.replying.receiving import receive
    from tests.replying.writing import a_mail

    address = a_letter(invited)
    raw = a_mail("We meet on Thursday.", to=address)
    says("We meet on Thursday.", address=address)
    assert receive(address, raw, "test")
    assert not receive(address, raw, "test")
    assert ReceivedMail.objects.count() == 2


def test_looking_twice_is_one_effect(
    invited: Invited, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that was killed before it settled the mail."""
    from tests.replying.writing import looked_at

    says("We meet on Thursday.")
    ReceivedMail.objects.update(settled_at=None, result="")
    assert looked_at(invited).result == "said"
    assert Comment.objects.count() == 1
    assert len(letters()) == 1


def test_words_on_whose_meaning_two_languages_agree() -> None:
    from milepost.sharing.replying.undo_words import is_undo

    assert is_undo("Undo.") and is_undo("Rückgängig machen!") and is_undo("元に戻す")
    assert not is_undo("undo what we did in May?") and not is_undo("")
