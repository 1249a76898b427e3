"""What waits for the AE on the plan page: the buyer's proposals, each as one line with its effect,
and what an accepted one asks them to look at (product.md section 4, c)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import ngettext

from milepost.domain.errors import InvalidInput
from milepost.domain.go_live import GoLiveDates, dates_for_go_live
from milepost.domain.plan import Milestone, Plan
from milepost.domain.proposing import preview_move, working_days_moved
from milepost.domain.schedule import closing_milestone
from milepost.domain.working_days import common_calendar
from milepost.pages.spoken import gettext

from . import words
from .move_words import MoveLine, effect_words

if TYPE_CHECKING:
    from milepost.sharing.queries import PlanSharing, ProposalRow


class ProposalLine(NamedTuple):
    """One proposal in words. `url` is where it is answered; `waits_for` names the buyer where it
    is their turn, because something else was suggested."""

    id: int
    url: str
    who: str
    initials: str
    what: str
    why: str
    effect: str
    is_late: bool
    waits_for: str
    can_counter: bool


class LookLine(NamedTuple):
    """An accepted step, for the AE to look at: what happened, and where to look."""

    url: str
    said: str
    step_url: str


class Asked(NamedTuple):
    """Everything of the buyer's side that waits for an answer."""

    lines: tuple[ProposalLine, ...]
    looks: tuple[LookLine, ...]

    @property
    def turn(self) -> int:
        """How many wait for the seller."""
        return sum(1 for line in self.lines if not line.waits_for) + len(self.looks)


class Effect(NamedTuple):
    """What accepting would do: one sentence, the steps that move, and whether it ends too late."""

    said: str
    is_late: bool
    moves: tuple[MoveLine, ...] = ()


NOTHING_ASKED = Asked((), ())


def asked_view(sharing: PlanSharing, plan: Plan, plan_id: int, today: date) -> Asked:
    """What waits on the plan page; what the plan has overtaken is left out."""
    if plan.is_closed:
        return NOTHING_ASKED
    lines = [line_of(row, plan, plan_id, today) for row in sharing.open_proposals(plan)]
    looks = [look_of(row, plan, plan_id) for row in sharing.to_look]
    return Asked(tuple(sorted(lines, key=lambda line: bool(line.waits_for))), tuple(looks))


def line_of(row: ProposalRow, plan: Plan, plan_id: int, today: date) -> ProposalLine:
    """One proposal as one line."""
    effect = effect_of(row, plan, today)
    countered = row.state == "countered"
    return ProposalLine(
        id=row.id,
        url=f"/plans/{plan_id}/proposals/{row.id}",
        who=row.person_name,
        initials=words.initials(row.person_name),
        what=what_words(row, plan, today),
        why=row.reason,
        effect=counter_words(row, today) if countered else effect.said,
        is_late=effect.is_late and not countered,
        waits_for=words.first_name(row.person_name) if countered else "",
        can_counter=row.kind != "drop_step",
    )


def what_words(row: ProposalRow, plan: Plan, today: date) -> str:
    """'8 Jan for “Legal review”, instead of 15 Dec'."""
    step = plan.milestone(row.milestone or "")
    title = step.title if step else str(row.content.get("title", ""))
    if row.kind == "date":
        said = {"day": day_of(row.content, "target", today), "step": title}
        if step is None:
            return gettext("%(day)s for “%(step)s”") % said
        before = words.short_day(step.target, today)
        return gettext("%(day)s for “%(step)s”, instead of %(before)s") % {**said, "before": before}
    if row.kind == "add_step":
        said = {"step": title, "day": day_of(row.content, "target", today)}
        after = plan.milestone(str(row.content.get("after", "")))
        if after is None:
            return gettext("a new step, “%(step)s”, by %(day)s") % said
        said["after"] = after.title
        return gettext("a new step after “%(after)s”: “%(step)s”, by %(day)s") % said
    if row.kind == "drop_step":
        return gettext("leaving out “%(step)s”") % {"step": title}
    day = day_of(row.content, "go_live", today)
    return gettext("going live by %(day)s") % {"day": day}


def counter_words(row: ProposalRow, today: date) -> str:
    """'You suggested 22 Dec instead.'"""
    counter = row.counter or {}
    name = "go_live" if row.kind == "dates" else "target"
    said = {"who": row.answered_by_name, "day": day_of(counter, name, today)}
    if row.kind == "add_step":
        said["step"] = str(counter.get("title", ""))
        return gettext("%(who)s suggested “%(step)s” by %(day)s instead") % said
    return gettext("%(who)s suggested %(day)s instead") % said


