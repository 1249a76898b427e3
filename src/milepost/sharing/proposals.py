"""What the commands on proposals share: reading what a buyer sent, and one row held for one answer.

The plan is always locked before its proposals, so that two who answer at once wait for each
other: the second one finds the state that the first one left.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.edits import value_at
from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Problem
from milepost.domain.plan import Milestone, Plan
from milepost.messaging.webhooks import source
from milepost.plans.changing import Locked, locked
from milepost.sharing import told_ae
from milepost.sharing.acting import Deed
from milepost.sharing.queries import ProposalRow

LONGEST = {"title": 200, "done_means": 500, "reason": 1000, "answer": 1000}
LAST_DAY = timedelta(3650)
_COLUMNS = (
    "id, kind, milestone, content::text, reason, person, person_name, at, state, counter::text,"
    " answer, answered_at, answered_by_name"
)


@dataclass(frozen=True, slots=True)
class Content:
    """What the browser sent for an action, read field by field with words for whoever typed it."""

    sent: Mapping[str, Any]

    def text(self, name: str, *, missing: str = "") -> str:
        """A text field, trimmed. `missing` says what to do where it may not be empty."""
        value = self.sent.get(name)
        text = value.strip() if isinstance(value, str) else ""
        if not text and missing:
            raise InvalidInput([Problem(name, missing, "")], missing)
        most = LONGEST.get(name, 2000)
        if len(text) > most:
            said = _("This is too long: at most %(n)s characters.") % {"n": most}
            raise InvalidInput([Problem(name, said, "")], said)
        return text

    def day(self, name: str, today: date) -> date:
        """A day from today on."""
        try:
            day = date.fromisoformat(str(self.sent.get(name, "")).strip())
        except ValueError:
            said = _("Choose a day.")
            raise InvalidInput([Problem(name, said, "")], said) from None
        if day < today:
            said = _("That day has passed. Choose one from today on.")
            raise InvalidInput([Problem(name, said, "")], said)
        if day > today + LAST_DAY:
            said = _("That day is too far away.")
            raise InvalidInput([Problem(name, said, "")], said)
        return day

    def number(self, name: str) -> int:
        """A whole number, such as the id of a proposal."""
        try:
            return int(str(self.sent.get(name, "")))
        except ValueError:
            raise NotFound(_("This is not there any more.")) from None


def held_for_buyer(deed: Deed) -> Locked:
    """The plan, held, for somebody on the buyer's side. Raises NotAllowed for one that is over."""
    held = locked(deed.plan_id, even_archived=True)
    person = held.plan.person(deed.person)
    if person is None or person.side != "buyer":
        raise NotAllowed(_("Only the people on your side of this plan can do this."))
    if held.archived_at is not None or held.plan.life not in ("shared", "agreed"):
        raise NotAllowed(_("This plan is finished. Nothing in it can be changed any more."))
    return held


def shared_step(plan: Plan, key: Any) -> Milestone:
    """The open step of this key that both sides see; anything else is not there for a buyer."""
    milestone = plan.milestone(key) if isinstance(key, str) else None
    if milestone is None or not milestone.is_shared:
        raise NotFound(_("This step is not in the plan any more."))
    if not milestone.is_open:
        raise NotAllowed(_("“%(step)s” is already finished.") % {"step": milestone.title})
    return milestone


