"""How far both sides' agreement has come, as the plan's head says it (product.md section 2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from milepost.domain.paths import path_of
from milepost.domain.plan import Plan, Side
from milepost.domain.stages import Lack, lacks
from milepost.pages.spoken import gettext
from milepost.sharing.agreement_commands import deciding_people, seller_words

from . import words
from .change_words import ChangeLine, Names, change_line

if TYPE_CHECKING:
    from milepost.plans.queries import PlanRecord
    from milepost.sharing.queries import AgreementRow, PlanSharing


class Missing(NamedTuple):
    """One thing that keeps a plan from being agreed, and where it is mended."""

    said: str
    do: str
    url: str


class AgreementView(NamedTuple):
    """`line` stands in the head, '' where the plan's life says it already; `action` is the button
    beside it. `missing` keeps a plan from being agreed; `changes` are those since the last yes,
    which `buyer_before` and `seller_before` tell of."""

    line: str
    action: str
    is_turn: bool
    missing: tuple[Missing, ...]
    changes: tuple[ChangeLine, ...]
    buyers: tuple[str, ...]
    seller: str
    buyer_before: str = ""
    seller_before: str = ""


NO_AGREEMENT = AgreementView("", "", False, (), (), (), "")


def agreement_view(
    record: PlanRecord, sharing: PlanSharing, today: date, zone: tzinfo
) -> AgreementView:
    """The state of agreement to the terms as they stand."""
    plan = record.plan
    if plan.life not in ("shared", "agreed") or plan.is_signed:
        return NO_AGREEMENT
    terms = record.marks.terms_revision
    yeses = [a for a in sharing.agreements if a.terms_revision == terms]
    deciding = deciding_people(plan)
    seller = next((a for a in yeses if a.side == "seller"), None)
    buyers = [a for a in yeses if a.side == "buyer"]
    decisive = next((a for a in buyers if a.person in deciding), None)
    is_both = seller is not None and (decisive is not None or bool(seller.how))
    said = _Words(plan, today, zone)
    missing = () if is_both else tuple(_missing(lack, record.id) for lack in lacks(plan, today))
    changes = () if is_both else _changes(sharing, plan)
    common = {
        "missing": missing,
        "changes": changes,
        "buyers": tuple(said.yes(a) for a in buyers),
        "seller": said.yes(seller) if seller else "",
        "buyer_before": said.before(sharing.agreements, "buyer", terms),
        "seller_before": said.before(sharing.agreements, "seller", terms),
    }
    if plan.life == "agreed" and is_both and seller is not None:
        line = said.agreed(seller, decisive)
        return AgreementView(line=line, action="", is_turn=False, **common)
    again = plan.life == "agreed" and terms > record.versions.get("life", 1)
    if plan.life == "agreed" and not again:
        return AgreementView(line="", action="", is_turn=False, **common)
    if again:
        line = said.changed(sharing.agreements, seller, decisive)
    elif seller or buyers:
        line = said.waiting(seller, decisive, buyers)
    else:
        line = ""
    action = "" if seller else gettext("Agree again") if again else gettext("Agree to this plan")
    if seller and decisive and plan.life == "shared":  # an undone agreement: both yeses stand
        action = gettext("Mark as agreed")
    turn = decisive is not None or again
    return AgreementView(line=line, action=action, is_turn=bool(action) and turn, **common)


def _missing(lack: Lack, plan_id: int) -> Missing:
    text = seller_words(lack)
    said = f"{text[:1].upper()}{text[1:]}."
    if lack.milestone is None:
        return Missing(said, gettext("Write the outcome"), f"/plans/{plan_id}/edit/outcome/")
    path = quote(path_of("milestones", lack.milestone.key, "owners"), safe="")
    return Missing(said, gettext("Name somebody"), f"/plans/{plan_id}/edit/{path}/")


def _changes(sharing: PlanSharing, plan: Plan) -> tuple[ChangeLine, ...]:
    names = Names(plan, sharing.changes)
    return tuple(change_line(change, names) for change in sharing.changes)


def _when(row: AgreementRow) -> datetime:
    return row.at


class _Words:
    """The sentences of the head; days are those of the workspace."""

    def __init__(self, plan: Plan, today: date, zone: tzinfo) -> None:
        self._plan, self._today, self._zone = plan, today, zone

    def day(self, at: datetime) -> str:
        return words.short_day(at.astimezone(self._zone).date(), self._today)

    def yes(self, row: AgreementRow) -> str:
        """'Maja Lindqvist, 12 Nov'."""
        return f"{row.name}, {self.day(row.at)}"

    def before(self, every: Sequence[AgreementRow], side: Side, terms: int) -> str:
        """'Maja Lindqvist, 12 Nov, before the changes': the newest yes to older terms."""
        old = [a for a in every if a.side == side and a.terms_revision < terms]
        if not old:
            return ""
        return gettext("%(yes)s, before the changes") % {"yes": self.yes(max(old, key=_when))}

    def agreed(self, seller: AgreementRow, decisive: AgreementRow | None) -> str:
        at = max((a.at for a in (seller, decisive) if a is not None), default=seller.at)
        if decisive is None:
            said = gettext("Agreed %(day)s, as %(who)s noted: %(how)s")
            return said % {"day": self.day(at), "who": seller.name, "how": seller.how}
        number = max(seller.shared_revision, decisive.shared_revision)
        said = gettext("Agreed by both sides %(day)s, revision %(revision)s")
        return said % {"day": self.day(at), "revision": number}

    def changed(
        self,
        every: Sequence[AgreementRow],
        seller: AgreementRow | None,
        decisive: AgreementRow | None,
    ) -> str:
        """'Changed since 12 Nov: agreement asked again'."""
        now = [a for a in (seller, decisive) if a is not None]
        if now:
            said = gettext("Changed since agreement: %(who)s agreed again %(day)s, %(rest)s")
            rest = self._waits(seller)
            first = words.first_name(now[0].name)
            return said % {"who": first, "day": self.day(now[0].at), "rest": rest}
        old = [a.at for a in every]
        when = self.day(max(old)) if old else ""
        if not when and self._plan.agreed_on:
            when = words.short_day(self._plan.agreed_on, self._today)
        return gettext("Changed since %(day)s: agreement asked again") % {"day": when}

    def waiting(
        self,
        seller: AgreementRow | None,
        decisive: AgreementRow | None,
        buyers: Sequence[AgreementRow],
    ) -> str:
        """'Maja agreed 12 Nov, waits for your yes'."""
        first = decisive or seller or buyers[0]
        if seller and decisive:
            return gettext("Both sides said yes")
        said = {"who": words.first_name(first.name), "day": self.day(first.at)}
        rest = self._waits(seller) if decisive or seller else self._waits_for_champion()
        return gettext("%(who)s agreed %(day)s, %(rest)s") % {**said, "rest": rest}

    def _waits(self, seller: AgreementRow | None) -> str:
        return gettext("waits for your yes") if seller is None else self._waits_for_champion()

    def _waits_for_champion(self) -> str:
        people = deciding_people(self._plan)
        names = [words.first_name(p.name) for p in self._plan.people if p.key in people]
        if len(names) != 1:
            return gettext("waits for the buyer's yes")
        return gettext("waits for %(who)s's yes") % {"who": names[0]}
