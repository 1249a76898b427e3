"""Around the meeting: planned, moved, called off, started, closed, opened again; and the risks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from milepost.reviews import commands
from milepost.reviews.models import Review, ReviewPrivate

from .conftest import Desk

# --- the list --------------------------------------------------------------------------------


def test_without_a_review_the_rules_day_is_proposed(desk: Desk) -> None:
    page = desk.sees(desk.home)
    assert "Proposed by the rhythm of this plan" in page
    assert "No review was held yet" in page
    assert page.count('class="item"') == 7


def test_a_review_is_planned_with_time_and_zone_moved_and_called_off(desk: Desk) -> None:
    on = (desk.today + timedelta(days=6)).isoformat()
    form = {"on": on, "at": "10:00", "time_zone": "Europe/Stockholm", "minutes": "20"}
    assert desk.sends(f"{desk.home}plan/", **form, place="Room 4").status_code == 303
    review = Review.objects.get()
    assert (review.state, review.minutes, review.place) == ("planned", 20, "Room 4")
    assert review.starts_at is not None
    assert review.starts_at.astimezone(UTC).hour in (8, 9)  # ten in Stockholm
    page = desk.sees(desk.home)
    assert "10:00" in page
    assert "Europe/Stockholm" in page
    assert 'value="10:00"' in desk.sees(f"{desk.home}plan/")
    later = (desk.today + timedelta(days=9)).isoformat()
    answer = desk.sends(f"{desk.home}plan/", script=True, **{**form, "on": later})
    assert answer.status_code == 204
    review.refresh_from_db()
    assert (review.on.isoformat(), review.sequence) == (later, 1)
    desk.sends(f"{desk.home}{review.pk}/cancel/")
    review.refresh_from_db()
    assert review.state == "cancelled"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"on": ""}, "It names no day"),
        ({"at": "ten"}, "It is no time"),
        ({"minutes": "a while"}, "no length of a meeting"),
        ({"at": "10:00", "time_zone": "Mars/Olympus"}, "is no time zone"),
        ({"on": "2020-01-01"}, "The day has passed"),
    ],
)
def test_a_plan_that_makes_no_sense_says_where(desk: Desk, form: dict[str, str], said: str) -> None:
    usual = {"on": desk.today.isoformat(), "at": "", "time_zone": "", "minutes": "15"}
    answer = desk.sends(f"{desk.home}plan/", **{**usual, **form})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Review.objects.exists()


def test_an_overdue_review_is_noticed(desk: Desk) -> None:
    desk.plans(-2)
    assert "Its day has passed (2 days late)" in desk.sees(desk.home)


def test_it_starts_now_and_whoever_comes_second_joins(desk: Desk) -> None:
    answer = desk.sends(f"{desk.home}start/")
    review = Review.objects.get()
    assert answer["Location"] == f"{desk.home}{review.pk}/"
    again = desk.client.get(f"{desk.home}start/")
    assert again["Location"] == f"{desk.home}{review.pk}/"
    assert "A review is running" in desk.sees(desk.home)


def test_a_draft_is_not_reviewed(desk: Desk) -> None:
    from tests.plans.plans import a_plan

    draft = desk.sam.keeps(a_plan(3, life="draft", shared_on=None))
    assert "Share the plan first" in desk.sees(f"/plans/{draft}/reviews/")
    answer = desk.sends(f"/plans/{draft}/reviews/start/")
    assert answer.status_code == 422
    assert "Share the plan first" in answer.content.decode()


# --- its end ---------------------------------------------------------------------------------


def test_closing_shows_what_it_leaves_and_leads_to_its_page(desk: Desk) -> None:
    review = desk.starts()
    home = f"{desk.home}{review}/"
    desk.sends(f"{home}note/", text="Test in Gävle first", kind="decision")
    desk.sends(f"{home}note/", text="They compare us", visibility="internal")
    page = desk.sees(f"{home}close/")
    main, private = page.split('<aside class="private"', 1)
    assert "Test in Gävle first" in main
    assert "They compare us" not in main
    assert "They compare us" in private
    assert "Forecast before and after" in private
    next_on = (desk.today + timedelta(days=7)).isoformat()
    answer = desk.sends(f"{home}close/", summary="Short and good", has_next="on", next_on=next_on)
    assert answer.status_code == 302
    held = desk.sees(home)
    main, private = held.split('<aside class="private"', 1)
    assert "Short and good" in main
    assert "Test in Gävle first" in main
    assert "They compare us" not in main
    assert "They compare us" in private
    assert Review.objects.get(state="planned").on.isoformat() == next_on
    assert "Short and good" in desk.sees(desk.home)


def test_closing_without_a_next_one_and_twice(desk: Desk) -> None:
    review = desk.starts()
    home = f"{desk.home}{review}/"
    desk.sends(f"{home}close/", summary="")
    assert not Review.objects.filter(state="planned").exists()
    again = desk.sends(f"{home}close/", summary="Me too")
    assert again.status_code == 422
    assert "Somebody has closed this review already" in again.content.decode()
    assert Review.objects.get(pk=review).summary == ""


def test_a_day_that_has_passed_is_refused_and_the_summary_kept(desk: Desk) -> None:
    review = desk.starts()
    address = f"{desk.home}{review}/close/"
    answer = desk.sends(address, summary="Kept words", has_next="on", next_on="2020-01-01")
    assert answer.status_code == 422
    assert "Kept words" in answer.content.decode()
    assert Review.objects.get(pk=review).state == "running"


def test_whoever_held_it_opens_it_again_within_a_day(desk: Desk) -> None:
    review = desk.starts()
    home = f"{desk.home}{review}/"
    desk.sends(f"{home}close/")
    assert "Open it again" in desk.sees(home)
    desk.sends(f"{home}reopen/")
    assert Review.objects.get(pk=review).state == "running"
    with desk.sam.at_work():
        two_days_ago = timezone.now() - timedelta(days=2)
        commands.close(desk.sam.actor, desk.plan_id, review, today=desk.today, now=two_days_ago)
    assert "Open it again" not in desk.sees(home)
    assert desk.sends(f"{home}reopen/").status_code == 403


def test_only_whoever_held_it_is_offered_to_open_it(desk: Desk) -> None:
    review = desk.starts()
    desk.sends(f"{desk.home}{review}/close/")
    ReviewPrivate.objects.filter(review_id=review).update(owner_id=None, closed_by_id=None)
    assert "Open it again" not in desk.sees(f"{desk.home}{review}/")


def test_an_action_item_of_an_earlier_review_stays_until_it_is_done(desk: Desk) -> None:
    review = desk.starts()
    home = f"{desk.home}{review}/"
    due = desk.today.isoformat()
    desk.sends(f"{home}action/", title="Five test users", owner="tomasz", due=due)
    desk.sends(f"{home}close/")
    page = desk.sees(desk.home)
    open_items = page.split('class="open-actions"', 1)[1]
    assert "Five test users" in open_items
    assert "Tomasz Zieliński" in open_items
    second = desk.starts()
    assert "Still open from earlier reviews" in desk.sees(f"{desk.home}{second}/")


# --- the register ----------------------------------------------------------------------------


def test_risks_are_added_changed_closed_and_taken_off(desk: Desk) -> None:
    register = f"/plans/{desk.plan_id}/risks/"
    assert "No open risk" in desk.sees(register)
    desk.sends(f"{register}add/", title="IT is away", likelihood="high", impact="medium")
    desk.sends(f"{register}add/", title="A new CFO", likelihood="low", owner="sam")
    page = desk.sees(register)
    assert page.index("IT is away") < page.index("A new CFO")  # the weightier first
    form = desk.sees(f"{register}0/")
    mark = form.split('name="mark" value="', 1)[1].split('"', 1)[0]
    changed = {"title": "IT is away in December", "state": "closed", "mitigation": "Test remotely"}
    stale = desk.sends(f"{register}0/", mark="0000", **changed)
    assert stale.status_code == 422
    assert "Somebody changed this risk meanwhile" in stale.content.decode()
    desk.sends(f"{register}0/", mark=mark, **changed)
    assert [risk.state for risk in desk.plan().risks] == ["closed", "open"]
    form = desk.sees(f"{register}1/remove/")
    mark = form.split('name="mark" value="', 1)[1].split('"', 1)[0]
    desk.sends(f"{register}1/remove/", script=True, mark=mark)
    assert [risk.title for risk in desk.plan().risks] == ["IT is away in December"]
    assert desk.client.get(f"{register}7/").status_code == 404


def test_a_risk_without_words_is_refused(desk: Desk) -> None:
    answer = desk.sends(f"/plans/{desk.plan_id}/risks/add/", title="  ", mitigation="Something")
    assert answer.status_code == 422
    assert "Something" in answer.content.decode()


def test_the_clock_is_told_in_the_servers_own_instants(desk: Desk) -> None:
    review = desk.starts()
    page = desk.sees(f"{desk.home}{review}/")
    now = int(page.split('data-now="', 1)[1].split('"', 1)[0])
    assert abs(now / 1000 - datetime.now(UTC).timestamp()) < 60
