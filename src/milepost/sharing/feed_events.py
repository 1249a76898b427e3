"""What stands in somebody's calendar: their steps as days, meetings at their times, reviews.

In the reader's language, which the caller has switched on. A buyer's is made of `BuyersFeed`
alone; nothing here asks for more. Dates move when the plan moves: an event keeps its identifier,
its SEQUENCE is the revision that last changed it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.documents.calendar import CalendarEvent, step_uid, uid_of
from milepost.domain.plan import Milestone, Owner, Plan, Task
from milepost.domain.policy import Policy
from milepost.domain.reviews import next_review
from milepost.domain.standing import standing_of
from milepost.domain.working_days import common_calendar
from milepost.plans.queries import PlanRecord
from milepost.sharing.feeds import BuyersFeed, Mark, MembersFeed
from milepost.sharing.titles import title_for_buyers

STATUS = {
    "pending": gettext_lazy("To come"),
    "in_progress": gettext_lazy("In progress"),
    "blocked": gettext_lazy("Blocked"),
    "complete": gettext_lazy("Done"),
    "skipped": gettext_lazy("No longer needed"),
}


@dataclass(frozen=True, slots=True)
class _Around:
    """What the events of one plan share. `whose` stands behind each title: the other company."""

    plan_id: int
    plan: Plan
    whose: str
    seller: str
    home: str
    zone: tzinfo
    first: Mark

    def owner(self, owner: Owner | None) -> str:
        if owner is None:
            return ""
        person = self.plan.person(owner.person) if owner.person else None
        if person is not None:
            return person.name
        return _("%(role)s, still to be named") % {"role": owner.role} if owner.role else ""


def buyers_name(feed: BuyersFeed) -> str:
    """What a buyer's calendar is called."""
    plan = feed.read.plan
    return title_for_buyers(plan, feed.plan_title, feed.workspace)


def buyers_events(feed: BuyersFeed, zone: tzinfo) -> tuple[CalendarEvent, ...]:
    """A buyer's own steps, or all of the plan, its meetings, and the next call about it. `zone` is
    the workspace's, for times that were written without one."""
    read = feed.read
    around = _Around(
        plan_id=read.id,
        plan=read.plan,
        whose=feed.workspace,
        seller=feed.workspace,
        home=f"{settings.PUBLIC_URL}/p/{feed.code}/",
        zone=zone,
        first=(1, _midnight(read.plan.shared_on or read.plan.created)),
    )
    found: list[CalendarEvent] = []
    for milestone in read.plan.milestones:
        mark = feed.changed.get(milestone.key, around.first)
        url = f"{around.home}step/{milestone.key}/"
        owner = milestone.owners.buyer if milestone.owners else None
        is_theirs = feed.reach == "plan" or (owner is not None and owner.person == feed.person)
        if is_theirs:
            found.append(_step(around, milestone, mark, url))
        found += _meetings(around, milestone, mark, url, None if is_theirs else feed.person)
    if read.plan.next_review is not None:
        mark = (read.shared_revision, read.shared_at)
        found.append(_review(around, read.plan.next_review, mark, around.home))
    return tuple(found)


def members_name(feed: MembersFeed) -> str:
    """What a member's calendar is called."""
    return f"Milepost · {feed.workspace}"


def members_events(feed: MembersFeed, zone: tzinfo, now: datetime) -> tuple[CalendarEvent, ...]:
    """A member's steps, or also all of the plans that they look after, meetings and reviews."""
    found: list[CalendarEvent] = []
    today = now.astimezone(zone).date()
    for record in feed.plans:
        around = _Around(
            plan_id=record.id,
            plan=record.plan,
            whose=record.plan.account,
            seller=feed.workspace,
            home=f"{settings.PUBLIC_URL}/plans/{record.id}/",
            zone=zone,
            first=(1, _midnight(record.plan.created)),
        )
        found += _of_plan(feed, record, around)
        found += _next_review(record, around, today, zone)
    return tuple(found)


