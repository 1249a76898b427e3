"""What an AE is told of what others did around a plan, in words (`messaging.kinds.KINDS`).

Private to the seller's side. Each says nothing any more where it was settled meanwhile: an
invitation that was opened after all, a proposal that was answered, a yes that was taken back.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.plan import Milestone, Plan
from milepost.messaging import dates
from milepost.messaging.channels.contract import At
from milepost.messaging.messages import Addressee, Told, Words
from milepost.sharing.replying.asking import why_asked

_HAS_OPENED = """
select exists (select 1 from sharing_engagement e where e.workspace_id = %s::bigint
  and e.plan_id = %s::bigint and e.person = %s::text)"""
_PROPOSAL = """
select r.kind, r.milestone, r.content::text, r.reason, r.person_name from sharing_proposal r
where r.workspace_id = %s::bigint and r.plan_id = %s::bigint and r.id = %s::bigint
  and r.state = 'open'"""
_YES = """
select a.name, p.life = 'agreed' from sharing_agreement a
join plans_plan p on p.workspace_id = a.workspace_id and p.id = a.plan_id
where a.workspace_id = %s::bigint and a.plan_id = %s::bigint and a.side = 'buyer'
  and a.person = %s::text and a.terms_revision = %s::int and a.taken_back_at is null
  and a.terms_revision = p.terms_revision"""
_BOUNCE = """
select b.reason from sharing_bounce b
where b.workspace_id = %s::bigint and b.address = lower(%s::text)"""


def opened(told: Told, reader: Addressee, at: At) -> Words | None:
    """Somebody opened the plan for the first time."""
    plan, name = _at_work(told, at), _name(told, at)
    if plan is None:
        return None
    said = {"name": name, "when": dates.moment(told.at)}
    return Words(
        subject=_("%(name)s opened the plan") % said,
        line=_("%(name)s opened the plan for the first time, %(when)s.") % said,
        link=_page(told, "people/"),
        link_label=_("See who is on the plan"),
        plan=_title(plan, told),
        tone="good",
        by=name,
    )


def not_opened(told: Told, reader: Addressee, at: At) -> Words | None:
    """Somebody has not opened their invitation; nothing where they have by now."""
    plan, name = _at_work(told, at), _name(told, at)
    if plan is None or _one(_HAS_OPENED, *_of(told), told.facts.get("person"))[0]:
        return None
    said = {"name": name}
    return Words(
        subject=_("%(name)s has not opened the plan") % said,
        line=_("%(name)s has not opened the invitation in five working days.") % said,
        details=(_("A call, or a word from somebody they know, often helps more than a mail."),),
        link=_page(told, f"access/{quote(str(told.facts.get('person', '')), safe='')}/"),
        link_label=_("Look at their access"),
        plan=_title(plan, told),
    )


def other_browser(told: Told, reader: Addressee, at: At) -> Words | None:
    """A personal link was used in a further browser."""
    plan, name = _at_work(told, at), _name(told, at)
    if plan is None:
        return None
    said = {"name": name, "when": dates.moment(told.at)}
    return Words(
        subject=_("%(name)s’s link in another browser") % said,
        line=_("The personal link of %(name)s was used in another browser, %(when)s.") % said,
        details=(
            _(
                "A further browser proves the address by a one-time code before it can do"
                " anything. If it was not them, stop it on the plan’s People page."
            ),
        ),
        link=_page(told, f"access/{quote(str(told.facts.get('person', '')), safe='')}/"),
        link_label=_("Look at their access"),
        plan=_title(plan, told),
    )


def proposed(told: Told, reader: Addressee, at: At) -> Words | None:
    """A buyer proposed something; nothing where it was answered or taken back."""
    plan = _at_work(told, at)
    row = _one(_PROPOSAL, *_of(told), told.facts.get("proposal"))
    if plan is None or row is None:
        return None
    kind, key, content, reason, name = row
    step = plan.milestone(key or "")
    if kind in ("date", "drop_step") and (step is None or not step.is_open):
        return None
    what = _what(kind, json.loads(content), step)
    return Words(
        subject=_("%(name)s proposes a change") % {"name": name},
        line=_("%(name)s proposes %(what)s.") % {"name": name, "what": what},
        details=(_("“%(words)s”") % {"words": reason},) if reason else (),
        link=_page(told, "#proposals"),
        link_label=_("Answer"),
        plan=_title(plan, told),
        by=name,
    )


def agreed(told: Told, reader: Addressee, at: At) -> Words | None:
    """A buyer said yes to the plan as it stands."""
    plan = _at_work(told, at)
    facts = told.facts
    row = _one(_YES, *_of(told), facts.get("person"), facts.get("terms"))
    if plan is None or row is None:
        return None
    name, is_agreed = row
    said = {"name": name}
    if is_agreed:
        return Words(
            subject=_("The plan is agreed"),
            line=_("%(name)s said yes; both sides have now agreed to the plan.") % said,
            link=_page(told),
            plan=_title(plan, told),
            tone="good",
            by=name,
        )
    return Words(
        subject=_("%(name)s agreed to the plan") % said,
        line=_("%(name)s agreed to the plan as it stands. Your yes is missing.") % said,
        link=_page(told, "agreement/"),
        link_label=_("Agree"),
        plan=_title(plan, told),
        tone="good",
        by=name,
    )


def asked(told: Told, reader: Addressee, at: At) -> Words | None:
    """A buyer asked something, or their answer could not be made sense of.

    Facts: `name` (who), `text` (what they wrote), and `why` where somebody has to look because
    nothing was done; with `look`, at the mail of this number.
    """
    plan = at.plan(told.plan_id, reader.side) if told.plan_id else None
    if plan is None:
        return None
    name = str(told.facts.get("name") or _name(told, at))
    text = _short(str(told.facts.get("text", "")))
    step = plan.milestone(told.milestone or "")
    said = {"name": name, "step": step.title if step else ""}
    look = told.facts.get("look")
    if told.facts.get("why"):
        subject = _("%(name)s answered, and needs you") % said
        line = why_asked(str(told.facts["why"]), has_step=step is not None)
    else:
        subject = _("%(name)s has a question") % said
        line = _("%(name)s asks about “%(step)s”.") if step else _("%(name)s asks you something.")
    return Words(
        subject=subject,
        line=line % said,
        details=(_("“%(words)s”") % {"words": text},) if text else (),
        link=f"/mail/{look}/" if look else _page(told, "conversation/"),
        link_label=_("Look at the mail") if look else _("Answer"),
        plan=_title(plan, told),
        by=name,
    )


def bounced(told: Told, reader: Addressee, at: At) -> Words | None:
    """Mail to somebody comes back; nothing where an address takes mail again.

    Facts: `address`, and `person` where it is somebody on the plan.
    """
    address = str(told.facts.get("address", ""))
    row = _one(_BOUNCE, told.workspace_id, address)
    if row is None:
        return None
    plan = at.plan(told.plan_id, reader.side) if told.plan_id else None
    person = str(told.facts.get("person", ""))
    name = _name(told, at)
    said = {"name": name, "address": address}
    line = (
        _("Mail to %(name)s at %(address)s comes back, so they hear nothing of the plan.")
        if name
        else _("Mail to %(address)s comes back.")
    )
    reason = _short(str(row[0]))
    return Words(
        subject=_("Mail to %(address)s comes back") % said,
        line=line % said,
        details=(_("The mail server said: %(words)s") % {"words": reason},) if reason else (),
        link=_page(told, f"people/{quote(person, safe='')}/" if person else "people/"),
        link_label=_("Check the address"),
        plan=_title(plan, told) if plan else "",
        tone="urgent",
    )


def _what(kind: str, content: dict[str, Any], step: Milestone | None) -> str:
    """What is proposed: "another date for “Legal review”: 4 December 2026"."""
    said = {"step": step.title if step else str(content.get("title", "")), "day": _day(content)}
    if kind == "date":
        return _("%(day)s for “%(step)s”") % said
    if kind == "add_step":
        return _("a further step: “%(step)s”, by %(day)s") % said
    if kind == "drop_step":
        return _("to leave out “%(step)s”") % said
    count = len(content.get("targets", {}))
    moved = ngettext(
        "go-live on %(day)s, which moves %(n)s step",
        "go-live on %(day)s, which moves %(n)s steps",
        count,
    )
    return moved % {**said, "n": count}


def _day(content: dict[str, Any]) -> str:
    text = content.get("target") or content.get("go_live")
    return dates.long_day(date.fromisoformat(text)) if isinstance(text, str) else ""


def _at_work(told: Told, at: At) -> Plan | None:
    """The plan, while it is with the buyer."""
    plan = at.plan(told.plan_id, "seller") if told.plan_id else None
    return plan if plan is not None and plan.life in ("shared", "agreed") else None


def _name(told: Told, at: At) -> str:
    plan = at.plan(told.plan_id, "seller") if told.plan_id else None
    person = plan.person(str(told.facts.get("person", ""))) if plan else None
    return person.name if person else ""


def _title(plan: Plan, told: Told) -> str:
    return plan.title or plan.opportunity or plan.account


def _page(told: Told, path: str = "") -> str:
    return f"/plans/{told.plan_id}/{path}"


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 300 else f"{words[:299].rstrip()}…"


def _of(told: Told) -> tuple[int, int | None]:
    return told.workspace_id, told.plan_id


def _one(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()
