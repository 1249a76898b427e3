"""The floor: what the same page and the same change cost where there is no framework.

    python -m benchmarks.floor PORT        (MILEPOST_DATA says which database, as for the server)

The same uvicorn, as many processes and threads, a pool of psycopg's own, the very statements of
Milepost in one transaction (those travel together that travel together there), its templates and
its compression; no Django between the socket and the statements, no middleware, no sessions or CSRF
or checks, no rules. Addresses:

    /page/<id>    the three statements, and the template from a view that was made in advance
    /whole/<id>   the same with the plan read, evaluated and put into words each time
    /change/<id>  the statements of one title's change, and the template as for /page/
    /buyer/<id>/<secret>, /buyer-whole/<id>/<secret>     the buyer's page (`floor_buyer.py`)

Settings and templates are Milepost's, so Django is imported; no request of the floor touches it.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import uvicorn
from psycopg_pool import ConnectionPool

from benchmarks.floor_buyer import BuyersFloor
from benchmarks.seeding import STEP

THREADS = 12
PACKED_LEVEL = 4  # as platform/server/bridge.py


class Floor:
    """An ASGI application of a few addresses."""

    def __init__(self, session: str) -> None:
        from milepost.plans import record_sql
        from milepost.sharing import around_sql
        from milepost.web.plans.views_page import HEAD
        from milepost.workspaces import signed_in

        self.pool = pool_of("default")
        self.buyers = BuyersFloor(pool_of("portal"))
        self.threads = ThreadPoolExecutor(THREADS)
        self.session = session
        self.sign_in = signed_in._statement(HEAD)
        self.sign_in_to_change = signed_in._statement(None)
        self.read, self.lock, self.to_write = (
            record_sql.ONE,
            record_sql.LOCK,
            record_sql.TO_WRITE,
        )
        self.around = around_sql.SELLER
        self.view: Any = None
        with self.pool.connection() as connection:
            opened = connection.execute(self.sign_in_to_change, self._asked(None)).fetchone()
        self.request = _request(signed_in._member(opened))
        self.frame = _frame(self.request)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        while (await receive()).get("more_body"):
            pass
        _, what, number, *more = scope["path"].split("/")
        loop = asyncio.get_running_loop()
        body = await loop.run_in_executor(self.threads, self._packed, what, int(number), *more)
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-encoding", b"gzip"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _packed(self, what: str, plan: int, *more: str) -> bytes:
        make = {
            "page": self.page,
            "whole": self.whole,
            "change": self.change,
            "buyer": self.buyers.page,
            "buyer-whole": self.buyers.whole,
        }[what]
        return gzip.compress(make(plan, *more).encode(), PACKED_LEVEL, mtime=0)

    def page(self, plan: int) -> str:
        """Three statements and the template."""
        with self.pool.connection() as connection:
            connection.execute(self.sign_in, self._asked(plan)).fetchone()
            rows = self._read(connection, plan)
            return self._rendered(self._view(plan, *rows))

    def whole(self, plan: int) -> str:
        """Three statements, the rules, the words and the template."""
        with self.pool.connection() as connection:
            connection.execute(self.sign_in, self._asked(plan)).fetchone()
            rows = self._read(connection, plan)
            return self._rendered(_made(self.request, plan, *rows))

    def _read(self, connection: Any, plan: int) -> tuple[Any, Any]:
        with connection.cursor() as first, connection.cursor() as second:
            with connection.pipeline():
                first.execute(self.read, (plan,))
                second.execute(self.around, (plan,))
            return first.fetchone(), second.fetchone()

    def change(self, plan: int) -> str:
        """The eight statements of a change, and the template."""
        from milepost.messaging.outbox import _INSERT
        from milepost.plans import tables

        update = tables.update_statement(tables.MILESTONE, ("title",))
        with self.pool.connection() as connection:
            opened = connection.execute(self.sign_in_to_change, self._asked(None)).fetchone()
            workspace = opened[11]
            row = connection.execute(self.read, (plan,)).fetchone()
            with connection.cursor() as first, connection.cursor() as second:
                with connection.pipeline():
                    first.execute(self.lock, (plan,))
                    second.execute(self.to_write, (plan,))
                held = second.fetchone()
            number = held[1] + 1
            title = f"Security review {datetime.now(UTC).isoformat()}"
            rows = json.dumps([{"key": STEP, "title": title}])
            payload = json.dumps({"plan": plan, "revision": number})
            key = f"plan:{plan}:r{number}"
            with connection.pipeline():
                connection.execute(update, (rows, workspace, plan))
                connection.execute(*_revision(workspace, plan, opened, held, title))
                connection.execute(_INSERT, (workspace, "plan.changed", key, payload))
            around = connection.execute(self.around, (plan,)).fetchone()
            return self._rendered(self._view(plan, row, around))

    def _asked(self, plan: int | None) -> dict[str, Any]:
        asked: dict[str, Any] = {"milepost_session": self.session}
        return asked if plan is None else {**asked, "plan_id": plan}

    def _view(self, plan: int, row: Any, around: Any) -> Any:
        # Made of the first plan, for all: they are alike, and making each would be measured.
        if self.view is None:
            self.view = _made(self.request, plan, row, around)
        return self.view

    def _rendered(self, context: dict[str, Any]) -> str:
        from django.template.loader import get_template

        from milepost.pages.spoken import spoken

        with spoken():
            region = get_template("plans/_plan.html").template.render(context)
        return self.frame.replace("\ue000plan\ue000", region, 1)


def pool_of(alias: str) -> ConnectionPool[Any]:
    """A pool of psycopg's own with the login that Milepost uses there."""
    from django.db import connections

    settings = connections[alias].get_connection_params()
    for name in ("cursor_factory", "context", "pool", "server_side_binding"):
        settings.pop(name, None)
    return ConnectionPool(
        kwargs={**settings, "prepare_threshold": 2}, min_size=4, max_size=THREADS, max_idle=120
    )


