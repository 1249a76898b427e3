"""Every URL, walked as a member of another workspace and as nobody: nothing of ours is found.

Addresses come from the URL list itself; a new one with a parameter that has no value here fails
until somebody says what it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from milepost.conversation.models import Comment
from milepost.documents.template_library import builtin_templates
from milepost.domain.plan import Risk
from milepost.forecasting.models import Impact
from milepost.intake.models import Import
from milepost.messaging.models import KeptMessage
from milepost.plans import commands, template_commands
from milepost.plans.models import PeerExample
from milepost.plans.queries import plan_head
from milepost.platform.scope import seller_scope
from milepost.reviews import commands as reviews
from milepost.sharing.models import Notice, Proposal, ReceivedMail, ReplyAddress
from milepost.workspaces.models import Logo, Member
from tests.factories import a_deal, a_member, a_workspace
from tests.messaging.webhooks.kept import a_failed_webhook
from tests.plans.plans import TODAY, a_plan

pytestmark = pytest.mark.django_db

MARK = "Zygomatic"  # in every text of ours, and nowhere in the pages themselves
# The buyer's pages: walked by `test_buyers_walk`.
BUYERS = ("p/", "b/", "u/", "c/", "r/")
# Signing in and out, with tokens of their own, and what a provider of mail posts to; nothing there
# names a thing of a workspace.
NOT_OURS = ("account/", "setup/", "link/", "join/", "calendar/", "mail/in/")
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Ours:
    """One of everything that an address can name."""

    member: Member
    plan_id: int
    values: dict[str, str]


@pytest.fixture
def ours() -> Ours:
    workspace = a_workspace(f"{MARK} Works")
    member = a_member(workspace, "admin", name=f"{MARK} Sam")
    colleague = a_member(workspace, name=f"{MARK} Rita")
    deal = a_deal(workspace, f"{MARK} tracking", account=f"{MARK} Logistics", ae=member)
    imported = Import.objects.create(workspace=workspace, member=member, file_name=f"{MARK}.csv")
    actor = commands.Actor(member.pk, member.name)
    plan = _marked_plan()
    with seller_scope(workspace.pk, member.pk):
        plan_id = commands.import_document(
            actor, deal.pk, plan, {"sam": member.pk}, today=TODAY
        ).plan_id
        template = replace(builtin_templates()["simple"], name=f"{MARK} steps")
        key = template_commands.create_template(actor, template)
        template_commands.save_template(actor, key, template, seen=1)
        step = replace(template.milestones[0], title=f"{MARK} step")
        step_id = template_commands.save_step(actor, None, step)
    proposal = Proposal.objects.create(
        workspace_id=workspace.pk,
        plan_id=plan_id,
        kind="add_step",
        content={"title": f"{MARK} audit", "target": "2027-01-08"},
        person="maja",
        person_name=f"{MARK} Maja",
    )
    logo = Logo.objects.create(
        workspace=workspace, mark=MARK.lower(), data=MARK.encode(), width=1, height=1
    )
    notice = Notice.objects.create(
        workspace_id=workspace.pk, plan_id=plan_id, person="maja", kind="opened", key=MARK
    )
    letter = {"recipient": MARK, "subject": MARK, "body": MARK, "html": MARK}
    kept = KeptMessage.objects.create(workspace=workspace, key=MARK, **letter)
    ReplyAddress.objects.create(
        workspace_id=workspace.pk, token_hash=MARK, plan_id=plan_id, member_id=member.pk
    )
    mail = ReceivedMail.objects.create(
        workspace_id=workspace.pk,
        token_hash=MARK,
        mail_key=MARK,
        subject=MARK,
        words=MARK,
        via="lmtp",
        result="look",
        why="unread",
    )
    comment = Comment.objects.create(
        workspace_id=workspace.pk,
        plan_id=plan_id,
        visibility="internal",
        side="seller",
        member_id=member.pk,
        name=MARK,
        text=MARK,
    )
    webhook, delivery = a_failed_webhook(workspace.pk, member.pk, mark=MARK)
    impact = Impact.objects.create(
        workspace_id=workspace.pk,
        plan_id=plan_id,
        kind="scope_change",
        key=MARK,
        revision=1,
        facts={"what": "add_step", "by": f"{MARK} Maja"},
    )
    values = {
        **a_review(workspace.pk, member.pk, actor, plan_id),
        "position": 0,
        "plan_id": plan_id,
        "endpoint_id": webhook,
        "delivery_id": delivery,
        "number": comment.pk,
        "notice_id": notice.pk,
        "message_id": kept.pk,
        "mail_id": mail.pk,
        "proposal_id": proposal.pk,
        "do": "accept",
        "impact_id": impact.pk,
        "settle": "seen",
        "deal_id": deal.pk,
        "example_id": _marked_example(workspace.pk, plan_id),
        "mark": logo.mark,
        "import_id": imported.pk,
        "member_id": colleague.pk,
        "step_id": step_id,
        "version": 1,
        "face": "text",
    }
    return Ours(member, plan_id, {k: str(v) for k, v in values.items()} | {"template": key})


def a_review(
    workspace_id: int, member_id: int, actor: commands.Actor, plan_id: int
) -> dict[str, int]:
    """A running review with something noted, and the numbers of all that."""
    with seller_scope(workspace_id, member_id):
        number = reviews.start(actor, plan_id, today=TODAY)
        note = reviews.add_note(actor, plan_id, number, f"{MARK} note")
        promise = reviews.Promise(title=f"{MARK} call", owner="sam", due=TODAY)
        action = reviews.add_action(actor, plan_id, number, promise, today=TODAY)
    return {"review_id": number, "note_id": note, "action_id": action}


def _marked_example(workspace_id: int, plan_id: int) -> int:
    step = {"kind": "other", "title": f"{MARK} step", "week": 1, "days": 2}
    content = {"steps": [step], "weeks": 1, "industry": MARK}
    made = PeerExample.objects.create(workspace_id=workspace_id, made_from=plan_id, content=content)
    return made.pk


def _marked_plan() -> Any:
    plan = a_plan(3, title=f"{MARK} rollout", account=f"{MARK} Logistics")
    return replace(
        plan,
        milestones=tuple(replace(m, title=f"{MARK} {m.title}") for m in plan.milestones),
        people=tuple(replace(p, name=f"{MARK} {p.name}") for p in plan.people),
        risks=(Risk(title=f"{MARK} risk"),),
    )


def all_routes() -> Iterator[str]:
    """Every address of the URL list, parameters still in brackets."""

    def walk(patterns: Any, before: str) -> Iterator[str]:
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, route)
            else:
                yield route

    return walk(get_resolver().url_patterns, "")


def routes() -> Iterator[str]:
    """Those of the seller's pages."""
    return (route for route in all_routes() if not route.startswith((*NOT_OURS, *BUYERS)))


