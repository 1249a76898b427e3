"""Every text that a person sees can be translated."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import localdate

from milepost.documents.template_library import builtin_templates
from milepost.domain.building import DealFacts, build_plan
from milepost.domain.evaluation import evaluate
from milepost.domain.plan import Value
from milepost.domain.templates import template_data
from milepost.plans.commands import Actor
from milepost.reviews import commands as reviews
from tests import factories
from tests.plans.plans import Seller, a_plan
from tests.web import pseudo
from texts.catalogues import in_code

PAGES = (
    "/",
    "/plans/",
    "/plans/{plan}/",
    "/plans/{plan}/timeline/",
    "/plans/{plan}/timeline/change/?step=m4&do=last&to=9",
    "/plans/{plan}/phases/",
    "/plans/{plan}/reviews/",
    "/plans/{plan}/reviews/plan/",
    "/plans/{plan}/reviews/{review}/",
    "/plans/{plan}/reviews/{review}/action/",
    "/plans/{plan}/reviews/{review}/note/",
    "/plans/{plan}/reviews/{review}/risk/",
    "/plans/{plan}/reviews/{review}/close/",
    "/plans/{plan}/risks/",
    "/plans/{plan}/risks/add/",
    "/plans/{plan}/conversation/",
    "/plans/{plan}/history/",
    "/plans/{plan}/history/compare/?from=start",
    "/plans/{plan}/baselines/",
    "/plans/{plan}/baseline/",
    "/plans/{plan}/people/",
    "/plans/{plan}/people/add/?side=buyer",
    "/plans/{plan}/share/",
    "/plans/{plan}/access/maja/",
    "/plans/{plan}/domains/",
    "/plans/{plan}/contact/",
    "/b/no-such-link/",
    "/p/no-such-plan/door/",
    "/plans/{plan}/edit/title/",
    "/plans/{plan}/steps/m2/",
    "/plans/{plan}/add/",
    "/plans/{plan}/agreement/",
    "/plans/{plan}/looks/",
    "/plans/{plan}/make-full/",
    "/plans/{plan}/effects/",
    "/plans/{plan}/another-way/m2/",
    "/plans/{plan}/more-steps/",
    "/plans/{plan}/leaves/maja/",
    "/plans/{plan}/lighter/",
    "/plans/{plan}/hand-over/",
    "/examples/",
    "/workspace/",
    "/workspace/alerts/",
    "/plans/{plan}/alerts/",
    "/workspace/deliveries/",
    "/mail/",
    "/workspace/slack/",
    "/plans/{plan}/slack/",
    "/account/push/",
    "/workspace/webhooks/",
    "/workspace/webhooks/new/",
    "/deals/",
    "/deals/new/",
    "/deals/{deal}/",
    "/deals/{deal}/plan/",
    "/deals/import/",
    "/account/",
    "/account/told/",
    "/inbox/",
    "/members/",
    "/find/?q=or",
    "/templates/",
    "/templates/new/",
    "/templates/steps/",
    "/no/such/page/",
)


@pytest.fixture
def pseudo_language(settings: Any, tmp_path: Path) -> str:
    pseudo.write_pseudo_language(tmp_path)
    settings.LANGUAGES = [("en", "English"), (pseudo.LANGUAGE, "Esperanto")]
    settings.MEMBER_LANGUAGES = ["en", pseudo.LANGUAGE]
    settings.LOCALE_PATHS = [tmp_path]
    return pseudo.LANGUAGE


@pytest.fixture
def place(pseudo_language: str, client: Client) -> dict[str, int]:
    """A deal and its plan, read by a member who speaks the made-up language."""
    workspace = factories.a_workspace()
    member = factories.a_member(workspace, "admin", name="Sam Whitfield", language=pseudo_language)
    deal = factories.a_deal(workspace, "Order tracking", ae=member)
    seller = Seller(workspace.pk, member.pk, Actor(member.pk, member.name))
    client.force_login(member.user)
    plan = seller.keeps(a_plan(6), deal.pk)
    with seller.at_work():
        review = reviews.start(seller.actor, plan, today=localdate())
    return {"plan": plan, "deal": deal.pk, "review": review}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_says_nothing_that_cannot_be_translated(
    client: Client, place: dict[str, int], address: str
) -> None:
    answer = client.get(
        address.format(**place), headers={"accept-language": pseudo.LANGUAGE}, follow=True
    )
    html = answer.content.decode()
    assert "⟦" in html
    assert pseudo.untranslated(html, _data()) == []


def test_the_catalogue_holds_the_texts_of_every_room() -> None:
    texts = {message.id for message in in_code()}
    assert "Skip to the page" in texts  # a template
    assert "There is nothing here" in texts  # a module
    assert any(isinstance(text, tuple) for text in texts)  # a plural


def _data() -> set[str]:
    """The words of everything that is in the database, and of the built-in templates."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select quote_ident(tablename) from pg_tables where schemaname = 'public'"
            " and tablename ~ '^(plans|deals|workspaces|intake)_'"
        )
        rows = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"select to_jsonb(t)::text from {table} t")
            rows += [row for (row,) in cursor.fetchall()]
    built_in = [template_data(template) for template in builtin_templates().values()]
    faces_and_what_was_searched = ["SW", "ML", "RO", "or"]
    return pseudo.words_of([*rows, *built_in, *faces_and_what_was_searched, *_said_by_rules()])


def _said_by_rules() -> list[object]:
    """Reasons, actions and warnings: sentences of `domain`, which knows no gettext."""
    facts = DealFacts(
        account="Halden Logistics",
        value=Value(amount=Decimal(86000), currency="EUR"),
        created=localdate(),
        target_close=localdate() + timedelta(60),
    )
    built = build_plan(facts, builtin_templates(), workspace_currency="EUR")
    return [evaluate(a_plan(6), localdate()), built.reasons]
