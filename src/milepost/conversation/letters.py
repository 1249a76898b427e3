"""Telling somebody that they were mentioned, in their language, with what was said and the way
there. The subject and what a mailbox shows beside it say nothing of what was said."""

from __future__ import annotations

from typing import Literal

from django.conf import settings

from milepost.conversation.mentions import Reachable
from milepost.conversation.people import Place
from milepost.messaging.letters import letter
from milepost.messaging.mail import Answers, record_mail
from milepost.plans.changing import Actor
from milepost.sharing.link_commands import link_address, new_link


def tell(
    actor: Actor, place: Place, comment_id: int, text: str, visibility: str, who: Reachable
) -> bool:
    """Mail one person that they were mentioned, once for each comment; False for no address."""
    if not who.address or (who.side == "buyer" and not place.code):
        return False
    made = letter(
        "mention",
        {
            "workspace": place.workspace,
            "by": actor.name,
            "plan": place.title,
            "step": place.milestone_title,
            "words": text,
            "is_internal": visibility == "internal",
            "href": _address(place, comment_id, who, actor.member_id),
        },
        language=who.language,
        time_zone=who.time_zone,
        takes_answers=_side(who),
    )
    record_mail(
        workspace_id=place.workspace_id,
        key=f"mention:{comment_id}:{who.key}",
        to=who.address,
        subject=made.subject,
        text=made.text,
        html=made.html,
        sender_name=f"{actor.name} ({place.workspace})" if actor.side == "seller" else None,
        # A thread of the plan is the buyer's too: an internal note stays out of it.
        plan_id=place.plan_id if visibility == "shared" else None,
        caused_by=actor.member_id,
        answers=_answers(place, who),
    )
    return True


def _side(who: Reachable) -> Literal["", "buyer", "seller"]:
    """On whose side an answer by mail is: whoever signs in, or holds a link of the buyer's."""
    if who.member_id is not None:
        return "seller"
    return "buyer" if who.side == "buyer" else ""


def _answers(place: Place, who: Reachable) -> Answers | None:
    side = _side(who)
    if not side:
        return None
    return Answers(
        plan_id=place.plan_id,
        person=who.person if side == "buyer" else None,
        member_id=who.member_id,
        steps=[(place.plan_id, place.milestone)] if place.milestone else (),
    )


def _address(place: Place, comment_id: int, who: Reachable, by: int | None) -> str:
    if who.side == "seller" or who.person is None:
        return f"{settings.PUBLIC_URL}/plans/{place.plan_id}/conversation/#comment-{comment_id}"
    secret = new_link(place.plan_id, who.person, by=by)
    return f"{link_address(secret)}#comment-{comment_id}"
