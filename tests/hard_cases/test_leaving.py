"""A champion who leaves: what was open goes over, what was done stays, and access ends."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from milepost.domain.errors import Conflict, InvalidInput
from milepost.domain.plan import Owner, Person, Risk
from milepost.forecasting import queries
from milepost.messaging.models import Outbox
from milepost.plans import commands
from milepost.reviews import commands as reviews
from milepost.reviews.commands import Promise
from milepost.reviews.models import ActionItem
from milepost.sharing import leaving_commands
from milepost.sharing.models import Stakeholder
from milepost.sharing.people_commands import Details
from milepost.workspaces.models import Member
from tests.plans.plans import MAJA, RITA, SAM, Seller, a_plan, a_seller
from tests.sharing.visitors import a_visitor
from tests.walls.test_mails_to_buyers import SALES

pytestmark = pytest.mark.django_db
ERIK = Person(
    key="erik", name="Erik Sjöberg", side="buyer", role="sponsor", email="erik@halden.example"
)


@pytest.fixture
def today() -> date:
    return timezone.now().date()


@pytest.fixture
def sam() -> Seller:
    return a_seller()


@pytest.fixture
def plan_id(sam: Seller, today: date) -> int:
    plan = a_plan(4, life="agreed", agreed_on=today)
    first, *rest = plan.milestones
    first = replace(first, status="complete", completed_on=today, completed_by="maja")
    return sam.keeps(
        replace(
            plan,
            milestones=(first, *rest),
            people=(replace(MAJA, email="maja@halden.example"), ERIK, SAM, RITA),
            risks=(Risk(title="Summer break", owner=Owner(person="maja")),),
        )
    )


def client_of(sam: Seller) -> Client:
    client = Client()
    client.force_login(Member.objects.get(pk=sam.member_id).user)
    return client


def text_of(answer: object) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())  # type: ignore[attr-defined]


def test_what_was_open_goes_over_in_one_revision_and_access_ends(
    sam: Seller, plan_id: int, today: date
) -> None:
    visitor, address = a_visitor(sam.workspace_id, plan_id, "maja")
    assert visitor.get(address).status_code == 200
    with sam.at_work():
        review = reviews.start(sam.actor, plan_id, today=today)
        reviews.add_action(
            sam.actor,
            plan_id,
            review,
            Promise(title="Ask IT", owner="maja", due=today + timedelta(3)),
            today=today,
        )
        seen = 10_000
        seen = commands.change_fields(
            sam.actor, plan_id, {"notes": "x"}, seen=seen, today=today
        ).revision
        _key, changed = leaving_commands.hand_over(
            sam.actor, plan_id, "maja", "erik", seen=seen, today=today
        )
        assert queries.impacts_of(plan_id) == ()
    assert changed.revision == seen + 1
    plan = sam.reads(plan_id).plan
    assert plan.milestones[0].completed_by == "maja"
    assert plan.milestones[0].owners is not None
    assert plan.milestones[0].owners.buyer is not None
    assert plan.milestones[0].owners.buyer.person == "maja"  # it is over
    for m in plan.milestones[1:]:
        assert m.owners is not None
        assert m.owners.buyer is not None
        assert m.owners.buyer.person == "erik"
        assert m.tasks[0].owner is not None
        assert m.tasks[0].owner.person == "erik"
    assert {p.key: p.role for p in plan.people if p.side == "buyer"} == {
        "maja": "other",
        "erik": "champion",
    }
    assert plan.risks[0].owner is not None
    assert plan.risks[0].owner.person == "erik"
    assert ActionItem.objects.get(plan_id=plan_id).owner == "erik"
    assert Stakeholder.objects.get(plan_id=plan_id, person="maja").ended_at is not None
    assert visitor.get(address).status_code != 200


def test_somebody_new_takes_over_and_is_no_new_role(sam: Seller, plan_id: int, today: date) -> None:
    noor = Details(name="Noor Haddad", address="noor@halden.example")
    with sam.at_work():
        key, _changed = leaving_commands.hand_over(
            sam.actor, plan_id, "maja", noor, seen=1, today=today
        )
        assert queries.impacts_of(plan_id) == ()
    person = sam.reads(plan_id).plan.person(key)
    assert person is not None
    assert (person.name, person.role) == ("Noor Haddad", "champion")


def test_who_cannot_take_over_is_refused_and_an_older_plan_too(
    sam: Seller, plan_id: int, today: date
) -> None:
    with sam.at_work():
        for nobody in ("maja", "sam", "nobody", ""):
            with pytest.raises(InvalidInput):
                leaving_commands.hand_over(sam.actor, plan_id, "maja", nobody, seen=1, today=today)
        commands.change_fields(sam.actor, plan_id, {"title": "Other"}, seen=1, today=today)
        with pytest.raises(Conflict):
            leaving_commands.hand_over(sam.actor, plan_id, "maja", "erik", seen=1, today=today)


def test_the_page_says_what_goes_over_and_does_it(sam: Seller, plan_id: int) -> None:
    client, address = client_of(sam), f"/plans/{plan_id}/leaves/maja/"
    assert address in text_of(client.get(f"/plans/{plan_id}/people/"))
    text = text_of(client.get(address))
    for said in ("Maja Lindqvist leaves", "Step 2", "Summer break", "Stays as they did it"):
        assert said in text
    form = {"do": "hand_over", "seen": "1"}
    assert client.post(address, {**form, "successor": ""}).status_code == 422
    new = {**form, "successor": "new", "new-name": "", "new-email": "no address"}
    assert client.post(address, new).status_code == 422
    done = client.post(address, {**form, "successor": "erik"})
    assert (done.status_code, done["Location"]) == (303, f"/plans/{plan_id}/access/erik/")
    assert client.get(f"/plans/{plan_id}/leaves/sam/").status_code == 404


def test_a_name_is_asked_for_by_mail_once_in_words_of_help(sam: Seller, plan_id: int) -> None:
    client, address = client_of(sam), f"/plans/{plan_id}/leaves/maja/"
    page = client.get(address).content.decode()
    words = re.search(r'<textarea[^>]*id="f-text"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert words
    assert words[1].startswith("Hello Erik,")
    assert SALES.search(words[1]) is None
    form = {"do": "ask", "to": "erik", "subject": "Who takes over?", "text": words[1]}
    assert client.post(address, form).status_code == 303
    row = Outbox.objects.get(kind="email", key=f"email:successor:{plan_id}:maja:erik")
    assert row.payload["to"] == "erik@halden.example"
    assert client.post(address, form).status_code == 409
    assert "Erik Sjöberg was asked." in text_of(client.get(address))
    assert client.post(address, {**form, "to": "sam"}).status_code == 409
