"""Shared is read by both sides, internal by the seller's alone; held by the database itself."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from milepost.conversation import commands
from milepost.conversation.models import Comment, File
from milepost.domain.errors import InvalidInput, NotFound
from milepost.plans import commands as plans
from tests.conversation.talking import SECRET, Talk, a_talk
from tests.plans.plans import TODAY
from tests.walls import catalogue

pytestmark = pytest.mark.django_db


def texts(talk: Talk, client: Any = None) -> list[str]:
    return [comment.text for comment in talk.sees(client).comments]


def test_a_buyer_reads_what_is_shared_and_nothing_internal(talk: Talk) -> None:
    talk.says("Hello Maja")
    talk.says("On the first step", milestone="m1")
    talk.says(SECRET, visibility="internal")
    talk.says(SECRET, visibility="internal", milestone="m1")
    talk.says(SECRET, visibility="internal", milestone="i1")
    assert texts(talk) == ["Hello Maja", "On the first step"]
    assert len(talk.all().comments) == 5


def test_both_sides_of_one_side_read_each_other(talk: Talk) -> None:
    talk.does("comment", text="Who tests the login?")
    talk.does("comment", client=talk.tomasz, text="I do", milestone="m1")
    seen = talk.sees(talk.tomasz).comments
    assert [(c.name, c.side, c.person, c.text) for c in seen] == [
        ("Maja Lindqvist", "buyer", "maja", "Who tests the login?"),
        ("Tomasz Zieliński", "buyer", "tomasz", "I do"),
    ]
    assert [c.text for c in talk.all().comments] == ["Who tests the login?", "I do"]


def test_nothing_shared_is_said_on_a_step_that_the_buyer_does_not_see(talk: Talk) -> None:
    with talk.seller.at_work(), pytest.raises(InvalidInput, match="does not see this step"):
        commands.comment(talk.seller.actor, talk.plan_id, "Oops", milestone="i1")
    assert talk.does("comment", text="What is here?", milestone="i1").refused
    assert talk.does("attach_link", url="https://a.example", milestone="i1").refused
    # The same words as for a step that never was: nobody learns that there is one.
    hidden = talk.does("comment", text="x", milestone="i1").refused
    assert hidden == talk.does("comment", text="x", milestone="never").refused


def test_what_was_said_goes_with_a_step_that_is_made_internal_and_comes_back(talk: Talk) -> None:
    talk.says("On the first step", milestone="m1")
    with talk.seller.at_work():
        commands.attach_link(talk.seller.actor, talk.plan_id, "https://a.example", milestone="m1")
    mine = talk.does("comment", text="Mine", milestone="m1").data["comment"]
    for visibility, count in (("internal", 0), ("shared", 2)):
        with talk.seller.at_work():
            plans.change_fields(
                talk.seller.actor,
                talk.plan_id,
                {"milestones.m1.visibility": visibility},
                seen=10_000,
                today=TODAY,
            )
        assert len(talk.sees().comments) == count
        assert len(talk.sees().files) == count / 2
        changed = talk.does("edit_comment", comment=mine, text="Changed")
        assert bool(changed.refused) == (count == 0)


def test_a_step_taken_out_keeps_what_was_said_for_its_return(talk: Talk) -> None:
    talk.says("On the first step", milestone="m1")
    with talk.seller.at_work():
        removed = plans.remove_milestone(talk.seller.actor, talk.plan_id, "m1")
    assert texts(talk) == []
    assert [c.text for c in talk.all().comments] == ["On the first step"]
    with talk.seller.at_work():
        plans.undo_last(talk.seller.actor, talk.plan_id, seen=removed.revision)
    assert texts(talk) == ["On the first step"]


def test_another_plan_and_another_workspace_read_nothing(talk: Talk) -> None:
    talk.says("Hello Maja")
    assert texts(a_talk(talk.seller)) == []
    stranger = a_talk()
    assert texts(stranger) == []
    with stranger.seller.at_work():
        assert commands.reachable(talk.plan_id, stranger.seller.actor, "internal") == ()
        with pytest.raises(NotFound):
            commands.comment(stranger.seller.actor, talk.plan_id, "Hello")


def test_a_draft_shows_the_buyer_nothing() -> None:
    talk = a_talk(life="draft", shared_on=None)
    talk.says("Not yet")
    with talk.visit(), connection.cursor() as cursor:
        cursor.execute("select count(id) from conversation_comment")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("table", ["conversation_comment", "conversation_file"])
def test_the_buyers_role_reads_no_member_and_changes_nothing(talk: Talk, table: str) -> None:
    withheld = ["member_id", "deleted_by_name"]
    columns = catalogue.granted_columns("milepost_buyer", table)
    assert not columns & set(withheld)
    for statement in (
        f"select member_id from {table}",
        f"update {table} set name = 'x'",
        f"delete from {table}",
        f"insert into {table} (plan_id) values (1)",
        "select 1 from conversation_trail",
    ):
        with (
            talk.visit(),
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_no_statement_of_the_application_makes_an_internal_note_shared(talk: Talk) -> None:
    number = talk.says(SECRET, visibility="internal")
    for column in ("visibility = 'shared'", "milestone = 'm1'", "side = 'buyer'", "plan_id = 1"):
        for table in ("conversation_comment", "conversation_file"):
            with (
                talk.seller.at_work(),
                pytest.raises(DatabaseError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"update {table} set {column} where id = {number}")


def test_a_buyer_never_writes_something_internal(talk: Talk) -> None:
    talk.does("comment", text="Look", visibility="internal")
    assert [c.visibility for c in talk.all().comments] == ["shared"]
    assert Comment.objects.count() == 1
    assert File.objects.count() == 0
