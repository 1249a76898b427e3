"""Telling both teams what was completed: who did it and what comes next (product.md section 7).

A signature gets its own words, larger ones. A buyer's are made from the buyer's copy, so that
somebody of the seller's side whom they do not know is their company. What was taken back meanwhile
is not said.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.celebrating import Joy, joy_of
from milepost.domain.plan import Plan
from milepost.messaging import dates
from milepost.messaging.channels.contract import At
from milepost.messaging.messages import Addressee, Told, Words


def completed(told: Told, reader: Addressee, at: At) -> Words | None:
    """A shared step is done."""
    found = _joy(told, reader, at)
    if found is None:
        return None
    plan, joy = found
    said = {"step": joy.milestone.title, "name": joy.by or reader.workspace}
    return Words(
        subject=_("“%(step)s” is done") % said,
        line=_("%(name)s completed “%(step)s”.") % said,
        details=(*_next(joy), _far(joy)),
        link=_link(told, reader),
        plan=_title(plan, reader),
        tone="good",
        by=joy.by,
    )


def signed(told: Told, reader: Addressee, at: At) -> Words | None:
    """The signature is there."""
    found = _joy(told, reader, at)
    if found is None:
        return None
    plan, joy = found
    is_buyer = reader.side == "buyer"
    said = {"workspace": reader.workspace, "account": plan.account, "name": joy.by}
    line = (
        _("%(account)s and %(workspace)s have signed. Congratulations, and thank you.") % said
        if is_buyer
        else _("%(account)s has signed. Congratulations to everybody who got it here.") % said
    )
    outcome = plan.outcome.goal if plan.outcome and plan.outcome.goal else ""
    goal = (_("What it is for: %(goal)s") % {"goal": outcome},) if outcome else ()
    return Words(
        subject=_("Signed!"),
        line=line,
        details=(*goal, *_next(joy), _far(joy)),
        link=_link(told, reader),
        plan=_title(plan, reader),
        tone="good",
        by=joy.by,
    )


def _joy(told: Told, reader: Addressee, at: At) -> tuple[Plan, Joy] | None:
    plan = at.plan(told.plan_id, reader.side) if told.plan_id else None
    milestone = plan.milestone(told.milestone or "") if plan else None
    if plan is None or milestone is None or milestone.status != "complete":
        return None
    if not milestone.is_shared or plan.life == "draft":
        return None
    return plan, joy_of(plan, milestone)


def _next(joy: Joy) -> tuple[str, ...]:
    if joy.next is None:
        return (_("That was the last step of the plan."),)
    said = {"step": joy.next.title, "day": dates.long_day(joy.next.target), "name": joy.next_by}
    if joy.next_by:
        return (_("Next: “%(step)s”, by %(day)s, with %(name)s.") % said,)
    return (_("Next: “%(step)s”, by %(day)s.") % said,)


def _far(joy: Joy) -> str:
    said = {"done": joy.done, "all": joy.of}
    return (
        ngettext("%(done)s of %(all)s step is done.", "%(done)s of %(all)s steps are done.", joy.of)
        % said
    )


def _link(told: Told, reader: Addressee) -> str:
    return f"/plans/{told.plan_id}/" if reader.side == "seller" else ""


def _title(plan: Plan, reader: Addressee) -> str:
    if reader.side == "buyer":
        return plan.title or reader.plan_title or plan.account
    return plan.title or plan.opportunity or plan.account
