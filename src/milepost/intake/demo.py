"""The example workspace: invented people, deals and plans in every state, dated around today.

`make demo` builds it and prints a link that signs in as Sam Whitfield; the set-up page fills a
fresh workspace with it, its first administrator in Sam's place. Running it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from milepost.deals.commands import create_deal, set_account_place
from milepost.deals.queries import DealFilter, deal_page, deal_view
from milepost.documents.template_library import builtin_templates
from milepost.domain.building import DealFacts, build_plan
from milepost.domain.plan import Calendars, Outcome, Person, Plan, Role, SideCalendar, Value
from milepost.intake.demo_course import along
from milepost.intake.demo_data import COLLEAGUES, EXAMPLES, SAM, Colleague, Example
from milepost.intake.demo_life import DAYS, Life
from milepost.intake.demo_sharing import looked_at, share_example
from milepost.plans.commands import Actor, change_fields, create_plan
from milepost.platform.scope import seller_scope
from milepost.workspaces.models import CurrencyRate, Member, User, Workspace
from milepost.workspaces.setup import new_sign_in_link, verified_user
from milepost.workspaces.signed_in import zone_of

WORKSPACE_NAME = "Brightloom"
ZONE = "Europe/London"
DOMAIN = "brightloom.example"
RATES = {"USD": Decimal("0.92"), "GBP": Decimal("1.16"), "SEK": Decimal("0.088")}


def build_demo(today: date | None = None) -> str:
    """Make the example workspace where there is none, and give a one-time link into it."""
    member = _sam() or _make_workspace()
    fill(member.workspace_id, member.pk, today)
    assert member.user is not None
    return new_sign_in_link(member.user)


def fill(workspace_id: int, member_id: int, today: date | None = None) -> None:
    """Fill a workspace that has no deals; `member_id` takes Sam's place. All of it or nothing."""
    users = _users()
    with seller_scope(workspace_id, member_id):
        if deal_page(DealFilter(stage="all")).counts["all"]:
            return
        day = today or _today()
        Workspace.objects.filter(pk=workspace_id).update(
            currency="EUR", time_zone=ZONE, country="GB", subdivision="ENG"
        )
        for currency, rate in RATES.items():
            CurrencyRate.objects.create(workspace_id=workspace_id, currency=currency, rate=rate)
        members = _colleagues(workspace_id, member_id, users)
        for example in EXAMPLES:
            deal_id = _deal(workspace_id, example, members, day)
            if example.course == "lived":
                _lived(workspace_id, deal_id, members, day)
            elif example.course != "none":
                plan_id = _plan(deal_id, example, members, day)
                owner = members[example.owner]
                actor = Actor(owner.pk, owner.name)
                share_example(plan_id, example.reference, actor, day, workspace_id)


def _sam() -> Member | None:
    """Who was signed in by an earlier run."""
    found = Member.objects.filter(workspace__is_example=True, user__isnull=False, is_active=True)
    return found.select_related("user").filter(email=f"{SAM}@{DOMAIN}").first()


def _make_workspace() -> Member:
    with transaction.atomic():
        email = f"{SAM}@{DOMAIN}"
        user = User.objects.filter(email=email).first() or verified_user(email, None)
        workspace = Workspace.objects.create(name=WORKSPACE_NAME, currency="EUR", is_example=True)
        return Member.objects.create(
            workspace=workspace, user=user, name="Sam Whitfield", email=email, role="admin"
        )


def _today() -> date:
    from django.utils import timezone

    return timezone.localdate(timezone=zone_of(ZONE))


def _users() -> Mapping[str, User]:
    """Users whom nobody can sign in as: they show what a workspace of joined people looks like."""
    users = {}
    for colleague in COLLEAGUES:
        if colleague.has_joined and colleague.email != SAM:
            email = f"{colleague.email}@{DOMAIN}"
            user = User.objects.filter(email=email).first()
            users[colleague.email] = user or User.objects.create_user(email)
    return users


def _colleagues(
    workspace_id: int, member_id: int, users: Mapping[str, User]
) -> Mapping[str, Member]:
    """Everybody by e-mail name. The signed-in member stands where Sam would."""
    members: dict[str, Member] = {}
    for colleague in COLLEAGUES:
        members[colleague.email] = (
            Member.objects.get(pk=member_id)
            if colleague.email == SAM
            else _colleague(workspace_id, colleague, users.get(colleague.email))
        )
    for colleague in COLLEAGUES:
        if colleague.manager:
            member = members[colleague.email]
            Member.objects.filter(pk=member.pk).update(manager_id=members[colleague.manager].pk)
    return members


def _colleague(workspace_id: int, colleague: Colleague, user: User | None) -> Member:
    return Member.objects.create(
        workspace_id=workspace_id,
        user=user,
        name=colleague.name,
        email=f"{colleague.email}@{DOMAIN}",
        role=colleague.role,
    )


