"""Installs the browsers that the tests need, unless the machine has them.

`browsers.json` says where a browser is looked for, here and in `harness.ts`, which starts it.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

BROWSERS = Path(__file__).with_name("browsers.json")


class Browser(NamedTuple):
    """Where a browser is looked for, and the Debian package that has it."""

    path_variable: str
    commands: list[str]
    application: str
    package: str

    @property
    def is_installed(self) -> bool:
        if os.environ.get(self.path_variable) or Path(self.application).exists():
            return True
        return any(shutil.which(command) for command in self.commands)


def main() -> None:
    """Install Chromium, and Firefox where a package of it exists."""
    browsers = {name: Browser(**each) for name, each in json.loads(BROWSERS.read_text()).items()}
    for browser in browsers.values():
        if not browser.is_installed:
            install(browser.package)
    if not browsers["chromium"].is_installed:
        sys.exit(
            "The browser tests need Chromium or Chrome. "
            "Install one, or set CHROME_PATH to the path of its program."
        )
    if not browsers["firefox"].is_installed:
        print("Firefox is not installed: the browser tests run in Chromium only.")


def install(package: str) -> None:
    """Install a Debian package if this user may do so without a password."""
    as_root = root_prefix()
    if shutil.which("apt-get") is None or as_root is None:
        return
    print(f"Installing {package}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", package]):
        command = [*as_root, "apt-get", "--quiet=2", *arguments]
        finished = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False)
        if finished.returncode != 0:
            return


def root_prefix() -> list[str] | None:
    """What to put before a command that needs root; None if this user cannot become root."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asked = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if asked.returncode == 0 else None


if __name__ == "__main__":
    main()
