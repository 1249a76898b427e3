"""How somebody is told, in a sentence: "You get mails at once, Monday to Friday from 9 to 17."."""

from __future__ import annotations

from datetime import date, time

from babel.dates import format_time
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from milepost.domain.quiet import Wishes
from milepost.messaging.preferences import GROUPS
from milepost.pages import formatting

GROUP_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "reminders": (
        gettext_lazy("Reminders"),
        gettext_lazy("A step of yours comes near, or is a day late."),
    ),
    "escalations": (
        gettext_lazy("What is stuck"),
        gettext_lazy("Steps long overdue, plans that stand still, dates missed again."),
    ),
    "celebrations": (
        gettext_lazy("What was completed"),
        gettext_lazy("A step is done, a plan is signed."),
    ),
    "summaries": (
        gettext_lazy("The week"),
        gettext_lazy("Monday morning: all your plans in one letter."),
    ),
    "news": (
        gettext_lazy("What the buyer did"),
        gettext_lazy("Opened the plan, proposed a date, agreed, asked."),
    ),
}
MAILS_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "all": (
        gettext_lazy("As it happens"),
        gettext_lazy("In your working hours; several at once are one mail."),
    ),
    "daily": (gettext_lazy("Once a day"), gettext_lazy("In the morning, in one mail.")),
    "weekly": (gettext_lazy("Once a week"), gettext_lazy("On Monday morning, with the week.")),
    "none": (gettext_lazy("No mails"), gettext_lazy("Everything is kept in your inbox.")),
}
_ALWAYS = gettext_lazy(
    "Whatever you choose stands in your inbox, and what only the system notices (mail that comes"
    " back, say) is mailed in any case."
)
CHANNEL_WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "slack": (
        gettext_lazy("Slack"),
        gettext_lazy("At once in your working hours, where your workspace is connected to it."),
    ),
    "push": (
        gettext_lazy("Your browsers"),
        gettext_lazy("At once in your working hours, on each device where you have allowed it."),
    ),
}


def sentences(wishes: Wishes, channels: tuple[str, ...]) -> tuple[str, ...]:
    """What somebody gets with these wishes: how mails come, which, and what else."""
    found = [_mails(wishes)]
    quiet = [str(GROUP_WORDS[name][0]).lower() for name in GROUPS if name in (wishes.quiet or ())]
    if quiet and wishes.rhythm != "none":
        found.append(_("Only in your inbox: %(groups)s.") % {"groups": ", ".join(quiet)})
    used = [
        str(CHANNEL_WORDS.get(name, (name,))[0])
        for name in channels
        if name not in (wishes.off or ())
    ]
    if used:
        found.append(
            _("Besides, where it is set up: %(channels)s.") % {"channels": ", ".join(used)}
        )
    found.append(str(_ALWAYS))
    return tuple(found)


def _mails(wishes: Wishes) -> str:
    if "mail" in (wishes.off or ()) or wishes.rhythm == "none":
        return _("You get no mails.")
    first, last = (hour_words(hour) for hour in wishes.day)
    said = {"first": first, "last": last}
    if wishes.rhythm == "daily":
        return _("You get one mail a day, on working days at %(first)s.") % said
    if wishes.rhythm == "weekly":
        return _("You get one mail a week, on Monday at %(first)s.") % said
    return _("You get mails as it happens, on working days from %(first)s to %(last)s.") % said


def hour_choices() -> list[tuple[int, str]]:
    """The hours of a day, as a form offers them."""
    return [(hour, hour_words(hour)) for hour in range(25)]


def hour_words(hour: int) -> str:
    """`09:00`, as the reader writes it; the day's end is 24:00."""
    if hour == 24:
        return "24:00"
    return format_time(time(hour), "short", locale=formatting.locale_of(get_language()))


def day_words(day: date) -> str:
    """`Mon 30 Nov`."""
    return formatting.weekday_date(day)
