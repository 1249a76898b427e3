"""How somebody on the buyer's side wants to be told: their mails, a pause, language and time zone.

Chosen on their page (a deed, under the buyer's walls) or at the address that stands in every mail
(`unsubscribing`). What was chosen stands in `messaging.preferences`, language and zone with the
person (`sharing_stakeholder`), where everything that is mailed looks for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.quiet import MAILS, Mails
from milepost.messaging import preferences
from milepost.messaging.preferences import Whose
from milepost.sharing.acting import Deed, Outcome
from milepost.sharing.visits import Visit
from milepost.workspaces.places import time_zones

LONGEST_PAUSE = timedelta(days=366)
# What the pages offer, in days.
PAUSES = (7, 14, 30)

_OWN = """/* milepost_buyer */
select case when p.muted_at is not null then 'none' else coalesce(p.mails, 'all') end,
  p.snoozed_until
from messaging_preference p where p.plan_id = %s::bigint and p.person = %s::text"""
_KEEP = """
update sharing_stakeholder set language = %s, time_zone = %s
where workspace_id = %s::bigint and plan_id = %s::bigint and person = %s::text"""


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose. "" for a language or zone that they left open."""

    mails: Mails = "all"
    until: date | None = None
    language: str = ""
    time_zone: str = ""


def read_choice(content: Mapping[str, Any], today: date) -> Choice:
    """A choice from what a form posts. Raises InvalidInput."""
    mails = str(content.get("mails", "all"))
    language = str(content.get("language", ""))
    zone = str(content.get("time_zone", "")).strip()
    wrong = []
    if mails not in MAILS:
        wrong.append(Problem("mails", _("Choose one of the list."), ""))
    if language and language not in dict(settings.LANGUAGES):
        wrong.append(Problem("language", _("Choose one of the list."), ""))
    if zone and zone not in time_zones():
        said = _("There is no such time zone. Choose one of the list.")
        wrong.append(Problem("time_zone", said, ""))
    until = _until(str(content.get("until", "")), today)
    if until is not None and not today < until <= today + LONGEST_PAUSE:
        wrong.append(Problem("until", _("Choose a day from tomorrow on."), ""))
    if wrong:
        raise InvalidInput(wrong, " ".join(problem.wrong for problem in wrong))
    return Choice(mails, until, language, zone)  # type: ignore[arg-type]


def how_told(deed: Deed) -> Outcome:
    """Their choice, from their page: {mails, until?, language?, time_zone?}."""
    whose = Whose(deed.workspace_id, plan_id=deed.plan_id, person=deed.person)
    keep(whose, read_choice(deed.content, deed.today))
    return Outcome()


def keep(whose: Whose, choice: Choice) -> None:
    """Keep what somebody on a plan chose. Inside a seller's scope."""
    preferences.choose(whose, mails=choice.mails, now=timezone.now(), until=choice.until)
    key = (whose.workspace_id, whose.plan_id, whose.person)
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, (choice.language, choice.time_zone, *key))


def own_choice(visit: Visit, language: str, time_zone: str) -> Choice:
    """What the visitor chose, under the buyer's role; language and zone as their page read them."""
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(_OWN, (visit.plan_id, visit.person))
        row = cursor.fetchone()
    mails, until = row if row else ("all", None)
    return Choice(mails, until, language, time_zone)


def _until(text: str, today: date) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return today  # no day from tomorrow on
