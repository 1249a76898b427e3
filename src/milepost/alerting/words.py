"""The rules in words: what is said when a message about one of them reaches its reader's hour.

Each function is named in `messaging.kinds` and answers with None where the rule no longer holds.
A buyer's words are in `words_buyers`; everything else here is read by sellers alone. What is said
of days is said as of the day on which it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from milepost.alerting import words_buyers
from milepost.alerting.about import Step, around, has_stalled_since, step
from milepost.documents.calendar import step_uid
from milepost.domain.calls import to_call
from milepost.domain.plan import Owner
from milepost.messaging.channels.contract import At
from milepost.messaging.dates import named_day
from milepost.messaging.messages import Action, Addressee, Day, Told, Words

TROUBLE: Mapping[str, str] = {
    "ended": gettext_lazy("%(name)s owns it, but has no access to the plan any more."),
    "not_invited": gettext_lazy("%(name)s owns it, but has not been invited to the plan yet."),
    "no_address": gettext_lazy("%(name)s owns it, but has no e-mail address here."),
    "bounces": gettext_lazy("%(name)s owns it, but mail to them comes back."),
    "left": gettext_lazy("%(name)s owns it, but is not in this workspace any more."),
}
CHAMPIONS_TROUBLE: Mapping[str, str] = {
    "ended": gettext_lazy("%(name)s, the champion, has no access to the plan any more."),
    "not_invited": gettext_lazy("%(name)s, the champion, has not been invited to the plan yet."),
    "no_address": gettext_lazy("%(name)s, the champion, has no e-mail address here."),
    "bounces": gettext_lazy("Mail to %(name)s, the champion, comes back."),
}


def due(told: Told, reader: Addressee, at: At) -> Words | None:
    """A step comes due: to its owners, and to the AE where one of them hears nothing."""
    found = step(told, reader, at)
    if found is None:
        return None
    if reader.side == "buyer":
        return words_buyers.due(found, reader)
    milestone = found.milestone
    because = _because(told)
    whys = {each["why"] for each in because}
    if "owner" in whys and not _is_named(found, because):
        whys.discard("owner")
    if not whys:
        return None
    named = {
        "title": milestone.title,
        "day": named_day(milestone.target),
        "account": found.plan.account,
    }
    if found.left < 0:
        subject = _("“%(title)s” was due on %(day)s")
    elif found.left == 0:
        subject = _("“%(title)s” is due today")
    elif found.left == 1:
        subject = _("“%(title)s” is due tomorrow")
    else:
        subject = _("“%(title)s” is due on %(day)s")
    line = _("Due on %(day)s for %(account)s; somebody who should know was not reached.")
    if "owner" in whys:
        line = _("Yours, by %(day)s, for %(account)s.")
    return Words(
        subject=subject % named,
        line=line % named,
        details=(
            *_troubles(found, because),
            *_names_wanted(found, because),
            *_blocked(found),
            *found.done_means,
            *found.what_waits,
        ),
        link=_link(found),
        link_label=_("Open the step"),
        plan=found.title,
        actions=(Action("done", milestone.key), Action("snooze", milestone.key)),
        day=Day(
            step_uid(found.plan_id, milestone.key),
            f"{milestone.title} ({found.plan.account})",
            milestone.target,
            "\n".join(found.done_means),
        ),
    )


def name_wanted(told: Told, reader: Addressee, at: At) -> Words | None:
    """A step comes due that belongs to a role: the AE is asked who that is."""
    found = step(told, reader, at)
    if found is None:
        return None
    roles = [each for each in _because(told) if _is_role_still(found, each)]
    if not roles:
        return None
    milestone = found.milestone
    named = {
        "title": milestone.title,
        "day": named_day(milestone.target),
        "role": roles[0]["role"],
        "account": found.plan.account,
    }
    where = _("Who takes “%(title)s” at %(account)s?")
    if roles[0]["side"] == "seller":
        where = _("Who takes “%(title)s” on our side?")
    line = _("It is due on %(day)s and belongs to a role: %(role)s.")
    if found.left < 0:
        line = _("It was due on %(day)s and belongs to a role: %(role)s.")
    return Words(
        subject=where % named,
        line=line % named,
        details=(
            *(_name_wanted(found, each) for each in roles[1:]),
            _("Whoever you name is reminded of the dates to come.")
            if any(owner and owner.person for owner in _both(found))
            else _("Nobody was reminded of it. Whoever you name is reminded of the dates to come."),
            *found.done_means,
            *found.what_waits,
        ),
        link=f"/plans/{found.plan_id}/edit/milestones.{quote(milestone.key)}.owners/",
        link_label=_("Name somebody"),
        plan=found.title,
        actions=(Action("snooze", milestone.key),),
    )


def overdue(told: Told, reader: Addressee, at: At) -> Words | None:
    """A date has passed by a day: to the AE and the champion."""
    found = step(told, reader, at)
    if found is None:
        return None
    if reader.side == "buyer":
        return words_buyers.overdue(found, reader)
    because = _because(told)
    return Words(
        subject=_overdue_subject(found),
        line=_line(found),
        details=(
            *_owners(found),
            *_blocked(found),
            *_troubles(found, because),
            *_champion_wanted(because),
            *found.done_means,
            *found.what_waits,
        ),
        link=_link(found),
        link_label=_("Open the step"),
        plan=found.title,
        actions=(Action("done", found.milestone.key), Action("snooze", found.milestone.key)),
    )


def escalation(told: Told, reader: Addressee, at: At) -> Words | None:
    """A step is three days late: to the AE's manager, the AE copied."""
    found = step(told, reader, at)
    if found is None:
        return None
    return Words(
        subject=_("Escalation: %(what)s") % {"what": _overdue_subject(found)},
        line=_line(found),
        details=(
            *_passed_on(_because(told)),
            *_owners(found),
            *_blocked(found),
            *found.done_means,
            *found.what_waits,
        ),
        link=_link(found),
        link_label=_("Open the step"),
        plan=found.title,
        actions=(Action("open", found.milestone.key), Action("snooze", found.milestone.key)),
        tone="urgent",
    )


