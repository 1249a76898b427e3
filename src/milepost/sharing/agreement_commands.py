"""Both sides' yes to one plan (product.md section 2, life).

A yes is given to the terms as they stand (`plans_plan.terms_revision`), once for each person and
terms. A plan becomes `agreed` with a yes of the seller's side and one of the champion (with none
on the plan, of any stakeholder) to the same terms. A material change asks for both again; the plan
stays agreed, "changed since". A plan that lacks its goal, or a name for a step that is due soon,
takes no yes at all: whoever says it is told what is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.errors import Conflict, InvalidInput, NotAllowed, Problem
from milepost.domain.plan import Plan
from milepost.domain.stages import Lack, lacks
from milepost.plans import commands, live
from milepost.plans.changing import Actor, Changed, Locked, locked
from milepost.sharing import told_ae
from milepost.sharing.acting import Deed, Outcome
from milepost.sharing.proposals import Content, held_for_buyer


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a yes came to. `both` says that both sides have now said it; `changed` is there where
    the plan became agreed by it."""

    both: bool
    changed: Changed | None = None


def agree(deed: Deed) -> Outcome:
    """A buyer's yes: {terms_revision}, the terms that their page showed."""
    held = held_for_buyer(deed)
    if Content(deed.content).number("terms_revision") != held.marks.terms_revision:
        said = _("The plan changed while you were reading. Look at what is new, then say yes.")
        raise Conflict(said)
    missing = lacks(held.plan, deed.today)
    if missing:
        words = [buyer_words(lack) for lack in missing]
        raise InvalidInput([Problem("", said, "") for said in words], " ".join(words))
    is_new = _insert(held, deed.actor, side="buyer")
    done = _settle(deed.actor, held, deed.today)
    if is_new and done.changed is None:
        live.touch(deed.plan_id, shared=True)
    if is_new:
        terms = held.marks.terms_revision
        facts = {"person": deed.person, "terms": terms}
        key = f"agreed:{deed.plan_id}:{terms}:{deed.person}"
        told_ae.tell("agreed", key, deed.workspace_id, deed.plan_id, facts=facts)
    number = done.changed.revision if done.changed else None
    return Outcome(revision=number, data={"both": done.both})


def take_back_agreement(deed: Deed) -> Outcome:
    """A buyer takes their yes to these terms back. A plan that rested on it is with them again."""
    held = held_for_buyer(deed)
    changed = _take_back(deed.actor, held, deed.today)
    return Outcome(revision=changed.revision if changed else None)


def agree_as_seller(
    actor: Actor, plan_id: int, today: date, *, terms_revision: int | None = None
) -> Agreed:
    """The seller's yes to a plan that is with the buyer. `terms_revision` is the one that was
    shown; another one by now is a Conflict. Raises InvalidInput with all that the plan lacks."""
    held = _held_for_seller(plan_id, today)
    if terms_revision is not None and terms_revision != held.marks.terms_revision:
        raise Conflict(_("The plan changed meanwhile. Look at it once more, then agree."))
    is_new = _insert(held, actor, side="seller")
    done = _settle(actor, held, today)
    if is_new and done.changed is None:
        live.touch(plan_id, shared=True)
    return done


def agreed_elsewhere(actor: Actor, plan_id: int, how: str, today: date) -> Agreed:
    """A member notes that both sides agreed in another way: in a call, on paper. `how` says which.

    It stands in the history as what it is, and no buyer's yes is made up for it.
    """
    said = Content({"reason": how}).text("reason", missing=_("Say how the buyer agreed."))
    held = _held_for_seller(plan_id, today)
    is_new = _insert(held, actor, side="seller", how=said)
    if held.plan.life == "agreed":
        if is_new:
            live.touch(plan_id, shared=True)
        return Agreed(True)
    why = _("The buyer agreed in another way: %(how)s") % {"how": said}
    return Agreed(True, commands.set_life(actor, plan_id, "agreed", today, why=why))


def take_back_as_seller(actor: Actor, plan_id: int, today: date) -> Changed | None:
    """The seller takes their own yes to these terms back; the revision that it made, if any."""
    return _take_back(actor, locked(plan_id), today)


def buyer_words(lack: Lack) -> str:
    """What is missing, for somebody on the buyer's side."""
    if lack.milestone is None:
        return _("The plan does not say yet what you want to reach. Write that first, then agree.")
    step = {"step": lack.milestone.title}
    if lack.side == "buyer":
        return _("“%(step)s” is due soon, and nobody on your side is named for it yet.") % step
    return _("“%(step)s” is due soon, and the other side has not named anybody for it yet.") % step


