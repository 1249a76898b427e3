"""The floor of the buyer's page: its statements under the portal's login, and its template.

The opening pair travels together, and so do the two statements that read, as in Milepost. The
template's context is what Milepost's own view makes of the first plan, kept from then on.
"""

from __future__ import annotations

from threading import Lock
from typing import Any

from psycopg_pool import ConnectionPool

from benchmarks.buyers import KNOWN_AS

TEMPLATE = "portal/plan.html"


class BuyersFloor:
    """The buyer's page without a framework."""

    def __init__(self, pool: ConnectionPool[Any]) -> None:
        from milepost.workspaces.tokens import hash_of

        self.pool, self.browser = pool, hash_of(KNOWN_AS)
        self.kept: tuple[Any, dict[str, Any]] | None = None
        self.makes = Lock()

    def page(self, plan: int, secret: str) -> str:
        """Four statements in two round trips, and the template."""
        from milepost.portal.showing import speaking

        with self.pool.connection() as connection:
            visit = self._opened(connection, secret)
            rows = self._read(connection, visit)
            reading, context = self.kept or self._made(visit, rows)
            with speaking(reading.sharing, reading.plan.plan):
                return _rendered(context)

    def whole(self, plan: int, secret: str) -> str:
        """The same, with the plan read and put into words each time."""
        from milepost.portal import showing

        with self.pool.connection() as connection:
            visit = self._opened(connection, secret)
            reading = _reading(visit, *self._read(connection, visit))
            with showing.speaking(reading.sharing, reading.plan.plan):
                return showing.answer(_request(visit), reading).content.decode()

    def _made(self, visit: Any, rows: tuple[Any, Any]) -> tuple[Any, dict[str, Any]]:
        with self.makes:
            reading = _reading(visit, *rows)
            self.kept = reading, _context(_request(visit), reading)
            return self.kept

    def _opened(self, connection: Any, secret: str) -> Any:
        from milepost.platform import scope
        from milepost.sharing import visits
        from milepost.workspaces.tokens import hash_of

        held = hash_of(secret)
        with connection.cursor() as opening, connection.cursor() as link:
            with connection.pipeline():
                opening.execute(scope._OPEN_BUYER, [held])
                link.execute(visits._OPEN, (self.browser, self.browser, held))
            return visits.Visit(*link.fetchone()[:8], browser=self.browser)

    def _read(self, connection: Any, visit: Any) -> tuple[Any, Any]:
        from milepost.plans import record_sql
        from milepost.portal import reading

        with connection.cursor() as plan, connection.cursor() as around:
            with connection.pipeline():
                plan.execute(record_sql.SEEN, (None, visit.plan_id))
                around.execute(reading._AROUND, reading._values(visit))
            return plan.fetchone(), around.fetchone()


def _reading(visit: Any, plan: Any, around: Any) -> Any:
    from milepost.plans.buyer_queries import buyer_plan_of
    from milepost.portal import reading

    return reading._reading(visit, buyer_plan_of(visit.plan_id, plan), around)


def _request(visit: Any) -> Any:
    from django.test import RequestFactory

    request: Any = RequestFactory().get(f"/p/{visit.plan_code}/", headers={"host": "localhost"})
    request.visit = visit
    return request


def _context(request: Any, reading: Any) -> dict[str, Any]:
    """What the view gives its template, taken on its way there; by one thread at a time."""
    from unittest import mock

    from milepost.portal import showing

    given: dict[str, Any] = {}

    def take(_template: str, context: dict[str, Any], _request: Any) -> str:
        given.update(context)
        return ""

    with (
        mock.patch.object(showing, "render_to_string", take),
        showing.speaking(reading.sharing, reading.plan.plan),
    ):
        showing.answer(request, reading)
    token = request.META["CSRF_COOKIE"]
    return {**given, "request": request, "csrf_token": token, "csrf_input": ""}


def _rendered(context: dict[str, Any]) -> str:
    from django.template.loader import get_template

    return str(get_template(TEMPLATE).template.render(context))
