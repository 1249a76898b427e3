"""What the environment and the data folder say: the one place that reads either. No Django.

| variable | meaning | default |
| --- | --- | --- |
| PORT | port of the one HTTP address | 8000 |
| MILEPOST_WEB_PROCESSES | processes that serve pages beside each other | 2, on one core 1 |
| MILEPOST_HOST | address to listen on | 127.0.0.1 |
| MILEPOST_DATA | folder of everything that has to survive | ./data |
| MILEPOST_URL | address that people use, e.g. https://plans.example.com | http://localhost:PORT |
| DATABASE_URL | a PostgreSQL 16+ of your own, as somebody who may create roles | embedded |
| MILEPOST_APP_DATABASE_URL | its login there, where an administrator made it | derived |
| MILEPOST_LIVE_DATABASE_URL | the database past a pooler, for live updates | as the pages |
| MILEPOST_SMTP_URL | smtp://user:password@host:587?from=address | messages are kept |
| MILEPOST_FILE_MB, MILEPOST_PLAN_FILES_MB | most of one file, of all of a plan | 25, 500 |
| MILEPOST_SCAN_COMMAND | checks a new file, given its path; 0 is clean, 1 refused | none |
| MILEPOST_SECRET_KEY, MILEPOST_APP_PASSWORD | the same on all of several hosts | made |
| MILEPOST_WEBHOOK_ALLOW | hosts and networks that webhooks may reach though private | none |
| MILEPOST_SLACK_CLIENT_ID, MILEPOST_SLACK_CLIENT_SECRET | a Slack app to connect with | none |
| MILEPOST_SLACK_SIGNING_SECRET | what Slack signs pressed buttons with | none |
| MILEPOST_SLACK_URL | Slack's methods, where they are elsewhere | https://slack.com/api/ |
| MILEPOST_OLD_SECRET_KEYS | former secret keys, with spaces between, still read | none |
"""

from __future__ import annotations

import errno
import json
import os
import re
import secrets
import shlex
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from milepost.domain.errors import MilepostError
from milepost.platform import roles

DATABASE = "milepost"
SUPERUSER = "postgres"


class ConfigurationError(MilepostError):
    """A setting that Milepost cannot work with; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Login:
    """How to reach a database as somebody."""

    host: str
    port: str
    database: str
    user: str
    password: str
    options: tuple[tuple[str, str], ...] = ()

    def libpq(self) -> dict[str, str]:
        """Keyword arguments for psycopg.connect."""
        values = {
            "host": self.host,
            "port": self.port,
            "dbname": self.database,
            "user": self.user,
            "password": self.password,
        }
        return {name: value for name, value in values.items() if value} | dict(self.options)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What nobody else may know; kept in the data folder, readable by its owner alone."""

    secret_key: str
    app_password: str
    portal_password: str
    superuser_password: str


def data_folder() -> Path:
    """The folder of everything that has to survive, as an absolute path."""
    return Path(os.environ.get("MILEPOST_DATA") or "data").absolute()


def port() -> int:
    """The port of the one HTTP address."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ConfigurationError(f"PORT is {text!r}; give a number from 1 to 65535.")
    return int(text)


def proxies() -> int:
    """How many proxies of the operator's own stand in front; each names its sender."""
    text = os.environ.get("MILEPOST_PROXIES") or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 3):
        raise ConfigurationError(
            f"MILEPOST_PROXIES is {text!r}; give the number of proxies in front, such as 1."
        )
    return int(text)


def megabytes(name: str, usual: int) -> int:
    """A limit of size, given in megabytes, as bytes."""
    text = os.environ.get(name) or str(usual)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 1_000_000):
        raise ConfigurationError(f"{name} is {text!r}; give a number of megabytes, such as 25.")
    return int(text) * 1024 * 1024


def command(name: str) -> list[str]:
    """A program with its arguments, as a shell would take it apart; empty where none is set."""
    try:
        return shlex.split(os.environ.get(name, ""))
    except ValueError as error:
        raise ConfigurationError(f"{name} cannot be read ({error}).") from error


def host() -> str:
    """The address to listen on."""
    return os.environ.get("MILEPOST_HOST") or "127.0.0.1"


def public_url() -> str:
    """The address that people use, without a slash at the end."""
    url = (os.environ.get("MILEPOST_URL") or f"http://localhost:{port()}").rstrip("/")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise ConfigurationError(
            f"MILEPOST_URL is {url!r}; give one like https://plans.example.com."
        )
    return url


def has_own_database() -> bool:
    """Whether DATABASE_URL points at a PostgreSQL that is not ours to start."""
    return bool(os.environ.get("DATABASE_URL"))


def owner_login() -> Login:
    """Whoever makes roles and migrates: the embedded superuser, or DATABASE_URL's user."""
    if has_own_database():
        return read_url("DATABASE_URL", os.environ["DATABASE_URL"])
    return _embedded(SUPERUSER, kept_secrets().superuser_password)


