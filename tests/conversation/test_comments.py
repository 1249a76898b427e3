"""Saying, changing and taking back; what was said before is kept and never altered."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from milepost.conversation import commands, queries
from milepost.conversation.models import Trail
from milepost.conversation.texts import LONGEST_COMMENT
from milepost.domain.errors import InvalidInput, NotAllowed, NotFound
from milepost.plans.commands import Actor
from milepost.plans.live import touch
from tests.conversation.talking import Talk
from tests.factories import a_member

pytestmark = pytest.mark.django_db


def pulse(talk: Talk) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("select pulse, shared_pulse from plans_plan where id = %s", [talk.plan_id])
        return cursor.fetchone()


def test_what_was_said_before_is_kept_for_sellers(talk: Talk) -> None:
    number = talk.says("We start on Monday")
    with talk.seller.at_work():
        commands.edit_comment(talk.seller.actor, talk.plan_id, number, "We start on Tuesday")
        commands.delete_comment(talk.seller.actor, talk.plan_id, number)
        commands.restore_comment(talk.seller.actor, talk.plan_id, number)
        trail = queries.earlier(talk.plan_id, number)
    assert [(t.kind, t.text, t.by) for t in trail] == [
        ("edited", "We start on Monday", "Sam Whitfield"),
        ("deleted", "We start on Tuesday", "Sam Whitfield"),
        ("restored", "", "Sam Whitfield"),
    ]
    (shown,) = talk.sees().comments
    assert shown.text == "We start on Tuesday"
    assert shown.edited_at is not None


def test_a_deleted_comment_leaves_its_place_and_no_word(talk: Talk) -> None:
    number = talk.does("comment", text="Please forget this", milestone="m1").data["comment"]
    talk.does("delete_comment", comment=number)
    for seen in (talk.sees(talk.tomasz), talk.all()):
        (comment,) = seen.comments
        assert comment.text == ""
        assert comment.deleted_at is not None
    assert not talk.does("delete_comment", comment=number, undo=True).refused
    assert [c.text for c in talk.sees().comments] == ["Please forget this"]


@pytest.mark.parametrize(
    "statement",
    [
        "update conversation_trail set text = 'We never said so'",
        "delete from conversation_trail",
        "truncate conversation_trail",
    ],
)
def test_the_trail_is_only_ever_added_to_even_by_the_owner(talk: Talk, statement: str) -> None:
    number = talk.says("We start on Monday")
    with talk.seller.at_work():
        commands.edit_comment(talk.seller.actor, talk.plan_id, number, "We start on Tuesday")
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Trail.objects.get().text == "We start on Monday"


def test_nobody_changes_what_is_somebody_elses(talk: Talk) -> None:
    sellers = talk.says("Ours")
    majas = talk.does("comment", text="Maja's").data["comment"]
    for kind in ("edit_comment", "delete_comment"):
        for number in (sellers, majas):
            assert talk.does(kind, client=talk.tomasz, comment=number, text="x").refused
    other = a_member(None, name="Noor Haddad")
    with talk.seller.at_work():
        for number in (sellers, majas):
            with pytest.raises(NotFound):
                commands.delete_comment(Actor(other.pk, other.name), talk.plan_id, number)
        with pytest.raises(NotFound):
            commands.edit_comment(talk.seller.actor, talk.plan_id, majas, "Put into her mouth")
    assert [c.text for c in talk.sees().comments] == ["Ours", "Maja's"]


def test_an_admin_may_take_anything_off_and_is_named_for_it(talk: Talk) -> None:
    number = talk.does("comment", text="Their phone number").data["comment"]
    admin = Actor(talk.seller.member_id, "Rita Osei")
    with talk.seller.at_work():
        commands.delete_comment(admin, talk.plan_id, number, is_admin=True)
    assert talk.all().comments[0].deleted_by_name == "Rita Osei"
    assert talk.sees().comments[0].deleted_by_name == ""
    # Whose words were taken off by somebody else cannot put them back past them.
    assert talk.does("delete_comment", comment=number, undo=True).refused


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u202e\u2066", "\x00\x07"])
def test_a_comment_has_to_say_something(talk: Talk, text: str) -> None:
    with talk.seller.at_work(), pytest.raises(InvalidInput, match="nothing in it"):
        commands.comment(talk.seller.actor, talk.plan_id, text)


def test_a_comment_that_is_too_long_is_refused_with_both_numbers(talk: Talk) -> None:
    refused = talk.does("comment", text="å" * (LONGEST_COMMENT + 1)).refused
    assert "5001" in refused
    assert "5000" in refused
    assert not talk.does("comment", text="å" * LONGEST_COMMENT).refused


def test_lines_and_paragraphs_stay_and_nothing_turns_the_reading_round(talk: Talk) -> None:
    talk.says("  One\r\ntwo  \n\n\nthree\u202e <b>four</b> 👩\u200d💻\x07 \n")
    assert talk.sees().comments[0].text == "One\ntwo\n\n\nthree <b>four</b> 👩\u200d💻"


def test_open_pages_are_told_and_a_note_tells_no_buyers_page(talk: Talk) -> None:
    before = pulse(talk)
    talk.says("Only ours", visibility="internal")
    assert pulse(talk) == (before[0] + 1, before[1])
    number = talk.says("For all")
    assert pulse(talk) == (before[0] + 2, before[1] + 1)
    with talk.seller.at_work():
        commands.edit_comment(talk.seller.actor, talk.plan_id, number, "For all of us")
        commands.edit_comment(talk.seller.actor, talk.plan_id, number, "For all of us")
        commands.delete_comment(talk.seller.actor, talk.plan_id, number)
        commands.delete_comment(talk.seller.actor, talk.plan_id, number)
    assert pulse(talk) == (before[0] + 4, before[1] + 3)


def test_the_same_action_again_says_nothing_twice(talk: Talk) -> None:
    from uuid import uuid4

    from milepost.sharing import acting

    key = uuid4()
    for _time in range(2):
        with talk.visit() as visit:
            acting.record(visit, "comment", {"text": "Once"}, key)
        outcome = acting.apply(visit, key)
    assert outcome.data["comment"] == talk.sees().comments[0].id
    assert len(talk.sees().comments) == 1


def test_a_link_in_wrong_hands_fills_nothing(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "MOST_AN_HOUR", 3)
    for number in range(3):
        assert not talk.does("comment", text=f"Spam {number}").refused
    assert "one hour" in talk.does("comment", text="Spam").refused
    assert "one hour" in talk.does("attach_link", url="https://spam.example").refused
    assert not talk.does("comment", client=talk.tomasz, text="Mine").refused


def test_an_archived_plan_takes_no_more(talk: Talk) -> None:
    from milepost.plans import commands as plans

    with talk.seller.at_work():
        plans.archive(talk.seller.actor, talk.plan_id)
        with pytest.raises(NotAllowed):
            commands.comment(talk.seller.actor, talk.plan_id, "Too late")
    assert talk.does("comment", text="Too late").refused


def test_what_waits_for_an_answer_is_what_buyers_said_last(talk: Talk) -> None:
    talk.does("comment", text="First question")
    talk.says("An answer")
    talk.does("comment", text="Second question", milestone="m1")
    newest = talk.does("comment", client=talk.tomasz, text="Third").data["comment"]
    talk.says("A note is no answer", visibility="internal")
    with talk.seller.at_work():
        found = queries.unanswered([talk.plan_id, 10**9])
        assert list(found) == [talk.plan_id]
        waiting = found[talk.plan_id]
        assert (waiting.count, waiting.comment_id, waiting.by, waiting.text) == (
            2,
            newest,
            "Tomasz Zieliński",
            "Third",
        )
        commands.comment(talk.seller.actor, talk.plan_id, "Answered")
        assert queries.unanswered([talk.plan_id]) == {}


def test_touching_needs_the_plan(talk: Talk) -> None:
    with talk.seller.at_work(), pytest.raises(NotFound):
        touch(10**9, shared=True)
