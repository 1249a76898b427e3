"""The seller's private side of the plan page: band, health, evidence, alerts, review, notes.

Nothing of this may reach a buyer (product.md section 8); it stands on its own paper and folds
away with one key. Every verdict comes with its reasons, every reason with the one thing to do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta, tzinfo
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from django.utils.translation import gettext_noop

from milepost.domain.alerts import Alert, RoleName, alerts_of
from milepost.domain.paths import path_of
from milepost.domain.phases import is_long
from milepost.domain.plan import Plan
from milepost.domain.policy import Policy
from milepost.domain.standing import standing_of
from milepost.pages.spoken import gettext
from milepost.sharing.rollout_commands import SUCCESS

from . import words
from .effects_model import EffectLine, ForecastView, effect_lines, forecast_view
from .evidence_model import Fact, facts_of

if TYPE_CHECKING:
    from milepost.domain.evaluation import Evaluation
    from milepost.sharing.queries import PlanSharing

ALERT_DAYS_AHEAD = 7
DAYS_SHOWN = 2
RULE = {
    "due_in_3_days": gettext_noop("reminder: %(step)s is due %(when)s"),
    "overdue_1_day": gettext_noop("alert: %(step)s is late"),
    "overdue_3_days": gettext_noop("escalation: %(step)s is late"),
    "overdue_7_days": gettext_noop("a call with the buyer's sponsor about %(step)s"),
    "stalled_14_days": gettext_noop("strategic review: the plan has stalled"),
}
REASON_ACTION = {
    "stalled": ("status", gettext_noop("Say where it stands")),
    "behind": ("target", gettext_noop("Move its date")),
    "critical_path_blocked": ("status", gettext_noop("Say what changed")),
    "critical_path_quiet": ("status", gettext_noop("Say where it stands")),
}


class Need(NamedTuple):
    """One thing that needs the seller: sign, colour, sentence, and its one action. `other_way` is
    the key of a step that another way round may be found for."""

    sign: str
    css: str
    text: str
    action: str
    edit: str
    other_way: str = ""


class Coming(NamedTuple):
    """The alerts of one coming day, in words."""

    day: str
    lines: tuple[str, ...]


class AgendaLine(NamedTuple):
    """One item of the next review."""

    title: str
    minutes: str
    facts: tuple[str, ...]


class ReviewView(NamedTuple):
    """The next review in words."""

    when: str
    detail: str
    agenda: tuple[AgendaLine, ...]


class PrivateView(NamedTuple):
    """Everything on the private paper."""

    workspace: str
    band: str
    band_rank: int
    band_label: str
    completion: str
    action: str
    next_band: str
    thin: str
    needs: tuple[Need, ...]
    facts: tuple[Fact, ...]
    coming: tuple[Coming, ...]
    later: tuple[Coming, ...]
    review: ReviewView | None
    warnings: tuple[str, ...]
    notes: str
    forecast: ForecastView | None = None
    impacts: tuple[EffectLine, ...] = ()
    offers_rollout: bool = False
    lighter: str = ""


def private_view(
    plan: Plan,
    evaluation: Evaluation,
    *,
    today: date,
    workspace_name: str,
    sharing: PlanSharing | None = None,
    zone: tzinfo = UTC,
) -> PrivateView:
    """The private side of one plan on one day (product.md sections 4, 5 and 6).

    `sharing` is what stands around the plan, `zone` the workspace's, by which its days count.
    """
    done = evaluation.completion
    rank = words.BANDS.index(evaluation.band)
    coming = coming_alerts(plan, today)
    return PrivateView(
        workspace=workspace_name,
        # An informal plan says nothing of a forecast, on no side (product.md section 2).
        band="" if plan.form == "informal" else words.word_of(words.BAND, evaluation.band.lower()),
        band_rank=rank + 1,
        band_label=gettext("Band %(n)s of 5") % {"n": rank + 1},
        completion=f"{done.complete}/{done.total} · {done.percent} %",
        action=gettext(evaluation.action),
        next_band=next_band(plan, done.complete, done.total, rank),
        thin=thin_evidence(evaluation),
        needs=needs(plan, evaluation, today),
        facts=facts_of(plan, evaluation, sharing, today, zone),
        coming=coming[:DAYS_SHOWN],
        later=coming[DAYS_SHOWN:],
        review=review_view(evaluation, today),
        warnings=tuple(str(line) for line in evaluation.warnings),
        notes=plan.notes or "",
        forecast=forecast_view(plan, sharing.impacts, today) if sharing else None,
        impacts=effect_lines(plan, sharing.impacts, sharing.plan_id, today, zone)
        if sharing
        else (),
        lighter=lighter_words(plan, sharing),
        offers_rollout=plan.is_signed
        and not plan.is_closed
        and sharing is not None
        and sharing.owner_role != SUCCESS,
    )


def lighter_words(plan: Plan, sharing: PlanSharing | None) -> str:
    """Why a lighter plan is offered: it is long, or readers pass reminders by; '' for no reason."""
    if plan.is_closed or sharing is None:
        return ""
    people = {p.key: p.name for p in plan.people if p.side == "buyer"}
    tired = [people[key] for key in sharing.passing_by if key in people]
    if tired:
        return gettext("%(who)s: several reminders, and the plan was not opened since.") % {
            "who": words.listed(tired)
        }
    count = len(plan.milestones)
    return gettext("%(n)s steps are a long road.") % {"n": count} if is_long(plan) else ""


def next_band(plan: Plan, complete: int, total: int, rank: int) -> str:
    """'One step more makes it Possible.'; '' where it stands at the top or has no steps."""
    if total == 0 or rank >= 4:
        return ""
    # Lowest first: the bounds of Unlikely, Possible, Likely and High.
    bounds = [band.lower for band in reversed(Policy.of(plan.policy).bands[:-1])]
    steps = 1
    while complete + steps <= total and Fraction(100 * (complete + steps), total) < bounds[rank]:
        steps += 1
    if complete + steps > total:
        return ""
    reached = Fraction(100 * (complete + steps), total)
    new_rank = sum(1 for bound in bounds if reached >= bound)
    word = words.word_of(words.BAND, words.BANDS[new_rank].lower())
    if steps == 1:
        return gettext("One step more makes it %(band)s.") % {"band": word}
    return gettext("%(n)s steps more make it %(band)s.") % {"n": steps, "band": word}


def thin_evidence(evaluation: Evaluation) -> str:
    """A confident band on thin evidence says so (product.md section 4)."""
    confirmed, complete = evaluation.evidence.confirmed, evaluation.evidence.complete
    if evaluation.band not in {"HIGH", "LIKELY"} or 2 * confirmed >= complete:
        return ""
    if confirmed == 0:
        return gettext(
            "Thin evidence: %(complete)s of %(all)s complete, none confirmed by the buyer."
        ) % {"complete": complete, "all": evaluation.completion.total}
    return gettext(
        "Thin evidence: %(complete)s of %(all)s complete, only %(n)s confirmed by the buyer."
    ) % {"complete": complete, "all": evaluation.completion.total, "n": confirmed}


def needs(plan: Plan, evaluation: Evaluation, today: date) -> tuple[Need, ...]:
    """What needs the seller, worst first, each with the one thing to do about it."""
    found: list[Need] = []
    if evaluation.health is not None:
        for reason in evaluation.health.reasons:
            found.append(reason_need(plan, evaluation, reason))
    if plan.is_closed:
        return tuple(found)
    if not evaluation.fits:
        text = gettext("The steps need %(days)s more than the target close leaves.") % {
            "days": words.working_days(evaluation.days_short)
        }
        found.append(Need("triangle", "warn", text, gettext("Change target close"), "target_close"))
    found.extend(unnamed_needs(plan, evaluation, today))
    if plan.outcome is None or not plan.outcome.goal:
        text = gettext("%(account)s has not said what the plan is for.") % {"account": plan.account}
        found.append(Need("triangle", "warn", text, gettext("Write the outcome"), "outcome"))
    return tuple(found)


def reason_need(plan: Plan, evaluation: Evaluation, reason: Any) -> Need:
    """A reason of the health verdict with its action."""
    field, label = REASON_ACTION.get(reason.code, ("status", gettext_noop("Open the step")))
    key = reason.milestones[0] if reason.milestones else None
    if key is None:
        key = evaluation.schedule.current_milestone if evaluation.schedule else None
    if key is None:
        key = next((m.key for m in plan.milestones if m.is_open), None)
    edit = quote(path_of("milestones", key, field)) if key else ""
    stuck = evaluation.health is not None and evaluation.health.status in {"blocked", "stalled"}
    sign, css = ("square", "stuck") if stuck else ("triangle", "warn")
    is_stuck = key is not None and reason.code in ("critical_path_blocked", "critical_path_quiet")
    other_way = quote(key, safe="") if key and is_stuck else ""
    return Need(sign, css, reason.text, gettext(label) if key else "", edit, other_way)


def unnamed_needs(plan: Plan, evaluation: Evaluation, today: date) -> list[Need]:
    """Shared steps due soon for which nobody at the buyer is named."""
    found = []
    for key in evaluation.evidence.unnamed_within_30_days:
        milestone = plan.milestone(key)
        if milestone is None:
            continue
        text = gettext("Nobody at %(account)s is named for %(step)s, due %(when)s.") % {
            "account": plan.account,
            "step": milestone.title,
            "when": words.relative_day(milestone.target, today),
        }
        edit = quote(path_of("milestones", key, "owners"))
        found.append(Need("triangle", "warn", text, gettext("Name someone"), edit))
    return found


def review_view(evaluation: Evaluation, today: date) -> ReviewView | None:
    """When the next review is, how long, and its agenda with this plan's facts."""
    review = evaluation.review
    if review is None:
        return None
    when = f"{words.week_day(review.next_on)} · {words.relative_day(review.next_on, today)}"
    detail = gettext("%(cadence)s, %(n)s minutes") % {
        "cadence": words.word_of(words.CADENCE, review.cadence),
        "n": review.minutes,
    }
    agenda = tuple(
        AgendaLine(
            title=item.title,
            minutes=gettext("%(n)s min") % {"n": item.minutes},
            facts=tuple(item.facts),
        )
        for item in review.agenda
    )
    return ReviewView(when, detail, agenda)


