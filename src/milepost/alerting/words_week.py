"""The week in one letter: to an AE over all their plans, and, quite different, to a buyer.

The AE's is a list of plans, the most urgent first, with health, what is late, what was done and
what waits for whom since when; it never leaves the seller's side. The buyer's is about their plan
alone, made from their copy of it, friendly and without a word of how a seller sees it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.commitments import Turn
from milepost.domain.evaluation import evaluate
from milepost.domain.plan import Milestone, Owner, Plan, Side
from milepost.domain.week import Week, week_of
from milepost.messaging import dates
from milepost.messaging.channels.contract import At
from milepost.messaging.letters import zone_of
from milepost.messaging.messages import Addressee, Part, Told, Words
from milepost.messaging.preferences import Whose, wanting
from milepost.sharing.titles import short_title

# So many plans of a week are told one by one, and so many steps of each list.
MOST_PLANS = 20
MOST_STEPS = 4
_HEALTH = ("stalled", "blocked", "at_risk", "on_track")


class _OfPlan(NamedTuple):
    """One plan's week, as the AE reads it."""

    plan_id: int
    plan: Plan
    week: Week
    health: str
    why: str

    @property
    def urgency(self) -> tuple[int, int, date]:
        return (_HEALTH.index(self.health), -len(self.week.late), self.plan.target_close)


# --- the AE's ------------------------------------------------------------------------------------


def seller(told: Told, reader: Addressee, at: At) -> Words | None:
    """The week of all plans; None where none of them has anything to tell."""
    today = _today(reader, at)
    wants = wanting(Whose(reader.workspace_id, member_id=reader.member_id))
    found = []
    for plan_id in told.facts.get("plans", ()):
        wishes = wants.of(plan_id)
        asleep = wishes.snoozed_until is not None and today < wishes.snoozed_until
        plan = None if wishes.is_muted or asleep else at.plan(plan_id, reader.side)
        if plan is not None and plan.life in ("shared", "agreed"):
            found.append(_week(plan_id, plan, today))
    found = sorted((each for each in found if _tells(each)), key=lambda each: each.urgency)
    if not found:
        return None
    more = len(found) - MOST_PLANS
    rest = (ngettext("And %(n)s more plan.", "And %(n)s more plans.", more) % {"n": more},)
    return Words(
        subject=_("Your plans this week"),
        line=_in_all(found),
        details=rest if more > 0 else (),
        link="/",
        link_label=_("Open Today"),
        parts=tuple(_part(each, today) for each in found[:MOST_PLANS]),
    )


def _week(plan_id: int, plan: Plan, today: date) -> _OfPlan:
    health = evaluate(plan, today).health
    status = health.status if health else "on_track"
    why = "; ".join(reason.text for reason in health.reasons) if health else ""
    return _OfPlan(plan_id, plan, week_of(plan, today), status, why)


def _tells(each: _OfPlan) -> bool:
    return not each.week.is_empty or each.health != "on_track"


def _in_all(found: list[_OfPlan]) -> str:
    """ "4 plans: 6 steps done last week, 5 due this week, 2 late." """
    counts = {
        "plans": len(found),
        "done": sum(len(each.week.done) for each in found),
        "next": sum(len(each.week.next) for each in found),
        "late": sum(len(each.week.late) for each in found),
    }
    plans = ngettext("%(plans)s plan", "%(plans)s plans", counts["plans"])
    done = ngettext("%(done)s step done last week", "%(done)s steps done last week", counts["done"])
    ahead = ngettext("%(next)s due this week", "%(next)s due this week", counts["next"])
    late = ngettext("%(late)s late", "%(late)s late", counts["late"])
    return f"{plans}: {done}, {ahead}, {late}." % counts


def _part(each: _OfPlan, today: date) -> Part:
    plan, week = each.plan, each.week
    lines = [
        _listed(_("Late: %(steps)s"), (_late(m, plan, today) for m in week.late)),
        _listed(_("Done last week: %(steps)s"), (_done(m, plan) for m in week.done)),
        _listed(_("Due this week: %(steps)s"), (_due(m, plan) for m in week.next)),
        _listed(_("Waits for %(who)s: %(steps)s"), _turns(plan, week.buyers_turn), plan.account),
        _listed(_("Waits for your side: %(steps)s"), _turns(plan, week.sellers_turn)),
    ]
    title = plan.title or plan.opportunity or plan.account
    if plan.account != title:
        title = f"{title} · {plan.account}"
    words = {
        "stalled": _("Stalled"),
        "blocked": _("Blocked"),
        "at_risk": _("At risk"),
        "on_track": _("On track"),
    }
    health = words[each.health]
    line = f"{health}. {each.why}." if each.why else f"{health}."
    return Part(title, line, tuple(text for text in lines if text), f"/plans/{each.plan_id}/")


def _late(milestone: Milestone, plan: Plan, today: date) -> str:
    days = (today - milestone.target).days
    said = ngettext("%(step)s (%(n)s day, %(who)s)", "%(step)s (%(n)s days, %(who)s)", days)
    who = _owner(plan, milestone) or _("nobody")
    return said % {"step": milestone.title, "n": days, "who": who}


