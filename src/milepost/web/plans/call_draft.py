"""The invitation to a call, drafted in the buyer's language: friendly, without blame, and without
a word that only the seller's side uses. Whoever sends it changes it as they like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from milepost.domain.calls import MINUTES, Place, Slot
from milepost.domain.plan import Milestone, Person, Plan
from milepost.messaging.letters import known_language
from milepost.pages import formatting

from . import words


class TimeChoice(NamedTuple):
    """A suggested time: its value in the form, in their hours and in ours."""

    value: str
    theirs: str
    ours: str
    note: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to be read and changed before it is sent."""

    subject: str
    words: str


def choices(slots: Sequence[Slot], ours: Place, theirs: Place) -> tuple[TimeChoice, ...]:
    """The suggested times for the form, in the language of whoever calls."""
    return tuple(
        TimeChoice(
            value=slot.starts.isoformat(),
            theirs=in_zone(slot.starts, theirs.zone),
            ours=in_zone(slot.starts, ours.zone),
            note=_("outside usual hours") if slot.hours_outside else "",
        )
        for slot in slots
    )


def in_zone(at: datetime, zone: tzinfo) -> str:
    """'Thu 26 Nov, 09:30' on the clocks there."""
    with timezone.override(zone):
        day = formatting.weekday_date(timezone.localtime(at).date())
        return f"{day}, {formatting.clock_time(at)}"


def draft(
    plan: Plan,
    milestone: Milestone,
    person: Person,
    *,
    sender: str,
    company: str,
    slots: Sequence[Slot],
    place: Place,
    language: str,
) -> Draft:
    """The words to begin with, in the person's language where they have said which."""
    wish = known_language(language) if language else translation.get_language()
    with translation.override(wish):
        named = {
            "name": words.first_name(person.name),
            "sender": sender,
            "company": company,
            "account": plan.account,
            "plan": plan.title or plan.account,
            "step": milestone.title,
            "minutes": MINUTES,
            "zone": str(place.zone).replace("_", " "),
        }
        times = [f"- {in_zone(slot.starts, place.zone)}" for slot in slots]
        paragraphs = [
            _("Hello %(name)s,"),
            _(
                "I work at %(company)s, together with your colleagues at %(account)s, on"
                " “%(plan)s”."
            ),
            _(
                "I would value %(minutes)s minutes with you: to hear how it looks from your side,"
                " and what we can do to help with “%(step)s”, which comes next."
            ),
            _("These times would suit me, in your time zone (%(zone)s):") if times else "",
        ]
        told = [each % named for each in paragraphs if each]
        if times:
            told[-1] = "\n".join((told[-1], *times))
            told.append(_("If none of them suits you, tell me what does."))
        told.append(_("Kind regards"))
        subject = _("A short call about “%(plan)s”") % named
        return Draft(subject[:200], "\n\n".join(told) + f"\n{sender}\n{company}")
