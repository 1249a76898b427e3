"""Paths that name one field of a plan, such as `milestones.m3.owners.buyer`.

Parts are separated by dots. A key that itself holds a dot or a tilde is written with `~1` and
`~0` for them, so that a path is never ambiguous.
"""

from __future__ import annotations


def path_of(*parts: str) -> str:
    """The path that leads through these fields and keys."""
    return ".".join(part.replace("~", "~0").replace(".", "~1") for part in parts)


def parts_of(path: str) -> tuple[str, ...]:
    """The fields and keys that a path leads through."""
    if "~" not in path:
        return tuple(path.split("."))
    return tuple(part.replace("~1", ".").replace("~0", "~") for part in path.split("."))


def touches(path: str, other: str) -> bool:
    """Whether one of two paths is, or leads into, the other."""
    return path == other or path.startswith(f"{other}.") or other.startswith(f"{path}.")
