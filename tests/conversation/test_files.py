"""Files: kept under random names, given out by checked addresses alone, removed in time."""

from __future__ import annotations

import json
import os
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from milepost.conversation import commands, files, scanning
from milepost.conversation.models import File
from milepost.domain.errors import InvalidInput, NotAllowed, NotFound
from milepost.messaging.registry import Delivery, DeliveryFailed
from milepost.workspaces.models import Member
from tests.conversation import samples as s
from tests.conversation.talking import Talk, a_talk
from tests.factories import a_member

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


def upload(name: str = "Plan.pdf", content: bytes = s.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attach(talk: Talk, name: str = "Plan.pdf", content: bytes = s.PDF, **more: Any) -> int:
    """The seller attaches a file."""
    given = upload(name, content)
    files.checked(given)
    with talk.seller.at_work():
        return commands.attach_file(
            talk.seller.actor, talk.plan_id, files.store(given), name, **more
        )


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def sends(talk: Talk, client: Client, name: str, content: bytes, **more: Any) -> Any:
    """A buyer uploads a file by the page's form."""
    given = {"do": "file", "form": "file-plan", "file": upload(name, content)}
    return client.post(f"{talk.address}files/", given | more)


@pytest.fixture
def sam(talk: Talk, client: Client) -> Client:
    client.force_login(Member.objects.get(pk=talk.seller.member_id).user)
    return client


def test_bytes_are_kept_under_a_random_name_for_their_owner_alone(
    talk: Talk, files_folder: Path
) -> None:
    attach(talk, "../../Plan.pdf")
    (path,) = kept(files_folder)
    row = File.objects.get()
    assert path.name == row.stored
    assert path.read_bytes() == s.PDF
    assert "Plan" not in str(path.relative_to(files_folder))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (row.title, row.size, row.media_type) == ("Plan.pdf", len(s.PDF), "application/pdf")
    assert len(row.sha256) == 64


def test_a_file_is_given_out_to_be_saved_and_never_shown(talk: Talk, sam: Client) -> None:
    number = attach(talk, "Größen & <b>.pdf", milestone="m1")
    for client, address in (
        (sam, f"/plans/{talk.plan_id}/files/{number}/"),
        (talk.maja, f"{talk.address}files/{number}/"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment; filename=")
        assert "filename*=UTF-8''Gr%C3%B6%C3%9Fen" in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer["Cache-Control"] == "private, no-cache"
        assert answer["X-Milepost-File"] == File.objects.get().stored
        assert answer.content == b""


def test_nobody_else_gets_it(talk: Talk, sam: Client) -> None:
    internal = attach(talk, visibility="internal")
    hidden = attach(talk, milestone="i1", visibility="internal")
    shared = attach(talk, milestone="m1")
    for number in (internal, hidden, 10**6):
        assert talk.maja.get(f"{talk.address}files/{number}/").status_code == 404
    other = a_talk(talk.seller)
    assert other.maja.get(f"{other.address}files/{shared}/").status_code == 404
    # Not with another plan's link at this address, nor without any.
    assert other.maja.get(f"{talk.address}files/{shared}/").status_code == 302
    assert Client().get(f"{talk.address}files/{shared}/").status_code == 302
    assert sam.get(f"/plans/{other.plan_id}/files/{shared}/").status_code == 404
    stranger = Client()
    stranger.force_login(a_member().user)
    assert stranger.get(f"/plans/{talk.plan_id}/files/{shared}/").status_code == 404


def test_a_file_on_a_step_that_is_made_internal_is_given_to_no_buyer(talk: Talk) -> None:
    from milepost.plans import commands as plans
    from tests.plans.plans import TODAY

    number = attach(talk, milestone="m1")
    with talk.seller.at_work():
        plans.change_fields(
            talk.seller.actor,
            talk.plan_id,
            {"milestones.m1.visibility": "internal"},
            seen=10_000,
            today=TODAY,
        )
    assert talk.maja.get(f"{talk.address}files/{number}/").status_code == 404


def test_a_buyer_hands_over_a_file(talk: Talk, files_folder: Path) -> None:
    answer = sends(talk, talk.maja, "Our sites.xlsx", s.xlsx(), milestone="m1")
    assert answer.status_code == 303
    (row,) = talk.all().files
    assert (row.title, row.side, row.person, row.milestone) == (
        "Our sites.xlsx",
        "buyer",
        "maja",
        "m1",
    )
    assert len(kept(files_folder)) == 1
    assert talk.tomasz.get(f"{talk.address}files/{row.id}/").status_code == 200


def test_sent_twice_it_is_there_once(talk: Talk, files_folder: Path) -> None:
    key = "5e0f4a9e-5ad0-4d5e-9c4b-0a3a86e1c001"
    for _time in range(2):
        assert sends(talk, talk.maja, "Plan.pdf", s.PDF, key=key).status_code == 303
    assert len(talk.all().files) == 1
    assert len(kept(files_folder)) == 1


def test_a_refused_upload_of_a_buyer_says_why_and_keeps_nothing(
    talk: Talk, files_folder: Path, settings: Any
) -> None:
    settings.MAX_FILE_BYTES = 1024
    large = sends(talk, talk.maja, "photo.png", s.PNG + bytes(5000))
    assert large.status_code == 422
    assert "a file may have up to" in large.content.decode()
    assert sends(talk, talk.maja, "run.exe", s.EXE).status_code == 422
    assert sends(talk, talk.maja, "Plan.pdf", s.PDF, milestone="i1").status_code == 422
    assert talk.maja.post(f"{talk.address}files/", {"do": "file"}).status_code == 422
    assert kept(files_folder) == []
    assert File.objects.count() == 0


def test_a_browser_that_has_to_prove_its_address_leaves_nothing(
    talk: Talk, files_folder: Path
) -> None:
    from milepost.portal.visitor import BROWSER_COOKIE
    from milepost.sharing.visits import new_browser

    talk.does("comment", text="First")
    talk.maja.cookies[BROWSER_COOKIE] = new_browser()
    answer = sends(talk, talk.maja, "Plan.pdf", s.PDF)
    assert answer["Location"].endswith("/prove/")
    assert kept(files_folder) == []


def test_bytes_that_the_row_names_are_looked_at_anew(talk: Talk, files_folder: Path) -> None:
    """Whatever wrote the action's row, what is kept decides."""
    stored = files.store(upload("Plan.pdf"))
    files.path_of(stored.name).write_bytes(s.HTML)
    assert talk.does("attach_file", stored=stored.name, name="Plan.pdf").refused
    assert talk.does("attach_file", stored="../../etc/passwd", name="Plan.txt").refused
    assert talk.does("attach_file", stored="0" * 32, name="Plan.txt").refused
    attach(talk)
    taken = File.objects.get().stored
    with pytest.raises(Exception, match=r"unique|duplicate"):
        talk.does("attach_file", stored=taken, name="Plan.pdf")


def test_the_files_of_a_plan_have_a_limit_together(
    talk: Talk, files_folder: Path, settings: Any
) -> None:
    settings.MAX_PLAN_FILE_BYTES = 2 * len(s.PDF)
    first = attach(talk)
    attach(talk)
    with pytest.raises(InvalidInput, match="that is used up"):
        attach(talk)
    with talk.seller.at_work():
        commands.remove_file(talk.seller.actor, talk.plan_id, first)
    # Its bytes are still there, for an undo.
    with pytest.raises(InvalidInput):
        attach(talk)
    File.objects.filter(id=first).update(gone_at="2026-11-25T00:00Z")
    attach(talk)


def test_a_removed_file_is_gone_for_everybody_and_comes_back(talk: Talk, sam: Client) -> None:
    number = attach(talk)
    address = f"{talk.address}files/{number}/"
    with talk.seller.at_work():
        commands.remove_file(talk.seller.actor, talk.plan_id, number)
    assert talk.maja.get(address).status_code == 404
    assert sam.get(f"/plans/{talk.plan_id}/files/{number}/").status_code == 404
    assert talk.sees().files == ()
    with talk.seller.at_work():
        commands.restore_file(talk.seller.actor, talk.plan_id, number)
    assert talk.maja.get(address).status_code == 200
    assert talk.does("remove_file", file=number).refused


def test_a_buyer_removes_what_is_theirs_and_undoes_it(talk: Talk) -> None:
    number = talk.does("attach_link", url="halden.example/sites").data["file"]
    assert talk.does("remove_file", client=talk.tomasz, file=number).refused
    assert not talk.does("remove_file", file=number).refused
    assert talk.sees(talk.tomasz).files == ()
    (mine,) = talk.sees().files
    assert mine.deleted_at is not None
    assert not talk.does("remove_file", file=number, undo=True).refused
    assert [f.title for f in talk.sees(talk.tomasz).files] == ["halden.example"]


def test_after_thirty_days_the_bytes_of_a_removed_file_are_swept(
    talk: Talk, files_folder: Path
) -> None:
    number, stays = attach(talk), attach(talk)
    with talk.seller.at_work():
        commands.remove_file(talk.seller.actor, talk.plan_id, number)
    assert scanning.sweep() == 0
    File.objects.filter(id=number).update(deleted_at="2026-01-01T00:00Z")
    assert scanning.sweep() == 1
    assert [path.name for path in kept(files_folder)] == [File.objects.get(id=stays).stored]
    with talk.seller.at_work(), pytest.raises(NotAllowed, match="30 days"):
        commands.restore_file(talk.seller.actor, talk.plan_id, number)


def test_bytes_that_belong_to_nothing_are_swept_after_a_day(talk: Talk, files_folder: Path) -> None:
    attach(talk)
    mine = kept(files_folder)[0]
    orphan = files.path_of(files.store(upload()).name)
    unfinished = orphan.with_name(".half.part")
    unfinished.write_bytes(b"x")
    foreign = orphan.with_name("notes.txt")
    foreign.write_bytes(b"an operator's own")
    assert scanning.sweep() == 0
    past = time.time() - 2 * DAY
    for path in (mine, orphan, unfinished, foreign):
        os.utime(path, (past, past))
    assert scanning.sweep() == 1
    assert sorted(kept(files_folder)) == sorted([mine, foreign])


def test_an_upload_that_breaks_off_leaves_no_bytes(talk: Talk, files_folder: Path) -> None:
    class Breaks(SimpleUploadedFile):
        def read(self, *size: int) -> bytes:
            raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        files.store(Breaks("Plan.pdf", s.PDF))
    assert kept(files_folder) == []


@pytest.mark.parametrize("name", ["", "..", "../secrets.json", "A" * 32, "g" * 32, "0" * 31])
def test_only_names_of_our_own_are_names(name: str) -> None:
    with pytest.raises(NotFound):
        files.path_of(name)


# --- the operator's check ------------------------------------------------------------------------


def a_scan(settings: Any, tmp_path: Path, script: str) -> None:
    command = tmp_path / "scan"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o700)
    settings.SCAN_COMMAND = [str(command), "--quiet"]


def due(talk: Talk) -> Delivery:
    """The row of the outbox that asks for a check, as the worker gets it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, workspace_id, kind, key, payload::text from messaging_outbox"
            " where kind = 'conversation.scan' and workspace_id = %s",
            [talk.seller.workspace_id],
        )
        ((number, workspace, kind, key, payload),) = cursor.fetchall()
    return Delivery(number, workspace, kind, key, json.loads(payload), 1, 1)


def test_a_file_waits_for_the_check_and_is_given_to_nobody_meanwhile(
    talk: Talk, sam: Client, settings: Any, tmp_path: Path
) -> None:
    a_scan(settings, tmp_path, f'test "$1" = --quiet && test -f "$2" && echo $# > {tmp_path}/ran')
    number = attach(talk)
    assert sam.get(f"/plans/{talk.plan_id}/files/{number}/").status_code == 404
    assert talk.sees().files == ()
    page = sam.get(f"/plans/{talk.plan_id}/conversation/").content.decode()
    assert "being checked" in page
    scanning.scan(due(talk))
    assert (tmp_path / "ran").read_text() == "2\n"
    assert sam.get(f"/plans/{talk.plan_id}/files/{number}/").status_code == 200
    assert [f.id for f in talk.sees().files] == [number]


def test_a_file_that_does_not_pass_is_held_and_said_to_be(
    talk: Talk, settings: Any, tmp_path: Path
) -> None:
    a_scan(settings, tmp_path, "exit 1")
    sends(talk, talk.maja, "Plan.pdf", s.PDF)
    scanning.scan(due(talk))
    assert [f.state for f in talk.all().files] == ["refused"]
    assert [f.state for f in talk.sees().files] == ["refused"]
    assert talk.sees(talk.tomasz).files == ()
    number = talk.all().files[0].id
    assert talk.maja.get(f"{talk.address}files/{number}/").status_code == 404


@pytest.mark.parametrize("script", ["exit 2", "kill -9 $$"])
def test_a_check_that_fails_itself_is_made_again(
    talk: Talk, settings: Any, tmp_path: Path, script: str
) -> None:
    a_scan(settings, tmp_path, script)
    attach(talk)
    with pytest.raises(DeliveryFailed) as failed:
        scanning.scan(due(talk))
    assert not failed.value.permanent
    assert [f.state for f in talk.all().files] == ["checking"]


def test_a_check_that_is_not_there_holds_the_file(talk: Talk, settings: Any) -> None:
    settings.SCAN_COMMAND = ["/nonexistent/scan"]
    attach(talk)
    with pytest.raises(DeliveryFailed, match="could not be run"):
        scanning.scan(due(talk))
    assert [f.state for f in talk.all().files] == ["checking"]


def test_no_shell_reads_the_command(talk: Talk, settings: Any, tmp_path: Path) -> None:
    settings.SCAN_COMMAND = ["true", f"; touch {tmp_path}/ran"]
    attach(talk)
    scanning.scan(due(talk))
    assert not (tmp_path / "ran").exists()
    assert [f.state for f in talk.all().files] == ["ready"]


def test_without_a_check_a_file_is_there_at_once(talk: Talk) -> None:
    attach(talk)
    assert [f.state for f in talk.sees().files] == ["ready"]


def test_the_worker_knows_the_check_and_the_sweep() -> None:
    from django.utils.module_loading import import_string

    from milepost.messaging import registry, timer

    assert registry.handler_of("conversation.scan") is scanning.scan
    assert import_string(timer.SWEEPS["conversation.files"][0]) is scanning.sweep
