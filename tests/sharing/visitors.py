"""What tests of the buyer's side need: somebody with a link that works, in a browser of theirs."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.sharing.models import Link, SharedPlan, Stakeholder
from milepost.sharing.visits import new_browser
from milepost.workspaces.tokens import hash_of, new_token

ADDRESS = "maja@halden.example"


def a_link(
    workspace_id: int, plan_id: int, person: str = "maja", *, address: str = ADDRESS
) -> tuple[str, str]:
    """The plan's code and the secret of a new personal link; written past the walls, as owner."""
    shared, _ = SharedPlan.objects.get_or_create(
        workspace_id=workspace_id, plan_id=plan_id, defaults={"code": new_token()[:16]}
    )
    Stakeholder.objects.get_or_create(
        workspace_id=workspace_id, plan_id=plan_id, person=person, defaults={"address": address}
    )
    token = new_token()
    Link.objects.create(
        workspace_id=workspace_id,
        plan_id=plan_id,
        person=person,
        token_hash=hash_of(token),
        plan_code=shared.code,
        address=address,
        expires_at=timezone.now() + timedelta(days=30),
    )
    return shared.code, token


def a_visitor(
    workspace_id: int, plan_id: int, person: str = "maja", *, address: str = ADDRESS
) -> tuple[Client, str]:
    """A browser that has opened a personal link, and the address of the plan in it."""
    code, token = a_link(workspace_id, plan_id, person, address=address)
    client = Client()
    client.cookies[PLAN_COOKIE] = token
    client.cookies[BROWSER_COOKIE] = new_browser()
    return client, f"/p/{code}/"
