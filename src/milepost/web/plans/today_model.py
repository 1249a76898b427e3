"""What needs this seller now, over all plans: one line each, with the one thing to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.evaluation import Evaluation, evaluate
from milepost.domain.paths import path_of
from milepost.domain.plan import Milestone

from . import words
from .today_around import Line, question_for

if TYPE_CHECKING:
    from milepost.plans.queries import PlanRecord

DUE_SOON_DAYS = 3
REVIEW_SOON_DAYS = 1


class Item(NamedTuple):
    """One thing to do: which plan, what, and the action's words and address.

    With `post` the action is a button that does it at once. `quiet` is a second, smaller action.
    """

    weight: int
    plan_id: int
    title: str
    account: str
    sign: str
    tone: str
    what: str
    detail: str
    action: str
    href: str
    post: bool = False
    quiet: str = ""
    quiet_href: str = ""
    quiet_post: bool = False


MakeItem = Callable[[int, str, str, str, str, str, str], Item]
EditPath = Callable[[Milestone, str], str]


class Group(NamedTuple):
    """Things of one kind, under a heading."""

    key: str
    title: str
    items: tuple[Item, ...]


class TodayView(NamedTuple):
    """The page: groups in order, and how many plans there are at all."""

    groups: tuple[Group, ...]
    plans: int
    calm: int
    count: int


def today_view(
    records: Sequence[PlanRecord],
    today: date,
    around: Mapping[int, Sequence[Line]] | None = None,
    me: str = "",
) -> TodayView:
    """Everything that waits for this seller, worst first within each group.

    `around` are the lines of `today_around`, by plan; `me` signs what is drafted.
    """
    found: dict[str, list[Item]] = {"now": [], "news": [], "soon": [], "gaps": []}
    busy = set()
    for record in records:
        evaluation = evaluate(record.plan, today)
        items = plan_items(record, evaluation, today, me)
        items += [around_item(record, line) for line in (around or {}).get(record.id, ())]
        for group, item in items:
            found[group].append(item)
            if group != "news":
                busy.add(record.id)
    titles = {
        "now": _("Now"),
        "news": _("News"),
        "soon": _("In the next days"),
        "gaps": _("To fill in"),
    }
    groups = tuple(
        Group(key, titles[key], tuple(sorted(items, key=lambda item: (item.weight, item.title))))
        for key, items in found.items()
        if items
    )
    count = sum(len(group.items) for group in groups if group.key != "news")
    return TodayView(groups, len(records), len(records) - len(busy), count)


def around_item(record: PlanRecord, line: Line) -> tuple[str, Item]:
    """One of the lines around a plan, with the plan that it is about."""
    plan = record.plan
    url = f"/plans/{record.id}/"
    item = Item(
        line.weight,
        record.id,
        title_of(record),
        plan.account,
        line.sign,
        line.tone,
        line.what,
        line.detail,
        line.action,
        url + line.path,
        line.post,
        line.quiet,
        url + line.quiet_path if line.quiet else "",
        line.quiet_post,
    )
    return line.group, item


def title_of(record: PlanRecord) -> str:
    """What a plan is called here."""
    plan = record.plan
    return plan.title or plan.opportunity or plan.account


def plan_items(
    record: PlanRecord, evaluation: Evaluation, today: date, me: str = ""
) -> list[tuple[str, Item]]:
    """What one plan asks for."""
    plan = record.plan
    url = f"/plans/{record.id}/"
    title = title_of(record)

    def item(weight: int, sign: str, tone: str, what: str, detail: str, do: str, path: str) -> Item:
        href = f"{url}{path}"
        return Item(weight, record.id, title, plan.account, sign, tone, what, detail, do, href)

    def edit(milestone: Milestone, field: str) -> str:
        return f"edit/{quote(path_of('milestones', milestone.key, field), safe='')}/"

    found: list[tuple[str, Item]] = []
    reasons = evaluation.health.reasons if evaluation.health else ()
    stalled = next((r for r in reasons if r.code == "stalled"), None)
    current = plan.milestone(evaluation.schedule.current_milestone or "")
    first_open = current or next((m for m in plan.milestones if m.is_open), None)
    if stalled and first_open:
        action = _("Say where it stands")
        made = item(1, "square", "stuck", stalled.text, "", action, edit(first_open, "status"))
        found.append(("now", made))
    found += step_items(evaluation, record, today, item, edit, me)
    if not evaluation.fits:
        what = _("Does not fit: %(days)s short") % {
            "days": words.working_days(evaluation.days_short)
        }
        action = _("Look at the dates")
        found.append(("now", item(4, "triangle", "warn", what, "", action, "timeline/")))
    review = evaluation.review
    if review is not None and (review.next_on - today).days <= REVIEW_SOON_DAYS:
        what = _("Review %(when)s") % {"when": words.relative_day(review.next_on, today)}
        detail = ngettext("%(n)s minute", "%(n)s minutes", review.minutes) % {"n": review.minutes}
        action = _("See the agenda")
        found.append(("soon", item(6, "calendar", "", what, detail, action, "#review")))
    found += gap_items(record, item)
    return found


def step_items(
    evaluation: Evaluation,
    record: PlanRecord,
    today: date,
    item: MakeItem,
    edit: EditPath,
    me: str = "",
) -> list[tuple[str, Item]]:
    """Late, blocked, due and unnamed steps of one plan."""
    plan = record.plan
    unnamed = set(evaluation.evidence.unnamed_within_30_days)
    found: list[tuple[str, Item]] = []
    for milestone in plan.milestones:
        if not milestone.is_open:
            continue
        late = (today - milestone.target).days
        if milestone.status == "blocked":
            detail = milestone.reason or ""
            what = _("%(step)s is blocked") % {"step": milestone.title}
            action = _("Say what changed")
            made = item(2, "cross", "stuck", what, detail, action, edit(milestone, "status"))
            found.append(("now", made))
        elif late > 0:
            what = _("%(step)s: %(late)s") % {
                "step": milestone.title,
                "late": words.days_late(milestone.target, today),
            }
            owner = waits_for(record, milestone)
            action = _("Say where it stands")
            tone = "stuck" if late > 3 else "warn"
            made = item(3, "triangle", tone, what, owner, action, edit(milestone, "status"))
            found.append(("now", made))
        elif late >= -DUE_SOON_DAYS:
            what = _("%(step)s is due %(when)s") % {
                "step": milestone.title,
                "when": words.relative_day(milestone.target, today),
            }
            owner = waits_for(record, milestone)
            action = _("Say where it stands")
            made = item(5, "clock", "doing", what, owner, action, edit(milestone, "status"))
            found.append(("soon", made))
        if milestone.key in unnamed:
            what = _("Nobody at %(account)s is named for %(step)s") % {
                "account": plan.account,
                "step": milestone.title,
            }
            detail = _("due %(when)s") % {"when": words.relative_day(milestone.target, today)}
            action = _("Name someone")
            made = item(7, "people", "warn", what, detail, action, edit(milestone, "owners"))
            asked = question_for(plan, milestone, me, today)
            if asked is not None:
                name, mail = asked
                made = made._replace(action=name, href=mail, quiet=action, quiet_href=made.href)
            found.append(("gaps", made))
    return found


def waits_for(record: PlanRecord, milestone: Milestone) -> str:
    """'waits for Maja Lindqvist': the buyer's owner, else the seller's."""
    owners = milestone.owners
    people = {p.key: p for p in record.plan.people}
    owner = (owners.buyer or owners.seller) if owners else None
    if owner is None:
        return ""
    return _("waits for %(who)s") % {"who": words.owner_words(owner, people)}


def gap_items(record: PlanRecord, item: MakeItem) -> list[tuple[str, Item]]:
    """What is still missing on a plan and on its deal."""
    plan = record.plan
    found: list[tuple[str, Item]] = []
    if plan.outcome is None or not plan.outcome.goal:
        what = _("Nobody has said what the plan is for")
        action = _("Write the outcome")
        found.append(("gaps", item(8, "flag", "warn", what, "", action, "edit/outcome/")))
    if plan.value is None:
        what = _("The deal has no value yet")
        action = _("Add a value")
        found.append(("gaps", item(9, "dot", "", what, "", action, "edit/value/")))
    if not any(p.side == "buyer" for p in plan.people):
        what = _("Nobody at %(account)s is on the plan") % {"account": plan.account}
        action = _("Add somebody")
        found.append(("gaps", item(8, "people", "", what, "", action, "people/add/?side=buyer")))
    return found
