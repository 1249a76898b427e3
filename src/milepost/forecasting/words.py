"""What changes did to a plan, in words: for messages, and for the seller's pages.

An impact is the seller's alone. That steps came in, or took the place of others, is told to both
sides, each in its own words; a buyer's are made from the buyer's copy and know no forecast.
Source: product.md sections 4 and 7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.impacts import CompletionDrop
from milepost.domain.plan import Milestone, Plan
from milepost.domain.sides import people_for_buyers
from milepost.forecasting.commands import STEP_TITLES
from milepost.forecasting.queries import ImpactRow, drop_of, impact_of
from milepost.messaging.channels.contract import At
from milepost.messaging.dates import short_day
from milepost.messaging.messages import Addressee, Told, Words
from milepost.sharing.titles import short_title

NAMED = 4
"""So many steps are named, the others counted."""


@dataclass(frozen=True, slots=True)
class Said:
    """An impact in words: what happened, the arithmetic, and what taking its proposal does."""

    title: str
    arithmetic: str = ""
    offer: str = ""


def impact(told: Told, reader: Addressee, at: At) -> Words | None:
    """An impact told to the AE, or to their manager; None where it was settled meanwhile."""
    plan = at.plan(told.plan_id, "seller") if told.plan_id else None
    row = impact_of(told.plan_id, int(told.facts.get("impact", 0))) if told.plan_id else None
    if plan is None or row is None or reader.side != "seller" or plan.is_closed:
        return None
    if row.state not in ("logged", "proposed"):
        return None
    said = said_of(row, plan)
    offer = (_("Proposed: %(what)s.") % {"what": said.offer},) if said.offer else ()
    return Words(
        subject=said.title,
        line=said.arithmetic or said.title,
        details=offer,
        link=f"/plans/{told.plan_id}/effects/",
        link_label=_("Answer it") if row.is_open else _("See the effect"),
        plan=plan.title or plan.opportunity or plan.account,
    )


def said_of(row: ImpactRow, plan: Plan) -> Said:
    """An impact in words, with its arithmetic."""
    match row.kind:
        case "completion_drop":
            drop = drop_of(row.facts)
            title = _("Completion is %(points)s points lower than at the last review")
            return Said(title % {"points": drop.points}, drop_words(drop))
        case "critical_delay":
            return _delay(row.facts, plan)
        case "scope_change":
            return _scope(row.facts, plan)
    return _new_role(row.facts, plan)


def drop_words(drop: CompletionDrop) -> str:
    """'80.0 % at the review of 18 Nov, 60.0 % now: 20.0 points, more than 15.'"""
    return _(
        "%(before)s %% at the review of %(day)s, %(now)s %% now: %(points)s points, more than"
        " %(limit)s."
    ) % {
        "before": drop.at_review.percent,
        "day": short_day(drop.review_on),
        "now": drop.now.percent,
        "points": drop.points,
        "limit": drop.limit,
    }


def _delay(facts: Mapping[str, Any], plan: Plan) -> Said:
    named = listed(plan, facts["milestones"])
    days = int(facts["signature_days"])
    title = _("%(steps)s moved later on the critical path") % {"steps": named}
    first, last = _day(facts["signature_before"]), _day(facts["signature_after"])
    if first and last and days:
        line = _("The signature: %(before)s, now %(after)s: %(days)s later.") % {
            "before": first,
            "after": last,
            "days": working_days(days),
        }
    else:
        line = _("The signature stays where it is.")
    if facts["proposed_close"] is None:
        return Said(title, line)
    beyond = _("That is %(days)s after the close of %(close)s.") % {
        "days": working_days(int(facts["close_days"])),
        "close": _day(facts["target_close"]),
    }
    offer = _("move the close to %(day)s") % {"day": _day(facts["proposed_close"])}
    return Said(title, f"{line} {beyond}", offer)


def _scope(facts: Mapping[str, Any], plan: Plan) -> Said:
    if facts.get("what") == "added":
        steps = facts.get("steps", ())
        title = ngettext(
            "%(n)s step came in: %(steps)s", "%(n)s steps came in: %(steps)s", len(steps)
        )
        title = title % {"n": len(steps), "steps": listed(plan, steps)}
    elif facts.get("what") == "drop_step":
        title = _("A step that %(who)s proposed to drop is out") % {"who": facts.get("by", "")}
    else:
        title = _("A step that %(who)s proposed came in") % {"who": facts.get("by", "")}
    parts = []
    before, after = facts.get("completion_before"), facts.get("completion_after")
    if before and after and before != after:
        parts.append(
            _("Completion: %(before)s, now %(after)s.")
            % {"before": f"{before[0]}/{before[1]}", "after": f"{after[0]}/{after[1]}"}
        )
    first, last = facts.get("earliest_close_before"), facts.get("earliest_close_after")
    if first and last:
        parts.append(
            _("Earliest close: %(day)s, as before.") % {"day": _day(last)}
            if first == last
            else _("Earliest close: %(before)s, now %(after)s.")
            % {"before": _day(first), "after": _day(last)}
        )
    days = int(facts.get("signature_days") or 0)
    if days > 0:
        parts.append(_("The signature moves %(days)s later.") % {"days": working_days(days)})
    return Said(title, " ".join(parts))


def _new_role(facts: Mapping[str, Any], plan: Plan) -> Said:
    person = plan.person(facts["person"])
    named = {"name": person.name if person else facts["role"]}
    if facts.get("what") == "extension":
        title = _("%(name)s joined with a new role: further days") % named
        close = _day(facts["proposed_close"])
        line = _("A new role asks for %(days)s more: the close would be %(day)s.")
        line = line % {"days": working_days(int(facts["days"])), "day": close}
        return Said(title, line, _("move the close to %(day)s") % {"day": close})
    title = _("%(name)s joined with a new role: a step for it") % named
    step = STEP_TITLES.get(str(facts["kind"]), str(facts["kind"]))
    line = _("No step of this kind is open: “%(step)s” would stand before the signature.")
    return Said(title, line % {"step": step}, _("add the step “%(step)s”") % {"step": step})


def listed(plan: Plan, keys: Any) -> str:
    """Steps by title, a few of them by name."""
    titles = [m.title if (m := plan.milestone(key)) else str(key) for key in keys]
    named = ", ".join(f"“{title}”" for title in titles[:NAMED])
    more = len(titles) - NAMED
    return _("%(steps)s and %(n)s more") % {"steps": named, "n": more} if more > 0 else named


def working_days(count: int) -> str:
    """'4 working days'."""
    return ngettext("%(n)s working day", "%(n)s working days", count) % {"n": count}


def _day(text: Any) -> str:
    if not text:
        return ""
    return short_day(text if isinstance(text, date) else date.fromisoformat(str(text)))


# --- told to both sides ---------------------------------------------------------------------------


def plan_changed(told: Told, reader: Addressee, at: At) -> Words | None:
    """Steps came in, or took the place of others: the new dates, as this reader sees the plan.

    None where none of it is there any more (it was undone), or the reader sees nothing of it.
    """
    plan = at.plan(told.plan_id, reader.side) if told.plan_id else None
    if plan is None or plan.is_closed or plan.life == "draft":
        return None
    new = [m for key in told.facts.get("steps", ()) if (m := plan.milestone(key)) is not None]
    if reader.side == "buyer":
        new = [m for m in new if m.is_shared]
    moved = _moved(told.facts.get("moved", ()), plan)
    dropped = [
        t for t in told.facts.get("dropped", ()) if t not in {m.title for m in plan.milestones}
    ]
    if not new and not dropped:
        return None
    gone = [m.title for key in told.facts.get("gone", ()) if (m := plan.milestone(key))]
    named = ", ".join(f"“{title}”" for title in gone[:NAMED])
    if gone:
        subject = _("Another way round %(steps)s") % {"steps": named}
        line = _("These steps take the place of %(steps)s, so that the plan goes on:")
        line = line % {"steps": named}
    elif not new:
        named = ", ".join(f"“{title}”" for title in dropped[:NAMED])
        subject = _("%(steps)s is no longer needed") % {"steps": named}
        line = _("It is out of the plan; what was done stays.")
    else:
        subject = ngettext("%(n)s step more in the plan", "%(n)s steps more in the plan", len(new))
        subject = subject % {"n": len(new)}
        line = ngettext("This step came in:", "These steps came in:", len(new))
    details = [_new_line(m, plan, reader) for m in new]
    if moved:
        details.append(_("Other dates: %(steps)s.") % {"steps": "; ".join(moved)})
    return Words(
        subject=subject,
        line=line,
        details=tuple(details),
        link="" if reader.side == "buyer" else f"/plans/{told.plan_id}/",
        link_label=_("See the plan"),
        plan=_title(plan, reader),
        by=str(told.facts.get("by", "")) if _may_name(told, plan, reader) else "",
    )


def _new_line(milestone: Milestone, plan: Plan, reader: Addressee) -> str:
    owners = milestone.owners
    mine = owners.buyer if owners and reader.side == "buyer" else owners.seller if owners else None
    owner = mine or ((owners.buyer or owners.seller) if owners else None)
    person = plan.person(owner.person) if owner and owner.person else None
    said = {
        "step": milestone.title,
        "day": short_day(milestone.target),
        "who": person.name if person else (owner.role if owner else "") or "",
    }
    if said["who"]:
        return _("“%(step)s”, by %(day)s, with %(who)s") % said
    return _("“%(step)s”, by %(day)s") % said


def _moved(moves: Any, plan: Plan) -> list[str]:
    found = []
    for key, before, _after in moves:
        milestone = plan.milestone(key)
        if milestone is not None and milestone.is_open and milestone.target.isoformat() != before:
            said = {"step": milestone.title, "day": short_day(milestone.target)}
            found.append(_("“%(step)s” %(day)s") % said)
    return found[: 2 * NAMED]


def _may_name(told: Told, plan: Plan, reader: Addressee) -> bool:
    if reader.side == "seller":
        return True
    name = told.facts.get("by")
    return any(person.name == name for person in people_for_buyers(plan))


def _title(plan: Plan, reader: Addressee) -> str:
    if reader.side == "buyer":
        return short_title(plan)
    return plan.title or plan.opportunity or plan.account


# --- after the signature --------------------------------------------------------------------------


def new_owner(told: Told, reader: Addressee, at: At) -> Words | None:
    """Somebody else looks after the plan from now on; None where it is somebody else again."""
    plan = at.plan(told.plan_id, reader.side) if told.plan_id else None
    if plan is None or plan.is_closed:
        return None
    person = plan.person(str(told.facts.get("person", "")))
    if person is None or person.role != "ae":
        return None
    said = {
        "name": person.name,
        "former": str(told.facts.get("former", "")),
        "workspace": reader.workspace,
        "account": plan.account,
    }
    if reader.side == "buyer":
        line = _("%(name)s of %(workspace)s looks after your rollout from now on.") % said
        if said["former"]:
            more = _("%(former)s hands over to them; everything agreed stays as it is.") % said
            line = f"{line} {more}"
        mail = (_("You reach them at %(address)s.") % {"address": person.email},)
        details = mail if person.email else ()
    else:
        line = _("%(name)s takes over the plan with %(account)s for its rollout.") % said
        details = ()
    return Words(
        subject=_("%(name)s looks after the rollout from now on") % said,
        line=line,
        details=details,
        link="" if reader.side == "buyer" else f"/plans/{told.plan_id}/",
        link_label=_("See the plan"),
        plan=_title(plan, reader),
    )
