"""New steps for a plan: blank, from the library, or some of a template's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.owner_roles import owner_for
from milepost.domain.plan import Milestone, Owners, Plan
from milepost.domain.templates import Template, TemplateMilestone
from milepost.domain.working_days import common_calendar
from milepost.pages.typed import whole

from . import words


def places(plan: Plan) -> list[tuple[str, str]]:
    """(key of the step before, words) for the select; '' is the beginning."""
    found = [("", _("At the beginning"))]
    number = 0
    for milestone in plan.milestones:
        number += 1 if milestone.is_shared else 0
        label = f"{number}. {milestone.title}" if milestone.is_shared else milestone.title
        found.append((milestone.key, _("After %(step)s") % {"step": label}))
    return found


def usual_place(plan: Plan) -> str:
    """Before the signature where there is one still open, else at the end."""
    signature = plan.signature
    keys = [m.key for m in plan.milestones]
    if signature is not None and signature.is_open:
        place = keys.index(signature.key)
        return keys[place - 1] if place else ""
    return keys[-1] if keys else ""


def position_after(plan: Plan, key: str) -> int:
    """The place in the list right after a step; 0 for the beginning."""
    keys = [m.key for m in plan.milestones]
    return keys.index(key) + 1 if key in keys else 0


def usual_target(plan: Plan, before: str, duration: int, today: date) -> date:
    """The end of a step that begins after the one before it, and not before today."""
    calendar = common_calendar(plan.calendars)
    former = plan.milestone(before) if before else None
    start = today if former is None else max(today, calendar.after(former.target))
    return calendar.end_of_step(start, duration)


def blank_step(plan: Plan, post: Mapping[str, str], today: date) -> Milestone:
    """The step that the form describes; raises InvalidInput naming each field."""
    problems = []
    title = post.get("title", "").strip()
    if not title:
        problems.append(Problem("title", _("it is empty"), _("say what has to happen")))
    raw = post.get("duration", "").strip() or "5"
    duration = whole(raw, 4, 0)
    if not duration:
        problems.append(
            Problem("duration", _("it is no number of days"), _("write a whole number from 1"))
        )
    target = typed_target(post, problems)
    if problems:
        raise InvalidInput(problems)
    before = post.get("place", "")
    kind: Any = post.get("kind") or "other"
    visibility: Any = "internal" if post.get("visibility") == "internal" else "shared"
    former = plan.milestone(before) if before else None
    waits = (before,) if former is not None and post.get("waits") else ()
    side = {"buyer": post.get("buyer_role", "").strip(), "seller": ""}
    return Milestone(
        key="",
        title=title,
        kind=kind,
        target=target or usual_target(plan, before, duration, today),
        status="pending",
        phase=former.phase if former else None,
        visibility=visibility,
        done_means=post.get("done_means", "").strip() or None,
        owners=owners_of(plan, side["buyer"] or None, None),
        duration=duration,
        after=waits,
    )


def typed_target(post: Mapping[str, str], problems: list[Problem]) -> date | None:
    """The target of the form; None where it was left to the calendar."""
    raw = post.get("target", "").strip()
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        problems.append(Problem("target", _("it names no day"), _("choose a date")))
        return None


def owners_of(plan: Plan, buyer_role: str | None, seller_role: str | None) -> Owners | None:
    """Owners by role: the first named person of the side who has it, else the role."""
    owners = Owners(
        buyer=owner_for(buyer_role, "buyer", plan.people) if buyer_role else None,
        seller=owner_for(seller_role, "seller", plan.people) if seller_role else None,
    )
    return None if owners == Owners() else owners


def template_steps(
    plan: Plan,
    template: Template,
    chosen: Sequence[str],
    before: str,
    today: date,
) -> tuple[Milestone, ...]:
    """The chosen steps of a template as milestones, each after the chosen one before it."""
    taken = {m.key for m in plan.milestones}
    wanted = [step for step in template.milestones if step.key in set(chosen)]
    keys = {step.key: free_key(step.key, taken) for step in wanted}
    targets: dict[str, date] = {}
    found = []
    last = before
    calendar = common_calendar(plan.calendars)
    for step in wanted:
        after = tuple(keys[key] for key in step.after if key in keys)
        if not after and last == before and plan.milestone(before) is not None:
            after = (before,)
        starts = [calendar.after(targets[key]) for key in after if key in targets]
        former = plan.milestone(before) if before in after else None
        if former is not None:
            starts.append(calendar.after(former.target))
        target = calendar.end_of_step(max([today, *starts]), step.duration)
        targets[keys[step.key]] = target
        last = keys[step.key]
        found.append(template_step(plan, step, keys[step.key], after, target))
    return tuple(found)


def template_step(
    plan: Plan, step: TemplateMilestone, key: str, after: tuple[str, ...], target: date
) -> Milestone:
    """One step of a template or of the library as a milestone of this plan."""
    return Milestone(
        key=key,
        title=filled(step.title, plan),
        kind=step.kind,
        target=target,
        status="pending",
        phase=step.phase,
        visibility=step.visibility,
        done_means=filled(step.done_means, plan) if step.done_means else None,
        owners=owners_of(plan, step.buyer_role, step.seller_role),
        duration=step.duration,
        after=after,
    )


def filled(text: str, plan: Plan) -> str:
    """Template text with the deal's fields in place: 'Kick-off with {account}'."""
    known = {
        "account": plan.account,
        "opportunity": plan.opportunity or "",
        "goal": (plan.outcome.goal if plan.outcome else "") or "",
        "champion": next((p.name for p in plan.people if p.role == "champion"), ""),
        "ae": next((p.name for p in plan.people if p.role == "ae"), ""),
    }
    for name, value in known.items():
        text = text.replace("{" + name + "}", value)
    return text


def free_key(key: str, taken: set[str]) -> str:
    """A key like the template's that this plan does not use yet; it is taken from then on."""
    made, number = f"x-{key}", 2
    while made in taken:
        made, number = f"x-{key}-{number}", number + 1
    taken.add(made)
    return made


def kind_choices() -> list[tuple[str, str]]:
    """Kinds for the select, the plain one first."""
    return sorted(words.choices(words.KIND), key=lambda pair: (pair[0] != "other", pair[1]))
