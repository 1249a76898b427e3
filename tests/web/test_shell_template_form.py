"""The form of a template: rows as typed, with dependencies that survive every move."""

from __future__ import annotations

import pytest

from milepost.documents.template_library import builtin_templates
from milepost.domain.errors import InvalidInput
from milepost.domain.templates import read_template
from milepost.web.templates_pages.changes import template_changes
from milepost.web.templates_pages.choices import longest_days
from milepost.web.templates_pages.rows import TemplateForm


def as_post(form: TemplateForm) -> dict[str, str]:
    """What a browser would send for the form."""
    post = {
        "name": form.name,
        "description": form.description,
        "deal_type": form.deal_type,
        "rows": str(len(form.rows)),
    }
    for place, row in enumerate(form.rows):
        for name in ("key", "title", "kind", "phase", "duration", "buyer_role", "seller_role"):
            post[f"{name}-{place}"] = getattr(row, name)
        post |= {f"done_means-{place}": row.done_means, f"visibility-{place}": row.visibility}
        post[f"after-{place}"] = form.numbers(row)
    return post


def round_trip(form: TemplateForm) -> TemplateForm:
    return TemplateForm.from_post(as_post(form))


@pytest.mark.parametrize("key", ["simple", "standard", "complex", "enterprise", "general"])
def test_a_template_survives_the_form(key: str) -> None:
    template = builtin_templates()[key]
    data = round_trip(TemplateForm.of(template)).data(key, template.version)
    read = read_template(data)
    assert read.milestones == template.milestones
    assert (read.name, read.deal_type) == (template.name, template.deal_type)


def test_moving_a_step_keeps_what_comes_after_what() -> None:
    form = TemplateForm.of(builtin_templates()["simple"])
    after = {row.key: list(row.after) for row in form.rows}
    form.act("down:0")
    form = round_trip(form)
    form.act("up:3")
    assert {row.key: row.after for row in round_trip(form).rows} == after


def test_removing_a_step_joins_its_neighbours() -> None:
    form = TemplateForm.of(builtin_templates()["simple"])
    first, second, third = form.rows[:3]
    assert (second.after, third.after) == ([first.key], [second.key])
    form.act("remove:1")
    assert third.after == [first.key]
    assert second not in form.rows


def test_a_new_step_comes_after_the_last_with_a_key_of_its_own() -> None:
    form = TemplateForm.of(builtin_templates()["simple"])
    last = form.rows[-1].key
    form.act("add")
    form.act("add")
    assert form.rows[-2].after == [last]
    assert len({row.key for row in form.rows}) == len(form.rows)


@pytest.mark.parametrize("action", ["up:0", "down:4", "remove:9", "remove:x", "what", "up:-1", ""])
def test_a_move_that_cannot_be_leaves_everything(action: str) -> None:
    form = TemplateForm.of(builtin_templates()["simple"])
    before = [row.key for row in form.rows]
    form.act(action)
    assert [row.key for row in form.rows] == before


def test_numbers_that_are_no_other_step_are_named() -> None:
    post = as_post(TemplateForm.of(builtin_templates()["simple"])) | {"after-2": "1, 9, 3, x"}
    form = TemplateForm.from_post(post)
    assert form.numbers(form.rows[2]) == "1, 9, 3, x"
    form.show(form.problems_as_typed())
    assert "after-2" in form.wrong
    assert form.summary[0][1].startswith("Step 3: ")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title-1", "  "),
        ("duration-1", "0"),
        ("duration-1", "three"),
        ("duration-1", "-1"),
        ("kind-1", "party"),
        ("kind-1", ""),
        ("visibility-1", "secret"),
        ("title-1", "Hello {nobody}"),
        ("after-0", "2"),
        ("name", ""),
        ("name", "x" * 10_000),
        ("title-1", "x" * 10_000),
        ("done_means-1", "é" * 501),
    ],
)
def test_what_is_wrong_stands_under_its_field(field: str, value: str) -> None:
    form = TemplateForm.from_post(
        as_post(TemplateForm.of(builtin_templates()["simple"])) | {field: value}
    )
    problems = list(form.problems_as_typed())
    try:
        read_template(form.data("x", 1))
    except InvalidInput as invalid:
        problems += invalid.problems
    assert problems
    form.show(problems)
    assert field in {name for name, _text in form.summary}


def test_a_form_of_a_million_rows_is_refused() -> None:
    form = TemplateForm.from_post({"name": "x", "rows": "999999"})
    assert form.problems_as_typed()
    assert len(form.rows) <= 121


def test_versions_tell_what_changed() -> None:
    before = builtin_templates()["simple"]
    form = TemplateForm.of(before)
    form.name = "Our simple deal"
    form.rows[1].duration = "9"
    form.act("remove:2")
    form.act("add")
    form.rows[-1].title = "Celebrate"
    after = read_template(form.data("ours", 2))
    told = {(change.sign, change.subject) for change in template_changes(before, after)}
    assert ("edit", "Name") in told
    assert ("cross", before.milestones[2].title) in told
    assert ("plus", "Celebrate") in told
    duration = next(c for c in template_changes(before, after) if "duration" in c.text)
    assert duration.subject == before.milestones[1].title
    assert "9 working days" in duration.text


def test_the_longest_path_is_the_low_end_of_its_type() -> None:
    days = {key: longest_days(template) for key, template in builtin_templates().items()}
    assert days == {"simple": 10, "standard": 20, "complex": 40, "enterprise": 80, "general": 20}
