"""The sheet of one step: everything about it in one place, each line editable."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from milepost.domain.errors import NotFound
from milepost.domain.schedule import schedule
from milepost.plans.queries import PlanRecord

from . import words
from .access import today_of
from .answers import Context
from .step_model import step_view
from .talk_model import talk_context


def sheet_context(request: HttpRequest, record: PlanRecord, key: str) -> Context:
    """What the sheet shows; raises NotFound for a step that is no longer there."""
    milestone = record.plan.milestone(key)
    if milestone is None:
        raise NotFound(_("This step is no longer in the plan."))
    today = today_of(request)
    dates = None if record.plan.is_closed else schedule(record.plan, today)
    return {
        "record": record,
        "s": step_view(record.plan, milestone, dates, today),
        "u": f"/plans/{record.id}",
        "task_kinds": words.choices(words.TASK_KIND),
        "heading": milestone.title,
        "seen": record.revision,
        "s_key": key,
        **talk_context(request, record, step=key),
    }


def sheet_html(request: HttpRequest, record: PlanRecord, key: str) -> str:
    """The sheet alone, for the dialog."""
    context = {
        "problems": (),
        "back": f"/plans/{record.id}/",
        **sheet_context(request, record, key),
    }
    return render_to_string("plans/_step.html", context, request)
