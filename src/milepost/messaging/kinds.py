"""What people are told, by kind: who may be told it, how soon, and who puts it into words.

The table's constraints are made from here (`models.messages`): a kind that is not for buyers can
be written down for none. A new kind needs a migration that says so again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Group = Literal["reminders", "escalations", "celebrations", "summaries", "news", "system"]
"""What a person's preferences speak of: each kind belongs to one group."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. `words` names the function that says it (`messages.Wording`).

    `rank` orders kinds about one milestone on one day: the highest is said, the others are in it.
    `is_reminder` kinds carry the address that ends them with one click. Without `waits` it is sent
    at any hour. `settles` is how long it waits at the least, in minutes: what is taken back
    meanwhile was never said, and several at one sitting are one letter.
    """

    words: str
    group: Group
    for_buyers: bool = False
    rank: int = 0
    is_reminder: bool = False
    waits: bool = True
    settles: int = 0


KINDS: Mapping[str, Kind] = {
    # The five rules (product.md section 5), and the name that a reminder to a role asks for.
    "due_in_3_days": Kind(
        "milepost.alerting.words.due", "reminders", for_buyers=True, rank=1, is_reminder=True
    ),
    "name_wanted": Kind("milepost.alerting.words.name_wanted", "reminders", rank=1),
    "overdue_1_day": Kind(
        "milepost.alerting.words.overdue", "reminders", for_buyers=True, rank=2, is_reminder=True
    ),
    "overdue_3_days": Kind("milepost.alerting.words.escalation", "escalations", rank=3),
    "overdue_7_days": Kind("milepost.alerting.words.call", "escalations", rank=4),
    "stalled_14_days": Kind("milepost.alerting.words.stalled", "escalations", rank=5),
    # Section 7.
    "completed": Kind(
        "milepost.alerting.words_good.completed",
        "celebrations",
        for_buyers=True,
        is_reminder=True,
        settles=5,
    ),
    "signed": Kind(
        "milepost.alerting.words_good.signed",
        "celebrations",
        for_buyers=True,
        is_reminder=True,
        settles=5,
    ),
    "misses_pattern": Kind("milepost.sharing.misses_words.pattern", "escalations"),
    # Sections 4 and 6: what reviews leave, and what changes do to the forecast.
    "action_due": Kind(
        "milepost.reviews.told.action_due", "reminders", for_buyers=True, is_reminder=True
    ),
    "action_overdue": Kind(
        "milepost.reviews.told.action_overdue", "reminders", for_buyers=True, is_reminder=True
    ),
    "review_overdue": Kind("milepost.reviews.told.review_overdue", "reminders"),
    "impact": Kind("milepost.forecasting.words.impact", "news"),
    "new_owner": Kind("milepost.forecasting.words.new_owner", "news", for_buyers=True),
    # Section 7: several steps came in, or others took the place of some. What is undone within
    # minutes was never said.
    "plan_changed": Kind(
        "milepost.forecasting.words.plan_changed", "news", for_buyers=True, settles=5
    ),
    # A week in one letter: the AE's over all plans, and, quite different, the buyer's.
    "week_of_plans": Kind("milepost.alerting.words_week.seller", "summaries"),
    "week_of_plan": Kind(
        "milepost.alerting.words_week.buyer", "summaries", for_buyers=True, is_reminder=True
    ),
    # What others did around the plan.
    "opened": Kind("milepost.sharing.notice_words.opened", "news"),
    "not_opened": Kind("milepost.sharing.notice_words.not_opened", "news"),
    "other_browser": Kind("milepost.sharing.notice_words.other_browser", "news"),
    "proposed": Kind("milepost.sharing.notice_words.proposed", "news"),
    "agreed": Kind("milepost.sharing.notice_words.agreed", "news"),
    "asked": Kind("milepost.sharing.notice_words.asked", "news"),
    # What only the system notices.
    "bounced": Kind("milepost.sharing.notice_words.bounced", "system"),
    "dead_letters": Kind("milepost.messaging.dead_letters.words", "system", waits=False),
    "slack_broken": Kind("milepost.messaging.channels.slack.words.broken", "system", waits=False),
}

BUYER_KINDS = frozenset(name for name, kind in KINDS.items() if kind.for_buyers)
