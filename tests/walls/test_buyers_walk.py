"""A buyer walks every address with private words planted everywhere, and reads none of them.

Then the same with the filters of every statement taken out, and at last by asking the database
itself for every column that the buyer's role may read: the wall is not in the views.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from pypdf import PdfReader

from milepost.conversation import commands as talk
from milepost.conversation.models import File
from milepost.domain.plan import Baseline, Milestone, Owner, Owners, Person, Plan, Risk, Task, Value
from milepost.plans import commands
from milepost.plans.commands import Actor
from milepost.portal.visitor import BROWSER_COOKIE, PLAN_COOKIE
from milepost.reviews import commands as reviews_at_work
from milepost.sharing import acting
from milepost.sharing.visits import visiting
from milepost.workspaces.models import Workspace
from tests.factories import a_deal, a_member, a_workspace
from tests.plans.plans import TODAY, Seller, a_plan, a_seller
from tests.sharing.visitors import a_visitor
from tests.walls import catalogue
from tests.walls.test_every_url import BUYERS, all_routes

pytestmark = pytest.mark.django_db

MARK = "Zygomatic"  # in every private text, and in no page by itself
AMOUNT = "7345612"
PRIVATE = Person(key="priv", name=f"{MARK} Quiet", side="seller", role="leadership")
# What no page of a buyer says, whatever it is about (product.md section 8).
SALES = re.compile(
    r"\b(forecast|pipeline|prospect|probability|champion|deal|deals|stage|SPECULATIVE|UNLIKELY|"
    r"on_track|at_risk|escalat\w+|economic buyer|days_spare|critical path)\b",
    re.IGNORECASE,
)
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def a_plan_with_secrets(**fields: Any) -> Plan:
    """A shared plan in which everything that a buyer must never read carries the mark."""
    plan = a_plan(5)
    first, second, *rest = plan.milestones
    hidden = Milestone(
        key="i1",
        title=f"{MARK} discount",
        kind="other",
        target=first.target,
        status="blocked",
        reason=f"{MARK} board",
        visibility="internal",
        done_means=f"{MARK} said yes",
        owners=Owners(seller=Owner(person="priv")),
        after=("m1",),
        tasks=(Task(key="ti", title=f"{MARK} call"),),
        notes=f"{MARK} note",
    )
    quiet = Task(key="tq", title=f"{MARK} credit check", visibility="internal")
    first = replace(
        first,
        tasks=(*first.tasks, quiet),
        notes=f"{MARK} note of a step",
        status="complete",
        completed_on=TODAY,
        completed_by="priv",
    )
    usual: dict[str, Any] = {
        "milestones": (first, hidden, replace(second, after=("i1",)), *rest),
        "people": (*plan.people, PRIVATE),
        "value": Value(amount=Decimal(AMOUNT), currency="EUR"),
        "notes": f"{MARK} notes",
        "opportunity": None,
        "deal_type": "enterprise",
        "risks": (Risk(title=f"{MARK} risk", mitigation=f"{MARK} remedy"),),
        "baselines": (Baseline(on=TODAY, targets={"m1": TODAY, "i1": TODAY}, reason=MARK),),
    }
    return replace(plan, **(usual | fields))


@dataclass(frozen=True)
class Shared:
    """A plan with secrets in it, and the browser of Maja, who may read the rest."""

    seller: Seller
    plan_id: int
    client: Client
    address: str
    values: dict[str, list[str]]


@pytest.fixture
def shared() -> Shared:
    seller = a_seller()
    workspace = seller.workspace_id
    deal = a_deal(
        Workspace.objects.get(pk=workspace),
        f"{MARK} opportunity",
        stage="evaluating",
        crm_reference=f"{MARK}-17",
        product=f"{MARK} product",
    )
    plan_id = seller.keeps(a_plan_with_secrets(), deal.pk)
    client, address = a_visitor(workspace, plan_id)
    files = _said_and_attached(seller, plan_id)
    reviews = _reviewed(seller, plan_id)
    other = seller.keeps(a_plan(3, title=f"{MARK} of another buyer", account=f"{MARK} Ltd"))
    a_visitor(workspace, other, "maja", address="somebody@else.example")
    elsewhere = a_seller("Eve Other")
    foreign = elsewhere.keeps(a_plan(3, title=f"{MARK} of another workspace"))
    a_visitor(elsewhere.workspace_id, foreign)
    values = {
        "code": [address.split("/")[2]],
        "key": ["m1", "m2", "m3", "m5", "i1", "nothing"],
        "face": ["pdf", "xlsx", "ics", "html", "text", "markdown", "json", "jsonl", "nothing"],
        "kind": sorted(acting.KINDS),
        "number": [*map(str, files), "999999"],
        "review_id": [*map(str, reviews), "999999"],
        "plan_id": [str(plan_id), str(other), str(foreign)],
        "mark": ["seller", "buyer", "nothing"],
        "token": ["nothing", client.cookies[PLAN_COOKIE].value],
    }
    return Shared(seller, plan_id, client, address, values)


def _said_and_attached(seller: Seller, plan_id: int) -> list[int]:
    """Words and links of both kinds; the numbers of all files."""
    maja = Actor(None, "Maja Lindqvist", "maja")
    with seller.at_work():
        talk.comment(maja, plan_id, "Fridays are best")
        talk.comment(seller.actor, plan_id, f"{MARK} among us", visibility="internal")
        talk.comment(seller.actor, plan_id, f"{MARK} here", milestone="i1", visibility="internal")
        talk.comment(seller.actor, plan_id, f"{MARK} there", milestone="m2", visibility="internal")
        address = "https://docs.example/x"
        talk.attach_link(seller.actor, plan_id, address, "Draft for both")
        talk.attach_link(seller.actor, plan_id, address, f"{MARK} sheet", visibility="internal")
        commands.change_fields(
            seller.actor,
            plan_id,
            {"milestones.m3.title": "Third step, by another name"},
            seen=10_000,
            why=f"{MARK} reason",
            today=TODAY,
        )
        return list(File.objects.values_list("pk", flat=True))


def _reviewed(seller: Seller, plan_id: int) -> list[int]:
    """A review that was held and one that runs, with words of both kinds in each."""
    found = []
    for is_closed in (True, False):
        with seller.at_work():
            review = reviews_at_work.start(seller.actor, plan_id, today=TODAY)
            say = (seller.actor, plan_id, review)
            reviews_at_work.add_note(*say, "Tests begin on Monday", kind="decision")
            for kind in ("note", "decision", "risk"):
                words = f"{MARK} {kind}"
                reviews_at_work.add_note(*say, words, kind=kind, visibility="internal")
            for title, owner, seen in (("Send it", "maja", "shared"), (MARK, "sam", "internal")):
                promise = reviews_at_work.Promise(
                    title=title,
                    owner=owner,
                    due=TODAY,
                    visibility=seen,  # type: ignore[arg-type]
                )
                reviews_at_work.add_action(*say, promise, today=TODAY)
            if is_closed:
                reviews_at_work.close(*say, today=TODAY, has_next=False, summary="In short")
        found.append(review)
    return found


def buyers_routes() -> Iterator[str]:
    """Every address of the buyer's pages, parameters still in brackets."""
    return (route for route in all_routes() if route.startswith(BUYERS))


