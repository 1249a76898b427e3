"""Meeting mode: the item at hand with its steps, edited in place; and what is only the seller's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.reviews import commands, queries
from milepost.reviews.models import ActionItem, Review, ReviewNote
from milepost.reviews.rows import Room
from tests.sharing.deeds import buyer_acts

from .conftest import Desk

ASIDE = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def room(desk: Desk, review: int) -> Room:
    with desk.sam.at_work():
        return queries.review_room(desk.plan_id, review)


def at(desk: Desk, review: int, item: int) -> str:
    with desk.sam.at_work():
        commands.go_to_item(desk.sam.actor, desk.plan_id, review, item)
    return desk.sees(f"{desk.home}{review}/")


def test_the_screen_costs_a_fixed_small_number_of_statements(desk: Desk) -> None:
    review = desk.starts()
    address = f"{desk.home}{review}/?part=meeting"
    desk.sees(address)
    counts = []
    for item in (1, 3):
        at(desk, review, item)
        with CaptureQueriesContext(connection) as found:
            desk.sees(address)
        sqls = [q["sql"] for q in found.captured_queries]
        # Tests run inside a transaction, where a scope reads and restores what was before it.
        own = [s for s in sqls if not s.startswith(ASIDE) and "current_setting('role')" not in s]
        counts.append(len([s for s in own if "/*" in s or "set_config" not in s]))
    assert counts == [4, 4]


def test_the_agenda_has_seven_items_whose_minutes_add_up(desk: Desk) -> None:
    review = desk.starts()
    page = desk.sees(f"{desk.home}{review}/")
    assert page.count('class="agenda-item"') == 7
    kept = Review.objects.get(pk=review)
    assert sum(kept.agenda) == kept.minutes
    assert f"of {kept.minutes} minutes" in page
    assert 'aria-current="step"' in page


def test_each_item_shows_its_steps_with_what_can_be_changed(desk: Desk) -> None:
    review = desk.starts()
    everything = at(desk, review, 1)
    assert everything.count('class="step-line"') == 10
    under_way = at(desk, review, 3)
    assert "In progress: anything in the way?" in under_way
    for field in ("status", "owners", "target"):
        assert f"/edit/milestones.m4.{field}/?stay=review-{review}" in under_way
    upcoming = at(desk, review, 4)
    assert "s-m5" in upcoming and "s-m6" in upcoming
    risks = at(desk, review, 5)
    assert "s-m7" in risks  # "Your legal team" is nobody by name
    assert "By the rhythm" in at(desk, review, 7)


def test_a_date_that_does_not_hold_comes_with_what_follows_and_is_taken(desk: Desk) -> None:
    review = desk.starts()
    path = f"/plans/{desk.plan_id}/edit/milestones.m4.target/?stay=review-{review}"
    before = desk.plan().milestone("m5")
    assert before
    past = (desk.today - timedelta(days=2)).isoformat()
    desk.sends(path, to=past, how="only", why="")
    page = at(desk, review, 6)
    assert "Take the new date" in page
    assert "s-m4" in page
    to = (desk.today + timedelta(days=40)).isoformat()
    answer = desk.sends(path, to=to, how="follow", why="Decided in the review")
    assert answer.status_code == 303
    assert answer["Location"] == f"{desk.home}{review}/"
    after = desk.plan().milestone("m5")
    assert after and after.target > before.target


def test_an_edit_with_script_lets_the_page_bring_itself_up_to_date(desk: Desk) -> None:
    review = desk.starts()
    path = f"/plans/{desk.plan_id}/edit/milestones.m4.status/?stay=review-{review}"
    form = desk.client.get(path, headers={"HX-Request": "true"}).content.decode()
    assert f'action="{path}"' in form
    answer = desk.sends(path, script=True, status="blocked", reason="No test users in Gävle")
    assert answer.status_code == 204
    assert "milepost:refresh" in answer["HX-Trigger"]
    assert "close-dialog" in answer["HX-Trigger"]
    assert "No test users in Gävle" in at(desk, review, 3)


@pytest.mark.parametrize("script", [False, True])
def test_going_on_moves_the_item_and_its_clock(desk: Desk, script: bool) -> None:
    review = desk.starts()
    first = Review.objects.get(pk=review).item_at
    answer = desk.sends(f"{desk.home}{review}/item/", script=script, item="2")
    assert answer.status_code == (204 if script else 303)
    kept = Review.objects.get(pk=review)
    assert kept.item == 2
    assert kept.item_at and first and kept.item_at > first
    assert desk.sends(f"{desk.home}{review}/item/", item="9").status_code == 404


def test_what_is_noted_for_both_and_what_stays_inside(desk: Desk) -> None:
    review = desk.starts()
    home = f"{desk.home}{review}/"
    due = (desk.today + timedelta(days=3)).isoformat()
    desk.sends(f"{home}note/", text="Gävle has no test users", item="3")
    desk.sends(f"{home}note/", text="We would give ten percent", visibility="internal")
    desk.sends(f"{home}action/", title="Five test users", owner="tomasz", due=due, milestone="m4")
    page = desk.sees(home)
    main, private = page.split('<aside class="private"', 1)
    assert "Gävle has no test users" in main
    assert "Five test users" in main
    assert "We would give ten percent" not in main
    assert "We would give ten percent" in private
    assert ActionItem.objects.get().owner == "tomasz"


def test_a_date_that_the_buyer_suggests_stands_on_its_step_and_is_answered_there(
    desk: Desk,
) -> None:
    review = desk.starts()
    wanted = (desk.today + timedelta(days=11)).isoformat()
    buyer_acts(desk.sam, desk.plan_id, "propose_date", milestone="m4", target=wanted, seen="1")
    page = at(desk, review, 3)
    card = page.split('id="s-m4"', 1)[1].split("</article>", 1)[0]
    assert "<b>Maja Lindqvist</b> proposes" in card
    address = next(part for part in card.split('"') if "/accept/" in part)
    assert address.endswith(f"?stay=review-{review}")
    answer = desk.sends(address, state="open")
    assert answer["Location"] == f"{desk.home}{review}/"
    milestone = desk.plan().milestone("m4")
    assert milestone and milestone.target.isoformat() == wanted


def test_a_forged_place_to_stay_leads_nowhere_else(desk: Desk) -> None:
    path = f"/plans/{desk.plan_id}/edit/milestones.m4.title/"
    for stay in ("review-1/../../evil", "review-", "https://evil.example", "review-²"):
        answer = desk.sends(f"{path}?stay={stay}", value=f"Validation {stay}")
        assert answer["Location"] == f"/plans/{desk.plan_id}/"


def test_a_refused_form_keeps_what_was_typed(desk: Desk) -> None:
    review = desk.starts()
    answer = desk.sends(f"{desk.home}{review}/action/", script=True, title="Five users", due="x")
    assert answer.status_code == 422
    body = answer.content.decode()
    assert 'value="Five users"' in body
    assert "Choose a date" in body or "choose a date" in body
    assert desk.sends(f"{desk.home}{review}/note/", text=" ").status_code == 422
    assert not ActionItem.objects.exists()
    assert not ReviewNote.objects.exists()


def test_a_risk_is_said_to_both_sides_or_kept_on_the_register_or_both(desk: Desk) -> None:
    review = desk.starts()
    address = f"{desk.home}{review}/risk/"
    asked = {"title": "IT is away from 18 December", "likelihood": "high", "owner": "noor"}
    assert desk.sends(address, **asked).status_code == 422  # nobody would see it
    desk.sends(address, shared="on", **asked)
    assert desk.plan().risks == ()
    desk.sends(address, shared="on", register="on", mitigation="A remote test", **asked)
    (risk,) = desk.plan().risks
    assert (risk.likelihood, risk.mitigation, risk.state) == ("high", "A remote test", "open")
    assert [n.text for n in room(desk, review).said("risk")] == [asked["title"]] * 2
    main, private = desk.sees(f"{desk.home}{review}/").split('<aside class="private"', 1)
    assert "A remote test" not in main
    assert asked["title"] in private


def test_the_private_column_says_that_the_forecast_fell_and_why(desk: Desk) -> None:
    desk.sets("m4", "complete")
    desk.sets("m5", "complete")
    review = desk.starts()
    with desk.sam.at_work():
        commands.close(desk.sam.actor, desk.plan_id, review, today=desk.today, has_next=False)
    desk.sets("m4", "in_progress")
    desk.sets("m5", "in_progress")
    private = desk.sees(f"{desk.home}{desk.starts()}/").split('<aside class="private"', 1)[1]
    assert "Unlikely" in private
    assert "Forecast: Speculative" in private


def test_notes_and_action_items_can_be_taken_back(desk: Desk) -> None:
    review = desk.starts()
    home = f"{desk.home}{review}/"
    desk.sends(f"{home}note/", text="Said by mistake")
    note = ReviewNote.objects.get()
    desk.sends(f"{home}note/{note.pk}/remove/", script=True)
    due = desk.today.isoformat()
    desk.sends(f"{home}action/", title="Call Anders", owner="sam", due=due)
    action = ActionItem.objects.get()
    desk.sends(f"{desk.home}actions/{action.pk}/", state="done", review=str(review))
    assert "Said by mistake" not in desk.sees(home)
    action.refresh_from_db()
    assert action.state == "done"
    assert desk.sends(f"{desk.home}actions/{action.pk}/", state="lost").status_code == 422


def test_a_review_that_is_not_there_is_not_found(desk: Desk) -> None:
    assert desk.client.get(f"{desk.home}999999/").status_code == 404
    planned = desk.plans(4)
    assert desk.client.get(f"{desk.home}{planned}/").status_code == 302
