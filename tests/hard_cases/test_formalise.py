"""An informal plan is made full in the review in which both sides look at it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import timezone

from milepost.reviews import commands as reviews
from milepost.workspaces.models import Member
from tests.plans.plans import a_plan, a_seller

pytestmark = pytest.mark.django_db


def test_from_the_review_and_back_to_it_keeping_what_was_done() -> None:
    sam, today = a_seller(), timezone.now().date()
    plan = a_plan(4, form="informal")
    first = replace(plan.milestones[0], status="complete", completed_on=today)
    plan_id = sam.keeps(replace(plan, milestones=(first, *plan.milestones[1:])))
    with sam.at_work():
        review = reviews.start(sam.actor, plan_id, today=today)
    client = Client()
    client.force_login(Member.objects.get(pk=sam.member_id).user)
    meeting = f"/plans/{plan_id}/reviews/{review}/"
    way = f"/plans/{plan_id}/make-full/?stay=review-{review}"
    assert way in client.get(meeting).content.decode()
    assert client.get(way).status_code == 200
    seen = sam.reads(plan_id).revision
    done = client.post(way, {"seen": str(seen)})
    assert (done.status_code, done["Location"]) == (303, meeting)
    full = sam.reads(plan_id).plan
    assert full.form == "full"
    kept = full.milestone("m1")
    assert kept is not None
    assert kept.status == "complete"
    assert "make-full" not in client.get(meeting).content.decode()
