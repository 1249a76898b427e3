"""A database to work with, for commands that run beside the server or without it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from milepost.domain.errors import MilepostError
from milepost.platform import children, config, database
from milepost.platform.embedded_postgres import EmbeddedPostgres
from milepost.platform.folder_lock import FolderInUse

SECONDS_TO_WAIT = 15


@contextmanager
def database_running() -> Iterator[None]:
    """The database answers inside: the running one, DATABASE_URL's, or one started for this."""
    if config.has_own_database():
        database.prepare()
        yield
        return
    server = EmbeddedPostgres(config.data_folder(), config.make_secrets().superuser_password)
    try:
        server.start()
    except FolderInUse:
        _wait_for_the_other()
        yield
        return
    try:
        database.prepare()
        yield
    finally:
        server.stop()


@contextmanager
def django_running() -> Iterator[None]:
    """Django is set up inside, with the application's login and a migrated database."""
    with database_running():
        migrate()
        os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.platform.settings"
        import django

        django.setup()
        yield
        from django.db import connections

        connections.close_all()


def migrate() -> None:
    """Apply what is not applied yet; quick when there is nothing to do."""
    from milepost.platform import migrating

    if not migrating.is_up_to_date():
        run_apart("apply-migrations")


def run_apart(*arguments: str) -> str:
    """Run one of our own commands in a process of its own; what it printed.

    Migrating needs the owner's login, which the process that goes on must not have.
    """
    return outcome(start_apart(*arguments))


def start_apart(*arguments: str) -> subprocess.Popen[str]:
    """Start one of our own commands, to be waited for by `outcome`."""
    return subprocess.Popen(
        [sys.executable, "-m", "milepost", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=children.before_exec(),
    )


def outcome(process: subprocess.Popen[str]) -> str:
    """What the command printed; where it failed, it has said why on standard error."""
    said, _ = process.communicate()
    if process.returncode != 0:
        raise SystemExit(process.returncode)
    return said


def _wait_for_the_other() -> None:
    """The server of another process may be starting; wait until it lets us in."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while True:
        try:
            psycopg.connect(**config.app_login().libpq(), connect_timeout=3).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise MilepostError(
                    f"The data folder {config.data_folder()} is in use by another process, whose"
                    " database does not answer yet. Wait until it is ready, or stop it."
                ) from error
            time.sleep(0.2)
