"""`milepost outbox`: what waits to be delivered and what failed, over all workspaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from milepost.messaging.deliveries import Waiting

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Deliveries: what waits, what failed and why, and trying again.",
)
Kind = Annotated[str, typer.Option(help="Of this kind alone, such as email or webhook.")]
Ids = Annotated[list[int] | None, typer.Argument(help="Numbers, as `milepost outbox list` has.")]
All = Annotated[bool, typer.Option("--all", help="All of them (of the kind, where one is given).")]


@app.command("list")
def list_(
    waiting: Annotated[
        bool, typer.Option("--waiting", help="What waits to be tried, not what failed.")
    ] = False,
    kind: Kind = "",
    limit: Annotated[int, typer.Option(help="How many.")] = 50,
) -> None:
    """Dead letters, the newest first; with --waiting what is still to be tried."""
    with _outbox():
        from milepost.messaging import deliveries

        found = deliveries.rows("waiting" if waiting else "dead", kind, limit)
        for row in found:
            print(_line(row))
        if not found:
            print("Nothing waits." if waiting else "There are no dead letters.")


@app.command()
def show(number: Annotated[int, typer.Argument(help="Its number.")]) -> None:
    """All that is known of one; what it holds is not shown."""
    with _outbox():
        from milepost.domain.errors import NotFound
        from milepost.messaging import deliveries

        row = deliveries.one(number)
        if row is None:
            raise NotFound(f"Nothing of the number {number} waits or has failed.")
        state = "dead letter" if row.dead_at else "at hand" if row.is_in_hand else "waits"
        lines = [
            ("number", row.id),
            ("workspace", row.workspace_id),
            ("kind", row.kind),
            ("key", row.key),
            ("for", f"{row.name} <{row.recipient}>" if row.name else row.recipient or "-"),
            ("about", row.plan or "-"),
            ("state", state),
            ("due", _moment(row.due_at)),
            ("tries", row.attempts),
            ("last try", _moment(row.tried_at)),
            ("gave up" if row.dead_at else "next try", _moment(row.dead_at or row.next_at)),
            ("error", row.error or "-"),
        ]
        for name, value in lines:
            print(f"{name:10} {value}")


@app.command()
def replay(ids: Ids = None, every: All = False, kind: Kind = "") -> None:
    """Try dead letters again, from the start of the schedule, under the keys that they had."""
    from milepost.messaging.deliveries import replay as change

    _change(change, "tried again", ids, kind, every=every)


@app.command()
def drop(ids: Ids = None, every: All = False, kind: Kind = "") -> None:
    """Give dead letters up for good, and forget what they held."""
    from milepost.messaging.deliveries import drop as change

    _change(change, "given up", ids, kind, every=every)


@app.command("try-now")
def try_now(ids: Ids = None, every: All = False, kind: Kind = "") -> None:
    """Try at once what waits for its next try, for instance when a mail server is back."""
    from milepost.messaging.deliveries import try_now as change

    _change(change, "tried now", ids, kind, every=every)


@app.command()
def stats(
    hours: Annotated[int, typer.Option(help="Over how many hours, back from now.")] = 24,
) -> None:
    """Seconds from due to delivered, by kind, and how many wait and failed."""
    with _outbox():
        from milepost.messaging import deliveries

        counts = deliveries.counts()
        for state, words in (("waiting", "waiting"), ("dead", "dead letters")):
            of_kind = counts[state]  # type: ignore[index]
            named = ", ".join(f"{kind} {count}" for kind, count in sorted(of_kind.items()))
            print(f"{words:13} {sum(of_kind.values())}{f' ({named})' if named else ''}")
        print(f"\ndelivered in the last {hours} h, seconds from due to delivered")
        print(f"{'kind':22}{'count':>9}{'p50':>10}{'p95':>10}{'longest':>11}{'repeated':>10}")
        for each in deliveries.speeds(hours):
            print(
                f"{each.kind or 'all':22}{each.count:9}{each.p50:10.3f}{each.p95:10.3f}"
                f"{each.longest:11.3f}{each.repeated:10}"
            )


def _change(
    change: Callable[..., int], done: str, ids: list[int] | None, kind: str, *, every: bool
) -> None:
    from milepost.domain.errors import MilepostError

    if not ids and not every:
        raise MilepostError("Give numbers, or --all.")
    with _outbox():
        count = change(None if every else ids, kind)
    print(f"{count} {done}.")


@contextmanager
def _outbox() -> Iterator[None]:
    """The outbox of all workspaces; for whoever runs the system."""
    from milepost.platform.running import django_running

    with django_running():
        from milepost.platform.scope import worker_scope

        with worker_scope():
            yield


def _line(row: Waiting) -> str:
    whom = f"{row.name} <{row.recipient}>" if row.name else row.recipient or "-"
    about = f"  {row.plan}" if row.plan else ""
    if row.dead_at:
        tries = "one try" if row.attempts == 1 else f"{row.attempts} tries"
        when = f"gave up {_moment(row.dead_at)} after {tries}"
    elif row.is_in_hand:
        when = "at hand"
    else:
        when = f"next try {_moment(row.next_at)}, {row.attempts} so far"
    error = f"\n    {row.error.splitlines()[0][:200]}" if row.error else ""
    return f"{row.id}  {row.kind}  {whom}{about}  {when}{error}"


def _moment(value: object) -> str:
    return f"{value:%Y-%m-%d %H:%M:%S} UTC" if value else "-"
