"""The family of errors that every part of Milepost derives from.

One handler in each face turns them into an answer: a page, problem details, an exit status.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it is, what is wrong, what would be right."""

    path: str
    wrong: str
    right: str

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        return f"{where}{self.wrong}; {self.right}" if self.right else f"{where}{self.wrong}"


class MilepostError(Exception):
    """Something that a person can be told, in `message`."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(MilepostError):
    """What was given cannot be taken; `problems` names each field and its remedy."""

    def __init__(self, problems: Iterable[Problem], message: str | None = None) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(message or "\n".join(str(problem) for problem in self.problems))


class Conflict(MilepostError):
    """Somebody else changed the same thing since it was read; nothing was written."""


class NotFound(MilepostError):
    """There is nothing there, or nothing that the asker may know of."""


class LinkSpent(NotFound):
    """A one-time link that was used, is too old, or was never given out; all look the same."""


class NotAllowed(MilepostError):
    """It is there, and the asker may not do this with it, or its state forbids it."""


class NotReachable(MilepostError):
    """A service that this needs does not answer now; nothing is wrong with what was asked."""