def addresses(shared: Shared, route: str) -> list[str]:
    """The route with each of our own values in it."""
    found = [route]
    while match := _PARAMETER.search(found[0]):
        name = match[1]
        assert name in shared.values, f"say in this test what <{name}> of {route} stands for"
        found = [
            each.replace(match[0], value, 1) for each in found for value in shared.values[name]
        ]
    return ["/" + each for each in found]


def text_of(answer: Any) -> str:
    """All that an answer says: headers, text, what is packed in a spreadsheet or a PDF, and the
    properties of files."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    said = [str(dict(answer.headers)), content.decode("utf-8", "replace")]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            said += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    if content[:5] == b"%PDF-":
        document = PdfReader(io.BytesIO(content))
        said += [page.extract_text() for page in document.pages] + [str(document.metadata)]
    return "\n".join(said)


def asks(shared: Shared) -> Iterator[tuple[str, Any]]:
    """Every address asked for, and every form sent, as a page and as a part."""
    day = "2027-01-15"
    form = {
        "milestone": "i1",
        "task": "ti",
        "seen": "1",
        "reason": "We need longer",
        "to": "priv",
        "name": "Nils Berg",
        "email": "nils@halden.example",
        "role": "it",
        "target": day,
        "title": "Train the drivers",
        "id": "1",
        "yes": "no",
        "goal": "All in one place",
        "go_live": day,
        "terms_revision": "1",
        "answer": "yes",
        "text": "A word",
        "url": "https://example.com/",
        "comment": "2",
        "file": "2",
        "revision": "2",
        "review": shared.values["review_id"][1],
        "call": shared.values["review_id"][1],
        "note": "2",
        "action": "2",
        "owner": "priv",
        "due": day,
    }
    leaving = "leave/"  # at the very end
    for route in sorted(buyers_routes(), key=lambda r: (leaving in r, r)):
        for address in addresses(shared, route):
            yield address, shared.client.get(address)
            if leaving in address or "others/" in address:
                continue
            yield f"POST {address}", shared.client.post(address, form)
            part = {"HX-Request": "true"}
            sent = {**form, "milestone": "m2", "task": "t2"}
            yield f"part {address}", shared.client.post(address, sent, headers=part)


def assert_nothing_private(where: str, text: str) -> None:
    assert MARK.lower() not in text.lower(), f"{where}: {_around(text, MARK)}"
    assert AMOUNT not in re.sub(r"[\s,.’']", "", text), f"{where} tells the value"


def _around(text: str, word: str) -> str:
    at = text.lower().index(word.lower())
    return text[max(0, at - 120) : at + 120]


def test_every_address_and_every_form_of_a_buyer_tells_nothing_private(shared: Shared) -> None:
    seen = set()
    for where, answer in asks(shared):
        assert answer.status_code < 500, where
        text = text_of(answer)
        assert_nothing_private(where, text)
        if answer.status_code == 200:
            seen.add(where)
    reached = " ".join(seen)
    for part in ("step/m1/", "history/", "export/pdf/", "export/xlsx/", "export/ics/"):
        assert part in reached, part


def test_no_page_of_a_buyer_speaks_as_sellers_do(shared: Shared) -> None:
    calls = [f"call/{number}/" for number in shared.values["review_id"][:2]]
    calls += [f"{calls[1]}?item={number}" for number in range(1, 8)]
    for page in (
        *("", "step/m2/", "history/", "export/text/", "export/html/", "export/ics/"),
        *calls,
    ):
        answer = shared.client.get(shared.address + page)
        text = re.sub(r"<(script|style|template)\b.*?</\1>", " ", text_of(answer), flags=re.DOTALL)
        words = re.sub(r"<[^>]+>|[\w-]+=\"[^\"]*\"", " ", text)
        found = SALES.search(words)
        assert found is None, f"{page or 'the plan'}: {_around(words, found[0])}"


def test_internal_steps_and_files_are_not_found_and_not_told_from_what_never_was(
    shared: Shared,
) -> None:
    def answered(page: str) -> tuple[int, str]:
        answer = shared.client.get(shared.address + page)
        text = re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken": )"[^"]+"', "", text_of(answer))
        return answer.status_code, re.sub(
            r"[\w-]{36,}", "", text.replace("i1", "").replace("xx", "")
        )

    assert answered("step/i1/") == answered("step/xx/")
    hidden = File.objects.get(visibility="internal").pk
    assert shared.client.get(f"{shared.address}files/{hidden}/").status_code == 404


# Conditions that a view could have forgotten.
_FILTERS = (
    re.compile(r"(\w+\.)?visibility = 'shared'"),
    re.compile(r"(\w+\.)?seen_by_buyer\b(?! *,)"),
    re.compile(r"(\w+\.)?deleted_at is null"),
)


def _without_filters(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    text = str(sql)
    if "milepost_buyer" not in text or "set_config" in text or "insert into" in text:
        return execute(sql, params, many, context)
    for condition in _FILTERS:
        text = condition.sub("true", text)
    return execute(text, params, many, context)


def test_with_the_views_filters_taken_out_there_is_still_nothing_private(shared: Shared) -> None:
    pages = ["", "?part=page", "step/m1/", "step/m2/", "history/", "comments/", "example/"]
    pages += [f"call/{number}/" for number in shared.values["review_id"][:2]]
    pages += [f"history/export/{face}/" for face in ("jsonl", "xlsx", "pdf")]
    pages += [f"export/{face}/" for face in ("pdf", "xlsx", "ics", "text", "json", "markdown")]
    with connection.execute_wrapper(_without_filters):
        for page in pages:
            answer = shared.client.get(shared.address + page)
            assert answer.status_code in (200, 404, 405), page
            assert_nothing_private(page, text_of(answer))


def test_the_database_itself_tells_a_buyer_nothing_private(shared: Shared) -> None:
    """Every column that the role may read, of every row that its policies show."""
    token = shared.client.cookies[PLAN_COOKIE].value
    browser = shared.client.cookies[BROWSER_COOKIE].value
    readable = sorted(catalogue.grants("milepost_buyer"))
    columns = {
        table: sorted(catalogue.granted_columns("milepost_buyer", table)) for table in readable
    }
    private = [table for table in catalogue.tables() if table not in readable]
    rows = 0
    with visiting(token, browser), connection.cursor() as cursor:
        for table in readable:
            named = ", ".join(f'"{column}"' for column in columns[table])
            cursor.execute(f"select {named} from {table}")
            for row in cursor.fetchall():
                rows += 1
                assert_nothing_private(table, str(row))
        for table in private:
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                cursor.execute(f"select 1 from {table}")
    assert rows > 20
    assert len(private) > 30


def test_a_buyer_of_one_workspace_has_nothing_in_another(shared: Shared) -> None:
    a_workspace("Elsewhere")
    token = shared.client.cookies[PLAN_COOKIE].value
    with visiting(token, "") as visit, connection.cursor() as cursor:
        for table in sorted(catalogue.grants("milepost_buyer")):
            key = catalogue.key_column(table)
            cursor.execute(f"select count(*) from {table} where {key} <> %s", [visit.workspace_id])
            assert cursor.fetchone() == (0,), table


def test_whoever_owns_nothing_shared_changes_the_plan_without_a_name(shared: Shared) -> None:
    seller, plan_id = shared.seller, shared.plan_id
    quiet = replace(
        seller.actor,
        member_id=a_member(Workspace.objects.get(pk=seller.workspace_id), name=PRIVATE.name).pk,
        name=PRIVATE.name,
    )
    with seller.at_work():
        fields = {"milestones.m4.title": "Fourth step, by another name"}
        commands.change_fields(quiet, plan_id, fields, seen=10_000, today=TODAY)
    for page in ("", "history/", "step/m4/"):
        text = text_of(shared.client.get(shared.address + page))
        assert_nothing_private(page, text)
    assert "Fourth step, by another name" in text_of(shared.client.get(f"{shared.address}history/"))
    stale = {"milestone": "m4", "seen": "1", "target": "2027-02-01", "reason": "x"}
    for kind in ("done", "blocked", "propose_date"):
        answer = shared.client.post(f"{shared.address}do/{kind}/", stale)
        assert_nothing_private(kind, text_of(answer))