def _deal(workspace_id: int, example: Example, members: Mapping[str, Member], today: date) -> int:
    owner = members.get(example.owner)
    deal_id = create_deal(
        workspace_id,
        {
            "name": example.name,
            "account": example.account,
            "product": example.product,
            "value": example.value,
            "currency": example.currency,
            "target_close": _iso(_wanted_day(today, example.close)),
            "created_on": _iso(_day(today, example.created)),
            "owner": f"member:{owner.pk}" if owner else example.owner,
            "stage": example.stage,
            "crm_reference": example.reference,
        },
    )
    view = deal_view(deal_id)
    if view and view.account_id and example.country:
        set_account_place(workspace_id, view.account_id, example.country)
    return deal_id


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _day(today: date, distance: int | None) -> date | None:
    return None if distance is None else today + timedelta(days=distance)


def _wanted_day(today: date, distance: int | None) -> date | None:
    """A day that somebody would have named: the Friday before a weekend."""
    day = _day(today, distance)
    return None if day is None else day - timedelta(days=max(0, day.weekday() - 4))


def _plan(deal_id: int, example: Example, members: Mapping[str, Member], today: date) -> int:
    owner = members[example.owner]
    people = (*_buyers(example), *_sellers(owner, members))
    created = today + timedelta(days=example.created or 0)
    built = build_plan(_facts(example, people, created, today), builtin_templates())
    plan = along(built.plan, example, today)
    made = create_plan(
        Actor(owner.pk, owner.name),
        replace(built, plan=plan if plan.is_closed else replace(plan, notes=None)),
        deal_id,
        {p.key: _member_of(p, members).pk for p in people if p.side == "seller"},
    )
    _worked_on(made.plan_id, plan, owner, members["noor"], today)
    return made.plan_id


def _lived(workspace_id: int, deal_id: int, members: Mapping[str, Member], today: date) -> None:
    """An enterprise plan with its whole history, up to today."""
    owner = members[SAM]
    sellers = _sellers(owner, members)
    life = Life(
        workspace_id,
        Actor(owner.pk, owner.name),
        {p.key: _member_of(p, members).pk for p in sellers},
        sellers,
        today - timedelta(days=DAYS),
        deal_id,
    )
    life.live(until=today)
    looked_at(workspace_id, life.plan_id, today)


def _worked_on(plan_id: int, plan: Plan, owner: Member, engineer: Member, today: date) -> None:
    """Two changes by two people, so that the history has something to tell."""
    revision = 1
    if plan.notes and not plan.is_closed:
        actor = Actor(owner.pk, owner.name)
        why = "What was said on the call"
        revision = change_fields(
            actor, plan_id, {"notes": plan.notes}, seen=revision, why=why
        ).revision
    step = next((m for m in plan.milestones if m.status == "in_progress" and m.tasks), None)
    task = next((t for t in step.tasks if t.done_on is None), None) if step else None
    if step and task and plan.life == "agreed" and len(step.tasks) > 4:
        actor = Actor(engineer.pk, engineer.name)
        path = f"milestones.{step.key}.tasks.{task.key}.due"
        due = (today + timedelta(days=2)).isoformat()
        change_fields(actor, plan_id, {path: due}, seen=revision, why="Agreed with their IT")


def _facts(example: Example, people: tuple[Person, ...], created: date, today: date) -> DealFacts:
    go_live = _wanted_day(today, example.go_live)
    return DealFacts(
        account=example.account,
        opportunity=example.name,
        title=example.title,
        value=Value(amount=Decimal(example.value), currency=example.currency),
        created=created,
        target_close=_wanted_day(today, example.close),
        outcome=Outcome(
            goal=example.goal or None,
            measure=example.measure or None,
            why_now=example.why_now or None,
            go_live=go_live,
        )
        if example.goal
        else None,
        calendars=Calendars(
            buyer=SideCalendar(country=example.country, time_zone=example.zone),
            seller=SideCalendar(country="GB", subdivision="ENG", time_zone=ZONE),
        ),
        people=people,
        deal_type=example.deal_type or None,  # type: ignore[arg-type]
    )


def _buyers(example: Example) -> tuple[Person, ...]:
    return tuple(
        Person(
            key=f"b{n}",
            name=b.name,
            email=_address(b.name, example.account),
            side="buyer",
            role=_role(b.role),
            title=b.title,
        )
        for n, b in enumerate(example.buyers, start=1)
    )


def _address(name: str, account: str) -> str:
    """An invented address: mail to `.example` reaches nobody."""
    return f"{slugify(name.removeprefix('Dr. ')).replace('-', '.')}@{slugify(account)}.example"


_ON_PLANS: tuple[tuple[str, Role], ...] = (
    ("noor", "solutions_engineer"),
    ("dana", "legal"),
    ("rita", "manager"),
    ("lena", "security"),
    ("marcus", "csm"),
    ("priya", "leadership"),
)


def _sellers(owner: Member, members: Mapping[str, Member]) -> tuple[Person, ...]:
    ae = Person(key="ae", name=owner.name, email=owner.email, side="seller", role="ae")
    return (
        ae,
        *(
            Person(
                key=key, name=members[key].name, email=members[key].email, side="seller", role=role
            )
            for key, role in _ON_PLANS
        ),
    )


def _member_of(person: Person, members: Mapping[str, Member]) -> Member:
    return next(member for member in members.values() if member.name == person.name)


def _role(role: str) -> Role:
    return role  # type: ignore[return-value]
