"""Who a transaction works as: one statement opens it under a role and, for sellers, a workspace.

A scope is one durable transaction. Its role and its settings are local to that transaction, so a
pooled connection comes back clean whatever happened (architecture.md, "Walls"). Without a scope
the application's login may read nothing but the sign-in tables: it fails closed.

Statements that run under more than one role should carry the role as a comment
(`/* seller */ select …`): the same text under alternating roles is planned again each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

SELLER = "milepost_seller"
BUYER = "milepost_buyer"
WORKER = "milepost_worker"

_OPEN = (
    "select set_config('role', %s, true), set_config('milepost.workspace', %s, true),"
    " set_config('milepost.member', %s, true)"
)
# A worker that is frozen in the middle would keep its rows from all others.
_OPEN_WORKER = (
    "select set_config('role', %s, true), set_config('milepost.workspace', '', true),"
    " set_config('milepost.member', '', true),"
    " set_config('idle_in_transaction_session_timeout', '10s', true)"
)
_READ = (
    "select current_setting('role'), coalesce(current_setting('milepost.workspace', true), ''),"
    " coalesce(current_setting('milepost.member', true), '')"
)


_OPEN_BUYER = (
    "select set_config('role', 'milepost_buyer', true), set_config('milepost.token', %s, true),"
    " set_config('milepost.workspace', '', true), set_config('milepost.plan', '', true),"
    " set_config('milepost.person', '', true), set_config('milepost.address', '', true)"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the current transaction works as. `plan_id` and `person` are a buyer's."""

    role: str
    workspace_id: int | None = None
    member_id: int | None = None
    plan_id: int | None = None
    person: str | None = None


_current: ContextVar[Scope | None] = ContextVar("milepost_scope", default=None)


def current() -> Scope | None:
    """The scope that is open here, or None."""
    return _current.get()


def forget() -> None:
    """Forget the scope in Python (for tests; the database forgets by itself)."""
    _current.set(None)


@contextmanager
def seller_scope(
    workspace_id: int, member_id: int | None = None, *, using: str = "default"
) -> Iterator[Scope]:
    """Work as a seller of this workspace: rows of every other one are not there."""
    scope = Scope(SELLER, workspace_id, member_id)
    with _opened(scope, _OPEN, _settings_of(scope), using):
        yield scope


@contextmanager
def worker_scope(*, using: str = "default") -> Iterator[Scope]:
    """Work on what crosses workspaces: outbox, sweeps, housekeeping."""
    scope = Scope(WORKER)
    with _opened(scope, _OPEN, _settings_of(scope), using):
        yield scope


def as_worker(
    statement: str, parameters: Any = (), *, using: str = "default"
) -> list[tuple[Any, ...]]:
    """One statement in a worker's scope of its own, and its rows; one round trip for all of it.

    For what a worker says with every delivery. Inside a transaction it is a scope like any other.
    """
    connection = connections[using]
    connection.ensure_connection()
    if connection.in_atomic_block:
        with worker_scope(using=using), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())
    raw = connection.connection
    with connection.wrap_database_errors, connection.cursor() as cursor:
        try:
            with raw.pipeline():
                raw.execute("begin")
                raw.execute(_OPEN_WORKER, (WORKER,))
                cursor.execute(statement, parameters)
                raw.execute("commit")
            return list(cursor.fetchall())
        except Exception:
            with suppress(Exception):
                raw.rollback()
            raise


@contextmanager
def buyer_scope(
    token_hash: str, statement: str, parameters: Sequence[Any] = (), *, using: str
) -> Iterator[tuple[Any, ...] | None]:
    """Work as the buyer who holds this link; yields the statement's row (None: no such link).

    Both statements travel together. The second one reads the link, which the policies show only
    to whoever presents its hash, and calls `set_config` for `milepost.workspace`, `.plan`,
    `.person` and `.address` itself; until then the role sees nothing but that link.
    """
    if current() is not None:
        raise RuntimeError("a buyer's scope never opens inside another one")
    connection = connections[using]
    connection.ensure_connection()
    is_nested = connection.in_atomic_block
    with transaction.atomic(using=using, durable=True):
        before = _one_row(connection, _READ, ()) if is_nested else None
        with connection.cursor() as opening, connection.cursor() as reading:
            with connection.wrap_database_errors, connection.connection.pipeline():
                opening.execute(_OPEN_BUYER, [token_hash])
                reading.execute(statement, parameters)
            row = reading.fetchone()
        token = _current.set(Scope(BUYER))
        try:
            yield row
        finally:
            _current.reset(token)
        if before and not connection.needs_rollback:
            _one_row(connection, _OPEN, before)


@contextmanager
def scope_opened_by(
    statement: str, parameters: Sequence[Any], *, using: str = "default"
) -> Iterator[tuple[Any, ...] | None]:
    """Open a scope by a statement of the caller's own, and yield its row (None: no row).

    For pages whose first statement walks from the cookie to the member: it calls
    `set_config('role', 'milepost_seller', true)` and the two settings itself. Call `entered`
    with what it found, so that `current` knows.
    """
    token = _current.set(None)
    try:
        with _opened(None, statement, parameters, using) as row:
            yield row
    finally:
        _current.reset(token)


def entered_as_buyer(workspace_id: int, plan_id: int, person: str) -> None:
    """Tell Python what a statement given to `buyer_scope` has opened."""
    _current.set(Scope(BUYER, workspace_id, None, plan_id, person))


def entered(workspace_id: int, member_id: int | None) -> None:
    """Tell Python what a statement given to `scope_opened_by` has opened."""
    _current.set(Scope(SELLER, workspace_id, member_id))


@contextmanager
def _opened(
    scope: Scope | None, statement: str, parameters: Sequence[Any], using: str
) -> Iterator[tuple[Any, ...] | None]:
    connection = connections[using]
    is_nested = connection.in_atomic_block
    with transaction.atomic(using=using, durable=True):
        before = _one_row(connection, _READ, ()) if is_nested else None
        row = _one_row(connection, statement, parameters)
        token = _current.set(scope) if scope else None
        try:
            yield row
        finally:
            if token:
                _current.reset(token)
        # After an error the savepoint's rollback restores; a released one keeps the inner role.
        if before and not connection.needs_rollback:
            _one_row(connection, _OPEN, before)


def _one_row(connection: Any, statement: str, parameters: Sequence[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row: tuple[Any, ...] | None = cursor.fetchone()
        return row


def _settings_of(scope: Scope) -> tuple[str, str, str]:
    return (scope.role, _text(scope.workspace_id), _text(scope.member_id))


def _text(number: int | None) -> str:
    return "" if number is None else str(int(number))
