"""What the seven items of a review say about a plan (product.md section 6)."""

from __future__ import annotations

import pytest

from milepost.domain.evaluation import evaluate
from milepost.domain.plan import Owner, Owners, Plan, Review, Risk, Task
from tests.domain.a_plan import TODAY, a_plan, ago, step

SIGNATURE = step("sign", kind="signature", title="Contract signed", duration=1)


def facts(item: int, plan: Plan) -> tuple[str, ...]:
    review = evaluate(plan, TODAY).review
    assert review is not None
    return review.agenda[item - 1].facts


def test_completion_is_said_with_the_right_plural() -> None:
    assert facts(1, a_plan(step(status="complete"))) == ("1 of 1 milestone complete (100.0 %)",)
    assert facts(1, a_plan(step(), step("m2"))) == ("0 of 2 milestones complete (0.0 %)",)
    assert facts(1, a_plan()) == ("The plan has no shared milestone yet",)


def test_completed_since_the_last_review() -> None:
    plan = a_plan(
        step("m1", status="complete", completed_on=ago(8)),
        step("m2", status="complete", completed_on=ago(6), title="Demo"),
        reviews=(Review(on=ago(7), complete=1, total=2),),
    )
    assert facts(2, plan) == ("Demo, 19 November",)


def test_nothing_completed_since() -> None:
    assert facts(2, a_plan(step())) == ("None completed yet",)
    held = a_plan(step(), reviews=(Review(on=ago(13), complete=0, total=1),))
    assert facts(2, held) == ("None completed since the review of 12 November",)


def test_in_progress_says_the_blocker_the_date_and_the_tasks() -> None:
    tasks = (
        Task(key="t1", title="Questionnaire", done_on=ago(1)),
        Task(key="t2", title="Pen test"),
        Task(key="t3", title="Ask our own team", visibility="internal"),
    )
    plan = a_plan(
        step("m1", status="blocked", target=ago(1), title="Security review", tasks=tasks),
        step("m2", status="in_progress", target=TODAY, title="Demo"),
        step("m3", status="in_progress", target=ago(-40), title="Pilot"),
        step("i1", status="in_progress", visibility="internal"),
    )
    assert facts(3, plan) == (
        "Security review: blocked (Waits for the budget), 1 day past its date, 1 of 2 tasks done",
        "Demo: due today",
        "Pilot: due 4 January 2027",
    )
    assert facts(3, a_plan(step())) == ("Nothing is in progress",)


NAMED_BUYER, NAMED_SELLER = Owner(person="maja"), Owner(person="sam")
ROLE = Owner(role="Legal")


@pytest.mark.parametrize(
    ("owners", "words"),
    [
        (Owners(buyer=NAMED_BUYER, seller=NAMED_SELLER), "Maja Lindqvist, Sam Whitfield"),
        (Owners(seller=NAMED_SELLER), "Sam Whitfield"),
        (Owners(buyer=ROLE, seller=NAMED_SELLER), "buyer's owner still to be named"),
        (Owners(buyer=NAMED_BUYER, seller=ROLE), "seller's owner still to be named"),
        (Owners(buyer=ROLE, seller=ROLE), "owners still to be named on both sides"),
        (None, "no owner yet"),
    ],
)
def test_upcoming_says_when_and_whose(owners: Owners | None, words: str) -> None:
    assert facts(4, a_plan(step(owners=owners))) == (f"Step m1, 15 December: {words}",)


def test_the_next_two_are_upcoming_and_no_internal_one() -> None:
    plan = a_plan(step("i1", visibility="internal"), *[step(f"m{n}") for n in range(1, 5)])
    assert [fact[:7] for fact in facts(4, plan)] == ["Step m1", "Step m2"]
    assert facts(4, a_plan(step(status="complete"))) == ("Nothing else is waiting to start",)


def test_risks_are_who_is_not_named_beyond_the_upcoming_and_what_is_on_the_list() -> None:
    nobody = Owners(buyer=Owner(role="Legal"))
    plan = a_plan(
        step("m1", owners=nobody),
        step("m2"),
        step("m3", owners=nobody, title="Legal review"),
        step("m4", owners=nobody, target=ago(-31)),
        risks=(
            Risk(title="Budget freeze in January", likelihood="high", impact="medium"),
            Risk(title="New CIO"),
            Risk(title="Solved", state="closed"),
        ),
    )
    assert facts(5, plan) == (
        "Legal review has no named owner at Halden Logistics",
        "Budget freeze in January (likelihood high, impact medium)",
        "New CIO",
    )
    assert facts(5, a_plan(step())) == ("No risk is known",)


def test_the_timeline_says_what_is_late_and_where_the_close_lies() -> None:
    def timeline(*milestones: object, **fields: object) -> str:
        (fact,) = facts(6, a_plan(*milestones, SIGNATURE, **fields))  # type: ignore[arg-type]
        return fact

    in_time = timeline(target_close=ago(-1))
    assert in_time == (
        "Nothing is late; the earliest close is 25 November, 1 working day before the target"
    )
    late = [step(f"m{n}", target=ago(1), duration=1) for n in range(1, 4)]
    assert timeline(*late[:1], target_close=TODAY) == (
        "Step m1 is late; the earliest close is 25 November, with no working day to spare"
    )
    assert timeline(*late[:2], target_close=ago(1)) == (
        "Step m1 and Step m2 are late; "
        "the earliest close is 25 November, 1 working day after the target"
    )
    assert timeline(*late, target_close=ago(1)).startswith("3 milestones are late; ")


def test_without_an_open_closing_step_the_timeline_says_so() -> None:
    signed = a_plan(step(kind="signature", status="complete"))
    assert facts(6, signed) == ("Nothing is late; the contract is signed",)
    assert facts(6, a_plan(step(status="complete"))) == (
        "Nothing is late; no closing step is open",
    )


def test_a_long_title_is_shortened_where_it_is_said_again_unless_two_would_be_alike() -> None:
    demo = step("m1", target=ago(1), title="Product demo for site managers")
    other = step("m2", title="Product demo for the board")
    assert facts(6, a_plan(demo))[0].startswith("Product demo is late; ")
    assert facts(6, a_plan(demo, other))[0].startswith("Product demo for site managers is late; ")