def _of_plan(feed: MembersFeed, record: PlanRecord, around: _Around) -> Iterator[CalendarEvent]:
    me = {key for key, member in record.members_by_person.items() if member == feed.member_id}
    looks_after = record.owner_id == feed.member_id or record.plan.coordinator in me
    for milestone in record.plan.milestones:
        mark = feed.changed.get((record.id, milestone.key), around.first)
        owner = milestone.owners.seller if milestone.owners else None
        is_theirs = owner is not None and owner.person in me
        if is_theirs or (looks_after and feed.reach == "looked_after"):
            yield _step(around, milestone, mark, around.home)
            yield from _meetings(around, milestone, mark, around.home, None)
        else:
            for key in sorted(me):
                yield from _meetings(around, milestone, mark, around.home, key)


def _next_review(
    record: PlanRecord, around: _Around, today: date, zone: tzinfo
) -> Iterator[CalendarEvent]:
    """The date that people agreed on, else the one that the rhythm asks for (section 6).

    The second one moves with the days, so both count days in their SEQUENCE: it never goes back.
    """
    plan = record.plan
    day, changed_at = plan.next_review, record.changed_at
    if day is None or day < today:
        policy = Policy.of(plan.policy)
        standing = standing_of(plan, today, policy)
        rhythm = policy.review_rhythm(None if standing.is_signed else standing.number)
        day = next_review(standing, rhythm.days, common_calendar(plan.calendars))
        changed_at = max(changed_at, datetime.combine(today, time(), zone))
    days = max(0, (changed_at.astimezone(zone).date() - plan.created).days)
    yield _review(around, day, (record.revision + days, changed_at), around.home)


def _step(around: _Around, milestone: Milestone, mark: Mark, url: str) -> CalendarEvent:
    done = "✓ " if milestone.status == "complete" else ""
    return CalendarEvent(
        uid=step_uid(around.plan_id, milestone.key),
        title=f"{done}{milestone.title} · {around.whose}",
        starts=milestone.target,
        description="\n".join(_lines(around, milestone)),
        url=url,
        status="CANCELLED" if milestone.status == "skipped" else "CONFIRMED",
        sequence=mark[0],
        changed_at=mark[1],
    )


def _lines(around: _Around, milestone: Milestone) -> Iterator[str]:
    if milestone.done_means:
        yield _("Done means: %(words)s") % {"words": milestone.done_means}
    owners = milestone.owners
    sides = (
        (around.plan.account, owners.buyer if owners else None),
        (around.seller, owners.seller if owners else None),
    )
    for company, owner in sides:
        if name := around.owner(owner):
            yield f"{company}: {name}"
    status = str(STATUS[milestone.status])
    if milestone.status == "blocked" and milestone.reason:
        status = f"{status}: {milestone.reason}"
    yield status
    if not milestone.is_shared:
        yield _("Only your side sees this step.")


def _meetings(
    around: _Around, milestone: Milestone, mark: Mark, url: str, of_person: str | None
) -> Iterator[CalendarEvent]:
    """The meetings of a step at their times; `of_person`: only those that this person leads."""
    for task in milestone.tasks:
        leads = task.owner is not None and task.owner.person == of_person
        if task.kind == "meeting" and task.at is not None and (of_person is None or leads):
            yield _meeting(around, milestone, task, task.at, mark, url)


def _meeting(
    around: _Around, milestone: Milestone, task: Task, at: datetime, mark: Mark, url: str
) -> CalendarEvent:
    # A time without an offset is one in the workspace.
    starts = at if at.tzinfo is not None else at.replace(tzinfo=around.zone)
    lines = [_("Part of: %(step)s") % {"step": milestone.title}]
    if name := around.owner(task.owner):
        lines.append(_("Led by: %(name)s") % {"name": name})
    done = "✓ " if task.done_on is not None else ""
    return CalendarEvent(
        uid=uid_of("meeting", around.plan_id, milestone.key, task.key),
        title=f"{done}{task.title} · {around.whose}",
        starts=starts,
        description="\n".join(lines),
        url=url,
        status="CANCELLED" if milestone.status == "skipped" else "CONFIRMED",
        sequence=mark[0],
        changed_at=mark[1],
        is_busy=True,
    )


def _review(around: _Around, day: date, mark: Mark, url: str) -> CalendarEvent:
    return CalendarEvent(
        uid=uid_of("review", around.plan_id),
        title=_("Call about the plan · %(company)s") % {"company": around.whose},
        starts=day,
        description=around.plan.title or "",
        url=url,
        sequence=mark[0],
        changed_at=mark[1],
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
