"""Sharing: a draft is with the buyer; each one chosen gets a link, by mail or to copy."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from milepost.domain.errors import InvalidInput, NotAllowed, NotFound
from milepost.domain.plan import Owner, Owners, Person, Plan
from milepost.messaging.models import Outbox
from milepost.plans import commands
from milepost.plans.buyer_queries import buyer_plan
from milepost.plans.commands import Actor
from milepost.sharing import acting, link_commands, people_commands
from milepost.sharing.models import Link, SharedPlan, Stakeholder
from milepost.sharing.people_commands import Details
from milepost.sharing.visits import new_browser, visiting
from milepost.workspaces.models import Workspace
from tests.plans.plans import MAJA, SAM, TODAY, Seller, a_plan, a_seller
from tests.sharing.visitors import a_link

pytestmark = pytest.mark.django_db
ADDRESS = "Maja@halden.example"
TOMASZ = Person(key="tomasz", name="Tomasz Zieliński", side="buyer", role="it")


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def a_draft(**fields: Any) -> Plan:
    people = (replace(MAJA, email=ADDRESS), TOMASZ, SAM)
    return a_plan(**({"life": "draft", "shared_on": None, "people": people} | fields))


def share(seller: Seller, plan_id: int, *people: str, **how: Any) -> link_commands.Shared:
    with seller.at_work():
        return link_commands.share(seller.actor, plan_id, people, today=TODAY, **how)


def mails() -> list[dict[str, Any]]:
    return [row.payload for row in Outbox.objects.filter(kind="email").order_by("id")]


def test_a_draft_is_with_the_buyer_and_the_link_in_the_mail_opens_it(seller: Seller) -> None:
    plan_id = seller.keeps(a_draft())
    shared = share(seller, plan_id, "maja", words="Good to talk.\nHere it is.")
    plan = seller.reads(plan_id).plan
    assert (plan.life, plan.shared_on) == ("shared", TODAY)
    (mail,) = mails()
    assert mail["to"] == ADDRESS
    assert mail["subject"] == "Order tracking for six warehouses"
    assert mail["sender_name"].startswith("Sam Whitfield via Brightloom")
    assert "@" in mail["reply_to"]
    assert "Good to talk." in mail["text"]
    token = mail["text"].split("/b/")[1].split("/")[0]
    browser = Client()
    assert browser.get(f"/b/{token}/")["Location"] == f"/p/{shared.code}/"
    assert browser.get(f"/p/{shared.code}/").status_code == 200


def test_an_invitation_says_no_word_of_sales(seller: Seller) -> None:
    share(seller, seller.keeps(a_draft()), "maja")
    text = (mails()[0]["text"] + mails()[0]["html"]).lower()
    for word in ("pipeline", "forecast", "champion", "prospect", " deal", "sales", "close plan"):
        assert word not in text, word


def test_a_link_to_copy_is_answered_once_and_kept_as_its_hash_alone(seller: Seller) -> None:
    shared = share(seller, seller.keeps(a_draft()), "maja", "tomasz", by_mail=False)
    assert mails() == []
    secrets = [invited.link.split("/b/")[1].strip("/") for invited in shared.invited]
    assert len(set(secrets)) == 2
    assert all(len(secret) >= 43 for secret in secrets)  # 256 bits
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(l::text, ' ') from sharing_link l")
        kept = cursor.fetchone()[0]
    assert not any(secret in kept for secret in secrets)
    assert all(Client().get(f"/b/{secret}/").status_code == 302 for secret in secrets)


def test_sharing_again_invites_the_new_ones_only(seller: Seller) -> None:
    plan_id = seller.keeps(a_draft())
    share(seller, plan_id, "maja")
    again = share(seller, plan_id, "maja", "tomasz", by_mail=False)
    assert [invited.person for invited in again.invited] == ["tomasz"]
    assert again.already == ("Maja Lindqvist",)
    assert (Link.objects.count(), SharedPlan.objects.count(), len(mails())) == (2, 1, 1)


def test_somebody_without_an_address_is_not_mailed_and_nothing_is_half_done(
    seller: Seller,
) -> None:
    plan_id = seller.keeps(a_draft())
    with pytest.raises(InvalidInput) as refused:
        share(seller, plan_id, "maja", "tomasz")
    assert refused.value.problems[0].path == "people"
    assert seller.reads(plan_id).plan.life == "draft"
    assert Link.objects.count() == 0


@pytest.mark.parametrize("chosen", [(), ("sam",), ("nobody",)])
def test_only_the_buyers_people_are_invited(seller: Seller, chosen: tuple[str, ...]) -> None:
    plan_id = seller.keeps(a_draft())
    with pytest.raises(InvalidInput):
        share(seller, plan_id, *chosen, by_mail=False)


def test_a_plan_given_up_before_it_was_shared_is_not_shared(seller: Seller) -> None:
    plan_id = seller.keeps(a_draft(life="abandoned"))
    with pytest.raises(NotAllowed):
        share(seller, plan_id, "maja")


def test_somebody_brought_in_by_a_colleague_is_told_by_whom_and_answers_the_ae(
    seller: Seller,
) -> None:
    plan_id = seller.keeps(a_draft())
    share(seller, plan_id, "maja")
    with seller.at_work():
        details = Details(name="Ida", address="ida@halden.example")
        key, _ = people_commands.add_stakeholder(seller.actor, plan_id, details)
        link_commands.send_again(Actor(None, "Maja Lindqvist", "maja"), plan_id, key)
    mail = mails()[-1]
    assert "Maja Lindqvist has brought you into this plan" in mail["text"]
    assert "Maja Lindqvist at Brightloom" not in mail["text"]
    assert mail["reply_to"] == mails()[0]["reply_to"]
    assert "to reach Sam Whitfield" in mail["text"]


def test_sellers_cannot_read_what_the_outbox_holds(seller: Seller) -> None:
    share(seller, seller.keeps(a_draft()), "maja")
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_column_privilege('milepost_seller', 'messaging_outbox', 'payload',"
            " 'select')"
        )
        assert cursor.fetchone()[0] is False


def test_a_mail_is_in_the_stakeholders_language(seller: Seller, settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "German")]
    plan_id = seller.keeps(a_draft(title=None))
    details = Details(name="Jürgen", address="j@halden.example", language="de")
    with seller.at_work():
        key, _ = people_commands.add_stakeholder(seller.actor, plan_id, details)
    share(seller, plan_id, key)
    assert 'lang="de"' in mails()[0]["html"]


# --- links ---------------------------------------------------------------------------------------


def opens(token: str) -> bool:
    return Client().get(f"/b/{token}/").status_code == 302


def test_a_revoked_link_refuses_at_once(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    _, token = a_link(seller.workspace_id, plan_id)
    assert opens(token)
    with seller.at_work():
        assert link_commands.revoke(plan_id, "maja") == 1
    assert not opens(token)


def test_an_expired_link_works_again_once_it_is_renewed(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    _, token = a_link(seller.workspace_id, plan_id)
    Link.objects.update(expires_at="2026-01-01T00:00Z")
    assert not opens(token)
    with seller.at_work():
        link_commands.renew(plan_id, "maja")
    assert opens(token)


def test_a_revoked_link_is_not_renewed(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    _, token = a_link(seller.workspace_id, plan_id)
    with seller.at_work():
        link_commands.revoke(plan_id, "maja")
        with pytest.raises(NotFound):
            link_commands.renew(plan_id, "maja")
    assert not opens(token)


def test_ended_access_stops_links_and_keeps_the_owner_by_name(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    _, token = a_link(seller.workspace_id, plan_id)
    with seller.at_work():
        people_commands.end_access(plan_id, "maja")
        with pytest.raises(NotFound):
            link_commands.new_link(plan_id, "maja")
    assert not opens(token)
    plan = seller.reads(plan_id).plan
    assert plan.person("maja") is not None
    assert plan.milestones[0].owners == Owners(
        buyer=Owner(person="maja"), seller=Owner(person="sam")
    )


def test_whoever_is_invited_again_has_access_again(seller: Seller) -> None:
    plan_id = seller.keeps(a_draft())
    share(seller, plan_id, "maja")
    with seller.at_work():
        people_commands.end_access(plan_id, "maja")
    again = share(seller, plan_id, "maja", by_mail=False)
    assert opens(again.invited[0].link.split("/b/")[1].strip("/"))
    assert Stakeholder.objects.get().ended_at is None


def test_taken_off_the_plan_their_links_go_with_them(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    _, token = a_link(seller.workspace_id, plan_id)
    with seller.at_work():
        commands.remove_person(seller.actor, plan_id, "maja")
    assert not opens(token)
    with seller.at_work():
        commands.undo_last(seller.actor, plan_id, seller_revision(plan_id))
    assert not opens(token)


def seller_revision(plan_id: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select revision from plans_plan where id = %s", [plan_id])
        return int(cursor.fetchone()[0])


def test_a_new_address_stops_the_links_of_the_old_one(seller: Seller) -> None:
    plan_id = seller.keeps(a_draft())
    shared = share(seller, plan_id, "maja", by_mail=False)
    token = shared.invited[0].link.split("/b/")[1].strip("/")
    fields = {"people.maja.email": "maja@elsewhere.example"}
    with seller.at_work():
        commands.change_fields(seller.actor, plan_id, fields, seen=99)
    assert not opens(token)
    assert Stakeholder.objects.get().address == "maja@elsewhere.example"


def test_a_stopped_link_is_told_to_open_pages(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    a_link(seller.workspace_id, plan_id)
    with connection.cursor() as cursor:
        cursor.execute("listen milepost_live")
    with seller.at_work():
        link_commands.revoke(plan_id, "maja")
    # The wall tells, whichever statement stops a link: here the trigger is asked for by name.
    with connection.cursor() as cursor:
        cursor.execute("unlisten milepost_live")
        cursor.execute(
            "select count(*) from pg_trigger where tgname in"
            " ('sharing_link_revoked', 'sharing_link_gone')"
        )
        assert cursor.fetchone()[0] == 2


# --- people --------------------------------------------------------------------------------------


def test_naming_somebody_replaces_the_role_wherever_it_owns(seller: Seller) -> None:
    plan = a_draft()
    role = Owner(role="IT Director")
    first, second, third, *rest = plan.milestones
    first = replace(first, owners=Owners(buyer=role), tasks=(replace(first.tasks[0], owner=role),))
    third = replace(third, owners=Owners(buyer=role, seller=Owner(person="sam")))
    plan_id = seller.keeps(replace(plan, milestones=(first, second, third, *rest)))
    details = Details(name="Ida", address="ida@halden.example", role="it", takes="IT Director")
    with seller.at_work():
        key, changed = people_commands.add_stakeholder(seller.actor, plan_id, details)
    after = seller.reads(plan_id).plan
    assert [m.owners.buyer for m in after.milestones if m.owners][0::2][:2] == [
        Owner(person=key),
        Owner(person=key),
    ]
    assert after.milestones[0].tasks[0].owner == Owner(person=key)
    assert after.milestones[1].owners.buyer == Owner(person="maja")  # type: ignore[union-attr]
    assert people_commands.unnamed_roles(after) == {}
    assert changed.revision == 2


def test_an_address_is_on_a_plan_once(seller: Seller) -> None:
    plan_id = seller.keeps(a_draft())
    details = Details(name="Maja again", address=ADDRESS.lower())
    with seller.at_work(), pytest.raises(InvalidInput) as refused:
        people_commands.add_stakeholder(seller.actor, plan_id, details)
    assert refused.value.problems[0].path == "email"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Ida", "email": "ida"}, "email"),
        ({"name": "Ida", "email": "x" * 250 + "@halden.example"}, "email"),
        ({"name": "Ida", "role": "ae"}, "role"),
        ({"name": "Ida", "country": "Atlantis"}, "country"),
        ({"name": "Ida", "time_zone": "Mars/Olympus"}, "time_zone"),
        ({"name": "Ida", "language": "tlh"}, "language"),
        ({"name": "Ida", "job": "x" * 201}, "job"),
    ],
)
def test_what_is_said_of_somebody_is_checked_field_by_field(
    given: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        people_commands.read_details(given)
    assert [problem.path for problem in refused.value.problems] == [field]


def test_a_country_with_one_time_zone_says_it() -> None:
    given = {"name": "Ida", "country": "SE"}
    assert people_commands.read_details(given).time_zone == "Europe/Stockholm"
    assert people_commands.read_details(given | {"country": "US"}).time_zone == ""


# --- domains -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "@GMAIL.com",
        "yahoo.co.uk",
        "gmx.net",
        "com",
        "co.uk",
        "halden",
        "a b",
        "-x.com",
    ],
)
def test_a_domain_where_anybody_gets_an_address_is_refused(seller: Seller, domain: str) -> None:
    plan_id = seller.keeps(a_plan())
    with seller.at_work(), pytest.raises(InvalidInput) as refused:
        link_commands.set_domains(seller.workspace_id, plan_id, domain)
    assert refused.value.problems[0].path == "domains"


def test_a_companys_domains_are_kept_and_can_be_closed_again(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    with seller.at_work():
        kept = link_commands.set_domains(
            seller.workspace_id, plan_id, "@Halden.example, live.halden.com\nbücher.example"
        )
    assert kept == ["halden.example", "live.halden.com", "xn--bcher-kva.example"]
    with seller.at_work():
        assert link_commands.set_domains(seller.workspace_id, plan_id, " ") == []


def test_the_sellers_own_domain_is_refused(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    Workspace.objects.get(pk=seller.workspace_id)
    with connection.cursor() as cursor:
        cursor.execute("update workspaces_member set email = 'sam@brightloom.example'")
    with seller.at_work(), pytest.raises(InvalidInput):
        link_commands.set_domains(seller.workspace_id, plan_id, "brightloom.example")


# --- preview -------------------------------------------------------------------------------------


def test_a_preview_shows_the_page_and_never_acts(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    with seller.at_work():
        secret = link_commands.preview(seller.actor, plan_id, "maja")
    with visiting(secret, new_browser()) as visit:
        assert (visit.is_preview, visit.may_act, visit.person) == (True, False, "maja")
        with pytest.raises(acting.OnlyPreview):
            acting.record(visit, "done", {}, uuid4())
        with pytest.raises(Exception, match="row-level security"), connection.cursor() as cursor:
            cursor.execute(
                "insert into sharing_action (workspace_id, plan_id, person, key, kind, content,"
                " link_id, browser) values (%s, %s, 'maja', %s, 'done', %s::jsonb, %s, 'x')",
                (visit.workspace_id, plan_id, uuid4(), json.dumps({}), visit.link_id),
            )
        connection.needs_rollback = True


def test_a_preview_is_over_after_a_quarter_of_an_hour(seller: Seller) -> None:
    plan_id = seller.keeps(a_plan())
    with seller.at_work():
        link_commands.preview(seller.actor, plan_id, "maja")
    link = Link.objects.get()
    assert (link.expires_at - link.created_at).total_seconds() <= 15 * 60 + 1


def test_a_draft_is_shown_to_a_preview_of_it_and_to_nobody_else(seller: Seller) -> None:
    plan_id = seller.keeps(a_draft())
    with seller.at_work():
        secret = link_commands.preview(seller.actor, plan_id, "maja")
    with visiting(secret, new_browser()):
        seen = buyer_plan(plan_id).plan
    assert (seen.life, len(seen.milestones)) == ("shared", 5)
    _, token = a_link(seller.workspace_id, plan_id)
    with visiting(token, new_browser()), pytest.raises(NotFound):
        buyer_plan(plan_id)


def test_a_plan_given_up_has_no_page_to_preview(seller: Seller) -> None:
    plan_id = seller.keeps(a_draft(life="abandoned"))
    with seller.at_work(), pytest.raises(NotAllowed):
        link_commands.preview(seller.actor, plan_id, "maja")