def effect_of(row: ProposalRow, plan: Plan, today: date) -> Effect:
    """What accepting a proposal would do to the plan as it stands."""
    step = plan.milestone(row.milestone or "")
    try:
        if row.kind == "date" and step is not None:
            return _date_effect(plan, step, date.fromisoformat(row.content["target"]), today)
        if row.kind == "dates":
            wished = date.fromisoformat(row.content["go_live"])
            return _go_live_effect(plan, dates_for_go_live(plan, wished, today), today)
    except InvalidInput:
        return Effect(gettext("These dates lie beyond every calendar."), True)
    if row.kind == "drop_step" and step is not None:
        return Effect(_drop_words(plan, step), False)
    if row.kind == "add_step":
        return Effect(gettext("No other step has to move."), False)
    return Effect("", False)


def _date_effect(plan: Plan, step: Milestone, target: date, today: date) -> Effect:
    preview = preview_move(plan, step.key, target)
    titles = {m.key: m.title for m in plan.milestones}
    moves = [(titles[m.key], m.before, m.after) for m in preview.moves]
    said = effect_words(plan, step, preview, today)
    return Effect(said, preview.effect > 0, _move_lines(moves, today))


def _go_live_effect(plan: Plan, follow: GoLiveDates, today: date) -> Effect:
    steps = [m for m in plan.milestones if m.key in follow.targets]
    moves = [(m.title, m.target, follow.targets[m.key]) for m in steps]
    count = len(moves)
    said = [ngettext("%(n)s step moves", "%(n)s steps move", count) % {"n": count}]
    closing = closing_milestone(plan.milestones)
    after = follow.targets.get(closing.key) if closing else None
    if closing is not None and after is not None:
        days = working_days_moved(common_calendar(plan.calendars), closing.target, after)
        text = (
            gettext("the signature goes to %(day)s, %(days)s later")
            if days > 0
            else gettext("the signature goes to %(day)s, %(days)s earlier")
        )
        said.append(
            text % {"day": words.long_day(after, today), "days": words.working_days(abs(days))}
        )
    else:
        said.append(gettext("the signature holds"))
    if follow.days_late:
        late = words.working_days(follow.days_late)
        said.append(gettext("it cannot be held: %(days)s too late") % {"days": late})
    return Effect("; ".join(said) + ".", follow.days_late > 0, _move_lines(moves, today))


def _move_lines(moves: list[tuple[str, date, date]], today: date) -> tuple[MoveLine, ...]:
    return tuple(
        MoveLine(title, words.short_day(before, today), words.short_day(after, today))
        for title, before, after in moves
    )


def _drop_words(plan: Plan, step: Milestone) -> str:
    waiting = sum(1 for m in plan.milestones if step.key in m.after)
    tasks = len(step.tasks)
    said = []
    if tasks:
        said.append(
            ngettext("%(n)s task goes with it", "%(n)s tasks go with it", tasks) % {"n": tasks}
        )
    if waiting:
        said.append(
            ngettext(
                "%(n)s step no longer waits for it",
                "%(n)s steps no longer wait for it",
                waiting,
            )
            % {"n": waiting}
        )
    text = "; ".join(said) or gettext("nothing waits for it")
    return text[:1].upper() + text[1:] + "."


def look_of(row: ProposalRow, plan: Plan, plan_id: int) -> LookLine:
    """What the AE is asked to look after."""
    title = str(row.content.get("title", ""))
    url = f"/plans/{plan_id}/proposals/{row.id}/looked/"
    said = {"who": words.first_name(row.person_name), "step": title}
    if row.kind == "drop_step":
        text = gettext(
            "“%(step)s” was left out, as %(who)s proposed: do owners and dates still fit?"
        )
        return LookLine(url, text % said, "")
    text = gettext("“%(step)s” was added, as %(who)s proposed: are owner, date and order right?")
    made = next((m for m in reversed(plan.milestones) if m.title == title), None)
    return LookLine(url, text % said, f"/plans/{plan_id}/steps/{made.key}/" if made else "")


def day_of(content: Mapping[str, Any], name: str, today: date) -> str:
    """A day of a proposal's content, as people say it."""
    text = content.get(name)
    return words.short_day(date.fromisoformat(text), today) if isinstance(text, str) else ""
