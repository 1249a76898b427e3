"""What every plan view needs first: the plan of this workspace, the day, who acts."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.domain.errors import NotFound
from milepost.pages.typed import whole
from milepost.plans.commands import Actor
from milepost.plans.queries import PlanRecord, plan_record
from milepost.sharing.queries import PlanSharing, plan_with_sharing


def plan_or_404(plan_id: int) -> PlanRecord:
    """The plan with all around it; raises NotFound where this workspace has none."""
    record = plan_record(plan_id)
    if record is None:
        raise NotFound(_("There is no such plan in this workspace."))
    return record


def both_or_404(plan_id: int) -> tuple[PlanRecord, PlanSharing]:
    """The plan with what stands around it, in one round trip; raises NotFound as above."""
    found = plan_with_sharing(plan_id)
    if found is None:
        raise NotFound(_("There is no such plan in this workspace."))
    return found


def actor_of(request: HttpRequest) -> Actor:
    """Who acts, for the revision."""
    member = member_of(request)
    return Actor(member_id=member.id, name=member.name)


def member_of(request: HttpRequest) -> Any:
    """The signed-in member; the views are all behind `member_page`."""
    return request.member  # type: ignore[attr-defined]


def today_of(request: HttpRequest) -> date:
    """Today in the workspace's time zone: days are calendar days there (product.md section 4)."""
    return datetime.now(_zone(member_of(request).workspace.time_zone)).date()


def seen_of(request: HttpRequest, record: PlanRecord) -> int:
    """The revision that the form was made from; without one, the newest."""
    raw = request.POST.get("seen", "")
    return whole(raw, 10, record.revision)


def zone_of(request: HttpRequest) -> ZoneInfo:
    """The workspace's time zone, by which its days are counted."""
    return _zone(member_of(request).workspace.time_zone)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
