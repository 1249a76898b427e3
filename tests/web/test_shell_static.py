"""What pages bring along: pinned files of others, and nothing that the policy would block."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

import milepost
from milepost.pages.jinja import static

PACKAGE = Path(milepost.__file__).parent
STATIC = PACKAGE / "pages" / "static"
BROWSER_VENDOR = Path(__file__).parents[1] / "browser" / "vendor"
_ROW = re.compile(r"`([\w./-]+)` \|[^|]*\| `([0-9a-f]{64})`")


@pytest.mark.parametrize("folder", [STATIC, BROWSER_VENDOR], ids=["static", "tests"])
def test_every_file_of_others_is_the_one_that_was_published(folder: Path) -> None:
    rows = _ROW.findall((folder / "VENDORED.md").read_text())
    assert rows
    for name, digest in rows:
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def test_no_file_of_others_is_unlisted() -> None:
    listed = (STATIC / "VENDORED.md").read_text()
    for path in [*STATIC.glob("vendor/*.js"), *STATIC.glob("milepost/fonts/*.woff2")]:
        assert path.name in listed


def test_no_page_has_script_or_handlers_of_its_own() -> None:
    for page in PACKAGE.glob("*/templates/**/*.html"):
        text = re.sub(r"{#.*?#}", "", page.read_text(), flags=re.DOTALL)
        assert not re.search(r"<script(?![^>]*(?:\bsrc=|application/json))", text), page
        # A letter is no page: mail programs take no other sheet, and run no script at all.
        assert "<style" not in text or page.parent.name == "mail", page
        assert not re.search(r"\son[a-z]+=[\"']", text), page
        assert "hx-on" not in text, page
        assert "javascript:" not in text, page


def test_no_page_or_sheet_calls_another_server() -> None:
    for path in [*PACKAGE.glob("*/templates/**/*.html"), *STATIC.glob("milepost/*.css")]:
        found = re.findall(
            r"(?:src|href|action)=[\"']https?:|url\([\"']?(?:https?:)?//", path.read_text()
        )
        assert not found, path


def test_the_address_of_a_static_file_changes_with_its_content() -> None:
    mark = hashlib.sha256((STATIC / "milepost/base.css").read_bytes()).hexdigest()[:10]
    assert static("milepost/base.css") == f"/static/milepost/base.css?v={mark}"
    assert static("milepost/nothing.css") == "/static/milepost/nothing.css"


def test_the_font_is_preloaded_under_the_name_that_the_sheet_asks_for() -> None:
    sheet = (STATIC / "milepost/tokens.css").read_text()
    head = (PACKAGE / "pages/templates/frame/head.html").read_text()
    name = re.search(r"fonts/[\w.-]+\.woff2", head)
    assert name
    assert f'url("{name[0]}")' in sheet
