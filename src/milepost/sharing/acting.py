"""What a buyer does: written down under their own role, then done by the application.

    with visiting(token, browser) as visit:          # the portal's login, the buyer's role
        key = acting.record(visit, "done", {"milestone": "m3"}, key)
    outcome = acting.apply(visit, key)                # the application's login, the seller's role

The buyer's role may write rows of their own into `sharing_action` and nothing else; its policy
checks that the row is of their plan and theirs. `apply` reads that row, never what the browser
sent, and calls the one command for its kind. The same key again is answered with what came of it
the first time, and what a crash left undone is done by `apply_waiting`.

What somebody asks for by answering a mail is a row of the same table (`record_mailed`), with the
mail where a page has its link, and is done by the same `apply`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.domain.errors import MilepostError, NotAllowed, NotFound
from milepost.plans.changing import Actor, today_in
from milepost.platform.scope import seller_scope, worker_scope
from milepost.sharing.visits import Visit

# The function that does each kind. Named as text, so that sharing depends on none of them.
KINDS: dict[str, str] = {
    "done": "milepost.sharing.step_actions.done",
    "in_progress": "milepost.sharing.step_actions.in_progress",
    "blocked": "milepost.sharing.step_actions.blocked",
    "reopen": "milepost.sharing.step_actions.reopen",
    "confirm": "milepost.sharing.step_actions.confirm",
    "task_done": "milepost.sharing.step_actions.task_done",
    "task_reopen": "milepost.sharing.step_actions.task_reopen",
    "answer_approval": "milepost.sharing.step_actions.answer_approval",
    "undo": "milepost.sharing.step_actions.undo",
    "hand_over": "milepost.sharing.colleague_actions.hand_over",
    "add_colleague": "milepost.sharing.colleague_actions.add_colleague",
    "propose_date": "milepost.sharing.proposal_commands.propose_date",
    "propose_step": "milepost.sharing.proposal_commands.propose_step",
    "propose_drop": "milepost.sharing.proposal_commands.propose_drop",
    "set_outcome": "milepost.sharing.proposal_commands.set_outcome",
    "withdraw_proposal": "milepost.sharing.proposal_commands.withdraw_proposal",
    "answer_counter": "milepost.sharing.proposal_commands.answer_counter",
    "agree": "milepost.sharing.agreement_commands.agree",
    "take_back_agreement": "milepost.sharing.agreement_commands.take_back_agreement",
    "calendar": "milepost.sharing.feeds.take",
    "calendar_reach": "milepost.sharing.feeds.reach",
    "calendar_stop": "milepost.sharing.feeds.stop",
    "comment": "milepost.conversation.buyer_actions.comment",
    "edit_comment": "milepost.conversation.buyer_actions.edit_comment",
    "delete_comment": "milepost.conversation.buyer_actions.delete_comment",
    "attach_link": "milepost.conversation.buyer_actions.attach_link",
    "attach_file": "milepost.conversation.buyer_actions.attach_file",
    "remove_file": "milepost.conversation.buyer_actions.remove_file",
    "how_told": "milepost.sharing.telling.how_told",
    "review_note": "milepost.reviews.buyer_actions.note",
    "review_note_remove": "milepost.reviews.buyer_actions.remove_note",
    "review_action": "milepost.reviews.buyer_actions.action",
    "action_done": "milepost.reviews.buyer_actions.action_done",
    "action_open": "milepost.reviews.buyer_actions.action_open",
}
LEFT_ALONE = timedelta(seconds=30)

Json = Any


@dataclass(frozen=True, slots=True)
class Deed:
    """One recorded action, as its function gets it, inside the seller's scope.

    `today` is the day in the workspace's time zone; `content` is what the browser sent.
    """

    workspace_id: int
    plan_id: int
    person: str
    actor: Actor
    kind: str
    content: Mapping[str, Any]
    today: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an action: the revision that it made, and what its page needs to go on.

    `refused` is a sentence for the buyer where nothing was done.
    """

    revision: int | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""


class ProveAddress(NotAllowed):
    """This browser is not the one that acted first with the link: it needs a one-time code."""


class OnlyPreview(NotAllowed):
    """One of the seller's side looks at the page as somebody else: nothing is done as them."""


def record(visit: Visit, kind: str, content: Mapping[str, Json], key: UUID) -> UUID:
    """Write down what the buyer asks for, under their own role. The same key writes nothing new.

    Raises ProveAddress where another browser acted first with this link, and OnlyPreview.
    """
    if visit.is_preview:
        raise OnlyPreview(_("This is a preview: nothing that you do here is saved."))
    if not visit.may_act:
        raise ProveAddress("Prove your address first.")
    if kind not in KINDS:
        raise NotFound("There is no such action.")
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(
            "/* milepost_buyer */ insert into sharing_action (workspace_id, plan_id, person, key,"
            " kind, content, link_id, browser) values (%s, %s, %s, %s, %s, %s::jsonb, %s, %s)"
            " on conflict do nothing",
            (
                visit.workspace_id,
                visit.plan_id,
                visit.person,
                key,
                kind,
                json.dumps(content, ensure_ascii=False),
                visit.link_id,
                visit.browser,
            ),
        )
    return key


def record_mailed(
    workspace_id: int,
    plan_id: int,
    person: str,
    mail_id: int,
    kind: str,
    content: Mapping[str, Json],
    key: UUID,
) -> None:
    """Write down what an answer by mail asks for, inside a seller's scope: who may say so was
    checked when the mail was read. The same key writes nothing new."""
    if kind not in KINDS:
        raise NotFound("There is no such action.")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into sharing_action (workspace_id, plan_id, person, key, kind, content,"
            " mail_id) values (%s, %s, %s, %s, %s, %s::jsonb, %s) on conflict do nothing",
            (
                workspace_id,
                plan_id,
                person,
                key,
                kind,
                json.dumps(content, ensure_ascii=False),
                mail_id,
            ),
        )


