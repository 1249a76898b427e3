"""Plans from deals, and templates: copied, versioned, made from plans (product.md section 2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from milepost.documents.template_library import builtin_templates
from milepost.domain.building import DealFacts, build_plan
from milepost.domain.errors import Conflict, InvalidInput, NotFound
from milepost.domain.plan import Outcome
from milepost.plans import commands, template_commands, template_queries
from milepost.plans.queries import plans_of_deal
from milepost.workspaces.models import Member, Workspace
from tests.factories import a_deal
from tests.plans.plans import SAM, TODAY, Seller, a_plan, a_seller

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return a_seller()


def test_a_plan_is_made_from_a_deal_in_one_step_with_its_reasons(seller: Seller) -> None:
    deal = a_deal(
        Workspace.objects.get(pk=seller.workspace_id),
        ae=Member.objects.get(pk=seller.member_id),
        crm_reference="006-17",
    )
    facts = DealFacts(
        account="Halden Logistics",
        opportunity=deal.name,
        created=TODAY,
        target_close=date(2027, 1, 29),
        people=(SAM,),
    )
    built = build_plan(facts, builtin_templates())
    with seller.at_work():
        made = commands.create_plan(
            seller.actor, built, deal.pk, {"sam": seller.member_id}, today=TODAY
        )
        assert [head.id for head in plans_of_deal(deal.pk)] == [made.plan_id]
    record = seller.reads(made.plan_id)
    assert record.plan == built.plan
    assert record.plan.life == "draft"
    assert record.type_reasons == built.reasons
    assert record.owner_id == seller.member_id
    assert record.deal is not None
    assert (record.deal.account_name, record.deal.crm_reference) == ("Halden Logistics", "006-17")
    assert record.deal.owner_name == "Sam Whitfield"
    assert record.last_change is not None
    assert record.last_change.kind == "created"


def test_a_plan_outlives_its_deal(seller: Seller) -> None:
    deal = a_deal(Workspace.objects.get(pk=seller.workspace_id))
    plan_id = seller.keeps(a_plan(), deal_id=deal.pk)
    deal.delete()
    record = seller.reads(plan_id)
    assert (record.deal_id, record.deal) == (None, None)


def test_a_copied_template_keeps_its_versions_apart(seller: Seller) -> None:
    builtin = builtin_templates()["standard"]
    with seller.at_work():
        key = template_commands.create_template(seller.actor, builtin)
        second = replace(builtin, name="Ours", milestones=builtin.milestones[:3])
        saved = template_commands.save_template(seller.actor, key, second, seen=1)
        versions = template_queries.template_versions(key)
        newest = template_queries.template(key)
        first = template_queries.template(key, version=1)
    assert key not in builtin_templates()
    assert (saved.version, saved.key) == (2, key)
    assert [v.version for v in versions] == [2, 1]
    assert newest == saved
    assert first is not None
    assert first.milestones == builtin.milestones


def test_two_people_saving_a_template_lose_nothing(seller: Seller) -> None:
    builtin = builtin_templates()["simple"]
    with seller.at_work():
        key = template_commands.create_template(seller.actor, builtin)
        template_commands.save_template(seller.actor, key, builtin, seen=1)
        with pytest.raises(Conflict):
            template_commands.save_template(seller.actor, key, builtin, seen=1)


def test_a_version_is_never_changed(seller: Seller) -> None:
    with seller.at_work():
        template_commands.create_template(seller.actor, builtin_templates()["simple"])
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_table_privilege('milepost_seller', %s, 'update')", ["plans_templateversion"]
        )
        assert cursor.fetchone() == (False,)


def test_an_archived_template_is_not_offered_but_still_found_by_its_plans(
    seller: Seller,
) -> None:
    with seller.at_work():
        key = template_commands.create_template(seller.actor, builtin_templates()["simple"])
        assert key in template_queries.all_templates()
        template_commands.archive_template(seller.actor, key)
        assert key not in template_queries.all_templates()
        assert template_queries.template(key, version=1) is not None


def test_a_template_that_makes_no_sense_is_refused(seller: Seller) -> None:
    simple = builtin_templates()["simple"]
    circle = replace(simple.milestones[0], after=(simple.milestones[0].key,))
    wrong = replace(simple, milestones=(circle, *simple.milestones[1:]))
    with seller.at_work(), pytest.raises(InvalidInput):
        template_commands.create_template(seller.actor, wrong)


def test_a_plan_becomes_a_template_of_roles_without_what_was_skipped(seller: Seller) -> None:
    plan = a_plan(3, outcome=Outcome(goal="Go"))
    skipped = replace(plan.milestones[1], status="skipped", reason="Not needed", title="Gone")
    braces = replace(plan.milestones[2], title="Sign {both}")
    plan_id = seller.keeps(replace(plan, milestones=(plan.milestones[0], skipped, braces)))
    with seller.at_work():
        key = template_commands.save_plan_as_template(seller.actor, plan_id, name="Rollout")
        template = template_queries.template(key)
    assert key == "rollout"
    assert template is not None
    first, last = template.milestones
    assert (first.buyer_role, first.seller_role) == ("Champion", "Account executive")
    assert (last.title, last.after) == ("Sign (both)", ("m1",))


def test_steps_are_kept_changed_and_removed(seller: Seller) -> None:
    step = builtin_templates()["standard"].milestones[2]
    with seller.at_work():
        kept = template_commands.save_step(seller.actor, None, step)
        template_commands.save_step(seller.actor, kept, replace(step, title="Live demo"))
        (stored,) = template_queries.step_library()
        assert (stored.id, stored.title, stored.step.after) == (kept, "Live demo", ())
        template_commands.remove_step(seller.actor, kept)
        assert template_queries.step_library() == ()
        with pytest.raises(NotFound):
            template_commands.remove_step(seller.actor, kept)