def call(told: Told, reader: Addressee, at: At) -> Words | None:
    """A step is a week late: a call with the buyer's sponsor is proposed to the AE's manager.

    About an internal step nobody outside is called.
    """
    found = step(told, reader, at)
    if found is None:
        return None
    called = to_call(found.plan) if found.milestone.is_shared else ()
    proposed: tuple[str, ...] = ()
    if called:
        proposed = (
            _(
                "A call with %(name)s at %(account)s is proposed: its invitation, times in both"
                " sides' working hours and the facts are ready."
            )
            % {"name": called[0].name, "account": found.plan.account},
        )
    elif found.milestone.is_shared:
        proposed = (_("Nobody to call: the plan names no sponsor, economic buyer or champion."),)
    what = {"what": _overdue_subject(found)}
    return Words(
        subject=(_("A call is due: %(what)s") if called else _("Escalation: %(what)s")) % what,
        line=_line(found),
        details=(
            *proposed,
            *_passed_on(_because(told)),
            *_owners(found),
            *_blocked(found),
            *found.what_waits,
        ),
        link=f"/plans/{found.plan_id}/calls/{quote(found.milestone.key)}/"
        if called
        else _link(found),
        link_label=_("Prepare the call") if called else _("Open the step"),
        plan=found.title,
        actions=(Action("open", found.milestone.key), Action("snooze", found.milestone.key)),
        tone="urgent",
    )


def stalled(told: Told, reader: Addressee, at: At) -> Words | None:
    """Nothing has moved for two weeks: a strategic review, to leadership, the AE copied."""
    found = around(told, reader, at)
    if found is None or told.about is None or not has_stalled_since(found, told.about):
        return None
    days = (found.today - told.about).days
    named = {"account": found.plan.account, "day": named_day(told.about), "n": days}
    done = sum(m.status == "complete" for m in found.plan.shared_milestones)
    counted = sum(m.status != "skipped" for m in found.plan.shared_milestones)
    following = next((m for m in found.plan.shared_milestones if m.is_open), None)
    return Words(
        subject=_("Strategic review: %(account)s has not moved for %(n)s days") % named,
        line=_("Nothing was started, completed or unblocked since %(day)s.") % named,
        details=(
            *_passed_on(_because(told)),
            _("%(done)s of %(all)s steps are complete.") % {"done": done, "all": counted},
            *(
                [_("Next: “%(title)s”, planned for %(day)s") % _next(following)]
                if following
                else []
            ),
        ),
        link=f"/plans/{found.plan_id}/",
        link_label=_("Open the plan"),
        plan=found.title,
        tone="urgent",
    )


