"""Commands that run the system: serve, demo, init, migrate, web, worker and the like."""

from __future__ import annotations

import http.client
import os
import sys
import time
from subprocess import Popen
from typing import TYPE_CHECKING, Annotated, Any

import typer

from milepost.domain.errors import MilepostError
from milepost.platform import config

if TYPE_CHECKING:
    from milepost.platform.supervisor import Child

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.command()
def serve() -> None:
    """Start everything on one port: the database (unless DATABASE_URL names one), pages, worker."""
    _serve_all(is_demo=False)


@app.command()
def demo() -> None:
    """Start everything with an example workspace, and print a link that signs in."""
    _serve_all(is_demo=True)


@app.command()
def init() -> None:
    """Make the data folder and the database ready, and stop."""
    from milepost.platform import running

    with running.database_running():
        running.migrate()
    print(f"Ready: {_place()}")


@app.command()
def migrate() -> None:
    """Apply the migrations that are missing, as the owner of the tables."""
    from milepost.platform import running

    with running.database_running():
        running.migrate()


@app.command("apply-migrations", hidden=True)
def apply_migrations() -> None:
    """Migrate a database that runs and has its roles, in a process with the owner's login."""
    from milepost.platform import migrating

    migrating.set_up_as_owner()
    count = migrating.migrate()
    if count:
        print(f"{count} migrations applied.", file=sys.stderr)


@app.command()
def web() -> None:
    """Serve the pages alone; the database has to run already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    from milepost.platform.server import run
    from milepost.platform.server.listening import listener_from_environment

    run.serve(listener_from_environment())


@app.command()
def worker() -> None:
    """Run the worker alone; the database has to run already. As many as you like, on any host."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    import django

    django.setup()
    from milepost.messaging.worker import run_until_stopped

    run_until_stopped()


@app.command()
def inbound() -> None:
    """Take answers by mail alone, by LMTP or SMTP; the database has to run already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    import asyncio
    import signal

    import django

    from milepost.platform.inbound import certificate, listen

    place = listen()
    if place is None:
        raise config.ConfigurationError(
            "MILEPOST_INBOUND_LISTEN is not set; give one like lmtp://127.0.0.1:2525."
        )
    django.setup()
    from milepost.sharing.replying.listener import serve as take_mail

    async def until_stopped() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await take_mail(place, certificate(), stop)

    asyncio.run(until_stopped())


@app.command("setup-link")
def setup_link() -> None:
    """Print a new one-time link to set up a Milepost that has no workspace yet."""
    from milepost.platform.running import django_running

    with django_running():
        from milepost.workspaces.setup import new_setup_link

        link = new_setup_link()
    print(link or "A workspace exists already; its administrators invite further members.")


@app.command()
def messages(
    limit: Annotated[int, typer.Option(help="How many, the newest first.")] = 20,
) -> None:
    """Show the messages that were kept, as MILEPOST_SMTP_URL is not set."""
    from milepost.platform.running import django_running

    with django_running():
        from milepost.messaging.queries import kept_messages_of_all

        for message in kept_messages_of_all(limit):
            print(f"{message.created_at:%Y-%m-%d %H:%M}  {message.recipient}  {message.subject}")
            print("\n".join(f"    {line}" for line in message.body.splitlines()) + "\n")


@app.command("first-link", hidden=True)
def first_link(is_demo: Annotated[bool, typer.Option("--demo")] = False) -> None:
    """Print the link for the first start, making the example workspace if asked (for `serve`)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    import django

    django.setup()
    if is_demo:
        from milepost.intake.demo import build_demo

        print(build_demo() or "")
    else:
        from milepost.workspaces.setup import new_setup_link

        print(new_setup_link() or "")


