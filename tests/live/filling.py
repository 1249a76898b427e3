"""Fills a whole Milepost with one plan and a buyer's link, then changes it: in a process beside it.

python -m tests.live.filling seed           prints what a client needs, as JSON
python -m tests.live.filling change TITLE   changes a shared step; prints the time of the commit
python -m tests.live.filling revoke         takes the link away
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> None:
    """Do what the arguments say."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.platform.settings")
    django.setup()
    print(json.dumps({"seed": seed, "change": change, "revoke": revoke}[sys.argv[1]]()))


def seed() -> dict[str, object]:
    """A workspace with one plan, its AE's session and a buyer's link."""
    from django.conf import settings

    from benchmarks.seeding import seed as seeded
    from milepost.platform.scope import seller_scope
    from milepost.sharing.visits import PLAN_COOKIE
    from tests.sharing.visitors import a_link

    made = seeded(1)
    with seller_scope(made.workspace, made.member):
        code, token = a_link(made.workspace, made.plans[0])
    return {
        "plan": made.plans[0],
        "workspace": made.workspace,
        "code": code,
        "seller": f"{settings.SESSION_COOKIE_NAME}={made.session}",
        "buyer": f"{PLAN_COOKIE}={token}",
    }


def change() -> float:
    """Give the seventh step another title; the time at which that was committed."""
    from milepost.plans.commands import Actor, change_fields
    from milepost.plans.queries import plan_head
    from milepost.platform.scope import seller_scope

    with seller_scope(1):
        head = plan_head(1)
        assert head is not None
        fields = {"milestones.m7.title": sys.argv[2]}
        change_fields(Actor(None, "Sam Whitfield"), 1, fields, seen=head.revision)
    return time.monotonic()


def revoke() -> float:
    """Take the buyer's link away, as the command does."""
    from django.utils import timezone

    from milepost.plans import live
    from milepost.platform.scope import seller_scope
    from milepost.sharing.models import Link

    with seller_scope(1):
        Link.objects.filter(plan_id=1).update(revoked_at=timezone.now())
        live.recheck(1)
    return time.monotonic()


if __name__ == "__main__":
    main()
