"""Each field by itself, in place: with htmx, without script, refused, in conflict, undone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from milepost.domain.plan import Owner

from .conftest import TODAY, Seller

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def plan(sam: Seller, halden_id: int) -> Any:
    """The plan as it stands now."""
    return lambda: sam.record(halden_id).plan


SIMPLE = [
    ("title", {"title": "Seven warehouses"}, lambda p: p.title == "Seven warehouses"),
    ("notes", {"notes": "Audit in March"}, lambda p: p.notes == "Audit in March"),
    (
        "target_close",
        {"target_close": "2027-01-15", "why": ""},
        lambda p: p.target_close == date(2027, 1, 15),
    ),
    (
        "value",
        {"amount": "91,500.50", "currency": "SEK", "buyer_sees": "on"},
        lambda p: (
            (str(p.value.amount), p.value.currency, p.value.buyer_sees) == ("91500.50", "SEK", True)
        ),
    ),
    ("deal_type", {"deal_type": "complex"}, lambda p: p.deal_type == "complex"),
    (
        "outcome",
        {"goal": "All sites live", "measure": "", "why_now": "Peak", "go_live": "2027-02-08"},
        lambda p: (
            p.outcome.goal == "All sites live"
            and p.outcome.measure is None
            and p.outcome.go_live == date(2027, 2, 8)
        ),
    ),
    (
        "calendars",
        {"buyer_country": "DE", "buyer_subdivision": "by", "seller_country": ""},
        lambda p: p.calendars.buyer.subdivision == "BY" and p.calendars.seller is None,
    ),
    ("milestones.m4.title", {"value": "Pilot"}, lambda p: p.milestone("m4").title == "Pilot"),
    ("milestones.m4.done_means", {"value": ""}, lambda p: p.milestone("m4").done_means is None),
    ("milestones.m4.duration", {"value": "8"}, lambda p: p.milestone("m4").duration == 8),
    ("milestones.m4.kind", {"value": "pilot"}, lambda p: p.milestone("m4").kind == "pilot"),
    ("milestones.m4.phase", {"value": "Rollout"}, lambda p: p.milestone("m4").phase == "Rollout"),
    (
        "milestones.m4.visibility",
        {"value": "internal", "why": ""},
        lambda p: p.milestone("m4").visibility == "internal",
    ),
    ("milestones.m4.notes", {"value": "Ask IT"}, lambda p: p.milestone("m4").notes == "Ask IT"),
]


@pytest.mark.parametrize(("path", "data", "holds"), SIMPLE, ids=[s[0] for s in SIMPLE])
def test_a_field_is_changed_by_itself(
    sam: Seller, halden_id: int, plan: Any, path: str, data: Any, holds: Any
) -> None:
    answer = sam.htmx(halden_id, "post", f"edit/{path}/", seen="1", **data)
    assert answer.status_code == 200, answer.content.decode()[:400]
    assert answer["HX-Retarget"] == "#plan"
    assert b'data-revision="2"' in answer.content
    assert holds(plan())


def test_without_script_a_change_leads_back_to_the_plan(sam: Seller, halden_id: int) -> None:
    answer = sam.client.post(f"/plans/{halden_id}/edit/title/", {"title": "Six", "seen": "1"})
    assert (answer.status_code, answer["Location"]) == (303, f"/plans/{halden_id}/")


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("milestones.m4.duration", {"value": "0"}, "whole number"),
        ("milestones.m4.duration", {"value": "many"}, "whole number"),
        ("target_close", {"target_close": "2026-02-30"}, "date"),
        ("target_close", {"target_close": "2026-01-01"}, "created"),
        ("value", {"amount": "-5", "currency": "EUR"}, ""),
        ("value", {"amount": "12", "currency": "???"}, "currency"),
        ("calendars", {"buyer_country": "XX"}, "country"),
        ("milestones.m4.title", {"value": ""}, ""),
    ],
)
def test_a_refused_change_says_why_and_saves_nothing(
    sam: Seller, halden_id: int, path: str, data: Any, words: str
) -> None:
    answer = sam.htmx(halden_id, "post", f"edit/{path}/", seen="1", **data)
    text = answer.content.decode()
    assert answer.status_code == 422, text[:300]
    assert "needs another look" in text
    assert words in text
    assert sam.record(halden_id).revision == 1


def test_text_in_any_script_comes_back_as_text(sam: Seller, halden_id: int, plan: Any) -> None:
    title = "<script>alert(1)</script> مرحبا e\u0301 🛣️"
    answer = sam.htmx(halden_id, "post", "edit/milestones.m4.title/", seen="1", value=title)
    assert plan().milestone("m4").title == title
    assert b"<script>alert" not in answer.content


def test_status_is_one_click(sam: Seller, halden_id: int, plan: Any) -> None:
    sam.htmx(halden_id, "post", "edit/milestones.m3.status/", seen="1", status="complete")
    step = plan().milestone("m3")
    assert (step.status, step.completed_on, step.completed_by) == ("complete", TODAY, "sam")


@pytest.mark.parametrize("status", ["blocked", "skipped"])
def test_blocked_and_skipped_want_a_reason(
    sam: Seller, halden_id: int, plan: Any, status: str
) -> None:
    path = "edit/milestones.m4.status/"
    refused = sam.htmx(halden_id, "post", path, seen="1", status=status)
    assert refused.status_code == 422
    sam.htmx(halden_id, "post", path, seen="1", status=status, reason="No test users")
    step = plan().milestone("m4")
    assert (step.status, step.reason) == (status, "No test users")


def test_a_complete_step_is_never_offered_as_skipped(sam: Seller, halden_id: int) -> None:
    form = sam.htmx(halden_id, "get", "edit/milestones.m1.status/").content.decode()
    assert 'value="pending"' in form
    assert 'value="skipped"' not in form


def test_moving_a_date_is_previewed_first(sam: Seller, halden_id: int, plan: Any) -> None:
    path = "edit/milestones.m4.target/"
    shown = sam.htmx(halden_id, "get", f"{path}?to=2026-12-08").content.decode()
    assert "3 later steps follow" in shown
    assert "the signature stays on 18 December" in shown
    assert sam.record(halden_id).revision == 1
    sam.htmx(halden_id, "post", path, seen="1", to="2026-12-08", how="follow", why="IT is away")
    moved = {m.key: m.target for m in plan().milestones}
    assert moved["m4"] == date(2026, 12, 8)
    assert moved["m5"] == date(2026, 12, 11)


def test_one_date_may_move_alone(sam: Seller, halden_id: int, plan: Any) -> None:
    data = {"seen": "1", "to": "2026-12-08", "how": "only", "why": ""}
    sam.htmx(halden_id, "post", "edit/milestones.m4.target/", **data)
    assert plan().milestone("m4").target == date(2026, 12, 8)
    assert plan().milestone("m5").target == date(2026, 12, 4)


def test_moving_the_signature_tells_the_effect(sam: Seller, halden_id: int) -> None:
    data = {"seen": "1", "to": "2026-12-22", "how": "only", "why": ""}
    answer = sam.htmx(halden_id, "post", "edit/milestones.m8.target/", **data)
    assert "The signature moves 2 working days later." in answer["HX-Trigger"]


def test_owners_by_person_role_and_new_name(sam: Seller, halden_id: int, plan: Any) -> None:
    data = {
        "buyer": "new",
        "buyer_name": "Ingrid Sund",
        "buyer_email": "ingrid@halden.example",
        "buyer_person_role": "security",
        "seller": "role",
        "seller_role": "Solutions engineer",
    }
    answer = sam.htmx(halden_id, "post", "edit/milestones.m4.owners/", seen="1", **data)
    assert answer.status_code == 200, answer.content.decode()[:400]
    owners = plan().milestone("m4").owners
    person = plan().person(owners.buyer.person)
    assert (person.name, person.role, person.side) == ("Ingrid Sund", "security", "buyer")
    assert owners.seller == Owner(role="Solutions engineer")


def test_a_colleague_joins_as_owner(sam: Seller, halden_id: int, plan: Any) -> None:
    from tests.factories import a_member

    lee = a_member(sam.member.workspace, "csm", "Lee Park")
    data = {"buyer": "p:maja", "seller": f"m:{lee.email}"}
    sam.htmx(halden_id, "post", "edit/milestones.m9.owners/", seen="1", **data)
    record = sam.record(halden_id)
    key = record.plan.milestone("m9").owners.seller.person  # type: ignore[union-attr]
    assert record.members_by_person[key] == lee.pk  # type: ignore[index]


def test_somebody_has_to_own_a_step(sam: Seller, halden_id: int) -> None:
    data = {"buyer": "", "seller": ""}
    answer = sam.htmx(halden_id, "post", "edit/milestones.m4.owners/", seen="1", **data)
    assert answer.status_code == 422
    assert "own" in answer.content.decode()


def test_only_steps_that_make_no_circle_are_offered(sam: Seller, halden_id: int) -> None:
    form = sam.htmx(halden_id, "get", "edit/milestones.m4.after/").content.decode()
    assert 'value="m3" checked' in form
    assert 'value="i1"' in form
    assert 'value="m5"' not in form
    assert 'value="m4"' not in form


def test_a_circle_is_refused_in_words(sam: Seller, halden_id: int) -> None:
    answer = sam.htmx(halden_id, "post", "edit/milestones.m4.after/", seen="1", after="m8")
    assert answer.status_code == 422
    assert "circle" in answer.content.decode().lower()
    assert sam.record(halden_id).revision == 1


def test_tasks_are_added_done_changed_and_removed(sam: Seller, halden_id: int, plan: Any) -> None:
    answer = sam.htmx(
        halden_id,
        "post",
        "steps/m4/tasks/",
        seen="1",
        title="Sign off",
        kind="approval",
        stay="step",
    )
    assert b"step-sheet" in answer.content
    assert b"hx-swap-oob" in answer.content
    task = plan().milestone("m4").tasks[-1]
    path = f"tasks/milestones.m4.tasks.{task.key}/"
    sam.htmx(halden_id, "post", path, seen="2", do="done", stay="step")
    assert plan().milestone("m4").tasks[-1].done_on == TODAY
    data = {"title": "Sign-off", "kind": "approval", "owner": "tomasz", "due": "2026-11-27"}
    data |= {"answer": "yes", "answer_reason": "Works", "visibility": "shared"}
    sam.htmx(halden_id, "post", path, seen="3", do="save", **data)
    task = plan().milestone("m4").tasks[-1]
    assert (task.title, task.owner, task.answer) == ("Sign-off", Owner(person="tomasz"), "yes")
    sam.htmx(halden_id, "post", path, seen="4", do="remove")
    assert [t.key for t in plan().milestone("m4").tasks] == ["t3"]


def test_steps_move_by_button_and_by_drag(sam: Seller, halden_id: int, plan: Any) -> None:
    sam.htmx(halden_id, "post", "steps/m5/move/", seen="1", to="up")
    assert [m.key for m in plan().milestones][3:5] == ["m5", "m4"]
    sam.htmx(halden_id, "post", "steps/m5/move/", seen="2", after="m7")
    keys = [m.key for m in plan().milestones]
    assert keys.index("m5") == keys.index("m7") + 1


def test_a_step_is_removed_after_saying_what_that_means(
    sam: Seller, halden_id: int, plan: Any
) -> None:
    asked = sam.htmx(halden_id, "get", "steps/m5/remove/").content.decode()
    assert "will wait for what this step waited for" in asked
    sam.htmx(halden_id, "post", "steps/m5/remove/", seen="1", why="Done in the demo")
    assert plan().milestone("m5") is None
    assert plan().milestone("m7").after == ("m4",)


def test_steps_are_added_blank_and_from_a_template(sam: Seller, halden_id: int, plan: Any) -> None:
    data = {"title": "Security review", "kind": "security_review", "place": "m4"}
    data |= {"duration": "3", "waits": "on", "buyer_role": "IT Director"}
    sam.htmx(halden_id, "post", "add/", seen="1", why="", **data)
    made = plan().milestones[4]
    assert (made.title, made.after, made.phase) == ("Security review", ("m4",), "evaluation")
    assert made.target == date(2026, 12, 2)
    from milepost.documents.template_library import builtin_templates

    chosen = [step.key for step in builtin_templates()["complex"].milestones[:2]]
    data = {"from": "template", "template": "complex", "place": "m9", "step": chosen, "add": "1"}
    sam.htmx(halden_id, "post", "add/", seen="2", why="Their security asks", **data)
    assert len(plan().milestones) == 13


def test_a_step_wants_a_title(sam: Seller, halden_id: int) -> None:
    answer = sam.htmx(halden_id, "post", "add/", seen="1", title=" ", place="m4")
    assert answer.status_code == 422


def test_people_join_change_and_leave(sam: Seller, halden_id: int, plan: Any) -> None:
    data = {"name": "Ola Berg", "email": "ola@halden.example", "role": "legal", "job": "Counsel"}
    sam.client.post(f"/plans/{halden_id}/people/add/?side=buyer", {**data, "seen": "1"})
    person = plan().people[-1]
    assert (person.name, person.role, person.title) == ("Ola Berg", "legal", "Counsel")
    path = f"people/{person.key}/"
    changed = {**data, "name": "Ola Bergh", "do": "save", "seen": "2"}
    sam.client.post(f"/plans/{halden_id}/{path}", changed)
    assert plan().person(person.key).name == "Ola Bergh"
    sam.client.post(f"/plans/{halden_id}/people/anders/", {"do": "remove", "seen": "3"})
    assert plan().person("anders") is None
    assert plan().milestone("m8").owners.buyer == Owner(role="CFO")


def test_life_goes_on_by_buttons(sam: Seller, halden_id: int, plan: Any) -> None:
    sam.htmx(halden_id, "post", "edit/life/", seen="1", life="lost")
    assert plan().life == "lost"
    sam.htmx(halden_id, "post", "edit/life/", seen="2", life="reopen")
    assert plan().life == "agreed"


def test_undo_takes_the_last_change_back(sam: Seller, halden_id: int, plan: Any) -> None:
    sam.htmx(halden_id, "post", "edit/title/", seen="1", title="Seven")
    page = sam.client.get(f"/plans/{halden_id}/").content.decode()
    assert "Undo: title" in page
    sam.htmx(halden_id, "post", "undo/", seen="2")
    assert plan().title == "Order tracking for six warehouses"


def test_two_people_changing_one_field_choose_between_both_values(
    sam: Seller, halden_id: int, plan: Any
) -> None:
    path = "edit/milestones.m4.title/"
    sam.htmx(halden_id, "post", path, seen="1", value="Pilot in Gävle")
    answer = sam.htmx(halden_id, "post", path, seen="1", value="Technical proof")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Pilot in Gävle" in text
    assert "Technical proof" in text
    assert "Sam Whitfield" in text
    assert plan().milestone("m4").title == "Pilot in Gävle"
    assert 'name="seen" value="2"' in text
    sam.htmx(halden_id, "post", path, seen="2", value="Technical proof")
    assert plan().milestone("m4").title == "Technical proof"


def test_two_people_changing_two_fields_lose_nothing(
    sam: Seller, halden_id: int, plan: Any
) -> None:
    sam.htmx(halden_id, "post", "edit/milestones.m4.title/", seen="1", value="Pilot")
    sam.htmx(halden_id, "post", "edit/milestones.m4.duration/", seen="1", value="9")
    assert (plan().milestone("m4").title, plan().milestone("m4").duration) == ("Pilot", 9)


def test_an_archived_plan_is_put_away_and_comes_back(sam: Seller, halden_id: int) -> None:
    sam.client.post(f"/plans/{halden_id}/archive/", {"seen": "1"})
    assert "Order tracking" not in sam.client.get("/plans/").content.decode()
    assert "Order tracking" in sam.client.get("/plans/?life=archived").content.decode()
    refused = sam.htmx(halden_id, "post", "edit/title/", seen="2", title="X")
    assert refused.status_code == 422
    assert "archived" in refused.content.decode()
    sam.client.post(f"/plans/{halden_id}/archive/", {"seen": "2"})
    assert "Order tracking" in sam.client.get("/plans/").content.decode()


def test_a_copy_starts_as_a_draft(sam: Seller, halden_id: int) -> None:
    answer = sam.client.post(f"/plans/{halden_id}/copy/", {"seen": "1"})
    copied = sam.record(int(answer["Location"].split("/")[2])).plan
    assert (copied.life, copied.title) == ("draft", "Copy of Order tracking for six warehouses")


def test_a_plan_is_kept_as_a_template(sam: Seller, halden_id: int) -> None:
    answer = sam.client.post(f"/plans/{halden_id}/save-as-template/", {"name": "Logistics"})
    assert answer.status_code == 302
    form = sam.htmx(halden_id, "get", "add/?from=template").content.decode()
    assert "Logistics" in form


def test_history_tells_who_what_and_why(sam: Seller, halden_id: int) -> None:
    data = {"seen": "1", "to": "2026-12-08", "how": "follow", "why": "Site IT is away"}
    sam.htmx(halden_id, "post", "edit/milestones.m4.target/", **data)
    text = sam.client.get(f"/plans/{halden_id}/history/").content.decode()
    assert "Sam Whitfield" in text
    assert "Site IT is away" in text
    assert "moved “Technical validation” from 27 November 2026 to 8 December 2026" in text


def test_fields_of_one_form_merge_where_only_one_was_touched(
    sam: Seller, halden_id: int, plan: Any
) -> None:
    form = {"goal": "Live order tracking in all six warehouses", "why_now": "Peak"}
    form |= {"measure": "Late calls down", "go_live": "2027-02-01"}
    was = {f"was-{name}": value for name, value in form.items()}
    sam.htmx(halden_id, "post", "edit/outcome/", seen="1", **form, **was | {"was-why_now": ""})
    sam.htmx(
        halden_id,
        "post",
        "edit/outcome/",
        seen="1",
        **form | {"why_now": "", "measure": "Half"},
        **was | {"was-why_now": ""},
    )
    outcome = plan().outcome
    assert (outcome.why_now, outcome.measure) == ("Peak", "Half")


def test_a_colleagues_new_owner_survives_a_change_of_the_other_side(
    sam: Seller, halden_id: int, plan: Any
) -> None:
    path = "edit/milestones.m4.owners/"
    was = {"was-buyer": "role", "was-buyer_role": "Security team"}
    was |= {"was-seller": "p:noor", "was-seller_role": ""}
    first = {"buyer": "p:tomasz", "buyer_role": "", "seller": "p:noor", "seller_role": ""}
    sam.htmx(halden_id, "post", path, seen="1", **first, **was)
    second = {"buyer": "role", "buyer_role": "Security team", "seller": "p:sam", "seller_role": ""}
    answer = sam.htmx(halden_id, "post", path, seen="1", **second, **was)
    assert answer.status_code == 200
    owners = plan().milestone("m4").owners
    assert (owners.buyer, owners.seller) == (Owner(person="tomasz"), Owner(person="sam"))


def test_undo_after_somebody_elses_change_shows_the_plan_first(sam: Seller, halden_id: int) -> None:
    sam.htmx(halden_id, "post", "edit/title/", seen="1", title="Seven")
    sam.htmx(halden_id, "post", "edit/title/", seen="2", title="Eight")
    answer = sam.htmx(halden_id, "post", "undo/", seen="2")
    assert answer.status_code == 409
    assert "changed the plan since you looked" in answer.content.decode()


def test_todays_dates_become_a_baseline(sam: Seller, halden_id: int, plan: Any) -> None:
    sam.htmx(halden_id, "post", "baseline/", seen="1", why="Agreed anew")
    kept = plan().baselines[-1]
    assert (kept.on, kept.reason, len(plan().baselines)) == (TODAY, "Agreed anew", 2)


def test_a_plan_without_a_title_bears_the_workspaces_name_for_plans(
    sam: Seller, variant: Any
) -> None:
    sam.member.workspace.plan_title = "Joint road"
    sam.member.workspace.save()
    plan_id = sam.keep(variant(title=None, opportunity=None))
    assert "Joint road" in sam.client.get(f"/plans/{plan_id}/").content.decode()
