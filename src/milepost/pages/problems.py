"""What is wrong with a form, as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from milepost.domain.errors import Problem


def by_field(problems: Sequence[Problem]) -> dict[str, list[str]]:
    """Problems as the fields of a form show them: what is wrong, and what is right."""
    wrong: dict[str, list[str]] = {}
    for problem in problems:
        wrong.setdefault(problem.path, []).append(f"{problem.wrong} {problem.right}".strip())
    return wrong


def summary_of(wrong: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """The list above a form: each problem with the field that it is about."""
    return [(name, text) for name, texts in wrong.items() for text in texts]
