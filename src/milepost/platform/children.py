"""Child processes that die with us, as another user where we are root. Linux only.

PostgreSQL refuses to run as root. Started by root it runs as an ordinary user instead; where that
user cannot look into a parent folder (a clone under /root), it keeps one capability, to read and
search folders, rather than have us open somebody's folders to everybody.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_OVERRIDE = 1
_CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Person:
    """An operating-system user: number, group, name."""

    uid: int
    gid: int
    name: str


def person(name: str) -> Person | None:
    """The user of that name, or None."""
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return Person(found.pw_uid, found.pw_gid, found.pw_name)


def person_by_uid(uid: int) -> Person | None:
    """The user of that number, or None where the machine has no entry for it."""
    try:
        found = pwd.getpwuid(uid)
    except KeyError:
        return None
    return Person(found.pw_uid, found.pw_gid, found.pw_name)


def closed_parent(path: Path, who: Person) -> Path | None:
    """The first folder on the way to `path` that this user may not search, or None."""
    resolved = path.resolve()
    for folder in reversed([resolved, *resolved.parents]):
        try:
            found = folder.stat()
        except FileNotFoundError:
            return None
        if stat.S_ISDIR(found.st_mode) and not _may_search(found, who):
            return folder
    return None


def _may_search(found: os.stat_result, who: Person) -> bool:
    if found.st_uid == who.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == who.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def may_keep_search() -> bool:
    """Whether this process may hand on the capability to search closed folders."""
    return _kept_capability() is not None


def before_exec(
    who: Person | None = None, *, keep_search: bool = False, death: int = signal.SIGTERM
) -> Callable[[], None]:
    """What a child does between fork and exec: become `who`, then die when we die.

    The kernel forgets the signal when the user changes, so it is asked for last.
    """
    parent = os.getpid()
    capability = _kept_capability() if keep_search else None

    def prepare() -> None:
        if who is not None:
            if capability is not None:
                _libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0)
            os.setgroups([])
            os.setresgid(who.gid, who.gid, who.gid)
            os.setresuid(who.uid, who.uid, who.uid)
            if capability is not None:
                _keep(capability)
        _libc.prctl(_PR_SET_PDEATHSIG, death, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def _kept_capability() -> int | None:
    """The smaller of two capabilities that lets folders be searched, if we have one."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
        held = int(next(line for line in lines if line.startswith("CapPrm")).split()[1], 16)
    except (OSError, StopIteration):
        return None
    for capability in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE):
        if held & (1 << capability):
            return capability
    return None


def _keep(capability: int) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    bit = 1 << capability
    data = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
    if _libc.capset(ctypes.byref(header), ctypes.byref(data)) != 0:
        os._exit(96)
    if _libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0) != 0:
        os._exit(97)
