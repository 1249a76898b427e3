"""From a link's secret to the buyer who holds it, and into their scope: two statements in one trip.

Whoever presents a link's hash is shown that link and nothing else; the statement then sets
workspace, plan and person, and from there on the policies show the shared side of that one plan.
The person's other plans are there only for a browser that is known to be theirs.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from milepost.domain.errors import NotFound
from milepost.platform import scope
from milepost.workspaces.tokens import hash_of

# Where a browser keeps the link's secret, for one plan's address alone, and its own.
_PREFIX = "__Secure-" if settings.IS_HTTPS else ""
PLAN_COOKIE = f"{_PREFIX}milepost_plan"
BROWSER_COOKIE = f"{_PREFIX}milepost_browser"

_OPEN = """/* milepost_buyer */
select l.id, l.workspace_id, l.plan_id, l.person, l.plan_code, l.first_browser is null,
  known.is_known, l.kind, set_config('milepost.workspace', l.workspace_id::text, true),
  set_config('milepost.plan', l.plan_id::text, true),
  set_config('milepost.person', l.person, true),
  set_config('milepost.address', case when known.is_known then l.address else '' end, true)
from sharing_link l
cross join lateral (select coalesce(l.first_browser = nullif(%s::text, ''), false) or exists (
    select 1 from sharing_browser b where b.workspace_id = l.workspace_id and b.link_id = l.id
      and b.browser = %s::text) as is_known) known
where l.token_hash = %s::text and l.revoked_at is null and l.expires_at > now()"""


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a plan's page with a link that works.

    `is_fresh`: nobody has acted with this link yet, so that this browser may be the first.
    `is_known`: this browser acted first, or has proved the address by a one-time code.
    """

    link_id: int
    workspace_id: int
    plan_id: int
    person: str
    plan_code: str
    is_fresh: bool
    is_known: bool
    kind: str
    browser: str

    @property
    def is_preview(self) -> bool:
        """Whether one of the seller's side looks at the page as this person: nothing they do there
        is kept, and nothing of it counts."""
        return self.kind == "preview"

    @property
    def may_act(self) -> bool:
        """Whether an action needs no one-time code first (product.md section 5, last point).

        A browser without its cookie cannot be told from others, so it proves the address too.
        """
        return self.is_known or (self.is_fresh and bool(self.browser) and not self.is_preview)


@contextmanager
def visiting(token: str, browser: str) -> Iterator[Visit]:
    """The visit of whoever holds `token`, in their scope. `browser` is the browser's own secret.

    Raises NotFound for a link that is unknown, revoked or past its day: the same for all three.
    """
    mark = hash_of(browser) if browser else ""
    held = hash_of(token)
    values = (mark, mark, held)
    with scope.buyer_scope(held, _OPEN, values, using=settings.PORTAL_DATABASE) as row:
        if row is None:
            raise NotFound("This link does not open a plan.")
        visit = Visit(*row[:8], browser=mark)
        scope.entered_as_buyer(visit.workspace_id, visit.plan_id, visit.person)
        yield visit


def new_browser() -> str:
    """The secret by which one browser is told from another."""
    return secrets.token_urlsafe(24)
