"""Examples of how a similar company rolled out: made, edited, approved, shown on a plan.

Nothing is shown to a buyer before a person approved it; whoever edits it takes the approval back
(the database does so too, see migration 0007). Called inside a seller's scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from milepost.domain.errors import NotAllowed, NotFound
from milepost.domain.json_values import to_json
from milepost.domain.peer_example import with_words
from milepost.plans import live
from milepost.plans.changing import Actor
from milepost.plans.models import PeerExample as Kept
from milepost.plans.models import Plan as PlanRow
from milepost.plans.models import ShownExample
from milepost.plans.peer_queries import (
    KeptExample,
    draft_of,
    example,
    example_of,
    read_example,
)
from milepost.plans.queries import plan_record


def make_example(actor: Actor, plan_id: int, seller: str) -> int:
    """The id of the example of a signed plan: the one that there is, or a new draft.

    Raises NotFound, and NotAllowed where the plan is not signed.
    """
    record = plan_record(plan_id)
    if record is None:
        raise NotFound("There is no such plan.")
    draft = draft_of(record.plan, seller)
    there = example_of(plan_id)
    if there is not None:
        return there.id
    made = Kept.objects.create(
        workspace_id=_workspace(plan_id),
        made_from=plan_id,
        content=to_json(draft.example),
        changed_by_id=actor.member_id,
    )
    return made.pk


def edit_example(
    actor: Actor,
    example_id: int,
    *,
    industry: str,
    size: str,
    goal: str,
    steps: Mapping[int, tuple[str, str]],
) -> None:
    """Set the words of an example. It has to be approved again. Raises InvalidInput, NotFound."""
    held = _held(example_id)
    words = with_words(
        read_example(held.content), industry=industry, size=size, goal=goal, steps=steps
    )
    content = to_json(words)
    if content == held.content:
        return
    Kept.objects.filter(pk=held.pk).update(
        content=content,
        changed_at=timezone.now(),
        changed_by_id=actor.member_id,
        approved_at=None,
        approved_by_id=None,
    )
    _touch_where_shown(example_id)


def approve_example(actor: Actor, example_id: int, seen: datetime) -> None:
    """Let buyers see an example as it stood at `seen`, which is its `changed_at`.

    Raises NotAllowed where somebody changed it since: what is approved is what was read.
    """
    held = _held(example_id)
    if held.changed_at != seen:
        raise NotAllowed("Somebody changed this example since you read it. Read it again first.")
    Kept.objects.filter(pk=held.pk).update(
        approved_at=timezone.now(), approved_by_id=actor.member_id
    )
    _touch_where_shown(example_id)


def take_back_approval(example_id: int) -> None:
    """Hide an example from buyers again, wherever it is shown."""
    _held(example_id)
    Kept.objects.filter(pk=example_id).update(approved_at=None, approved_by_id=None)
    _touch_where_shown(example_id)


def remove_example(example_id: int) -> None:
    """Throw an example away; plans that show it no longer do."""
    plans = list(_plans_that_show(example_id))
    _held(example_id).delete()
    for plan_id in plans:
        live.touch(plan_id, shared=True)


def show_example(actor: Actor, plan_id: int, example_id: int | None) -> None:
    """Show an example on a plan, or (None) none any more.

    Raises NotAllowed for one that nobody approved, and for one that was made from this very
    account: a buyer would recognise it.
    """
    ShownExample.objects.filter(plan_id=plan_id).delete()
    if example_id is not None:
        chosen = example(example_id)
        if not chosen.is_approved:
            raise NotAllowed("Read and approve this example before a buyer sees it.")
        _refuse_their_own(plan_id, chosen)
        ShownExample.objects.create(
            workspace_id=_workspace(plan_id),
            plan_id=plan_id,
            example_id=chosen.id,
            shown_by_id=actor.member_id,
        )
    live.touch(plan_id, shared=True)


def _refuse_their_own(plan_id: int, chosen: KeptExample) -> None:
    accounts = dict(
        PlanRow.objects.filter(pk__in=[plan_id, chosen.made_from]).values_list("pk", "account")
    )
    if chosen.made_from in accounts and (
        accounts[chosen.made_from].strip().casefold() == accounts[plan_id].strip().casefold()
    ):
        raise NotAllowed("This example was made from a plan of the same company.")


def _held(example_id: int) -> Kept:
    row = Kept.objects.select_for_update().filter(pk=example_id).first()
    if row is None:
        raise NotFound("There is no such example.")
    return row


def _workspace(plan_id: int) -> int:
    found = PlanRow.objects.filter(pk=plan_id).values_list("workspace_id", flat=True).first()
    if found is None:
        raise NotFound("There is no such plan.")
    return int(found)


def _plans_that_show(example_id: int) -> list[int]:
    shown = ShownExample.objects.filter(example_id=example_id)
    return list(shown.values_list("plan_id", flat=True))


def _touch_where_shown(example_id: int) -> None:
    for plan_id in _plans_that_show(example_id):
        live.touch(plan_id, shared=True)
