"""Mails about a review to both teams: from the plan's AE, in each reader's language and zone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from milepost.messaging.letters import letter
from milepost.messaging.mail import MailFile, record_mail
from milepost.reviews.teams import Teammate
from milepost.sharing import invitations
from milepost.sharing.invitations import Around
from milepost.sharing.link_commands import link_address, new_link


@dataclass(frozen=True, slots=True)
class Mailing:
    """Mails about one review of a plan, inside a seller's scope. `teams` are whom it knows."""

    workspace_id: int
    plan_id: int
    teams: Sequence[Teammate]

    @property
    def ae(self) -> Teammate | None:
        """Who keeps the plan, and is answered."""
        return next((mate for mate in self.teams if mate.is_ae), None)

    def around(self, mate: Teammate) -> Around:
        """What a letter to this person has to say of both sides."""
        ae = self.ae
        return invitations.around_of(self.plan_id, mate.person or "", ae.member_id if ae else None)

    def link(self, mate: Teammate, part: str = "") -> str:
        """Where a letter opens: the reviews (or a `part` of them) for the seller's side, a buyer's
        plan by a link of their own."""
        if mate.side == "seller":
            return f"{settings.PUBLIC_URL}/plans/{self.plan_id}/reviews/{part}"
        assert mate.person is not None  # a buyer is on the plan by key
        return link_address(new_link(self.plan_id, mate.person))

    def send(
        self,
        template: str,
        context: Mapping[str, Any],
        mate: Teammate,
        around: Around,
        *,
        key: str,
        file: MailFile,
    ) -> None:
        """Record one letter with its file; the same key again records nothing."""
        ae = self.ae
        sender = ae.name if ae else around.workspace
        made = letter(
            template,
            {
                "workspace": around.workspace,
                "name": mate.name,
                "is_buyer": mate.side == "buyer",
                "sender": sender,
                **context,
            },
            language=mate.language,
            time_zone=mate.time_zone,
        )
        record_mail(
            workspace_id=self.workspace_id,
            key=key,
            to=mate.address,
            subject=made.subject,
            text=made.text,
            html=made.html,
            reply_to=ae.address if ae else None,
            sender_name=invitations.sender_name(sender, around),
            plan_id=self.plan_id,
            caused_by=ae.member_id if ae else None,
            files=[file],
        )
