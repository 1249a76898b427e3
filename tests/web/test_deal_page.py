"""One deal edited in place, a new deal, and the import from file to report, as pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milepost.deals.models import Deal
from milepost.intake import jobs
from milepost.intake.models import Import
from milepost.messaging.models import Outbox
from milepost.messaging.registry import Delivery
from milepost.plans.models import Plan
from tests import factories

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"
ROWS = (
    "Opportunity ID,Account,Deal Name,Amount,Close Date,Stage\n"
    "A1,Halden,Tracking,1000,2027-01-22,Won\nA2,Tern,Claims,-5,2027-02-30,Lost\n"
)


@pytest.fixture
def seller(client: Client) -> Any:
    member = factories.a_member(factories.a_workspace(), name="Sam Whitfield")
    client.force_login(member.user)
    return member


def test_a_new_deal_asks_for_a_name_only(client: Client, seller: Any) -> None:
    assert client.get("/deals/new/").status_code == 200
    bad = client.post("/deals/new/", {"name": "", "currency": "EUR", "value": "-1"})
    assert bad.status_code == 422
    assert 'id="f-name-error"' in bad.content.decode()
    assert 'id="f-value-error"' in bad.content.decode()
    made = client.post("/deals/new/", {"name": "Order tracking", "currency": "EUR"})
    deal = Deal.objects.get()
    assert made["Location"] == f"/deals/{deal.pk}/"
    page = client.get(made["Location"]).content.decode()
    assert page.count("Fill in") >= 4
    assert f"/deals/{deal.pk}/plan" in page


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("name", {"name": "New name"}),
        ("account", {"account": "Tern Insurance"}),
        ("value", {"value": "1250.50", "currency": "SEK"}),
        ("target_close", {"target_close": "2027-03-01"}),
        ("owner", {"owner": "Moses Frase"}),
        ("stage", {"stage": "won"}),
        ("product", {"product": "GTXPro"}),
        ("created_on", {"created_on": "2026-01-01"}),
        ("crm_reference", {"crm_reference": "A-7"}),
        ("place", {"country": "SE", "subdivision": ""}),
    ],
)
def test_each_field_is_edited_by_itself(
    client: Client, seller: Any, field: str, given: dict[str, str]
) -> None:
    deal = factories.a_deal(seller.workspace)
    form = client.get(f"/deals/{deal.pk}/?edit={field}").content.decode()
    assert f'name="field" value="{field}"' in form
    answer = client.post(f"/deals/{deal.pk}/change/", {"field": field} | given)
    assert answer.status_code == 302
    again = client.post(
        f"/deals/{deal.pk}/change/", {"field": field} | given, headers={"HX-Request": "true"}
    )
    assert again.status_code == 200
    assert 'class="is-saved"' in again.content.decode()


def test_a_bad_value_stays_in_the_form_and_is_named(client: Client, seller: Any) -> None:
    deal = factories.a_deal(seller.workspace)
    answer = client.post(
        f"/deals/{deal.pk}/change/", {"field": "target_close", "target_close": "2027-02-30"}
    )
    assert answer.status_code == 422
    assert "no date that exists" in answer.content.decode()


def test_a_conflict_shows_what_stands_there_now(client: Client, seller: Any) -> None:
    deal = factories.a_deal(seller.workspace)
    answer = client.post(
        f"/deals/{deal.pk}/change/",
        {"field": "name", "name": "Mine", "seen-name": "What I saw"},
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Order tracking" in page
    assert 'value="Mine"' in page


def test_script_in_every_field_stays_text(client: Client, seller: Any) -> None:
    deal = factories.a_deal(
        seller.workspace,
        SCRIPT,
        account=SCRIPT,
        product=SCRIPT,
        ae_name=SCRIPT,
        crm_stage=SCRIPT,
        crm_reference=SCRIPT,
    )
    for page in ("/deals/", f"/deals/{deal.pk}/", f"/deals/{deal.pk}/?edit=name"):
        assert SCRIPT not in client.get(page).content.decode()


def test_a_deal_without_a_plan_can_be_removed(client: Client, seller: Any) -> None:
    deal = factories.a_deal(seller.workspace)
    assert client.post(f"/deals/{deal.pk}/remove/").status_code == 302
    assert not Deal.objects.exists()
    assert not Plan.objects.exists()


def upload(client: Client, data: bytes, name: str = "deals.csv") -> Any:
    return client.post("/deals/import/", {"file": SimpleUploadedFile(name, data)})


def run_the_job() -> None:
    row = Outbox.objects.get(kind="intake.import")
    jobs.run(Delivery(row.pk, row.workspace_id, row.kind, row.key, row.payload, 1, 1))


def test_a_file_is_looked_at_corrected_imported_and_reported(client: Client, seller: Any) -> None:
    assert client.get("/deals/import/").status_code == 200
    page = upload(client, ROWS.encode())["Location"]
    shown = client.get(page).content.decode()
    assert "Is this how the file is meant?" in shown
    assert "1 row would stay out" in shown
    assert not Deal.objects.exists()
    changes = {"column-name": "Account", "stage-word": "Won", "stage-is": "lost"}
    assert client.post(f"{page}start/", changes | {"do": "look"}).status_code == 302
    assert not Outbox.objects.exists()
    bad = client.post(f"{page}start/", {"column-name": "No such column"})
    assert bad.status_code == 422
    assert client.post(f"{page}start/", {"do": "import"}).status_code == 302
    assert "Importing" in client.get(page).content.decode()
    run_the_job()
    report = client.get(page).content.decode()
    assert "The deals are in" in report
    assert "the value is negative" in report
    deal = Deal.objects.get()
    assert (deal.name, deal.stage, deal.crm_stage) == ("Halden", "lost", "Won")
    everything = client.get(f"{page}?show=all").content.decode()
    assert f'href="/deals/{deal.pk}/">Halden</a>' in everything
    file = client.get(f"{page}report.csv")
    assert file["Content-Type"].startswith("text/csv")
    assert "3,refused,A2,,Amount" in file.content.decode()
    assert client.post(f"{page}start/", {}).status_code == 403
    run_the_job()
    assert Deal.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "named"),
    [(b"", "empty"), (b"PK\x03\x04", "Excel"), (b"a,b\n1,\x00\n", "NUL"), (b'a\n"x', "quotation")],
)
def test_a_file_that_cannot_be_read_keeps_nothing(
    client: Client, seller: Any, data: bytes, named: str
) -> None:
    answer = upload(client, data)
    assert answer.status_code == 422
    assert named in answer.content.decode()
    assert not Import.objects.exists()


def test_no_file_chosen_says_so(client: Client, seller: Any) -> None:
    assert client.post("/deals/import/", {}).status_code == 422


def test_a_file_can_be_dropped(client: Client, seller: Any) -> None:
    page = upload(client, ROWS.encode())["Location"]
    assert client.post(f"{page}discard/").status_code == 302
    assert client.get(page).status_code == 404


def test_another_workspaces_import_is_not_there(client: Client, seller: Any) -> None:
    page = upload(client, ROWS.encode())["Location"]
    other = factories.a_member()
    client.force_login(other.user)
    assert client.get(page).status_code == 404
    assert client.get(f"{page}report.csv").status_code == 404
    for action in ("start", "discard"):
        assert client.post(f"{page}{action}/", {}).status_code == 404


def test_a_cell_of_the_report_is_no_formula(client: Client, seller: Any) -> None:
    text = "Opportunity ID,Deal Name,Amount\n=1+1,One,-5\n"
    page = upload(client, text.encode())["Location"]
    client.post(f"{page}start/", {"column-crm_reference": "Opportunity ID"})
    run_the_job()
    assert ",'=1+1," in client.get(f"{page}report.csv").content.decode()


def test_the_real_export_is_understood(client: Client, seller: Any, shared: Path) -> None:
    data = (shared / "data" / "crm-opportunities" / "sales_pipeline.csv").read_bytes()
    page = upload(client, data, "sales_pipeline.csv")["Location"]
    shown = client.get(page).content.decode()
    assert "Import 8,800 deals" in shown
    assert "GTXPro" in shown