def _serve_all(*, is_demo: bool) -> None:
    from milepost.platform import database
    from milepost.platform.embedded_postgres import EmbeddedPostgres
    from milepost.platform.running import migrate as bring_up_to_date
    from milepost.platform.server.listening import bound_socket
    from milepost.platform.supervisor import Supervisor

    started = time.monotonic()
    config.public_url()  # a wrong one is better told now than by each child
    listener = bound_socket(config.host(), config.port())
    secrets = config.make_secrets()
    server = None
    if not config.has_own_database():
        server = EmbeddedPostgres(config.data_folder(), secrets.superuser_password)
        server.start()
    try:
        database.prepare()
        bring_up_to_date()
        link = _first_link(is_demo=is_demo)
        announcement = _Announcement(link, started, is_demo=is_demo)
        supervisor = Supervisor(
            _children(listener.fileno()),
            also=lambda: _turn(server, announcement),
        )
        supervisor.listen()
        supervisor.run()
    except KeyboardInterrupt:
        pass
    finally:
        listener.close()
        if server is not None:
            server.stop()


def _children(handle: int) -> list[Child]:
    """The web processes, which take connections from one socket in turn, and the worker."""
    from milepost.platform.inbound import listen
    from milepost.platform.supervisor import Child

    command = [sys.executable, "-m", "milepost"]
    count = config.web_processes()
    shared = {"MILEPOST_LISTEN_FD": str(handle)}
    if count > 1:
        cache = config.data_folder() / "cache"
        cache.mkdir(mode=0o700, exist_ok=True)
        shared["MILEPOST_SHARED_CACHE"] = str(cache)
    names = ["web", *(f"web-{number}" for number in range(2, count + 1))]
    webs = [Child(name, [*command, "web"], shared, (handle,)) for name in names]
    worker = Child("worker", [*command, "worker"])
    takes_mail = [Child("inbound", [*command, "inbound"])] if listen() else []
    return [*webs, worker, *takes_mail]


def _first_link(*, is_demo: bool) -> Popen[str] | None:
    """Make the link for the first start beside the processes that are starting; None for none."""
    from milepost.platform import database
    from milepost.platform.running import start_apart

    if is_demo:
        return start_apart("first-link", "--demo")
    return None if database.has_workspace() else start_apart("first-link")


def _turn(server: Any, announcement: _Announcement) -> float:
    """What the supervisor does besides: a database that died is started again, and again."""
    if server is not None and not server.is_running():
        print("milepost: the database ended and is started again", file=sys.stderr)
        try:
            server.stop()
            server.start()
        except MilepostError as error:
            print(f"milepost: {error.message}", file=sys.stderr)
            return 5.0
    return announcement.turn()


class _Announcement:
    """Says once, when the server answers, where it is and how to get in."""

    def __init__(self, link: Popen[str] | None, started: float, *, is_demo: bool) -> None:
        self.link, self.started, self.is_demo = link, started, is_demo
        self.is_made = False

    def turn(self) -> float:
        """Announce when ready; the seconds until it is worth asking again."""
        if self.is_made:
            return 1.0
        if not _answers() or (self.link is not None and self.link.poll() is None):
            return 0.1
        self.is_made = True
        print(self._text(), flush=True)
        return 1.0

    def _text(self) -> str:
        from milepost.platform.running import outcome

        link = outcome(self.link).strip() if self.link is not None else ""
        seconds = time.monotonic() - self.started
        lines = [f"\nMilepost is ready after {seconds:.1f} s:  {config.public_url()}"]
        if link and self.is_demo:
            lines.append(f"Sign in to the example workspace (works once):  {link}")
        elif link:
            lines.append(f"Set it up with this link (works once):  {link}")
        return "\n".join([*lines, f"{_place()}  Stop with Ctrl-C.\n"])


def _answers() -> bool:
    host = config.host()
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared)
    connection = http.client.HTTPConnection(target, config.port(), timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _place() -> str:
    if config.has_own_database():
        return f"Data is in the database of DATABASE_URL and in {config.data_folder()}."
    return f"Data is in {config.data_folder()}."
