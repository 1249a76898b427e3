"""What changed from one version of a template to the next, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milepost.domain.templates import Template, TemplateMilestone
from milepost.pages import words


@dataclass(frozen=True, slots=True)
class TemplateChange:
    """One thing that changed: sign `plus`, `cross` or `edit`, what it is about, and how."""

    sign: str
    subject: str
    text: str


_FIELDS = {
    "title": gettext_lazy("title"),
    "kind": gettext_lazy("kind"),
    "phase": gettext_lazy("phase"),
    "duration": gettext_lazy("duration"),
    "buyer_role": gettext_lazy("buyer's owner"),
    "seller_role": gettext_lazy("our owner"),
    "done_means": gettext_lazy("done means"),
    "visibility": gettext_lazy("who sees it"),
}


def template_changes(before: Template, after: Template) -> tuple[TemplateChange, ...]:
    """Everything that differs, the template's own fields first, then its steps in order."""
    return (*_own_changes(before, after), *_step_changes(before, after))


def _own_changes(before: Template, after: Template) -> Iterator[TemplateChange]:
    if before.name != after.name:
        yield TemplateChange("edit", _("Name"), _moved(before.name, after.name))
    if before.description != after.description:
        yield TemplateChange(
            "edit", _("Description"), _moved(before.description, after.description)
        )
    if before.deal_type != after.deal_type:
        types = (
            words.deal_type_word(t) or _("any deal") for t in (before.deal_type, after.deal_type)
        )
        yield TemplateChange("edit", _("For"), _moved(*types))


def _step_changes(before: Template, after: Template) -> Iterator[TemplateChange]:
    old = {step.key: step for step in before.milestones}
    new = {step.key: step for step in after.milestones}
    for key, step in old.items():
        if key not in new:
            yield TemplateChange("cross", step.title, _("removed"))
    for key, step in new.items():
        if key not in old:
            yield TemplateChange("plus", step.title, _("added"))
        elif step != old[key]:
            yield TemplateChange(
                "edit", step.title, "; ".join(_differences(old[key], step, old, new))
            )
    kept_before = [key for key in old if key in new]
    kept_after = [key for key in new if key in old]
    if kept_before != kept_after:
        yield TemplateChange("edit", _("Order"), _("the steps stand in another order"))


def _differences(
    before: TemplateMilestone,
    after: TemplateMilestone,
    old: dict[str, TemplateMilestone],
    new: dict[str, TemplateMilestone],
) -> Iterator[str]:
    for name, label in _FIELDS.items():
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield f"{label} {_moved(_shown(name, was), _shown(name, now))}"
    if before.after != after.after:
        was_after = ", ".join(old[key].title for key in before.after if key in old)
        now_after = ", ".join(new[key].title for key in after.after if key in new)
        yield _("after") + f" {_moved(was_after, now_after)}"


def _shown(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "kind":
        return str(words.kind_word(value))
    if name.endswith("_role"):
        return str(words.role_word(value))
    if name == "duration":
        return ngettext("%(days)s working day", "%(days)s working days", value) % {"days": value}
    if name == "visibility":
        return _("both sides") if value == "shared" else _("our side only")
    return str(value)


def _moved(before: Any, after: Any) -> str:
    return f"“{before or '–'}” → “{after or '–'}”"