def _turns(plan: Plan, turns: Iterable[Turn]) -> Iterable[str]:
    for turn in turns:
        milestone = plan.milestone(turn.milestone)
        if milestone is not None:
            said = {"step": milestone.title, "day": dates.short_day(turn.since)}
            yield _("%(step)s since %(day)s") % said


# --- the buyer's ---------------------------------------------------------------------------------


def buyer(told: Told, reader: Addressee, at: At) -> Words | None:
    """The week of one plan, for its reader; None where nothing happened and nothing comes."""
    plan = at.plan(told.plan_id, reader.side) if told.plan_id else None
    if plan is None or plan.life not in ("shared", "agreed"):
        return None
    today = _today(reader, at)
    week = week_of(plan, today)
    if week.is_empty:
        return None
    yours = _yours(plan, week, reader)
    others = [t for t in week.buyers_turn if t.milestone not in {m.key for m in yours}]
    parts = (
        _for_buyer(_("Done last week"), [_done(m, plan) for m in week.done]),
        _for_buyer(_("Yours now"), [_due(m, None) for m in yours]),
        _for_buyer(_("Coming up this week"), [_due(m, plan) for m in week.next if m not in yours]),
        _for_buyer(
            _("Still open from before"),
            [_due(m, plan) for m in week.late if m not in yours],
            _("If another date is right by now, suggest it on the page."),
        ),
        _for_buyer(_("With your colleagues"), _waiting(plan, others, "buyer")),
        _for_buyer(
            _("With %(workspace)s") % {"workspace": reader.workspace},
            _waiting(plan, week.sellers_turn, "seller"),
        ),
    )
    return Words(
        subject=_("Your week"),
        line=_how_far(plan, week),
        link_label=_("Open the plan"),
        plan=short_title(plan),
        parts=tuple(part for part in parts if part is not None),
    )


def _yours(plan: Plan, week: Week, reader: Addressee) -> list[Milestone]:
    """What waits for the reader themselves, by date."""
    steps = (plan.milestone(turn.milestone) for turn in week.buyers_turn)
    mine = [m for m in steps if m is not None and _person(m, "buyer") == reader.person]
    return sorted(mine, key=lambda m: m.target)


def _how_far(plan: Plan, week: Week) -> str:
    """ "2 steps were done last week; 5 of 9 are done in all." """
    counted = [m for m in plan.shared_milestones if m.status != "skipped"]
    done = sum(m.status == "complete" for m in counted)
    said = {"n": len(week.done), "done": done, "all": len(counted)}
    if not week.done:
        return _("%(done)s of %(all)s steps are done.") % said
    text = ngettext(
        "%(n)s step was done last week, %(done)s of %(all)s in all.",
        "%(n)s steps were done last week, %(done)s of %(all)s in all.",
        said["n"],
    )
    return text % said


def _waiting(plan: Plan, turns: Iterable[Turn], side: Side) -> list[str]:
    found = []
    for turn in turns:
        milestone = plan.milestone(turn.milestone)
        if milestone is None:
            continue
        who = _name(plan, _of_side(milestone, side))
        said = {"step": milestone.title, "who": who, "day": dates.short_day(turn.since)}
        if who:
            found.append(_("%(step)s, with %(who)s since %(day)s") % said)
        else:
            found.append(_("%(step)s, since %(day)s") % said)
    return found


def _for_buyer(title: str, lines: list[str], hint: str = "") -> Part | None:
    if not lines:
        return None
    more = len(lines) - MOST_STEPS
    rest = [_("and %(n)s more") % {"n": more}] if more > 0 else []
    return Part(title, hint, (*lines[:MOST_STEPS], *rest))


# --- both ----------------------------------------------------------------------------------------


def _done(milestone: Milestone, plan: Plan) -> str:
    person = plan.person(milestone.completed_by) if milestone.completed_by else None
    return f"{milestone.title} ({person.name})" if person else milestone.title


def _due(milestone: Milestone, plan: Plan | None) -> str:
    """ "Legal review (Jonas Weber, 4 Dec)" """
    day = dates.short_day(milestone.target)
    who = _owner(plan, milestone) if plan else ""
    return f"{milestone.title} ({who}, {day})" if who else f"{milestone.title} ({day})"


def _owner(plan: Plan, milestone: Milestone) -> str:
    owners = milestone.owners
    return _name(plan, (owners.buyer or owners.seller) if owners else None)


def _name(plan: Plan, owner: Owner | None) -> str:
    if owner is None:
        return ""
    person = plan.person(owner.person) if owner.person else None
    return person.name if person else owner.role or ""


def _person(milestone: Milestone, side: Side) -> str | None:
    owner = _of_side(milestone, side)
    return owner.person if owner else None


def _of_side(milestone: Milestone, side: Side) -> Owner | None:
    owners = milestone.owners
    if owners is None:
        return None
    return owners.buyer if side == "buyer" else owners.seller


def _listed(text: str, steps: Iterable[str], who: str = "") -> str:
    """One line of several steps, "" for none; the first few, and how many more."""
    found = list(steps)
    if not found:
        return ""
    more = len(found) - MOST_STEPS
    rest = [_("and %(n)s more") % {"n": more}] if more > 0 else []
    return text % {"steps": "; ".join([*found[:MOST_STEPS], *rest]), "who": who}


def _today(reader: Addressee, at: At) -> date:
    return at.now.astimezone(zone_of(reader.time_zone)).date()
