"""Who has access to a plan from the buyer's side, in words: for the People tab and the dialogs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.domain.owner_roles import roles_of
from milepost.domain.plan import Person, Plan
from milepost.pages.formatting import relative_days, short_date
from milepost.plans.queries import PlanRecord
from milepost.sharing.link_commands import may_be_invited
from milepost.sharing.people_commands import unnamed_roles
from milepost.sharing.queries import PlanSharing, StakeholderRow

from . import words


class Access(NamedTuple):
    """How somebody stands at the plan's door. `state` is none, invited, opened, returned, expired,
    stopped or ended; `note` says more, `tone` and `sign` only repeat it."""

    state: str
    text: str
    note: str
    tone: str
    sign: str


class Guest(NamedTuple):
    """Somebody who may be given a link. `is_in`: they have one that works."""

    key: str
    quoted: str
    name: str
    initials: str
    role: str
    email: str
    side: str
    access: Access
    is_in: bool


class Unnamed(NamedTuple):
    """A role that nobody is named for, to be named in the same dialog."""

    prefix: str
    role: str
    steps: str
    name: str
    email: str


class Door(NamedTuple):
    """The plan's own address, and who may ask there for a code besides those invited."""

    address: str
    domains: tuple[str, ...]


def access_of(row: StakeholderRow | None) -> Access:
    """How one person stands, from what is kept of them."""
    if row is None or (row.invited_at is None and row.ended_at is None):
        return Access("none", _("Not invited"), "", "", "ring")
    if row.ended_at is not None:
        text = _("Access ended %(day)s") % {"day": short_date(row.ended_at)}
        return Access("ended", text, "", "", "skip")
    since = _since(row)
    if row.trouble:
        return Access("returned", _("Mail comes back"), _("check the address"), "stuck", "triangle")
    if row.link == "expired":
        return Access("expired", _("Link is too old"), since, "warn", "triangle")
    if row.link != "works":
        return Access("stopped", _("No link that works"), since, "warn", "triangle")
    if row.last_opened_at is None:
        return Access("invited", _("Not opened yet"), since, "", "ring")
    text = _("Opened %(when)s") % {"when": relative_days(row.last_opened_at)}
    return Access("opened", text, since, "done", "check")


def _since(row: StakeholderRow) -> str:
    assert row.invited_at is not None
    day = {"day": short_date(row.invited_at)}
    if row.joined_by == "domain":
        return _("joined by code %(day)s") % day
    if row.joined_by == "colleague":
        return _("brought in by a colleague %(day)s") % day
    return _("invited %(day)s") % day


def guests(plan: Plan, sharing: PlanSharing) -> tuple[Guest, ...]:
    """Everybody who may be invited, in plan order."""
    return tuple(guest(p, sharing) for p in plan.people if may_be_invited(p))


def guest(person: Person, sharing: PlanSharing) -> Guest:
    """One person who may be invited."""
    access = access_of(sharing.by_person.get(person.key))
    return Guest(
        key=person.key,
        quoted=quote(person.key, safe=""),
        name=person.name,
        initials=words.initials(person.name),
        role=words.word_of(words.ROLE, person.role),
        email=person.email or "",
        side=person.side,
        access=access,
        is_in=access.state in ("invited", "opened"),
    )


def unnamed(plan: Plan, posted: Any) -> tuple[Unnamed, ...]:
    """The roles still to be named, with what was typed where the form comes back."""
    found = []
    for number, (role, steps) in enumerate(unnamed_roles(plan).items()):
        prefix = f"role{number}-"
        count = ngettext("%(n)s step", "%(n)s steps", steps) % {"n": steps}
        name, email = (posted.get(prefix + field, "") for field in ("name", "email"))
        found.append(Unnamed(prefix, role, count, name, email))
    return tuple(found)


def role_for(role_words: str) -> str:
    """The role of section 1 that a plan's words for an owner mean; "other" where none is."""
    found = roles_of(role_words, "buyer")
    return found[0] if found else "other"


def share_context(record: PlanRecord, sharing: PlanSharing, posted: Any) -> dict[str, Any]:
    """What the dialog for sharing shows."""
    people = guests(record.plan, sharing)
    chosen = set(posted.getlist("people")) if posted else chosen_first(people)
    return {
        "record": record,
        "heading": _("Share with %(account)s") % {"account": record.plan.account},
        "account": record.plan.account,
        "guests": people,
        "chosen": chosen,
        "unnamed": unnamed(record.plan, posted),
        "roles": words.choices(words.ROLE, words.BUYER_ROLES),
        "is_draft": record.plan.life == "draft",
        "has_mail": bool(settings.SMTP_URL),
        "back": f"/plans/{record.id}/people/",
    }


def chosen_first(people: Iterable[Guest]) -> set[str]:
    """Who is ticked when the dialog opens: the new ones who can be mailed, or else all new ones.

    Never somebody whose links were stopped or whose access has ended.
    """
    new = [g for g in people if g.access.state == "none"]
    return {g.key for g in new if g.email} or {g.key for g in new}


def door_of(record: PlanRecord, sharing: PlanSharing) -> Door | None:
    """The plan's own address; None while nobody of the buyer's side may see the plan."""
    if sharing.code is None or record.plan.shared_on is None or record.plan.life == "draft":
        return None
    return Door(f"{settings.PUBLIC_URL}/p/{sharing.code}/", sharing.domains)