def address(route: str, values: dict[str, str]) -> str:
    """The route with our own ids in it."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name == "key":
            return _key(route, values)
        if name == "path":
            return "milestones.m1" + (".tasks.t1" if "/tasks/" in route else ".title")
        assert name in values, f"say in this test what <{name}> of {route} stands for"
        return values[name]

    return "/" + _PARAMETER.sub(value, route)


def _key(route: str, values: dict[str, str]) -> str:
    if route.startswith("templates/"):
        return values["template"]
    of_a_person = ("/people/", "/access/", "/preview/", "/nudge/", "/misses/", "/leaves/")
    return "maja" if any(part in route for part in of_a_person) else "m1"


def pages_of(client: Client, values: dict[str, str]) -> dict[str, tuple[int, bool]]:
    """Each address to its status and whether anything of ours stood in the answer."""
    found = {}
    for route in routes():
        answer = client.get(address(route, values))
        body = b"".join(answer) if answer.streaming else answer.content
        found[route] = (answer.status_code, MARK.encode() in body)
    return found


def signed_in(member: Member) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(member.user)
    return client


def test_our_own_member_finds_our_things(ours: Ours) -> None:
    pages = pages_of(signed_in(ours.member), ours.values)
    named = {route: page for route, page in pages.items() if "<" in route}
    assert sum(status == 200 and is_marked for status, is_marked in named.values()) >= 20, named
    assert not [route for route, (status, _) in pages.items() if status >= 500]


@pytest.mark.parametrize("role", ["ae", "admin"])
def test_another_workspaces_member_finds_nothing_at_any_address(ours: Ours, role: str) -> None:
    stranger = a_member(a_workspace("Elsewhere"), role)
    pages = pages_of(signed_in(stranger), ours.values)
    assert [route for route, (_, is_marked) in pages.items() if is_marked] == []
    own = pages_of(signed_in(ours.member), ours.values)
    leaked = [
        (route, pages[route])
        for route, (status, _) in own.items()
        if "<" in route and status == 200 and pages[route][0] not in (403, 404)
    ]
    assert leaked == []


def test_another_workspaces_member_changes_nothing_at_any_address(ours: Ours) -> None:
    stranger = a_member(a_workspace("Elsewhere"), "admin")
    client = signed_in(stranger)
    for route in routes():
        if "<" in route:
            answer = client.post(address(route, ours.values), {"name": "x", "title": "x"})
            assert answer.status_code in (403, 404, 405), (route, answer.status_code)
            assert MARK.encode() not in answer.content
    with seller_scope(ours.member.workspace_id, ours.member.pk):
        head = plan_head(ours.plan_id)
    assert head is not None
    assert head.revision == 1
    assert Member.objects.filter(name__startswith=MARK, is_active=True).count() == 2


def test_nobody_finds_anything_without_signing_in(ours: Ours) -> None:
    pages = pages_of(Client(raise_request_exception=False), ours.values)
    assert [route for route, (_, is_marked) in pages.items() if is_marked] == []
    assert [(r, s) for r, (s, _) in pages.items() if s == 200 and "<" in r] == []