def seller_words(lack: Lack) -> str:
    """What is missing, for the seller's side."""
    if lack.milestone is None:
        return _("the outcome has no goal")
    step = {"step": lack.milestone.title}
    if lack.side == "buyer":
        return _("“%(step)s” is due soon and names nobody at the buyer") % step
    return _("“%(step)s” is due soon and names nobody on your side") % step


def _held_for_seller(plan_id: int, today: date) -> Locked:
    held = locked(plan_id)
    if held.plan.life not in ("shared", "agreed"):
        raise NotAllowed(_("Share the plan first: there is nothing to agree to while it is yours."))
    missing = lacks(held.plan, today)
    if missing:
        raise InvalidInput([Problem(_path(lack), seller_words(lack), "") for lack in missing])
    return held


def _path(lack: Lack) -> str:
    if lack.milestone is None:
        return "outcome.goal"
    return f"milestones.{lack.milestone.key}.owners.{lack.side}"


def _insert(held: Locked, actor: Actor, *, side: str, how: str = "") -> bool:
    """Write a yes to the terms as they stand; whether it is new. The constraints of the table
    keep it at one for each person and terms, whoever else writes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "/* milepost_seller */ insert into sharing_agreement as a (workspace_id, plan_id,"
            " side, person, member_id, name, terms_revision, shared_revision, how)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing returning a.id",
            (
                held.workspace_id,
                held.id,
                side,
                actor.person,
                actor.member_id,
                actor.name,
                held.marks.terms_revision,
                held.marks.shared_revision,
                how,
            ),
        )
        is_new = cursor.fetchone() is not None
        if how and not is_new:
            cursor.execute(
                "/* milepost_seller */ update sharing_agreement set how = %s where plan_id = %s"
                " and workspace_id = %s and member_id = %s and side = 'seller'"
                " and terms_revision = %s and taken_back_at is null",
                (how, held.id, held.workspace_id, actor.member_id, held.marks.terms_revision),
            )
    return is_new or bool(how)


def _settle(actor: Actor, held: Locked, today: date) -> Agreed:
    """Make the plan agreed where both sides have said yes to the same terms."""
    if not _both_said_yes(held, held.marks.terms_revision):
        return Agreed(False)
    if held.plan.life != "shared":
        return Agreed(True)
    why = _("Both sides said yes")
    return Agreed(True, commands.set_life(actor, held.id, "agreed", today, why=why))


def _take_back(actor: Actor, held: Locked, today: date) -> Changed | None:
    """Take a yes back. A plan that rested on it, and on no other, is with the buyer again; one
    that was agreed from its first revision on, or in another way, is not."""
    rested = held.plan.life == "agreed" and _both_said_yes(held, held.marks.terms_revision)
    if not _withdraw(held, actor):
        return None
    if rested and "life" in held.versions and not _both_said_yes(held, None):
        why = _("%(who)s took their yes back") % {"who": actor.name}
        return commands.take_agreement_back(actor, held.id, today, why=why)
    live.touch(held.id, shared=True)
    return None


def _both_said_yes(held: Locked, terms: int | None) -> bool:
    """Whether both sides have said yes to these terms or, for None, to the same ones ever."""
    deciding = deciding_people(held.plan)
    with connection.cursor() as cursor:
        cursor.execute(
            "/* milepost_seller */ select exists (select 1 from sharing_agreement s"
            " where s.workspace_id = %(workspace)s and s.plan_id = %(plan)s and s.side = 'seller'"
            " and s.taken_back_at is null and s.terms_revision = coalesce(%(terms)s::int,"
            " s.terms_revision) and (s.how <> '' or exists (select 1 from sharing_agreement b"
            " where b.workspace_id = s.workspace_id and b.plan_id = s.plan_id"
            " and b.side = 'buyer' and b.taken_back_at is null"
            " and b.terms_revision = s.terms_revision and b.person = any(%(people)s::text[]))))",
            {
                "workspace": held.workspace_id,
                "plan": held.id,
                "terms": terms,
                "people": sorted(deciding),
            },
        )
        return bool(cursor.fetchone()[0])


def deciding_people(plan: Plan) -> frozenset[str]:
    """Whose yes is the buyer's: the champion's or, with none on the plan, any stakeholder's."""
    buyers = [p for p in plan.people if p.side == "buyer"]
    champions = frozenset(p.key for p in buyers if p.role == "champion")
    return champions or frozenset(p.key for p in buyers)


def _withdraw(held: Locked, actor: Actor) -> bool:
    whose = "member_id = %s" if actor.person is None else "person = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            "/* milepost_seller */ update sharing_agreement set taken_back_at = now()"
            f" where workspace_id = %s and plan_id = %s and {whose} and terms_revision = %s"
            " and taken_back_at is null",
            (
                held.workspace_id,
                held.id,
                actor.member_id if actor.person is None else actor.person,
                held.marks.terms_revision,
            ),
        )
        return int(cursor.rowcount) > 0