def held_proposal(plan_id: int, number: int) -> ProposalRow:
    """One proposal of a plan, held until the transaction ends. Raises NotFound."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"/* milepost_seller */ select {_COLUMNS} from sharing_proposal"
            " where plan_id = %s::bigint and id = %s::bigint and workspace_id ="
            " nullif(current_setting('milepost.workspace', true), '')::bigint for update",
            (plan_id, number),
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound(_("There is no such proposal."))
    kept = list(row)
    kept[3] = json.loads(kept[3])
    kept[9] = json.loads(kept[9]) if kept[9] else None
    return ProposalRow(*kept)


def check_waits(proposal: ProposalRow, plan: Plan, expected: tuple[str, ...]) -> None:
    """Raise Conflict, saying what came of it, where the proposal does not wait for this answer."""
    if proposal.state not in expected:
        raise Conflict(_what_came(proposal))
    standing = proposal.standing(plan)
    if standing == "gone":
        raise NotAllowed(_("The step that this was about is no longer in the plan."))
    if standing == "over":
        raise NotAllowed(_("The step that this was about is finished."))


def _what_came(proposal: ProposalRow) -> str:
    by = proposal.answered_by_name or _("Somebody")
    said = {
        "open": _("This proposal waits for an answer again; look at it once more."),
        "accepted": _("%(who)s has already accepted this proposal."),
        "refused": _("%(who)s has already declined this proposal."),
        "countered": _("%(who)s has already answered with another suggestion."),
        "withdrawn": _("%(person)s has taken this proposal back."),
    }[proposal.state]
    return said % {"who": by, "person": proposal.person_name}


def insert_proposal(
    deed: Deed,
    kind: str,
    content: Mapping[str, Any],
    *,
    milestone: str | None = None,
    reason: str = "",
) -> int:
    """Write a proposal; an older one of the same person about the same thing is taken back."""
    with connection.cursor() as cursor:
        if kind != "add_step":
            cursor.execute(
                "/* milepost_seller */ update sharing_proposal set state = 'withdrawn',"
                " answered_at = now() where workspace_id = %s and plan_id = %s and kind = %s"
                " and milestone is not distinct from %s::text"
                " and (person = %s or kind = 'dates') and state in ('open', 'countered')",
                (deed.workspace_id, deed.plan_id, kind, milestone, deed.person),
            )
        cursor.execute(
            "/* milepost_seller */ insert into sharing_proposal (workspace_id, plan_id, kind,"
            " milestone, content, reason, person, person_name)"
            " values (%s, %s, %s, %s, %s::jsonb, %s, %s, %s) returning id",
            (
                deed.workspace_id,
                deed.plan_id,
                kind,
                milestone,
                json.dumps(content, ensure_ascii=False),
                reason,
                deed.person,
                deed.actor.name,
            ),
        )
        number: int = cursor.fetchone()[0]
    told_ae.tell(
        "proposed",
        f"proposed:{number}",
        deed.workspace_id,
        deed.plan_id,
        milestone=milestone,
        facts={"proposal": number, "person": deed.person},
    )
    source.tell("proposal.made", number, deed.plan_id)
    return number


def answer_proposal(
    proposal: ProposalRow,
    plan_id: int,
    state: str,
    *,
    answer: str | None = None,
    counter: Mapping[str, Any] | None = None,
    member_id: int | None = None,
    by: str = "",
    revision: int | None = None,
) -> None:
    """Write what came of a held proposal. What is left out stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "/* milepost_seller */ update sharing_proposal set state = %s,"
            " answer = coalesce(%s::text, answer), counter = coalesce(%s::jsonb, counter),"
            " answered_at = now(), answered_by = coalesce(%s::bigint, answered_by),"
            " answered_by_name = coalesce(nullif(%s::text, ''), answered_by_name),"
            " revision = coalesce(%s::int, revision)"
            " where id = %s and plan_id = %s and workspace_id ="
            " nullif(current_setting('milepost.workspace', true), '')::bigint",
            (
                state,
                answer,
                json.dumps(counter, ensure_ascii=False) if counter is not None else None,
                member_id,
                by,
                revision,
                proposal.id,
                plan_id,
            ),
        )
    # A proposal may be countered more than once; every other answer is its last of that kind.
    mark = f"{state}@{timezone.now():%Y%m%dT%H%M%S.%f}" if state == "countered" else state
    source.tell("proposal.answered", proposal.id, plan_id, mark=mark)


def outcome_field(plan: Plan, name: str) -> Any:
    """One field of the outcome as the document holds it; '' for nothing."""
    return value_at(plan, f"outcome.{name}") or ""
