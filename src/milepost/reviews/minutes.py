"""What a review leaves, to both teams: the minutes and the plan, each side in its own wording.

Delivered from the outbox row that closing wrote; closing it again after it was opened again sends
the minutes anew, under the next revision. A buyer's letter holds what is shared and nothing else,
read past the seller's rows by `domain.sides` and the notes' visibility, and their own PDF.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from milepost.documents.faces import pdf
from milepost.domain.comparing import Comparison, compare
from milepost.domain.plan import Plan, Side
from milepost.domain.sides import buyer_copy
from milepost.messaging.letters import known_language
from milepost.messaging.mail import MailFile
from milepost.messaging.registry import Delivery
from milepost.plans.changing import today_in
from milepost.plans.queries import plan_at, plan_record
from milepost.platform.scope import seller_scope
from milepost.reviews.mailing import Mailing
from milepost.reviews.queries import review_room
from milepost.reviews.rows import ActionRow, NoteRow, Room
from milepost.reviews.teams import Teammate, teams_of


@dataclass(frozen=True, slots=True)
class Minutes:
    """What a review leaves, as one side may read it. `done`, `moved`, `added` and `dropped` are
    what changed of the plan while it was held."""

    summary: str
    decisions: tuple[NoteRow, ...]
    notes: tuple[NoteRow, ...]
    risks: tuple[NoteRow, ...]
    actions: tuple[tuple[ActionRow, str], ...]
    done: tuple[str, ...] = ()
    moved: tuple[tuple[str, date, date], ...] = ()
    added: tuple[tuple[str, date], ...] = ()
    dropped: tuple[str, ...] = ()
    next_on: date | None = None
    effect: tuple[str, ...] = field(default=())
    """The forecast before and after, for the seller alone."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said and nothing changed."""
        return not any(
            (
                self.summary,
                self.decisions,
                self.notes,
                self.risks,
                self.actions,
                self.done,
                self.moved,
                self.added,
                self.dropped,
            )
        )


def minutes_of(room: Room, before: Plan | None, after: Plan, side: Side, company: str) -> Minutes:
    """The minutes of a review for one side. `before` and `after` are the plan as it was when the
    review began and as it is; `company` stands for those whom the buyer does not know."""
    is_buyer = side == "buyer"
    notes = [n for n in room.notes if not is_buyer or n.visibility == "shared"]
    actions = [a for a in room.own_actions if a.state != "dropped"]
    if is_buyer:
        before = buyer_copy(before) if before is not None and before.life != "draft" else None
        after = buyer_copy(after)
        actions = [a for a in actions if a.visibility == "shared"]
    found = compare(before, after) if before is not None else None
    return Minutes(
        summary=room.review.summary,
        decisions=tuple(n for n in notes if n.kind == "decision"),
        notes=tuple(n for n in notes if n.kind == "note"),
        risks=tuple(n for n in notes if n.kind == "risk"),
        actions=tuple((a, _owner(after, a.owner, company)) for a in actions),
        **_changed(found),
        next_on=after.next_review,
        effect=() if is_buyer else effect_words(room),
    )


def effect_words(room: Room) -> tuple[str, ...]:
    """The forecast before and after a review, in words for the seller."""
    private = room.private
    if private is None or private.before is None or private.after is None:
        return ()
    was, now = private.before, private.after
    said = [
        _("Complete: %(was)s, now %(now)s")
        % {
            "was": f"{was['complete']}/{was['total']}",
            "now": f"{now['complete']}/{now['total']}",
        }
    ]
    if was["band"] != now["band"]:
        said.append(_("Band: %(was)s, now %(now)s") % {"was": was["band"], "now": now["band"]})
    if was["earliest_close"] != now["earliest_close"]:
        days = [d and date.fromisoformat(d) for d in (was["earliest_close"], now["earliest_close"])]
        said.append(
            _("Earliest close: %(was)s, now %(now)s")
            % {"was": days[0] or _("none"), "now": days[1] or _("none")}
        )
    return tuple(said)


def deliver(delivery: Delivery) -> None:
    """Send the minutes of a closed review to both teams."""
    plan_id, review_id = int(delivery.payload["plan"]), int(delivery.payload["review"])
    with seller_scope(delivery.workspace_id):
        record = plan_record(plan_id)
        room = review_room(plan_id, review_id)
        if record is None or room.review.state != "closed":
            return
        revision = room.private.revision_before if room.private else None
        before = plan_at(plan_id, revision) if revision else None
        teams = teams_of(plan_id)
        mailing = Mailing(delivery.workspace_id, plan_id, teams)
        for mate in teams:
            _send(mailing, delivery.key, room, (before, record.plan), mate)


def _send(
    mailing: Mailing, key: str, room: Room, plans: tuple[Plan | None, Plan], mate: Teammate
) -> None:
    around = mailing.around(mate)
    before, after = plans
    with translation.override(known_language(mate.language)):
        minutes = minutes_of(room, before, after, mate.side, around.workspace)
    context = {
        "plan": after.title or after.account,
        "on": room.review.on,
        "minutes": minutes,
        "link": mailing.link(mate, f"{room.review.id}/"),
    }
    file = MailFile("plan.pdf", "application/pdf", _pdf(after, mate))
    mailing.send(
        "review_minutes", context, mate, around, key=f"minutes:{key}:{mate.address}", file=file
    )


def _pdf(plan: Plan, mate: Teammate) -> bytes:
    with translation.override(known_language(mate.language)):
        shown = buyer_copy(plan) if mate.side == "buyer" else plan
        return pdf.render(shown, side=mate.side, today=today_in(mate.time_zone))


def _changed(found: Comparison | None) -> dict[str, Any]:
    if found is None:
        return {}
    shared = [s for s in found.steps if s.milestone.visibility == "shared"]
    return {
        "done": tuple(
            s.milestone.title
            for s in shared
            if s.after and s.after.status == "complete" and not _was_complete(s.before)
        ),
        "moved": tuple(
            (s.milestone.title, s.before.target, s.after.target)
            for s in shared
            if s.before and s.after and s.before.target != s.after.target
        ),
        "added": tuple(
            (s.milestone.title, s.milestone.target) for s in shared if s.what == "added"
        ),
        "dropped": tuple(s.milestone.title for s in shared if s.what == "removed"),
    }


def _was_complete(milestone: Any) -> bool:
    return milestone is not None and milestone.status == "complete"


def _owner(plan: Plan, key: str | None, company: str) -> str:
    """Who has an action item; whom this side does not know stands under the company's name."""
    person = plan.person(key) if key else None
    return person.name if person else company