def app_login() -> Login:
    """The application's login."""
    given = os.environ.get("MILEPOST_APP_DATABASE_URL")
    if given:
        return read_url("MILEPOST_APP_DATABASE_URL", given)
    return _login(roles.APP_LOGIN, kept_secrets().app_password)


def live_login() -> Login | None:
    """Where to listen for live updates, where it is not where the pages connect: a pooler in
    transaction mode hands on no notifications."""
    name = "MILEPOST_LIVE_DATABASE_URL"
    return read_url(name, os.environ[name]) if os.environ.get(name) else None


def portal_login() -> Login:
    """The login of the buyers' pages."""
    return _login(roles.PORTAL_LOGIN, kept_secrets().portal_password)


def read_url(name: str, url: str) -> Login:
    """A PostgreSQL URL taken apart; a refused one is never printed, as it holds a password."""
    try:
        parts = urlsplit(url)
        options = tuple(parse_qsl(parts.query))
        found_host = unquote(parts.hostname or dict(options).get("host", ""))
        found_port = str(parts.port or "")
    except ValueError as error:
        raise ConfigurationError(f"{name} cannot be read ({error}).") from error
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ConfigurationError(
            f"{name} has to look like postgresql://user:password@host:5432/database."
        )
    return Login(
        host=found_host,
        port=found_port,
        database=unquote(parts.path.strip("/")),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=tuple(pair for pair in options if pair[0] != "host"),
    )


def kept_secrets() -> Secrets:
    """The secrets of this data folder; empty ones before its first start."""
    file = data_folder() / "secrets.json"
    try:
        kept = json.loads(file.read_text())
    except FileNotFoundError:
        kept = {}
    except PermissionError as error:
        raise ConfigurationError(
            f"{file} belongs to somebody else; run milepost as the user who started it first."
        ) from error
    given = {
        "secret_key": os.environ.get("MILEPOST_SECRET_KEY"),
        "app_password": os.environ.get("MILEPOST_APP_PASSWORD"),
    }
    names = [field.name for field in fields(Secrets)]
    return Secrets(**{name: given.get(name) or kept.get(name, "") for name in names})


def web_processes() -> int:
    """How many processes serve pages beside each other: one for each of the first two cores."""
    text = os.environ.get("MILEPOST_WEB_PROCESSES") or str(min(2, len(os.sched_getaffinity(0))))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 64):
        raise ConfigurationError(
            f"MILEPOST_WEB_PROCESSES is {text[:40]!r}; give a number from 1 to 64."
        )
    return int(text)


def shared_cache() -> str | None:
    """The folder in which web processes of one host count attempts together; None for one."""
    return os.environ.get("MILEPOST_SHARED_CACHE") or None


def secret_key() -> str:
    """The key that signs sessions; one for this process alone before the first start."""
    return kept_secrets().secret_key or secrets.token_urlsafe(48)


def webhook_allow() -> list[str]:
    """Hosts, addresses and networks that webhooks may reach though they are not public."""
    text = os.environ.get("MILEPOST_WEBHOOK_ALLOW", "")
    return [item for item in re.split(r"[\s,]+", text) if item]


def slack_url() -> str:
    """Where Slack's methods are: another address for GovSlack, and for tests."""
    address = os.environ.get("MILEPOST_SLACK_URL") or "https://slack.com/api/"
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ConfigurationError(
            f"MILEPOST_SLACK_URL is {address!r}. It is an address such as https://slack.com/api/."
        )
    return address if address.endswith("/") else f"{address}/"


def old_secret_keys() -> list[str]:
    """Former secret keys: what was signed or sealed under them is still read."""
    return os.environ.get("MILEPOST_OLD_SECRET_KEYS", "").split()


def _login(user: str, password: str) -> Login:
    if not has_own_database():
        return _embedded(user, password)
    base = owner_login()
    return Login(base.host, base.port, base.database, user, password, base.options)


def _embedded(user: str, password: str) -> Login:
    return Login(socket_folder(), "5432", DATABASE, user, password)


def socket_folder() -> str:
    """Where the embedded server of this data folder listens: the fifth line of its pid file."""
    try:
        lines = (data_folder() / "postgresql" / "postmaster.pid").read_text().splitlines()
    except OSError:
        return "/nonexistent/milepost-database-is-not-running"
    return lines[4] if len(lines) > 4 else ""


def make_secrets() -> Secrets:
    """Make the secrets of this data folder where it has none, and return what holds."""
    folder = data_folder()
    file = folder / "secrets.json"
    try:
        if not file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            made = {field.name: secrets.token_urlsafe(32) for field in fields(Secrets)}
            _write_private(file, json.dumps(made, indent=2))
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise  # told by the command line, with what to do
        raise ConfigurationError(
            f"The data folder {folder} cannot be used: {error.strerror} ({error.filename})."
            " Choose a folder that you may write to with MILEPOST_DATA."
        ) from None
    return kept_secrets()


def _write_private(file: Path, text: str) -> None:
    """Whole or not at all, and never readable by others, not even for a moment."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(beside, file)
    except FileExistsError:
        pass  # another process was first: its secrets hold
    finally:
        beside.unlink()
