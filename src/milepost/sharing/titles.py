"""What a plan is called where a buyer reads it: the one place for pages, mails and calendars.

"Shared success plan" unless the workspace calls it otherwise (product.md section 1); once it is
signed it is the rollout plan, for the plan goes on.
In the active language.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from milepost.domain.plan import Plan


def kind_of_plan(plan: Plan, renamed: str = "") -> str:
    """What this sort of plan is called. `renamed` is the workspace's own word, "" for none."""
    if plan.is_signed:
        return _("Rollout plan")
    return renamed or _("Shared success plan")


def title_for_buyers(plan: Plan, renamed: str = "", fallback: str = "") -> str:
    """The plan's name in a line: its own title or, without one, its kind and whose it is.

    A signed one says that it is the rollout's. `fallback` names it instead of the account.
    """
    kind = kind_of_plan(plan, renamed)
    if plan.is_signed or not plan.title:
        return f"{kind}: {plan.title or fallback or plan.account}"
    return plan.title


def short_title(plan: Plan) -> str:
    """The plan's name where there is no room, and nobody who knows what the workspace calls it."""
    if plan.is_signed:
        return title_for_buyers(plan)
    return plan.title or plan.account
