"""`milepost members`: invite and list the people of a workspace."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="People of a workspace.",
)
AsEmail = Annotated[str, typer.Option("--as", help="An administrator of the workspace, by e-mail.")]


@app.command("list")
def list_members(as_email: AsEmail) -> None:
    """Everybody of the workspace, with role and state."""
    from milepost.platform.running import django_running

    with django_running():
        from milepost.platform.scope import seller_scope
        from milepost.workspaces.queries import members, required_member

        by = required_member(as_email)
        with seller_scope(by.workspace_id, by.pk):
            for row in members(by.workspace_id):
                state = "joined" if row.has_joined else "not joined"
                print(
                    f"{row.name}  <{row.email}>  {row.role}  "
                    f"{state if row.is_active else 'deactivated'}"
                )


@app.command()
def invite(
    email: Annotated[str, typer.Argument(help="Their e-mail address.")],
    as_email: AsEmail,
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Annotated[str, typer.Option(help="ae, manager, solutions_engineer, csm, …")] = "ae",
) -> None:
    """Invite somebody, and print the link by which they choose a password."""
    from milepost.platform.running import django_running

    with django_running():
        from django.conf import settings

        from milepost.domain.errors import NotAllowed
        from milepost.platform.scope import seller_scope
        from milepost.workspaces import commands
        from milepost.workspaces.queries import required_member

        by = required_member(as_email)
        if by.role != "admin":
            raise NotAllowed(f"{as_email} is no administrator of the workspace.")
        with seller_scope(by.workspace_id, by.pk):
            given = {"name": name, "email": email, "role": role}
            invited = commands.invite(by.workspace_id, by.pk, given)
        print(f"{settings.PUBLIC_URL}/join/{invited.token}/")
