"""How the AE is told that an owner misses again and again; the seller's alone."""

from __future__ import annotations

from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.messaging.channels.contract import At
from milepost.messaging.messages import Addressee, Told, Words


def pattern(told: Told, reader: Addressee, at: At) -> Words | None:
    """Who missed how many dates, and where to say why and what to do. None where they no longer
    own anything that is open, or the plan is over."""
    person_key = str(told.facts.get("person", ""))
    plan = at.plan(told.plan_id, "seller") if told.plan_id else None
    person = plan.person(person_key) if plan else None
    if plan is None or person is None or plan.is_closed or reader.side != "seller":
        return None
    owned = [
        m.title
        for m in plan.shared_milestones
        if m.is_open
        and m.owners is not None
        and any(o and o.person == person_key for o in (m.owners.buyer, m.owners.seller))
    ]
    if not owned:
        return None
    count = int(told.facts.get("misses", 0))
    line = ngettext(
        "%(name)s has missed %(n)s date on this plan. Say what is behind it; there are three things"
        " that may help.",
        "%(name)s has missed %(n)s dates on this plan. Say what is behind it; there are three"
        " things that may help.",
        count,
    ) % {"name": person.name, "n": count}
    return Words(
        subject=_("%(name)s misses dates again and again") % {"name": person.name},
        line=line,
        details=(_("Still theirs: %(steps)s") % {"steps": ", ".join(owned[:5])},),
        link=f"/plans/{told.plan_id}/misses/{quote(person_key, safe='')}/",
        link_label=_("See the dates, and what to do"),
        plan=plan.title or plan.account,
    )
