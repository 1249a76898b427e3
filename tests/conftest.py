"""What all tests share: one embedded PostgreSQL a session, the folder `shared`, a Chromium.

Tests work as `milepost_test`, a login that may become every role and starts as the owner, so that
factories see all rows; code under test opens scopes of its own. The tests in `tests/platform`
that start whole servers use the real logins.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.database import TestServer, empty_all_tables, migrated_database
from tests.mail_server import Receiver, receiving

BROWSER_WARNING = pytest.StashKey[str]()
SERVER = pytest.StashKey[TestServer]()
ROOT = Path(__file__).resolve().parent.parent


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    # Slow on purpose in production; here nobody guesses passwords.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # One connection for both sides, since a test's own transaction is seen by no other one. The
    # real logins are used by the tests that start whole servers.
    settings.PORTAL_DATABASE = "default"
    del settings.DATABASES["portal"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """One server for all workers, started and stopped by the process that started them."""
    server = _server_of(node.config)
    node.workerinput["milepost_sockets"] = str(server.sockets)


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.stop()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    warning = config.stash.get(BROWSER_WARNING, None)
    if warning:
        terminalreporter.section("browser tests did not run", sep="!", red=True)
        terminalreporter.write_line(warning)


def _server_of(config: pytest.Config) -> TestServer:
    server = config.stash.get(SERVER, None)
    if server is None:
        worker_input = getattr(config, "workerinput", None)
        if worker_input is not None:
            server = TestServer.of_another_process(Path(worker_input["milepost_sockets"]))
        else:
            server = TestServer.started()
        config.stash[SERVER] = server
    return server


# Files of few long tests come first, so that no worker is left with one of them at the end.
_LONG = ("platform/test_serve.py", "platform/test_wheel.py", "live/", "browser/", "platform/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order in which workers get through them soonest."""

    def place(item: pytest.Item) -> int:
        path = item.path.as_posix()
        return next((at for at, name in enumerate(_LONG) if f"/tests/{name}" in path), len(_LONG))

    items.sort(key=place)


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> TestServer:
    """The embedded PostgreSQL of this test run."""
    return _server_of(pytestconfig)


@pytest.fixture(scope="session")
def django_db_setup(
    postgres_server: TestServer, django_db_blocker: Any, request: pytest.FixtureRequest
) -> Iterator[None]:
    """A database of this worker's own, copied from one that was migrated once."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        migrated_database(postgres_server, f"test_{worker}")
    yield
    with django_db_blocker.unblock():
        from django.db import connections

        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _flush_past_triggers(pytestconfig: pytest.Config) -> Iterator[None]:
    """Transactional tests are emptied as superuser: append-only tables refuse TRUNCATE."""
    from django.test import TransactionTestCase

    def teardown(case: Any) -> None:
        empty_all_tables(_server_of(pytestconfig))

    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _no_scope_left() -> Iterator[None]:
    yield
    from milepost.platform import scope

    assert scope.current() is None, "a scope was left open"
    scope.forget()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the specifications and example data, beside the repository."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"the folder {folder.name!r} with the examples is not beside the repository")
    return folder


@pytest.fixture(scope="session")
def chromium_executable(pytestconfig: pytest.Config) -> str:
    """The path of a Chromium; without one the browser tests skip, and the summary says so."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    found = os.environ.get("MILEPOST_CHROMIUM") or next(filter(None, map(shutil.which, names)), "")
    if not found or not Path(found).exists():
        warning = (
            "No Chromium was found. Install one (Debian: apt-get install chromium), or name it"
            " with MILEPOST_CHROMIUM."
        )
        pytestconfig.stash[BROWSER_WARNING] = warning
        pytest.skip(warning)
    return found


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A mail server that takes whatever is sent during the test."""
    with receiving() as server:
        settings.SMTP_URL = f"smtp+plain://127.0.0.1:{server.server_address[1]}"
        yield server
