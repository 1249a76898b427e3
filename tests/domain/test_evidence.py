"""The facts behind a band, private to the seller (product.md section 4)."""

from __future__ import annotations

import pytest

from milepost.domain.evaluation import evaluate
from milepost.domain.evidence import (
    Evidence,
    confirmed_milestones,
    thin_evidence,
)
from milepost.domain.plan import Owner, Owners
from milepost.domain.policy import Confidence
from tests.domain.a_plan import TODAY, a_plan, ago, step

BUYERS_ROLE = Owners(buyer=Owner(role="Legal"), seller=Owner(person="sam"))


def test_confirmed_is_the_buyers_own_word_or_completed_by_a_buyer() -> None:
    plan = a_plan(
        step("m1", status="complete", completed_by="sam"),
        step("m2", status="complete", completed_by="maja"),
        step("m3", status="complete", completed_by="sam", confirmed_on=ago(2)),
        step("m4", status="complete"),
        step("i1", status="complete", visibility="internal", confirmed_on=ago(2)),
        step("m5", confirmed_on=ago(2)),
        step("m6", status="skipped", confirmed_on=ago(2)),
    )
    evidence = evaluate(plan, TODAY).evidence
    assert (evidence.confirmed, evidence.complete) == (2, 4)
    assert confirmed_milestones(plan) == ("m2", "m3")


@pytest.mark.parametrize(("due_in", "listed"), [(-90, True), (0, True), (30, True), (31, False)])
def test_a_buyers_owner_still_to_be_named_within_thirty_days(due_in: int, listed: bool) -> None:
    plan = a_plan(step(target=ago(-due_in), owners=BUYERS_ROLE))
    assert evaluate(plan, TODAY).evidence.unnamed_within_30_days == (("m1",) if listed else ())


def test_only_open_shared_milestones_whose_buyers_owner_is_a_role_are_unnamed() -> None:
    due = {"target": TODAY}
    plan = a_plan(
        step("m1", owners=None, **due),
        step("m2", owners=Owners(seller=Owner(role="Legal")), **due),
        step("m3", **due),
        step("m4", owners=BUYERS_ROLE, status="complete", **due),
        step("m5", owners=BUYERS_ROLE, status="skipped", **due),
        step("i1", owners=BUYERS_ROLE, visibility="internal", **due),
        step("m6", owners=BUYERS_ROLE, status="blocked", **due),
    )
    assert evaluate(plan, TODAY).evidence.unnamed_within_30_days == ("m6",)


@pytest.mark.parametrize(
    ("confirmed", "confidence", "words"),
    [
        (0, "High", "4 of 5 complete, none confirmed by the buyer"),
        (1, "Medium", "4 of 5 complete, only 1 confirmed by the buyer"),
        (2, "High", None),
        (0, "Low", None),
    ],
)
def test_a_confident_band_on_thin_evidence_says_so(
    confirmed: int, confidence: Confidence, words: str | None
) -> None:
    assert thin_evidence(Evidence(confirmed, 4, ()), 5, confidence) == words
