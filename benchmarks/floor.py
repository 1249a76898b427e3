"""The floor: what the same page and the same change cost where there is no framework.

    python -m benchmarks.floor PORT        (MILEPOST_DATA says which database, as for the server)

The same uvicorn, as many processes and threads, a pool of psycopg's own, the very statements of
Milepost in one transaction, and its templates; no Django between the socket and the statements, no
middleware, no sessions or CSRF or checks, no rules. Three addresses:

    /page/<id>    the two statements, and the template from a view that was made in advance
    /whole/<id>   the same with the plan read, evaluated and put into words each time
    /change/<id>  the statements of one title's change, and the template as for /page/

Settings and templates are Milepost's, so Django is imported; no request of the floor touches it.
"""

from __future__ import annotations

import asyncio
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

from benchmarks.seeding import STEP

THREADS = 12


class Floor:
    """An ASGI application of three addresses."""

    def __init__(self, session: str) -> None:
        from django.db import connection

        from milepost.plans import record_sql
        from milepost.web.plans.views_page import HEAD
        from milepost.workspaces import signed_in

        settings = connection.get_connection_params()
        for name in ("cursor_factory", "context", "pool", "server_side_binding"):
            settings.pop(name, None)
        self.pool = ConnectionPool(
            kwargs={**settings, "prepare_threshold": 2}, min_size=4, max_size=THREADS
        )
        self.threads = ThreadPoolExecutor(THREADS)
        self.session = session
        self.sign_in = signed_in._statement(HEAD)
        self.sign_in_to_change = signed_in._statement(None)
        self.read, self.lock, self.to_write = (
            record_sql.ONE,
            record_sql.LOCK,
            record_sql.TO_WRITE,
        )
        self.views: dict[int, Any] = {}
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
        _, what, number = scope["path"].split("/")
        make = {"page": self.page, "whole": self.whole, "change": self.change}[what]
        loop = asyncio.get_running_loop()
        body = await loop.run_in_executor(self.threads, make, int(number))
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def page(self, plan: int) -> bytes:
        """Two statements and the template."""
        with self.pool.connection() as connection:
            connection.execute(self.sign_in, self._asked(plan)).fetchone()
            row = connection.execute(self.read, (plan,)).fetchone()
            return self._rendered(self._view(plan, row))

    def whole(self, plan: int) -> bytes:
        """Two statements, the rules, the words and the template."""
        with self.pool.connection() as connection:
            connection.execute(self.sign_in, self._asked(plan)).fetchone()
            row = connection.execute(self.read, (plan,)).fetchone()
            return self._rendered(_made(self.request, row))

    def change(self, plan: int) -> bytes:
        """The eight statements of a change, and the template."""
        from milepost.messaging.outbox import _INSERT
        from milepost.plans import statements, tables

        update = tables.update_statement(tables.MILESTONE, ("title",))
        with self.pool.connection() as connection:
            opened = connection.execute(self.sign_in_to_change, self._asked(None)).fetchone()
            workspace = opened[11]
            connection.execute(self.read, (plan,)).fetchone()
            connection.execute(self.lock, (plan,)).fetchone()
            held = connection.execute(self.to_write, (plan,)).fetchone()
            number, now = held[1] + 1, datetime.now(UTC)
            title = f"Security review {now.isoformat()}"
            rows = json.dumps([{"key": STEP, "title": title}])
            connection.execute(update, (rows, workspace, plan))
            content = statements.RevisionContent(
                plan=plan,
                number=number,
                at=now,
                actor_id=opened[5],
                actor_name=opened[6],
                kind="changed",
                why=None,
                changes=[{"path": f"milestones.{STEP}.title", "before": "", "after": title}],
                effects={},
                snapshot=None,
            )
            text, values = statements.update_plan(
                workspace,
                {"revision": number, "changed_at": now},
                {"last_hash": "0" * 64},
                {f"milestones.{STEP}.title": number},
                content,
                "0" * 64,
            )
            connection.execute(text, values)
            payload = json.dumps({"plan": plan, "revision": number})
            connection.execute(
                _INSERT, (workspace, "plan.changed", f"plan:{plan}:r{number}", payload)
            )
            row = connection.execute(self.read, (plan,)).fetchone()
            return self._rendered(self._view(plan, row))

    def _asked(self, plan: int | None) -> dict[str, Any]:
        asked: dict[str, Any] = {"milepost_session": self.session}
        return asked if plan is None else {**asked, "plan_id": plan}

    def _view(self, plan: int, row: Any) -> Any:
        if plan not in self.views:
            self.views[plan] = _made(self.request, row)
        return self.views[plan]

    def _rendered(self, context: dict[str, Any]) -> bytes:
        from django.template.loader import get_template

        region = get_template("plans/_plan.html").template.render(context)
        return self.frame.replace("\ue000plan\ue000", region, 1).encode()


def _made(request: Any, row: Any) -> dict[str, Any]:
    """The template's context: the plan read, evaluated and put into words."""
    from milepost.plans.queries import _record
    from milepost.web.plans import page

    context = page.page_context(request, _record(row))
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
