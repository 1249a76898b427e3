"""`milepost plan verify`: whether the history of plans in the database holds. Read-only."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from milepost.cli.plan_files import say

if TYPE_CHECKING:
    from milepost.plans.verifying import Verdict

HOLDS, BROKEN, WRONG_USE = 0, 1, 2
WORDS = {
    "altered": "was altered: it says something else than its hash, or does not follow from the one"
    " before it",
    "missing": "is missing",
    "newest": "is not the newest that the plan itself remembers",
    "snapshot": "holds a snapshot that is not the plan of that time",
    "shared": "is told to buyers otherwise than it was made",
    "plan": "is the newest, and the tables hold another plan than the history tells",
}


def verify_plans(
    plans: list[int], workspace: str, *, everything: bool, as_json: bool, quiet: bool
) -> int:
    """Check plans of one workspace or of all; one line each, and the exit status."""
    from milepost.platform.running import django_running

    with django_running():
        return check(plans, workspace, everything=everything, as_json=as_json, quiet=quiet)


def check(plans: list[int], workspace: str, *, everything: bool, as_json: bool, quiet: bool) -> int:
    """The same, where Django and the database are there already."""
    wanted = _wanted(plans, workspace, everything=everything)
    if wanted is None:
        return WRONG_USE
    status, counted = HOLDS, 0
    for workspace_id, name, plan_id, title in wanted:
        verdict = _verdict(workspace_id, plan_id)
        if verdict is None:  # archived or deleted between the list and now
            continue
        counted += 1
        status = BROKEN if verdict.broken else status
        if as_json:
            print(json.dumps(_json(verdict, workspace_id, title), ensure_ascii=False), flush=True)
        elif verdict.broken or not quiet:
            print(_line(verdict, name, title), flush=True)
    if not as_json:
        print(_end(counted, status), file=sys.stderr)
    return status


def _wanted(
    plans: list[int], workspace: str, *, everything: bool
) -> list[tuple[int, str, int, str]] | None:
    """Workspace, its name, plan and title of each; None where that is no use of the command."""
    from milepost.workspaces.models import Workspace

    chosen = Workspace.objects.order_by("pk")
    if workspace:
        by_number = chosen.filter(pk=int(workspace)) if workspace.isdigit() else chosen.none()
        chosen = by_number if by_number.exists() else chosen.filter(name__iexact=workspace)
        if chosen.count() != 1:
            several = "there are several; give its number" if chosen.exists() else "there is none"
            say(f"milepost plan verify: --workspace {workspace}: {several}")
            return None
    found = list(_plans_of(chosen))
    if everything:
        return found
    known = {row[2] for row in found}
    missing = [str(plan) for plan in plans if plan not in known]
    if missing:
        say(f"milepost plan verify: there is no plan {', '.join(missing)}")
        return None
    return [row for row in found if row[2] in set(plans)]


def _plans_of(workspaces: Any) -> Iterator[tuple[int, str, int, str]]:
    from milepost.plans.verifying import plans_to_verify
    from milepost.platform.scope import seller_scope

    for workspace in workspaces:
        with seller_scope(workspace.pk):
            for plan_id, title in plans_to_verify():
                yield workspace.pk, workspace.name, plan_id, title


def _verdict(workspace_id: int, plan_id: int) -> Verdict | None:
    from django.db import connection

    from milepost.plans.verifying import verify
    from milepost.platform.scope import seller_scope

    with seller_scope(workspace_id), connection.cursor() as cursor:
        cursor.execute("set transaction read only")
        return verify(plan_id)


def _line(verdict: Verdict, workspace: str, title: str) -> str:
    about = f"plan {verdict.plan_id} · {title} · {workspace}"
    if verdict.broken is None:
        revisions = f"{verdict.revisions} revision{'' if verdict.revisions == 1 else 's'}"
        return f"holds   {about}: {revisions}, newest {verdict.hash[:16]}"
    broken = verdict.broken
    more = f": {', '.join(broken.paths[:5])}" if broken.paths else ""
    more += f" and {len(broken.paths) - 5} more" if len(broken.paths) > 5 else ""
    return f"BROKEN  {about}: revision {broken.number} {WORDS[broken.where]}{more}"


def _json(verdict: Verdict, workspace_id: int, title: str) -> dict[str, Any]:
    broken = verdict.broken
    return {
        "workspace": workspace_id,
        "plan": verdict.plan_id,
        "title": title,
        "revisions": verdict.revisions,
        "hash": verdict.hash,
        "holds": broken is None,
        "revision": broken.number if broken else None,
        "what": broken.where if broken else None,
        "paths": list(broken.paths) if broken else [],
    }


def _end(counted: int, status: int) -> str:
    plans = f"{counted} plan{'' if counted == 1 else 's'}"
    return f"{plans} checked; {'every history holds' if status == HOLDS else 'see above'}."
