"""What a buyer reads of the two rules that are theirs: a step of theirs is due, a date has passed.

Calm, without blame and without a seller's words: a step, its date, what "done" means, what waits
for it. Nothing here knows that the other side has rules of its own.
"""

from __future__ import annotations

from urllib.parse import quote

from django.utils.translation import gettext as _

from milepost.alerting.about import Step
from milepost.documents.calendar import step_uid
from milepost.domain.buyer_rights import may_move
from milepost.messaging.dates import named_day
from milepost.messaging.messages import Action, Addressee, Day, Words


def due(step: Step, reader: Addressee) -> Words | None:
    """Their own step comes due; None where somebody else has it by now."""
    milestone = step.milestone
    owner = milestone.owners.buyer if milestone.owners else None
    if owner is None or owner.person != reader.person:
        return None
    title, day = milestone.title, named_day(milestone.target)
    named = {"title": title, "day": day}
    if step.left < 0:
        subject = _("“%(title)s” was planned for %(day)s") % named
        line = _("This step is yours. It was planned for %(day)s and is still open.") % named
    elif step.left == 0:
        subject = _("“%(title)s” is due today") % named
        line = _("This step is yours, and today is its day.")
    elif step.left == 1:
        subject = _("“%(title)s” is due tomorrow") % named
        line = _("This step is yours, by tomorrow, %(day)s.") % named
    else:
        subject = _("“%(title)s” is due on %(day)s") % named
        line = _("This step is yours, by %(day)s.") % named
    event = Day(
        step_uid(step.plan_id, milestone.key),
        f"{title} ({reader.workspace})",
        milestone.target,
        "\n".join(step.done_means),
    )
    return Words(
        subject=subject,
        line=line,
        details=(
            *step.done_means,
            *step.what_waits,
            _("If the date does not suit you, propose another one on the page."),
        ),
        link=f"#step-{quote(milestone.key)}",
        link_label=_("Open the step"),
        plan=step.title,
        actions=_actions(step, reader),
        day=event,
    )


def overdue(step: Step, reader: Addressee) -> Words:
    """A date has passed: to the one who keeps the plan together on their side."""
    milestone = step.milestone
    owner = milestone.owners.buyer if milestone.owners else None
    is_theirs = owner is not None and owner.person == reader.person
    named = {"title": milestone.title, "day": named_day(milestone.target)}
    line = _("The step was planned for %(day)s and is still open.") % named
    if is_theirs:
        line = _("This step of yours was planned for %(day)s and is still open.") % named
    return Words(
        subject=_("“%(title)s” was planned for %(day)s") % named,
        line=line,
        details=(
            *([] if is_theirs else _with(step)),
            *step.done_means,
            *step.what_waits,
            _("If it is done, a click says so. If it needs longer, propose another date.")
            if may_move(step.plan, reader.person or "", milestone)
            else _("If another date suits you better, propose it on the page."),
        ),
        link=f"#step-{quote(milestone.key)}",
        link_label=_("Open the step"),
        plan=step.title,
        actions=_actions(step, reader),
    )


def _with(step: Step) -> list[str]:
    """Who has it: those of either side whom a buyer sees."""
    owners = step.milestone.owners
    names = [step.name(o) for o in (owners.buyer, owners.seller)] if owners else []
    named = ", ".join(name for name in names if name)
    return [_("It is with: %(names)s") % {"names": named}] if named else []


def _actions(step: Step, reader: Addressee) -> tuple[Action, ...]:
    key = step.milestone.key
    if may_move(step.plan, reader.person or "", step.milestone):
        return (Action("done", key), Action("snooze", key))
    return (Action("snooze", key),)