def _because(told: Told) -> list[Mapping[str, Any]]:
    return list(told.facts.get("because", ()))


def _link(found: Step) -> str:
    return f"/plans/{found.plan_id}/#m-{quote(found.milestone.key)}"


def _overdue_subject(found: Step) -> str:
    text = ngettext(
        "“%(title)s” is %(n)s day overdue", "“%(title)s” is %(n)s days overdue", found.late
    )
    return text % {"title": found.milestone.title, "n": found.late}


def _line(found: Step) -> str:
    text = _("It was due on %(day)s for %(account)s and is still open.")
    return text % {"day": named_day(found.milestone.target), "account": found.plan.account}


def _owners(found: Step) -> tuple[str, ...]:
    owners = found.milestone.owners
    names = [found.name(owner) for owner in (owners.buyer, owners.seller)] if owners else []
    named = ", ".join(name for name in names if name)
    return (_("Owners: %(names)s") % {"names": named},) if named else ()


def _blocked(found: Step) -> tuple[str, ...]:
    if found.milestone.status != "blocked":
        return ()
    return (_("Blocked: %(reason)s") % {"reason": found.milestone.reason or ""},)


def _is_named(found: Step, because: list[Mapping[str, Any]]) -> bool:
    """Whether one of those who were told as owners still is one."""
    told = {each["person"] for each in because if each["why"] == "owner"}
    owners = found.milestone.owners
    current = {o.person for o in (owners.buyer, owners.seller) if o} if owners else set()
    return bool(told & current)


def _troubles(found: Step, because: list[Mapping[str, Any]]) -> list[str]:
    """Who could not be told, and why."""
    lines = []
    owned = {o.person for o in _both(found) if o is not None}
    for each in because:
        if each["why"] != "unreachable":
            continue
        person = found.plan.person(each["person"])
        texts = TROUBLE if each["person"] in owned else CHAMPIONS_TROUBLE
        if person is not None and each["how"] in texts:
            lines.append(str(texts[each["how"]]) % {"name": person.name})
    return lines


def _both(found: Step) -> tuple[Owner | None, ...]:
    owners = found.milestone.owners
    return (owners.buyer, owners.seller) if owners else ()


def _is_role_still(found: Step, each: Mapping[str, Any]) -> bool:
    owners = found.milestone.owners
    if each["why"] != "name_wanted" or owners is None:
        return False
    owner = owners.buyer if each["side"] == "buyer" else owners.seller
    return owner is not None and owner.person is None and owner.role == each["role"]


def _names_wanted(found: Step, because: list[Mapping[str, Any]]) -> list[str]:
    return [_name_wanted(found, each) for each in because if _is_role_still(found, each)]


def _name_wanted(found: Step, each: Mapping[str, Any]) -> str:
    text = _("Nobody is named at %(account)s: %(role)s.")
    if each["side"] == "seller":
        text = _("Nobody is named on our side: %(role)s.")
    return text % {"account": found.plan.account, "role": each["role"]}


def _champion_wanted(because: list[Mapping[str, Any]]) -> list[str]:
    if not any(each["why"] == "no_champion" for each in because):
        return []
    return [_("The plan has no champion, so nobody on the buyer's side was told.")]


def _passed_on(because: list[Mapping[str, Any]]) -> list[str]:
    """Whose plan it is; for the AE, who was told."""
    lines = []
    for each in because:
        if each["why"] == "copy":
            names = ", ".join(each.get("to") or ())
            if names:
                lines.append(_("A copy for you: it went to %(names)s.") % {"names": names})
            else:
                lines.append(_("There is nobody else in the workspace to tell."))
        elif each.get("ae"):
            lines.append(_("The plan is kept by %(name)s.") % {"name": each["ae"]})
    return lines


def _next(milestone: Any) -> dict[str, str]:
    return {"title": milestone.title, "day": named_day(milestone.target)}
