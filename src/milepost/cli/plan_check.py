"""`milepost plan check`: answers, one document after the other in constant memory."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from milepost.cli.plan_files import Unreadable, day_of, read_document, say
from milepost.documents.json_text import MOST_BYTES
from milepost.documents.plan_document import read_plan
from milepost.domain.errors import InvalidInput, Problem
from milepost.domain.evaluation import SCHEMA, evaluate, evaluation_document
from milepost.domain.wording import counted

if TYPE_CHECKING:
    from milepost.domain.evaluation import Evaluation
    from milepost.domain.plan import Plan

OK, INVALID, WRONG_USE = 0, 1, 2
HEALTH_WORDS = {
    "on_track": "on track", "at_risk": "at risk", "blocked": "blocked", "stalled": "stalled",
}  # fmt: skip


def check_documents(documents: list[str], today: date | None, *, as_json: bool) -> int:
    """Answer for each document in order; returns the exit status."""
    if documents == ["-"]:
        return _check_lines(today, as_json=as_json)
    printer = _Printer(as_json=as_json, is_several=len(documents) > 1)
    status = OK
    for name in documents:
        try:
            printer.answer(name, *_answered(read_document(name), today))
        except InvalidInput as error:
            printer.refuse(name, error.problems)
            status = max(status, INVALID)
        except Unreadable as error:
            status = WRONG_USE
            if printer.is_several:
                printer.refuse(name, (Problem("", error.message, "a file that can be read"),))
            else:
                say(f"milepost plan check: {name}: {error.message}")
    return status


def _check_lines(today: date | None, *, as_json: bool) -> int:
    printer = _Printer(as_json=as_json, is_several=True)
    status = OK
    for number, line in _lines():
        try:
            if len(line) > MOST_BYTES:
                raise InvalidInput([Problem("", "the line is too long", "at most 10 MB a line")])
            printer.answer(number, *_answered(read_plan(line), today))
        except InvalidInput as error:
            printer.refuse(number, error.problems)
            status = INVALID
    return status


def _lines() -> Iterator[tuple[int, bytes]]:
    """The lines of standard input with their numbers; empty ones are passed over."""
    number = 0
    while line := sys.stdin.buffer.readline(MOST_BYTES + 1):
        number += 1
        whole = line
        while not whole.endswith(b"\n") and len(whole) > MOST_BYTES:
            whole = sys.stdin.buffer.readline(MOST_BYTES + 1)  # the rest of a line too long
            if not whole:
                break
        if line.strip():
            yield number, line


def _answered(plan: Plan, today: date | None) -> tuple[Plan, Evaluation]:
    day = today or day_of(plan)
    try:
        return plan, evaluate(plan, day)
    except OverflowError:
        right = "durations that end before the year 2200"
        raise InvalidInput([Problem("milestones", "the steps never end", right)]) from None


class _Printer:
    """Answers on standard output as lines of JSON or words, errors on standard error."""

    def __init__(self, *, as_json: bool, is_several: bool) -> None:
        self.as_json = as_json
        self.is_several = is_several

    def answer(self, document: str | int, plan: Plan, evaluation: Evaluation) -> None:
        if self.as_json:
            values = evaluation_document(evaluation)
            if self.is_several:
                values = {"schema": values.pop("schema"), "document": document, **values}
            _print_json(values)
        elif self.is_several:
            _print(f"{document}: {_short_words(evaluation)}")
        else:
            _print(_words(plan, evaluation))

    def refuse(self, document: str | int, problems: tuple[Problem, ...]) -> None:
        place = f"line {document}" if isinstance(document, int) else document
        for problem in problems:
            say(f"{place}: {problem}")
        if self.as_json:
            errors = [
                {"path": one.path, "wrong": one.wrong, "right": one.right} for one in problems
            ]
            _print_json({"schema": SCHEMA, "document": document, "errors": errors})


def _print_json(values: dict[str, Any]) -> None:
    _print(json.dumps(values, ensure_ascii=False))


def _print(text: str) -> None:
    sys.stdout.buffer.write(f"{text}\n".encode("utf-8", "replace"))


def _short_words(evaluation: Evaluation) -> str:
    completion, health = evaluation.completion, evaluation.health
    words = [
        f"{completion.complete}/{completion.total} complete ({completion.percent} %)",
        evaluation.band,
        "closed" if health is None else HEALTH_WORDS[health.status],
    ]
    if evaluation.earliest_close is not None:
        words.append(f"earliest close {evaluation.earliest_close.isoformat()}")
    return ", ".join(words)


def _words(plan: Plan, evaluation: Evaluation) -> str:
    from milepost.documents.faces.view import clean

    completion, health = evaluation.completion, evaluation.health
    titles = {milestone.key: clean(milestone.title) for milestone in plan.milestones}
    name = clean(plan.title or plan.opportunity or plan.account)
    lines = [
        f"{name} on {evaluation.today.isoformat()}",
        f"Completion: {completion.complete}/{completion.total} ({completion.percent} %), "
        f"{evaluation.band}: {evaluation.action}",
        f"Health: {'closed' if health is None else HEALTH_WORDS[health.status]}",
        *(f"  {clean(reason.text)}" for reason in (health.reasons if health else ())),
        *_schedule_words(plan, evaluation),
    ]
    critical = [titles[key] for key in evaluation.critical_path]
    if critical:
        lines.append(f"Critical path: {' → '.join(critical)}")
    review = evaluation.review
    if review is not None:
        lines.append(
            f"Next review: {review.next_on.isoformat()} ({review.cadence}, {review.minutes} min)"
        )
    evidence = evaluation.evidence
    lines.append(f"Evidence: {evidence.confirmed} of {evidence.complete} complete are confirmed")
    lines += [f"Alert: {_alert_words(plan, alert, titles)}" for alert in evaluation.alerts]
    lines += [f"Warning: {clean(warning)}" for warning in evaluation.warnings]
    return "\n".join(lines)


def _schedule_words(plan: Plan, evaluation: Evaluation) -> Iterator[str]:
    close = evaluation.earliest_close
    if close is None:
        return
    target = plan.target_close.isoformat()
    if evaluation.fits:
        yield (
            f"Earliest close: {close.isoformat()}, "
            f"{counted(evaluation.days_spare, 'working day')} before the target close {target}"
        )
    else:
        yield (
            f"Earliest close: {close.isoformat()}: does not fit, "
            f"{counted(evaluation.days_short, 'working day')} past the target close {target}"
        )


def _alert_words(plan: Plan, alert: Any, titles: dict[str, str]) -> str:
    from milepost.documents.faces.view import clean

    names = {person.key: clean(person.name) for person in plan.people}
    to = [names.get(one, "") if isinstance(one, str) else clean(one.role) for one in alert.to]
    about = f" ({titles[alert.milestone]})" if alert.milestone is not None else ""
    return f"{alert.rule.replace('_', ' ')}{about}, to {', '.join(to)}"
