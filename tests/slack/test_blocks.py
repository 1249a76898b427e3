"""Messages keep within Slack's limits, whatever people wrote; nothing of it calls or links."""

from __future__ import annotations

from dataclasses import replace

import pytest

from milepost.messaging.channels.slack.blocks import (
    MOST_PIECES,
    Content,
    Piece,
    mark_of,
    mrkdwn,
    rendered,
    short,
)
from tests.slack import checks

PIECE = Piece(
    message=7,
    plan_id=1,
    milestone="m2",
    subject="Security review is due on Thursday",
    line="Maja Lindqvist owns it & waits for <you>.",
    details=("Due: 8 December", "After it: Contract"),
    link="https://plans.example.com/plans/1/#m2",
    link_label="Open the plan",
    plan="Order tracking",
    by="Maja Lindqvist",
    actions=("done", "snooze"),
)


def content(*pieces: Piece, **fields: object) -> Content:
    usual = {"workspace_id": 3, "language": "en", "pieces": pieces or (PIECE,)}
    return Content(**(usual | fields))  # type: ignore[arg-type]


def texts(blocks: list[dict]) -> list[str]:
    return [block["type"] for block in blocks]


def test_one_thing_is_a_header_a_sentence_its_facts_who_and_buttons() -> None:
    made = rendered(content(), "mark")
    assert texts(made.blocks) == ["header", "section", "section", "context", "actions"]
    assert made.blocks[0]["text"]["text"] == "Security review is due on Thursday"
    assert made.blocks[1]["text"]["text"] == "Maja Lindqvist owns it &amp; waits for &lt;you&gt;."
    assert [f["text"] for f in made.blocks[2]["fields"]] == list(PIECE.details)
    assert made.blocks[3]["elements"][0]["text"] == "Order tracking · Maja Lindqvist"
    words = [button["text"]["text"] for button in made.blocks[4]["elements"]]
    assert words == ["Mark done", "Snooze until tomorrow", "Open the plan"]
    assert made.text.startswith("Security review is due on Thursday. Maja")
    assert checks.wrong_blocks(made.blocks) == ""


def test_several_things_are_one_message() -> None:
    other = replace(PIECE, message=8, subject="Contract is late", plan="Order tracking")
    made = rendered(content(PIECE, other), "mark")
    assert made.blocks[0]["text"]["text"] == "2 things: Order tracking"
    assert "divider" in texts(made.blocks)
    assert texts(made.blocks).count("actions") == 2
    assert checks.wrong_blocks(made.blocks) == ""


@pytest.mark.parametrize("sign", ["&", "<", ">", "x", "语", "😀"])
def test_texts_of_any_length_fit(sign: str) -> None:
    long = sign * 10_000
    huge = replace(
        PIECE, subject=long, line=long, details=(long,) * 15, plan=long, by=long, link_label=long
    )
    assert checks.wrong_blocks(rendered(content(huge), "mark").blocks) == ""
    many = tuple(replace(huge, message=n) for n in range(1, MOST_PIECES + 1))
    made = rendered(content(*many, more=90, inbox="https://plans.example.com/inbox/"), "mark")
    assert checks.wrong_blocks(made.blocks) == ""
    assert len(made.text) <= 3_000


def test_no_entity_is_cut_in_two() -> None:
    for limit in range(20, 60):
        text = mrkdwn("a & b < c > d & e & f & g & h & i", limit)["text"]
        assert len(text) <= limit
        assert not checks._has_loose_signs(text), text


def test_nobody_is_called_by_what_a_milestone_is_named() -> None:
    made = rendered(content(replace(PIECE, line="<!channel> @here #general <@U1>")), "mark")
    section = made.blocks[1]["text"]
    assert section["verbatim"] is True
    assert section["text"] == "&lt;!channel&gt; @here #general &lt;@U1&gt;"


def test_what_was_done_takes_the_place_of_its_buttons() -> None:
    done = replace(PIECE, did="Marked done by Sam Whitfield.", undo=9)
    made = rendered(content(done), "mark", 1)
    assert made.blocks[3]["elements"][0]["text"] == "✓ Marked done by Sam Whitfield."
    words = [button["text"]["text"] for button in made.blocks[4]["elements"]]
    assert words == ["Undo", "Open the plan"]
    ids = {block["block_id"] for block in made.blocks}
    assert ids.isdisjoint({block["block_id"] for block in rendered(content(), "mark").blocks})


def test_without_a_signing_secret_a_message_only_opens() -> None:
    made = rendered(content(has_buttons=False), "mark")
    (button,) = made.blocks[-1]["elements"]
    assert button["url"] == PIECE.link


def test_a_message_comes_back_as_it_was_kept() -> None:
    kept = content(PIECE, replace(PIECE, message=8, undo=3, did="Done"), more=2, inbox="x")
    assert Content.of(kept.to_json()) == kept
    assert mark_of("slack:messages:1") != mark_of("slack:messages:2")


def test_short_says_that_something_is_missing() -> None:
    assert short("abc", 3) == "abc"
    assert short("abcd", 3) == "ab…"
