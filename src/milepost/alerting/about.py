"""What a message about a rule is about, as its reader may see it, and whether it still holds.

For the modules that put rules into words. Between the day on which a rule is recorded and the hour
in which it is said, a step may be done, moved or hidden, and a plan closed: then nothing is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from milepost.domain.calls import what_waits
from milepost.domain.plan import Milestone, Owner, Plan
from milepost.domain.policy import Policy
from milepost.domain.standing import standing_of
from milepost.messaging.channels.contract import At
from milepost.messaging.letters import zone_of
from milepost.messaging.messages import Addressee, Told
from milepost.sharing.titles import title_for_buyers

AT_WORK = ("shared", "agreed")
NAMED = 2
"""So many of the steps that wait are named."""

# What the plan itself does not say: whether it was put away, and what its kind is called.
_AROUND = """
select p.archived_at is null, w.plan_title, w.time_zone
from plans_plan p join workspaces_workspace w on w.id = p.workspace_id
where p.workspace_id = %s::bigint and p.id = %s::bigint"""


@dataclass(frozen=True, slots=True)
class Around:
    """A plan that is at work. `plan` is the reader's side of it, `title` what it is called.

    `today` is the workspace's calendar day, by which days late are counted; `here` the reader's,
    by which they say "today" and "tomorrow".
    """

    plan_id: int
    plan: Plan
    whole: Plan
    title: str
    today: date
    here: date

    def name(self, owner: Owner | None) -> str:
        """Who owns, as far as the reader knows them: a name, or the role still to be named."""
        if owner is None:
            return ""
        person = self.plan.person(owner.person) if owner.person else None
        return person.name if person else owner.role or ""


@dataclass(frozen=True, slots=True)
class Step(Around):
    """A step of it that is still open on the date that was told."""

    milestone: Milestone

    @property
    def late(self) -> int:
        """Calendar days since its date."""
        return (self.today - self.milestone.target).days

    @property
    def left(self) -> int:
        """Calendar days until its date for the reader; negative once it has passed."""
        return (self.milestone.target - self.here).days

    @property
    def done_means(self) -> tuple[str, ...]:
        """What "done" means, where somebody wrote it down."""
        meant = self.milestone.done_means
        return (_("Done means: %(what)s") % {"what": meant},) if meant else ()

    @property
    def what_waits(self) -> tuple[str, ...]:
        """The steps that come next once this one is done."""
        keys = [w.milestone for w in what_waits(self.plan, self.milestone.key) if w.is_direct]
        found = [self.plan.milestone(key) for key in keys]
        titles = [m.title for m in found if m is not None]
        if not titles:
            return ()
        named = ", ".join(f"“{title}”" for title in titles[:NAMED])
        more = len(titles) - NAMED
        if more > 0:
            named = _("%(steps)s and %(n)s more") % {"steps": named, "n": more}
        return (_("Waits for it: %(steps)s") % {"steps": named},)


def around(told: Told, reader: Addressee, at: At) -> Around | None:
    """The plan of a message; None where nothing is told of it any more."""
    if told.plan_id is None:
        return None
    whole = at.plan(told.plan_id, "seller")
    if whole is None or whole.life not in AT_WORK:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, (told.workspace_id, told.plan_id))
        row = cursor.fetchone()
    if row is None or not row[0]:
        return None
    plan = at.plan(told.plan_id, reader.side) or whole
    if reader.side == "buyer":
        title = title_for_buyers(plan, row[1])
    else:
        title = plan.title or plan.opportunity or plan.account
    today, here = (at.now.astimezone(zone_of(z)).date() for z in (row[2], reader.time_zone))
    return Around(told.plan_id, plan, whole, title, today, here)


def step(told: Told, reader: Addressee, at: At) -> Step | None:
    """The step of a message; None where it is not open any more, or has another date."""
    found = around(told, reader, at)
    milestone = found.plan.milestone(told.milestone or "") if found else None
    if found is None or milestone is None:
        return None
    if not milestone.is_open or milestone.target != told.about:
        return None
    return Step(
        found.plan_id, found.plan, found.whole, found.title, found.today, found.here, milestone
    )


def has_stalled_since(found: Around, day: date | None) -> bool:
    """Whether the plan still stands where it stood on that day."""
    standing = standing_of(found.whole, found.today, Policy.of(found.whole.policy))
    return standing.moved_on == day and not standing.is_signed and bool(standing.open)
