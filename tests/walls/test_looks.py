"""Logos and examples behind the buyer's wall: approved and shown on their plan, or not there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection

from milepost.plans import look_commands, peer_commands
from milepost.workspaces import look_commands as workspace_looks
from tests.plans.plans import Seller, a_plan, a_seller
from tests.plans.test_peer_example import WORDS, a_signed_plan, an_example, approved
from tests.platform.test_pictures import a_picture
from tests.walls import catalogue
from tests.walls.test_buyers_side import as_buyer, column

pytestmark = pytest.mark.django_db
CONTENTS = "select content::text from plans_peerexample"


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def shown(seller: Seller, example_id: int, plan_id: int) -> None:
    with seller.at_work():
        peer_commands.show_example(seller.actor, plan_id, example_id)


def read_by_buyer(seller: Seller, plan_id: int, statement: str = CONTENTS) -> list[Any]:
    with as_buyer(seller.workspace_id, plan_id) as cursor:
        return column(cursor, statement)


def test_an_example_is_read_once_it_is_approved_and_shown_and_only_there(seller: Seller) -> None:
    example = an_example(seller)
    plan_id = seller.keeps(a_plan(account="Otherloom"))
    another = seller.keeps(a_plan(account="Thirdloom"))
    assert read_by_buyer(seller, plan_id) == []
    approved(seller, example)
    assert read_by_buyer(seller, plan_id) == []
    shown(seller, example, plan_id)
    assert len(read_by_buyer(seller, plan_id)) == 1
    assert read_by_buyer(seller, another) == []
    with as_buyer(seller.workspace_id + 1, plan_id) as cursor:
        assert column(cursor, CONTENTS) == []


def test_an_edited_one_is_gone_until_somebody_reads_it_again(seller: Seller) -> None:
    example = an_example(seller)
    plan_id = seller.keeps(a_plan(account="Otherloom"))
    approved(seller, example)
    shown(seller, example, plan_id)
    with seller.at_work():
        peer_commands.edit_example(seller.actor, example, **WORDS, steps={})
    assert read_by_buyer(seller, plan_id) == []
    approved(seller, example)
    assert json.loads(read_by_buyer(seller, plan_id)[0])["industry"] == "Shipping"


def test_words_written_past_the_commands_lose_the_approval_too(seller: Seller) -> None:
    example = an_example(seller)
    plan_id = seller.keeps(a_plan(account="Otherloom"))
    approved(seller, example)
    shown(seller, example, plan_id)
    with connection.cursor() as cursor:
        cursor.execute('update plans_peerexample set content = \'{"goal": "Halden"}\'')
    assert read_by_buyer(seller, plan_id) == []


def test_whose_plan_it_was_is_no_column_of_theirs() -> None:
    assert catalogue.granted_columns("milepost_buyer", "plans_peerexample") == {
        "workspace_id",
        "id",
        "content",
    }
    assert catalogue.granted_columns("milepost_buyer", "plans_shownexample") == {
        "workspace_id",
        "plan_id",
        "example_id",
    }


def test_the_draft_of_a_plan_names_nothing_of_it(seller: Seller) -> None:
    example = an_example(seller, seller.keeps(a_signed_plan()))
    with connection.cursor() as cursor:
        cursor.execute("select content::text from plans_peerexample where id = %s", [example])
        content = cursor.fetchone()[0].lower()
    for name in ("halden", "maja", "lindqvist", "sam", "whitfield", "brightloom", "2026", "step 1"):
        assert name not in content


def test_a_buyer_reads_the_logos_of_their_own_plan_alone(seller: Seller) -> None:
    stranger = a_seller("Eve Stranger")
    plan_id, another = seller.keeps(a_plan()), seller.keeps(a_plan())
    for owner in (seller, stranger):
        with owner.at_work():
            workspace_looks.set_logo(owner.workspace_id, a_picture())
    with seller.at_work():
        look_commands.set_buyer_logo(plan_id, a_picture(colour=(9, 9, 200, 255)))
        look_commands.set_buyer_logo(another, a_picture(colour=(200, 9, 9, 255)))
    count = "select count(mark) from {}"
    assert read_by_buyer(seller, plan_id, count.format("workspaces_logo")) == [1]
    assert read_by_buyer(seller, plan_id, count.format("plans_buyerlogo")) == [1]
    with as_buyer(0, 0) as cursor:
        assert column(cursor, count.format("workspaces_logo")) == [0]


def test_of_the_workspace_a_buyer_reads_its_looks_and_nothing_else() -> None:
    assert catalogue.granted_columns("milepost_buyer", "workspaces_workspace") == {
        "id",
        "name",
        "plan_title",
        "time_zone",
        "colour",
        "buyer_words",
    }
