"""Sees to it that a browser is there for the end-to-end tests."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from site_build.errors import BuildProblem

# The same names as in tests/browser/harness.ts, which starts them.
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FIREFOX = ("firefox-esr", "firefox")
APPLICATIONS = Path("/Applications")


def ensure_browsers() -> None:
    """Install Chromium, and Firefox where it is to be had, unless they are there."""
    if not _is_installed("CHROME_PATH", _CHROMIUM, "Google Chrome"):
        _install("chromium")
        if not _is_installed("CHROME_PATH", _CHROMIUM, "Google Chrome"):
            raise BuildProblem(
                "The browser tests",
                "need Chromium or Chrome.",
                "Install one, or set CHROME_PATH to the program of yours.",
            )
    if not _is_installed("FIREFOX_PATH", _FIREFOX, "Firefox") and not _install("firefox-esr"):
        print("Firefox is not installed: the browser tests run in Chromium only.")


def _is_installed(variable: str, commands: tuple[str, ...], application: str) -> bool:
    if os.environ.get(variable) or (APPLICATIONS / f"{application}.app").exists():
        return True
    return any(shutil.which(command) for command in commands)


def _install(package: str) -> bool:
    """Install a Debian package if this user may do so without being asked for a password."""
    as_root = _root_prefix()
    if shutil.which("apt-get") is None or as_root is None:
        return False
    print(f"Installing {package}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        command = [*as_root, "apt-get", "--quiet=2", *arguments]
        finished = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
        if finished.returncode != 0:
            return False
    return True


def _root_prefix() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asked = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if asked.returncode == 0 else None


if __name__ == "__main__":
    try:
        ensure_browsers()
    except BuildProblem as problem:
        sys.exit(str(problem))
