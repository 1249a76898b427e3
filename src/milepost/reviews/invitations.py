"""Calendar invitations of a review: asked, asked anew with a higher sequence, called off (iTIP).

Delivered from the outbox row of the change. The review is read as it stands then: an invitation
that a later change has overtaken says what holds now, and the later row then finds nothing new.
RFC 5546: one UID, METHOD REQUEST and CANCEL; whoever is no longer asked gets a CANCEL of their own.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from milepost.documents.calendar import Attendee, CalendarEvent, Method, invitation
from milepost.domain.meeting import ITEMS
from milepost.messaging.letters import known_language
from milepost.messaging.mail import MailFile
from milepost.messaging.registry import Delivery
from milepost.plans.queries import plan_record
from milepost.platform.scope import seller_scope
from milepost.reviews import words
from milepost.reviews.holding import update_private, update_review
from milepost.reviews.mailing import Mailing
from milepost.reviews.queries import attendees_of, review_room
from milepost.reviews.rows import ReviewRow
from milepost.reviews.teams import Teammate, known_to, teams_of


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A review on its way into calendars: whose it is, and what it is called."""

    workspace_id: int
    plan_id: int
    review: ReviewRow
    teams: tuple[Teammate, ...]
    title: str


def deliver(delivery: Delivery) -> None:
    """Ask, ask anew or call off, as the review stands now. Twice is once: mails have keys."""
    plan_id, review_id = int(delivery.payload["plan"]), int(delivery.payload["review"])
    with seller_scope(delivery.workspace_id):
        record = plan_record(plan_id)
        if record is None or record.plan.life == "draft":
            return
        review = review_room(plan_id, review_id).review
        if review.state not in ("planned", "cancelled"):
            return
        before = attendees_of(plan_id, review_id)
        teams = teams_of(plan_id) if review.state == "planned" else before
        title = record.plan.title or record.plan.account
        meeting = _Meeting(delivery.workspace_id, plan_id, review, teams, title)
        now_asked = {mate.address for mate in teams}
        for mate in teams:
            _send(meeting, mate, "CANCEL" if review.state == "cancelled" else "REQUEST")
        for mate in before:
            if mate.address not in now_asked:
                _send(meeting, mate, "CANCEL")
        kept = () if review.state == "cancelled" else teams
        update_private(review_id, attendees=[asdict(mate) for mate in kept])
        update_review(review_id, invited_at=timezone.now())


def file_of(meeting: _Meeting, mate: Teammate, method: Method) -> bytes:
    """The invitation as this person's calendar takes it."""
    review = meeting.review
    known = known_to(mate.side, meeting.teams)
    ae = next((m for m in known if m.is_ae), None)
    organizer = Attendee(ae.address, ae.name) if ae else Attendee(settings.DEFAULT_FROM_EMAIL)
    asked = [Attendee(m.address, m.name) for m in known if m is not ae]
    if all(a.address != mate.address for a in asked) and (ae is None or mate is not ae):
        asked.append(Attendee(mate.address, mate.name))
    with translation.override(known_language(mate.language)):
        title = _("Call about the plan: %(plan)s") % {"plan": meeting.title}
        agenda = "\n".join(f"{length} {_('min')}  {name}" for name, length in _agenda(review))
    starts = review.starts_at or review.on
    event = CalendarEvent(
        uid=review.uid,
        title=title,
        starts=starts,
        ends=review.starts_at + timedelta(minutes=review.minutes) if review.starts_at else None,
        description=agenda,
        location=review.place,
        status="CANCELLED" if method == "CANCEL" else "CONFIRMED",
        sequence=review.sequence,
        changed_at=timezone.now(),
        is_busy=review.starts_at is not None,
    )
    return invitation(event, organizer, asked, language=mate.language, method=method)


def _agenda(review: ReviewRow) -> list[tuple[str, int]]:
    """The seven items in the active language, with their minutes."""
    return [
        (str(words.ITEM_TITLES[name]), minutes)
        for name, minutes in zip(ITEMS, review.agenda, strict=True)
    ]


def _send(meeting: _Meeting, mate: Teammate, method: Method) -> None:
    review = meeting.review
    mailing = Mailing(meeting.workspace_id, meeting.plan_id, meeting.teams)
    is_cancelled = method == "CANCEL"
    with translation.override(known_language(mate.language)):
        agenda = _agenda(review)
    context = {
        "plan": meeting.title,
        "is_cancelled": is_cancelled,
        "is_moved": review.sequence > 0 and not is_cancelled,
        "on": review.on,
        "starts": review.starts_at,
        "zone": mate.time_zone.replace("_", " "),
        "minutes": review.minutes,
        "place": review.place,
        "agenda": agenda,
        "link": "" if is_cancelled else mailing.link(mate),
    }
    kind = f"text/calendar; method={method}"
    mailing.send(
        "review_invitation",
        context,
        mate,
        mailing.around(mate),
        key=f"review:{review.id}:{review.sequence}:{method}:{mate.address}",
        file=MailFile("invitation.ics", kind, file_of(meeting, mate, method)),
    )
