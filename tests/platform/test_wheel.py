"""The wheel is whole: built, installed into an empty environment, it serves.

The libraries are borrowed from this environment by a `.pth` file, to spare their download; this
project itself is not, as an editable install does not pass through such a file.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.platform.serving import serving

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of an empty environment with the wheel in it."""
    folder = tmp_path_factory.mktemp("wheel")
    _run("git", "clone", "--quiet", str(ROOT), str(folder / "source"))
    _copy_what_is_not_committed(folder / "source")
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder))
    _run(sys.executable, *build, str(folder / "source"))
    (wheel,) = folder.glob("*.whl")
    venv.create(folder / "env", with_pip=False)
    python = str(folder / "env" / "bin" / "python")
    target = next((folder / "env" / "lib").glob("python*/site-packages"))
    _run(
        sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
        "--target", str(target), str(wheel),
    )  # fmt: skip
    (target / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_nothing_is_missing_from_the_wheel(installed: str) -> None:
    place = _run(
        installed, "-c", "import milepost, pathlib; print(pathlib.Path(milepost.__file__).parent)"
    ).strip()
    assert str(ROOT) not in place
    kinds = {
        ".html",
        ".css",
        ".js",
        ".svg",
        ".woff2",
        ".json",
        ".sql",
        ".typ",
        ".po",
        ".mo",
        ".xml",
    }
    source = ROOT / "src" / "milepost"
    wanted = {
        str(file.relative_to(source))
        for file in source.rglob("*")
        if file.suffix in kinds | {".py"} and "__pycache__" not in file.parts
    }
    found = {str(file.relative_to(place)) for file in Path(place).rglob("*") if file.is_file()}
    assert wanted - found == set()


def test_the_installed_wheel_serves(installed: str, tmp_path: Path) -> None:
    with serving(tmp_path / "data", python=installed) as served:
        assert served.get("/healthz") == (200, b'{"status": "ok"}')
        assert served.get("/static/milepost/base.css")[0] == 200
        assert b"<html" in served.get("/account/login/")[1]


def _copy_what_is_not_committed(copy: Path) -> None:
    """The wheel of what is being worked on, not of the last commit."""
    changed = _run("git", "-C", str(ROOT), "status", "--porcelain", "--no-renames", "-z", "-uall")
    for entry in filter(None, changed.split("\0")):
        state, name = entry[:2], entry[3:]
        if "D" in state:
            (copy / name).unlink(missing_ok=True)
        else:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
