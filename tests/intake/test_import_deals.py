"""Importing deals from a CRM's export: the CRM reference decides what is the same deal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from milepost.deals.models import Account, Deal
from milepost.intake.commands import import_now
from milepost.intake.models import Import, ImportRow
from tests import factories

pytestmark = pytest.mark.django_db

HEAD = "Opportunity ID,Account Name,Opportunity Name,Amount,Close Date,Owner,Stage\n"


def bring_in(member: Any, text: str, **changes: Any) -> Any:
    import_id, totals = import_now(
        member.workspace_id, member.pk, "deals.csv", text.encode(), changes
    )
    return Import.objects.get(pk=import_id), totals


@pytest.fixture
def seller() -> Any:
    return factories.a_member(name="Sam Whitfield")


def test_8800_deals_come_in_and_a_second_time_double_nothing(seller: Any, shared: Path) -> None:
    data = (shared / "data" / "crm-opportunities" / "sales_pipeline.csv").read_text()
    _kept, first = bring_in(seller, data)
    assert (first.rows, first.imported, first.refused) == (8800, 8800, 0)
    _kept, second = bring_in(seller, data)
    assert (second.imported, second.updated, second.unchanged) == (0, 0, 8800)
    assert Deal.objects.count() == 8800
    assert Account.objects.count() == 85
    deal = Deal.objects.get(crm_reference="Z063OYW0")
    assert (deal.name, deal.account.name, deal.value) == ("GTXPro", "Isdom", Decimal(4514))
    assert (deal.created_on, deal.target_close) == (date(2016, 10, 25), date(2017, 3, 11))
    assert (deal.ae_id, deal.ae_name, deal.stage, deal.currency) == (
        None,
        "Darcel Schlecht",
        "won",
        "EUR",
    )
    assert Deal.objects.filter(account=None).count() == 1425
    assert Deal.objects.filter(value=None, target_close=None).count() == 2089


def test_a_bad_row_stays_out_whole_and_the_others_come_in(seller: Any) -> None:
    kept, totals = bring_in(
        seller,
        HEAD
        + "A1,Halden,Tracking,1000,2027-01-22,Sam Whitfield,Won\n"
        + "A2,Tern,Claims,-5,2027-02-31,Sam Whitfield,Won\n"
        + "A1,Halden,Again,1,2027-01-22,,\n",
    )
    assert (totals.imported, totals.refused) == (1, 2)
    bad = ImportRow.objects.get(batch=kept, line=3)
    assert [p["path"] for p in bad.problems] == ["Amount", "Close Date"]
    assert all(p["wrong"] and p["right"] for p in bad.problems)
    assert "line 2" in ImportRow.objects.get(batch=kept, line=4).problems[0]["wrong"]
    assert Account.objects.filter(name="Tern").count() == 0


def test_an_owner_who_is_no_member_is_kept_as_a_name(seller: Any) -> None:
    bring_in(seller, HEAD + "A1,Halden,One,1,2027-01-22,sam  WHITFIELD,\nA2,,Two,,,Moses Frase,\n")
    assert Deal.objects.get(crm_reference="A1").ae_id == seller.pk
    other = Deal.objects.get(crm_reference="A2")
    assert (other.ae_id, other.ae_name) == (None, "Moses Frase")
    assert (other.account, other.value, other.target_close) == (None, None, None)


def test_accounts_are_the_same_however_they_are_capitalised(seller: Any) -> None:
    bring_in(seller, HEAD + "A1,Halden Logistics,a,1,,,\nA2,HALDEN  logistics,b,1,,,\n")
    assert [a.name for a in Account.objects.all()] == ["Halden Logistics"]


def test_an_empty_cell_never_erases_and_a_filled_one_replaces(seller: Any) -> None:
    bring_in(seller, HEAD + "A1,Halden,One,1000,2027-01-22,,Won\nA2,Halden,Two,5,,,\n")
    Deal.objects.filter(crm_reference="A2").update(target_close=date(2027, 3, 1))
    _kept, totals = bring_in(seller, HEAD + "A1,,One,2000,,,\nA2,Halden,Two,5,,,\nA3,,Three,,,,\n")
    assert (totals.imported, totals.updated, totals.unchanged) == (1, 1, 1)
    one = Deal.objects.get(crm_reference="A1")
    assert (one.account.name, one.value, one.target_close) == (
        "Halden",
        Decimal(2000),
        date(2027, 1, 22),
    )
    assert Deal.objects.get(crm_reference="A2").target_close == date(2027, 3, 1)


def test_rows_without_a_reference_do_not_double_either(seller: Any) -> None:
    text = "Deal Name,Company,Amount\nOne,Halden,10\nTwo,Halden,20\n"
    assert bring_in(seller, text)[1].imported == 2
    assert bring_in(seller, text)[1].unchanged == 2
    assert Deal.objects.count() == 2


def test_the_report_names_each_deal(seller: Any) -> None:
    kept, _totals = bring_in(seller, HEAD + "A1,Halden,One,1,,,\nA2,Halden,Two,5,,,\n")
    for row in ImportRow.objects.filter(batch=kept):
        assert Deal.objects.get(pk=row.deal_id).crm_reference == row.reference


def test_a_person_corrects_the_mapping(seller: Any) -> None:
    text = "id,what,who buys,worth\nA1,One,Halden,10\n"
    bring_in(seller, text, name="what", account="Who Buys", value="worth")
    deal = Deal.objects.get()
    assert (deal.name, deal.account.name, deal.value) == ("One", "Halden", Decimal(10))


def test_script_in_every_field_is_text_like_any_other(seller: Any) -> None:
    script = "<script>alert(1)</script>"
    bring_in(seller, HEAD + f"A1,{script},{script},1,,{script},{script}\n")
    deal = Deal.objects.get()
    assert (deal.name, deal.ae_name, deal.crm_stage) == (script, script, script)


def test_another_workspaces_deals_are_neither_found_nor_changed(seller: Any) -> None:
    other = factories.a_member()
    bring_in(other, HEAD + "A1,Halden,Theirs,1,,,\n")
    bring_in(seller, HEAD + "A1,Halden,Ours,2,,,\n")
    assert Deal.objects.get(workspace=other.workspace).name == "Theirs"
    assert Deal.objects.get(workspace=seller.workspace).name == "Ours"


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(seller: Any, monkeypatch: Any) -> None:
    from milepost.intake import commands

    monkeypatch.setattr(commands, "BATCH", 2)
    rows = "".join(f"A{n},Halden,Deal {n},{n},,,\n" for n in range(1, 8))

    def cut(done: int, total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_now(seller.workspace_id, seller.pk, "x.csv", (HEAD + rows).encode(), {}, cut)
    kept = Import.objects.get()
    assert (kept.state, kept.rows_done, Deal.objects.count()) == ("running", 4, 4)
    totals = commands.run_import(seller.workspace_id, seller.pk, kept.pk)
    assert (totals.rows, totals.imported, Deal.objects.count()) == (7, 7, 7)
    assert commands.run_import(seller.workspace_id, seller.pk, kept.pk) == totals
    assert Import.objects.get().content is None