def _revision(workspace: int, plan: int, opened: Any, held: Any, title: str) -> Any:
    """The statement that writes the plan's rows and its revision, for both sides, and tells it."""
    from milepost.domain.revisions import FieldChange, changes_to_json
    from milepost.plans import statements
    from milepost.plans.marks import Marks, mark_columns

    marks = Marks(**json.loads(held[5])["marks"])
    number, now = held[1] + 1, datetime.now(UTC)
    path = f"milestones.{STEP}.title"
    changes = (FieldChange(path, "", title),)
    after = Marks(number, marks.terms_revision, marks.pulse + 1, marks.shared_pulse + 1)
    content = statements.RevisionContent(
        plan=plan,
        number=number,
        at=now,
        actor_id=opened[5],
        actor_name=opened[6],
        actor_person=None,
        kind="changed",
        why=None,
        changes=changes_to_json(changes),
        effects={},
        snapshot=None,
    )
    return statements.update_plan(
        workspace,
        {"revision": number, "changed_at": now, **mark_columns(marks, after, now)},
        {"last_hash": "0" * 64, "last_progress_on": now.date(), "next_attention_at": now},
        {path: number},
        content,
        "0" * 64,
        statements.SharedChanges(changes=changes, side="seller", known_as=opened[6], marks=after),
    )


def _made(request: Any, plan: int, row: Any, around: Any) -> dict[str, Any]:
    """The template's context: the plan read, evaluated and put into words."""
    from milepost.plans.queries import record_of
    from milepost.sharing.queries import _plan_sharing
    from milepost.web.plans import page

    record = record_of(row)
    assert record is not None
    context = page.page_context(request, record, sharing=_plan_sharing(plan, around))
    return {**context, "row_html": _row_html}


def _row_html(row: Any, url: str) -> Any:
    from django.utils.translation import get_language

    from milepost.web.plans import page

    return page._row_html.__wrapped__(row, url, get_language())


def _request(member: Any) -> Any:
    return SimpleNamespace(member=member, path="/", COOKIES={}, META={}, session={})


def _frame(request: Any) -> str:
    """The frame around the plan, made once: Milepost keeps it for each member too."""
    from django.template.loader import get_template

    context = {"title": "Plan", "region": "\ue000plan\ue000", "request": request}
    template = get_template("plans/page.html").template
    return str(template.render({**context, "csrf_token": "x" * 64, "csrf_input": ""}))


def main() -> None:
    """Serve until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    import django

    django.setup()
    from milepost.platform import children, config

    listener = socket.create_server(("127.0.0.1", int(sys.argv[1])), backlog=2048)
    # As many processes as Milepost has, on one socket as there.
    die_with_us = children.before_exec()
    for _ in range(config.web_processes() - 1):
        if os.fork() == 0:
            die_with_us()
            break
    floor = Floor(os.environ["BENCHMARK_SESSION"])
    options = uvicorn.Config(
        floor,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )
    uvicorn.Server(options).run(sockets=[listener])


if __name__ == "__main__":
    main()
