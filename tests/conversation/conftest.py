"""A plan to talk on, and a folder of its own for files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conversation.talking import Talk, a_talk


@pytest.fixture(autouse=True)
def files_folder(tmp_path: Path, settings: Any) -> Path:
    """Where files are kept in this test."""
    settings.FILES_FOLDER = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def talk() -> Talk:
    return a_talk()