def apply(visit: Visit, key: UUID) -> Outcome:
    """Do what was written down, once; what came of it. Called outside of the buyer's scope."""
    return _apply(visit.workspace_id, visit.plan_id, visit.person, key)


def apply_mailed(workspace_id: int, plan_id: int, person: str, key: UUID) -> Outcome:
    """The same for what an answer by mail asked for. Called outside of any scope."""
    return _apply(workspace_id, plan_id, person, key)


def apply_waiting() -> int:
    """Do what a crash left undone between the two transactions; how many. For the worker."""
    with worker_scope(), connection.cursor() as cursor:
        cursor.execute(
            "/* worker */ select workspace_id, plan_id, person, key from sharing_action"
            " where applied_at is null and at < %s order by at limit 100",
            (timezone.now() - LEFT_ALONE,),
        )
        rows = cursor.fetchall()
    for row in rows:
        _apply(*row)
    return len(rows)


def _apply(workspace_id: int, plan_id: int, person: str, key: UUID) -> Outcome:
    try:
        with seller_scope(workspace_id):
            row = _held(plan_id, person, key)
            if row.applied:
                return row.outcome
            if row.link_id is None:
                _check_access(plan_id, person)
            else:
                _bind_browser(row)
            outcome = _function(row.kind)(_deed(workspace_id, plan_id, person, row))
            _note(workspace_id, plan_id, person, key, outcome)
            if row.link_id is not None:  # whoever answers a mail has not opened the plan
                _opened(workspace_id, plan_id, person, row)
            return outcome
    except ProveAddress:
        raise
    except MilepostError as error:
        outcome = Outcome(refused=error.message)
        with seller_scope(workspace_id):
            _note(workspace_id, plan_id, person, key, outcome)
        return outcome


@dataclass(frozen=True, slots=True)
class _Held:
    kind: str
    content: Mapping[str, Any]
    link_id: int | None
    browser: str
    applied: bool
    outcome: Outcome
    name: str
    time_zone: str


def _held(plan_id: int, person: str, key: UUID) -> _Held:
    """The action, held until the transaction ends, with the name of who acts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.kind, a.content::text, a.link_id, a.browser, a.applied_at is not null,"
            " a.outcome::text, s.name, w.time_zone from sharing_action a"
            " join plans_person s on s.workspace_id = a.workspace_id and s.plan_id = a.plan_id"
            "  and s.key = a.person"
            " join workspaces_workspace w on w.id = a.workspace_id"
            " where a.plan_id = %s::bigint and a.person = %s::text and a.key = %s::uuid"
            "  and a.workspace_id = nullif(current_setting('milepost.workspace', true), '')::bigint"
            " for update of a",
            (plan_id, person, key),
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound("This action is not there, or whoever asked for it left the plan.")
    kept = json.loads(row[5]) if row[5] else {}
    return _Held(row[0], json.loads(row[1]), *row[2:5], Outcome(**kept), *row[6:])


def _check_access(plan_id: int, person: str) -> None:
    """Somebody who answers a mail has to have access still."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select 1 from sharing_stakeholder where plan_id = %s::bigint and person = %s::text"
            " and invited_at is not null and ended_at is null and workspace_id ="
            " nullif(current_setting('milepost.workspace', true), '')::bigint",
            (plan_id, person),
        )
        if cursor.fetchone() is None:
            raise NotFound(_("You are not on this plan any more."))


def _bind_browser(row: _Held) -> None:
    """The browser that first acts with a link needs no code; any other one has to be known."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update sharing_link set first_browser = coalesce(first_browser, %s),"
            " first_acted_at = coalesce(first_acted_at, now())"
            " where id = %s and revoked_at is null returning first_browser",
            (row.browser, row.link_id),
        )
        found = cursor.fetchone()
        if found is None:
            raise NotFound("This link does not open the plan any more.")
        if found[0] == row.browser:
            return
        cursor.execute(
            "select 1 from sharing_browser where link_id = %s and browser = %s",
            (row.link_id, row.browser),
        )
        if cursor.fetchone() is None:
            raise ProveAddress("Prove your address first.")


def _deed(workspace_id: int, plan_id: int, person: str, row: _Held) -> Deed:
    actor = Actor(None, row.name, person)
    today = today_in(row.time_zone)
    return Deed(workspace_id, plan_id, person, actor, row.kind, row.content, today)


def _note(workspace_id: int, plan_id: int, person: str, key: UUID, outcome: Outcome) -> None:
    said = {"revision": outcome.revision, "data": dict(outcome.data), "refused": outcome.refused}
    with connection.cursor() as cursor:
        cursor.execute(
            "update sharing_action set applied_at = now(), revision = %s, outcome = %s::jsonb"
            " where workspace_id = %s and plan_id = %s and person = %s and key = %s",
            (outcome.revision, json.dumps(said), workspace_id, plan_id, person, key),
        )


def _opened(workspace_id: int, plan_id: int, person: str, row: _Held) -> None:
    """Somebody who acts has opened the plan: the surest human signal there is."""
    from milepost.sharing.engagement import note_opening

    note_opening(
        workspace_id,
        plan_id,
        person,
        f"action:{row.kind}",
        link_id=row.link_id,
        browser=row.browser,
    )


def _function(kind: str) -> Callable[[Deed], Outcome]:
    module, _, name = KINDS[kind].rpartition(".")
    found: Callable[[Deed], Outcome] = getattr(import_module(module), name)
    return found