def coming_alerts(plan: Plan, today: date) -> tuple[Coming, ...]:
    """Who gets what in the next days if nothing moves: each rule on its first day only."""
    policy = Policy.of(plan.policy)
    late_rules = ("overdue_1_day", "overdue_3_days", "overdue_7_days")
    starts = {"due_in_3_days": -policy.alert_due_days}
    starts |= dict(zip(late_rules, policy.alert_overdue_days, strict=True))
    candidates = {
        day
        for milestone in plan.milestones
        if milestone.is_open
        for first in starts.values()
        if 0 <= ((day := milestone.target + timedelta(days=first)) - today).days <= ALERT_DAYS_AHEAD
    }
    standing = standing_of(plan, today, policy)
    stall = standing.moved_on + timedelta(days=policy.stalled_days)
    if 0 <= (stall - today).days <= ALERT_DAYS_AHEAD:
        candidates.add(stall)
    people = {person.key: person.name for person in plan.people}
    targets = {milestone.key: milestone.target for milestone in plan.milestones}
    days = []
    for day in sorted(candidates):
        fresh = []
        for alert in alerts_of(replace(standing, today=day)):
            begins = stall
            if alert.milestone is not None:
                begins = targets[alert.milestone] + timedelta(days=starts[alert.rule])
            if begins == day:
                fresh.append(alert_line(alert, plan, people, day))
        if fresh:
            days.append(Coming(coming_day(day, today), tuple(fresh)))
    return tuple(days)


def coming_day(day: date, today: date) -> str:
    """'Today', 'Tomorrow', else the weekday."""
    if day == today:
        return gettext("Today")
    if (day - today).days == 1:
        return gettext("Tomorrow")
    return words.week_day(day)


def alert_line(alert: Alert, plan: Plan, people: dict[str, str], day: date) -> str:
    """'Security team, Noor Haddad: reminder: Technical validation is due in 3 days'."""
    receivers = []
    for to in alert.to:
        if isinstance(to, RoleName):
            receivers.append(words.word_of(words.ROLE, to.role))
        else:
            receivers.append(people.get(to, to))
    milestone = plan.milestone(alert.milestone) if alert.milestone else None
    step = milestone.title if milestone else ""
    when = words.relative_day(milestone.target, day) if milestone else ""
    text = gettext(RULE[alert.rule]) % {"step": step, "when": when}
    return gettext("%(who)s: %(what)s") % {"who": ", ".join(receivers), "what": text}
