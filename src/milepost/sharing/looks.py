"""How the two companies of a plan look on its buyer's page, read under the buyer's role.

One statement, on the portal's connection, inside of a visit. The policies show the logo of the
workspace whose link is held, the logo of this plan, and the example that is approved and shown on
it; nothing here filters.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections

from milepost.domain.errors import NotFound
from milepost.domain.looks import CompanyLooks, LogoLook, PlanLooks
from milepost.domain.peer_example import PeerExample
from milepost.plans.peer_queries import read_example
from milepost.sharing.models import SharedPlan
from milepost.sharing.visits import Visit

_LOGO = (
    "json_build_object('mark', l.mark, 'width', l.width, 'height', l.height, 'ground', l.ground)"
)
STATEMENT = f"""/* milepost_buyer */ select json_build_object(
  'name', w.name, 'colour', w.colour, 'buyer_words', w.buyer_words, 'account', p.account,
  'logo', (select {_LOGO} from workspaces_logo l where l.workspace_id = w.id),
  'account_logo', (select {_LOGO} from plans_buyerlogo l
    where l.workspace_id = w.id and l.plan_id = p.id),
  'example', (select e.content from plans_shownexample s
    join plans_peerexample e on e.workspace_id = s.workspace_id and e.id = s.example_id
    where s.workspace_id = w.id and s.plan_id = p.id))::text
from plans_plan p join workspaces_workspace w on w.id = p.workspace_id
where p.id = %s::bigint"""
_DATA = """/* milepost_buyer */ select l.data from workspaces_logo l
  where l.workspace_id = %s::bigint and l.mark = %s::text
union all select b.data from plans_buyerlogo b
  where b.workspace_id = %s::bigint and b.plan_id = %s::bigint and b.mark = %s::text limit 1"""


@dataclass(frozen=True, slots=True)
class BuyerLooks:
    """What stands around the plan on its buyer's page. `example` is an approved one, or None."""

    looks: PlanLooks
    example: PeerExample | None


def buyer_looks(visit: Visit) -> BuyerLooks:
    """How the visited plan looks. Raises NotFound where it is not (or no longer) theirs."""
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(STATEMENT, (visit.plan_id,))
        row = cursor.fetchone()
    if row is None:
        raise NotFound("There is no such plan.")
    return looks_from(json.loads(row[0]))


def looks_from(kept: dict[str, Any]) -> BuyerLooks:
    """The answer to `STATEMENT`, for whoever sends it together with others."""
    company = CompanyLooks(
        name=kept["name"],
        colour=kept["colour"],
        buyer_words=kept["buyer_words"],
        logo=_logo(kept["logo"]),
    )
    looks = PlanLooks(
        company=company, account=kept["account"], account_logo=_logo(kept["account_logo"])
    )
    example = kept["example"]
    return BuyerLooks(looks, None if example is None else read_example(example))


def logo_of_visit(visit: Visit, mark: str) -> bytes:
    """The PNG of either logo of the visited plan. Raises NotFound."""
    with connections[settings.PORTAL_DATABASE].cursor() as cursor:
        cursor.execute(_DATA, (visit.workspace_id, mark, visit.workspace_id, visit.plan_id, mark))
        row = cursor.fetchone()
    if row is None:
        raise NotFound("There is no such logo.")
    return bytes(row[0])


def plan_code(plan_id: int) -> str:
    """What stands in a plan's address, inside a seller's scope; '' where it was never shared."""
    found = SharedPlan.objects.filter(plan_id=plan_id).values_list("code", flat=True).first()
    return found or ""


def _logo(kept: dict[str, Any] | None) -> LogoLook | None:
    return None if kept is None else LogoLook(**kept)
