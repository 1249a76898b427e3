"""`milepost webhooks`: the endpoints of a workspace, sending again, and the catalogue of events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Outgoing webhooks of a workspace.",
)
AsEmail = Annotated[str, typer.Option("--as", help="An administrator of the workspace, by e-mail.")]


@app.command("list")
def list_endpoints(as_email: AsEmail) -> None:
    """Every endpoint, with its state and how many deliveries wait and failed."""
    from milepost.platform.running import django_running

    with django_running():
        from milepost.messaging.webhooks import queries

        with _as_admin(as_email):
            for each in queries.endpoints():
                state = "on" if each.is_on else f"off ({each.off_why.replace('_', ' ')})"
                failing = f", failing since {each.failing_since:%Y-%m-%d %H:%M} UTC"
                print(
                    f"{each.id}  {each.url}  {state}{failing if each.failing_since else ''}"
                    f"  waiting {each.waiting}  failed {each.failed}  {each.description}".rstrip()
                )


@app.command()
def replay(
    endpoint: Annotated[int, typer.Argument(help="The endpoint, by its number in `list`.")],
    as_email: AsEmail,
    hours: Annotated[int, typer.Option(min=1, max=720, help="Of the last so many hours.")] = 24,
    missed: Annotated[
        bool, typer.Option(help="What it never heard, from the history of plans.")
    ] = False,
) -> None:
    """Send again what failed, or with --missed what the endpoint never heard."""
    from datetime import timedelta

    from milepost.platform.running import django_running

    with django_running():
        from django.utils import timezone

        from milepost.messaging.webhooks import commands

        since = timezone.now() - timedelta(hours=hours)
        with _as_admin(as_email) as workspace_id:
            if missed:
                count = commands.replay_missed(workspace_id, endpoint, since)
                print(f"{count} changes of plans are looked at; what it lacks of them is sent.")
            else:
                count = commands.replay(workspace_id, endpoint, since=since)
                print(f"{count} deliveries are sent again.")


@app.command()
def events(
    as_json: Annotated[
        bool, typer.Option("--json", help="With each event's JSON Schema and an example.")
    ] = False,
) -> None:
    """Every event that an endpoint can hear."""
    import json
    import os

    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.platform.settings"
    django.setup()
    from milepost.messaging.webhooks.catalogue import BY_NAME

    if as_json:
        found = {
            name: {"schema": event.schema(), "example": event.example_body()}
            for name, event in BY_NAME.items()
        }
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        width = max(map(len, BY_NAME))
        for name, event in BY_NAME.items():
            print(f"{name:{width}}  {event.when}")


@contextmanager
def _as_admin(email: str) -> Iterator[int]:
    """Inside an administrator's scope; the workspace."""
    from milepost.domain.errors import NotAllowed
    from milepost.platform.scope import seller_scope
    from milepost.workspaces.queries import required_member

    by = required_member(email)
    if by.role != "admin":
        raise NotAllowed(f"{email} is no administrator of the workspace.")
    with seller_scope(by.workspace_id, by.pk):
        yield by.workspace_id
