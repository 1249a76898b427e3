"""`milepost`: finds the module of a command and imports nothing else.

`milepost plan …` answers within 300 ms, so neither Django nor the server is imported for it.
A module offers its commands as a typer application named `app`.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module

# command -> (module, what it is for). Groups have commands of their own.
GROUPS = {
    "plan": ("milepost.cli.plan", "Make, check and print plan documents; verify histories"),
    "deals": ("milepost.cli.deals", "Import deals from a CRM's export"),
    "alerts": ("milepost.cli.alerts", "Show which alerts a day brings, without sending any"),
    "members": ("milepost.cli.members", "Invite and list the people of a workspace"),
    "reply": ("milepost.cli.reply", "Read an answer by mail: what it says and means"),
    "webhooks": ("milepost.cli.webhooks", "List webhooks and events, and send events again"),
    "outbox": ("milepost.cli.outbox", "See what waits to be delivered and what failed; try again"),
}
SINGLE = {
    "serve": "Start everything: database, pages and worker on one port",
    "demo": "The same, with an example workspace to look at",
    "init": "Make the data folder and the database ready, and stop",
    "migrate": "Bring the database up to date",
    "web": "Serve the pages alone",
    "worker": "Run the worker alone",
    "inbound": "Take answers by mail alone, at MILEPOST_INBOUND_LISTEN",
    "setup-link": "Print a new one-time link to set up a fresh Milepost",
    "messages": "Show the messages that were kept, as no mail server is set",
}
INTERNAL = ("apply-migrations", "first-link")
SERVE = "milepost.cli.serve"


def main() -> None:
    """The entry point: run the command that the arguments name."""
    arguments = sys.argv[1:]
    name = arguments[0] if arguments else "--help"
    try:
        _dispatch(name, arguments)
    except BrokenPipeError:  # `milepost … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _dispatch(name: str, arguments: list[str]) -> None:
    if name in ("--help", "-h", "help"):
        print(_help())
    elif name in ("--version", "-V", "version"):
        print(f"milepost {_version()}")
    elif name in GROUPS:
        _run(GROUPS[name][0], arguments[1:], f"milepost {name}")
    elif name in SINGLE or name in INTERNAL:
        _run(SERVE, arguments, "milepost")
    else:
        print(f"milepost: there is no command {name!r}.\n\n{_help()}", file=sys.stderr)
        raise SystemExit(2)


def _run(module: str, arguments: list[str], name: str) -> None:
    from milepost.domain.errors import MilepostError

    try:
        import_module(module).app(args=arguments, prog_name=name)
    except MilepostError as error:
        _fail(error.message)
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        _fail("The disk is full. Make room and start again: what was saved is still there.")


def _fail(message: str) -> None:
    print(f"milepost: {message}", file=sys.stderr)
    raise SystemExit(1)


def _help() -> str:
    width = max(map(len, (*GROUPS, *SINGLE)))
    lines = ["Milepost: mutual action plans that a seller and a buyer work through together.", ""]
    lines += ["Usage: milepost COMMAND …; milepost COMMAND --help says more.", ""]
    lines += [f"  {name:{width}}  {text}" for name, (_, text) in GROUPS.items()]
    lines += [f"  {name:{width}}  {text}" for name, text in SINGLE.items()]
    return "\n".join([*lines, "", "Settings come from the environment; docs/operating.md."])


def _version() -> str:
    from importlib.metadata import version

    return version("milepost")
