"""What each of the seven items of a review has to say about this plan (section 6).

Only shared milestones are spoken of. The open risks of item 5 are the seller's own list, so a
page that both sides see leaves `open_risks` out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from milepost.domain.evidence import unnamed_soon
from milepost.domain.plan import Milestone, Owner, Person, Risk
from milepost.domain.schedule import Schedule
from milepost.domain.standing import Standing
from milepost.domain.wording import counted, day_words, listed, short_title, weekday_words

Facts = tuple[str, ...]

UPCOMING = 2
"""So many of the next milestones have their owners and dates confirmed."""


def agenda_facts(standing: Standing, schedule: Schedule, next_on: date) -> tuple[Facts, ...]:
    """The facts of the seven items, in their order; each has one at least."""
    upcoming = [m for m in standing.open if m.status == "pending"][:UPCOMING]
    return (
        (_status(standing),),
        _completed(standing),
        _in_progress(standing),
        _upcoming(standing, upcoming),
        _risks(standing, upcoming),
        (_timeline(standing, schedule),),
        _next_review(standing, next_on),
    )


def _status(standing: Standing) -> str:
    complete, total = standing.completion.complete, standing.completion.total
    if not total:
        return "The plan has no shared milestone yet"
    percent = standing.completion.percent
    return f"{complete} of {counted(total, 'milestone')} complete ({percent} %)"


def _completed(standing: Standing) -> Facts:
    """Completed after the last review's day; since creation where there was none."""
    year = standing.today.year
    reviews = standing.plan.reviews
    if not reviews:
        done = standing.complete
        nothing = "None completed yet"
    else:
        since = max([review.on for review in reviews])
        done = [m for m in standing.complete if m.completed_on and m.completed_on > since]
        nothing = f"None completed since the review of {day_words(since, year)}"
    return tuple([_done(m, year) for m in done]) or (nothing,)


def _done(milestone: Milestone, year: int) -> str:
    if milestone.completed_on is None:
        return milestone.title
    return f"{milestone.title}, {day_words(milestone.completed_on, year)}"


def _in_progress(standing: Standing) -> Facts:
    started = [m for m in standing.open if m.status != "pending"]
    facts = [f"{m.title}: {', '.join(_state(m, standing.today))}" for m in started]
    return tuple(facts) or ("Nothing is in progress",)


def _state(milestone: Milestone, today: date) -> list[str]:
    words = []
    if milestone.status == "blocked":
        words.append(f"blocked ({milestone.reason})" if milestone.reason else "blocked")
    late = (today - milestone.target).days
    if late > 0:
        words.append(f"{counted(late, 'day')} past its date")
    else:
        words.append("due today" if late == 0 else f"due {day_words(milestone.target, today.year)}")
    tasks = [task for task in milestone.tasks if task.visibility == "shared"]
    if tasks:
        done = sum([task.done_on is not None for task in tasks])
        words.append(f"{done} of {counted(len(tasks), 'task')} done")
    return words


def _upcoming(standing: Standing, upcoming: list[Milestone]) -> Facts:
    if not upcoming:
        return ("Nothing else is waiting to start",)
    people = {person.key: person for person in standing.plan.people}
    year = standing.today.year
    return tuple([f"{m.title}, {day_words(m.target, year)}: {_whose(m, people)}" for m in upcoming])


def _whose(milestone: Milestone, people: Mapping[str, Person]) -> str:
    """The owners' names; where a side has a role instead of a name, that."""
    owners = milestone.owners
    if owners is None:
        return "no owner yet"
    if _is_role(owners.buyer):
        both = _is_role(owners.seller)
        return (
            "owners still to be named on both sides" if both else "buyer's owner still to be named"
        )
    if _is_role(owners.seller):
        return "seller's owner still to be named"
    keys = [owner.person for owner in (owners.buyer, owners.seller) if owner and owner.person]
    names = [people[key].name for key in keys if key in people]
    return ", ".join(names) or "no owner yet"


def _is_role(owner: Owner | None) -> bool:
    return owner is not None and owner.person is None


def _risks(standing: Standing, upcoming: list[Milestone]) -> Facts:
    """Nobody named where the last item did not say so, and the risks on the seller's list."""
    account = standing.plan.account
    said = {milestone.key for milestone in upcoming}
    facts = [
        f"{milestone.title} has no named owner at {account}"
        for milestone in unnamed_soon(standing)
        if milestone.key not in said
    ]
    if standing.plan.risks:
        facts += open_risks(standing.plan.risks)
    return tuple(facts) or ("No risk is known",)


def open_risks(risks: tuple[Risk, ...]) -> list[str]:
    """The risks that are open, with what is known of their likelihood and impact."""
    facts = []
    for risk in risks:
        if risk.state == "open":
            known = (("likelihood", risk.likelihood), ("impact", risk.impact))
            words = ", ".join(f"{name} {level}" for name, level in known if level)
            facts.append(f"{risk.title} ({words})" if words else risk.title)
    return facts


def _timeline(standing: Standing, schedule: Schedule) -> str:
    late = [m for m in standing.open if m.target < standing.today]
    titles = [m.title for m in standing.shared] if late else []
    if not late:
        words = "Nothing is late"
    elif len(late) <= 2:
        names = listed([short_title(m.title, titles) for m in late])
        words = f"{names} {'is' if len(late) == 1 else 'are'} late"
    else:
        words = f"{len(late)} milestones are late"
    return f"{words}; {_close(standing, schedule)}"


def _close(standing: Standing, schedule: Schedule) -> str:
    close = schedule.earliest_close
    if close is None:
        return "the contract is signed" if standing.is_signed else "no closing step is open"
    day = day_words(close, standing.today.year)
    if schedule.days_short:
        distance = f"{counted(schedule.days_short, 'working day')} after the target"
    elif schedule.days_spare:
        distance = f"{counted(schedule.days_spare, 'working day')} before the target"
    else:
        distance = "with no working day to spare"
    return f"the earliest close is {day}, {distance}"


def _next_review(standing: Standing, next_on: date) -> Facts:
    year = standing.today.year
    fact = f"Next review: {weekday_words(next_on, year)}"
    agreed = standing.plan.next_review
    if agreed is None or agreed < standing.today or agreed == next_on:
        return (fact,)
    return (fact, f"Agreed with the buyer: {weekday_words(agreed, year)}")
