"""How a plan stands on a day: what `milepost plan check` answers (plan-document.md).

`evaluate` asks every rule once; `evaluation_document` gives the answer its published form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from milepost.domain.alerts import Alert, RoleName, alerts_of
from milepost.domain.errors import InvalidInput
from milepost.domain.evidence import Evidence, evidence_of
from milepost.domain.health import Health, health_of
from milepost.domain.plan import Plan
from milepost.domain.policy import BandName, Confidence, Policy
from milepost.domain.progress import Completion, band_of
from milepost.domain.reviews import ReviewAnswer, review_of
from milepost.domain.schedule import Schedule, schedule
from milepost.domain.standing import standing_of
from milepost.domain.validation import EARLIEST, LATEST, no_day, warnings
from milepost.domain.working_days import common_calendar

SCHEMA = "milepost.check/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """A plan's answer for one day. Lists of keys are in plan order, `float` in working days.

    `health` and `review` are None for a closed plan. `schedule` holds the dates behind
    `critical_path` to `earliest_close` and is not part of the published answer.
    """

    today: date
    completion: Completion
    band: BandName
    confidence: Confidence
    action: str
    health: Health | None
    behind: tuple[str, ...]
    critical_path: tuple[str, ...]
    float: Mapping[str, int]
    fits: bool
    days_short: int
    days_spare: int
    earliest_close: date | None
    alerts: tuple[Alert, ...]
    review: ReviewAnswer | None
    evidence: Evidence
    warnings: tuple[str, ...]
    schedule: Schedule


def evaluate(plan: Plan, today: date) -> Evaluation:
    """The plan as all rules see it on `today`, under its own policy.

    The plan has to be a valid one (`milepost.domain.validation.problems`). Raises `InvalidInput`
    for a day that no calendar reaches.
    """
    if not EARLIEST <= today <= LATEST:
        raise InvalidInput([no_day("today", today)])
    policy = Policy.of(plan.policy)
    calendar = common_calendar(plan.calendars)
    standing = standing_of(plan, today, policy)
    dates = schedule(plan, today)
    band = band_of(standing.completion, policy)
    return Evaluation(
        today=today,
        completion=standing.completion,
        band=band.name,
        confidence=band.confidence,
        action=band.action,
        health=health_of(standing, dates.current_milestone),
        behind=tuple([milestone.key for milestone in standing.behind]),
        critical_path=dates.critical_path,
        float=dates.float,
        fits=dates.fits,
        days_short=dates.days_short,
        days_spare=dates.days_spare,
        earliest_close=dates.earliest_close,
        alerts=alerts_of(standing),
        review=review_of(standing, dates, calendar),
        evidence=evidence_of(standing),
        warnings=warnings(plan, today),
        schedule=dates,
    )


def evaluation_document(evaluation: Evaluation) -> dict[str, Any]:
    """The answer as `milepost.check/1` publishes it: plain values in the published order."""
    completion, evidence = evaluation.completion, evaluation.evidence
    close = evaluation.earliest_close
    return {
        "schema": SCHEMA,
        "today": evaluation.today.isoformat(),
        "completion": {
            "complete": completion.complete,
            "total": completion.total,
            "percent": float(completion.percent),
        },
        "band": evaluation.band,
        "confidence": evaluation.confidence,
        "action": evaluation.action,
        "health": _health(evaluation.health),
        "behind": list(evaluation.behind),
        "critical_path": list(evaluation.critical_path),
        "float": dict(evaluation.float),
        "fits": evaluation.fits,
        "days_short": evaluation.days_short,
        "days_spare": evaluation.days_spare,
        "earliest_close": None if close is None else close.isoformat(),
        "alerts": [_alert(alert) for alert in evaluation.alerts],
        "review": _review(evaluation.review),
        "evidence": {
            "confirmed": evidence.confirmed,
            "complete": evidence.complete,
            "unnamed_within_30_days": list(evidence.unnamed_within_30_days),
        },
        "warnings": list(evaluation.warnings),
    }


def _health(health: Health | None) -> dict[str, Any] | None:
    if health is None:
        return None
    reasons = [
        {"code": reason.code, "milestones": list(reason.milestones), "text": reason.text}
        for reason in health.reasons
    ]
    return {"status": health.status, "reasons": reasons}


def _alert(alert: Alert) -> dict[str, Any]:
    to = [{"role": one.role} if isinstance(one, RoleName) else one for one in alert.to]
    return {"rule": alert.rule, "milestone": alert.milestone, "to": to}


def _review(review: ReviewAnswer | None) -> dict[str, Any] | None:
    if review is None:
        return None
    agenda = [
        {
            "item": item.item,
            "title": item.title,
            "minutes": item.minutes,
            "facts": list(item.facts),
        }
        for item in review.agenda
    ]
    return {
        "cadence": review.cadence,
        "minutes": review.minutes,
        "next_on": review.next_on.isoformat(),
        "agenda": agenda,
    }
