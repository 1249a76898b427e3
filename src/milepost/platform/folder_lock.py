"""A lock beside a folder: one process works with it, and the next is told which one.

The kernel holds the lock (flock), so it ends with the process, however that ends; the file's
text only says who has it.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from milepost.domain.errors import MilepostError


class FolderInUse(MilepostError):
    """Another process works with the folder; `pid` is its number where it is known."""

    def __init__(self, message: str, pid: int | None) -> None:
        super().__init__(message)
        self.pid = pid


class FolderLock:
    """Holds `folder` by the file `<folder>.lock` beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder.with_name(folder.name + ".lock")
        self._handle: int | None = None

    def take(self) -> None:
        """Take the lock; raises FolderInUse, naming the process that has it."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise self._in_use() from None
        os.ftruncate(handle, 0)
        os.write(handle, f"{os.getpid()}\n{_command()}\n".encode())
        self._handle = handle

    def release(self) -> None:
        """Give the lock back; the file stays, as removing it would let two in."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def is_taken(self) -> bool:
        """Whether some process holds the lock now."""
        try:
            handle = os.open(self.file, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def _in_use(self) -> FolderInUse:
        number, _, command = self.file.read_text().partition("\n")
        pid = int(number) if number.strip().isdigit() else None
        return FolderInUse(
            f"The folder {self.folder.parent} is in use by process {number.strip() or '?'}"
            f" ({command.strip() or 'unknown'}). Stop that one first, or give this one a folder"
            " of its own with MILEPOST_DATA.",
            pid,
        )


def _command() -> str:
    try:
        parts = Path("/proc/self/cmdline").read_bytes().split(b"\0")
    except OSError:
        return "milepost"
    return " ".join(Path(part.decode(errors="replace")).name for part in parts[:4] if part)
