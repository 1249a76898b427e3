"""What waits around the plans of Today: the buyer's words, who opened, who never did.

Each is one line with its one action. What it is told from is one statement over all plans
(`sharing.evidence_queries`), and one of the conversation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.conversation.queries import Unanswered
from milepost.domain.plan import Milestone, Plan
from milepost.domain.working_hours import calendar_of, working_days_since
from milepost.forecasting.queries import ImpactRow
from milepost.forecasting.words import said_of
from milepost.messaging.letters import zone_of
from milepost.pages.formatting import moment
from milepost.plans.queries import PlanRecord
from milepost.sharing.evidence_queries import Ending, ToldNow, Unopened, Waiting
from milepost.sharing.queries import ProposalRow

from . import words
from .effects_model import capital
from .proposals_model import what_words

# Somebody who was invited or reminded is left alone for so many working days of theirs.
LEFT_ALONE = 2


class Line(NamedTuple):
    """One thing to do: the group that it stands in, its weight there, sign, tone and words, and
    its action, a link or (`post`) a button that does it. `quiet` is a second, smaller one."""

    group: str
    weight: int
    sign: str
    tone: str
    what: str
    detail: str
    action: str
    path: str
    post: bool = False
    quiet: str = ""
    quiet_path: str = ""
    quiet_post: bool = False


def lines_around(
    records: Iterable[PlanRecord],
    waiting: Waiting,
    unanswered: Mapping[int, Unanswered],
    now: datetime,
    today: date,
) -> dict[int, list[Line]]:
    """By plan, what waits around it."""
    plans = {record.id: record.plan for record in records}
    found: dict[int, list[Line]] = {plan_id: [] for plan_id in plans}

    def add(plan_id: int, line: Line | None) -> None:
        if line is not None and plan_id in found:
            found[plan_id].append(line)

    for plan_id, proposal in waiting.proposals:
        if plan_id in plans:
            add(plan_id, _proposed(plans[plan_id], proposal, today))
    for plan_id, impact in waiting.impacts:
        if plan_id in plans:
            add(plan_id, _effect(plans[plan_id], impact))
    for yes in waiting.yeses:
        add(yes.plan_id, _agreed(yes.names))
    for comment in unanswered.values():
        add(comment.plan_id, _asked(comment, plans.get(comment.plan_id)))
    for back in waiting.returned:
        add(back.plan_id, _returned(back.person, back.address))
    for told in waiting.notices:
        add(told.plan_id, _told(told))
    for unopened in waiting.unopened:
        add(unopened.plan_id, _unopened(unopened, now))
    for ending in waiting.ending:
        add(ending.plan_id, _ending(ending, today))
    return found


def _proposed(plan: Plan, row: ProposalRow, today: date) -> Line | None:
    if row.standing(plan) != "open":
        return None
    said = {"who": row.person_name, "what": what_words(row, plan, today)}
    what = _("%(who)s proposes %(what)s") % said
    return Line("now", 1, "half", "doing", what, row.reason, _("Answer"), "#proposals")


def _effect(plan: Plan, row: ImpactRow) -> Line | None:
    """What a change of the plan proposes; an informal plan speaks of no forecast."""
    if plan.form == "informal":
        return None
    said = said_of(row, plan)
    take, page = f"effects/{row.id}/take/", f"effects/#effect-{row.id}"
    what, detail = said.title, said.arithmetic
    return Line(
        "now",
        2,
        "triangle",
        "warn",
        what,
        detail,
        capital(said.offer),
        take,
        post=True,
        quiet=_("Look at it"),
        quiet_path=page,
    )


def _agreed(names: tuple[str, ...]) -> Line:
    what = ngettext(
        "%(who)s agreed to the plan; your yes is missing",
        "%(who)s agreed to the plan; your yes is missing",
        len(names),
    ) % {"who": words.listed(names)}
    return Line("now", 1, "flag", "doing", what, "", _("Agree"), "agreement/")


def _asked(row: Unanswered, plan: Plan | None) -> Line:
    step = plan.milestone(row.milestone) if plan and row.milestone else None
    said = {"who": row.by, "step": step.title if step else "", "n": row.count}
    if row.count > 1:
        what = ngettext(
            "%(n)s comment waits for your answer",
            "%(n)s comments wait for your answer, the newest by %(who)s",
            row.count,
        )
    elif step:
        what = _("%(who)s wrote about %(step)s")
    else:
        what = _("%(who)s wrote to you")
    detail = " ".join(row.text.split())
    return Line("now", 2, "bell", "doing", what % said, detail, _("Answer"), "conversation/")


def _returned(person: str, address: str) -> Line:
    what = _("The mail to %(address)s came back: check the address") % {"address": address}
    path = f"people/{quote(person, safe='')}/"
    return Line("now", 3, "triangle", "stuck", what, "", _("Check the address"), path)


def _told(row: ToldNow) -> Line:
    seen = f"notices/{row.id}/seen/"
    when = moment(row.at)
    if row.kind == "opened":
        what = _("%(who)s opened the plan for the first time") % {"who": row.name}
        return Line("news", 1, "check", "done", what, when, _("Seen"), seen, post=True)
    what = _("The link of %(who)s was used in another browser") % {"who": row.name}
    path = f"access/{quote(row.person, safe='')}/"
    return Line(
        "now",
        3,
        "lock",
        "warn",
        what,
        when,
        _("Look at their access"),
        path,
        quiet=_("Seen"),
        quiet_path=seen,
        quiet_post=True,
    )


def _unopened(row: Unopened, now: datetime) -> Line | None:
    """Somebody to nudge, once they have had the time to look by themselves."""
    zone, calendar = zone_of(row.time_zone), calendar_of(row.country, row.subdivision)
    here = now.astimezone(zone).date()
    invited = row.invited_at.astimezone(zone).date()
    reminded = row.reminded_at.astimezone(zone).date() if row.reminded_at else None
    if working_days_since(reminded or invited, here, calendar) < LEFT_ALONE:
        return None
    who = f"{row.name} ({words.word_of(words.ROLE, row.role)})"
    what = _("%(who)s has not opened the plan") % {"who": who}
    detail = _("invited %(when)s") % {"when": words.relative_day(invited, here)}
    if reminded:
        more = _("reminded %(when)s") % {"when": words.relative_day(reminded, here)}
        detail = f"{detail}, {more}"
    path = f"nudge/{quote(row.person, safe='')}/"
    return Line("now", 4, "ring", "warn", what, detail, _("Nudge"), path, post=True)


def _ending(row: Ending, today: date) -> Line:
    day = row.expires_at.date()
    said = {"who": row.name, "when": words.relative_day(day, today)}
    what = (
        _("The link of %(who)s ends %(when)s")
        if day >= today
        else _("The link of %(who)s ended %(when)s")
    )
    path = f"access/{quote(row.person, safe='')}/"
    return Line("soon", 5, "link", "warn", what % said, "", _("Renew it"), path)


# --- a role to be named --------------------------------------------------------------------------


def question_for(plan: Plan, milestone: Milestone, me: str, today: date) -> tuple[str, str] | None:
    """Whom to ask who owns a step, and a drafted mail to them; None where nobody can be asked."""
    asked = next(
        (
            p
            for role in ("champion", "sponsor")
            for p in plan.people
            if p.role == role and p.side == "buyer" and p.email
        ),
        None,
    )
    if asked is None or asked.email is None:
        return None
    said = {
        "name": words.first_name(asked.name),
        "step": milestone.title,
        "day": words.long_day(milestone.target, today),
        "account": plan.account,
        "me": me,
    }
    subject = _("Who looks after “%(step)s”?") % said
    body = (
        _(
            "Hello %(name)s,\n\nin our plan “%(step)s” is due on %(day)s, and nobody at"
            " %(account)s is named for it yet. Who is the right person, and how do I reach"
            " them?\n\n"
            "Best regards\n%(me)s"
        )
        % said
    )
    address = f"mailto:{quote(asked.email, safe='@')}?subject={quote(subject)}&body={quote(body)}"
    return _("Ask %(name)s") % said, address
