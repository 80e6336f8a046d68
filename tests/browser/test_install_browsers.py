"""A machine that lacks a browser, and cannot install one, is told what to do."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def script(tmp_path) -> Path:
    """A copy of the script that does not see the applications of this machine."""
    browsers = json.loads((HERE / "browsers.json").read_text())
    for browser in browsers.values():
        browser["application"] = str(tmp_path / "absent")
    (tmp_path / "browsers.json").write_text(json.dumps(browsers))
    return Path(shutil.copy(HERE / "install_browsers.py", tmp_path))


def run(script: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, script]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_machine_without_a_browser_and_apt_is_told_what_to_install(script) -> None:
    finished = run(script, PATH="")

    assert finished.returncode == 1
    assert finished.stderr == (
        "The browser tests need Chromium or Chrome. "
        "Install one, or set CHROME_PATH to the path of its program.\n"
    )


def test_chromium_is_enough(script) -> None:
    finished = run(script, PATH="", CHROME_PATH="chromium")

    assert finished.returncode == 0
    assert finished.stdout == (
        "Firefox is not installed: the browser tests run in Chromium only.\n"
    )
