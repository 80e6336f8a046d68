"""Measures how long the site takes to build: from a clean clone, and after a text was edited."""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import sites

PORT = 8731
PATIENCE_SECONDS = 300.0


def measured() -> dict[str, float]:
    """Seconds; the dependencies are there already, as they are in CI's cache."""
    with tempfile.TemporaryDirectory() as name:
        clone = Path(name, "clone")
        sites.run(["git", "clone", "--quiet", str(sites.PROJECT), str(clone)])
        for folder in (".venv", "node_modules", "build/wheels/pinned"):
            (clone / folder).parent.mkdir(parents=True, exist_ok=True)
            (clone / folder).symlink_to(sites.PROJECT / folder)
        began = time.perf_counter()
        sites.run(["make", "build"], clone)
        built = time.perf_counter() - began
        return {"clean_build_seconds": built, "rebuild_seconds": rebuild(clone)}


def rebuild(clone: Path) -> float:
    """From an edit of a text until the served page has it."""
    page = clone / "docs" / "events" / "recap.md"
    address = f"http://127.0.0.1:{PORT}/events/recap/"
    with serving(clone):
        wait_for(address, "</html>")
        page.write_text(page.read_text() + "\nThis was added while the site was served.\n")
        began = time.perf_counter()
        wait_for(address, "added while the site was served")
        return time.perf_counter() - began


@contextlib.contextmanager
def serving(clone: Path) -> Iterator[None]:
    """The site of this clone, served with live reload."""
    process = subprocess.Popen(
        ["make", "serve", f"PORT={PORT}"],
        cwd=clone,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # to end what it starts as well
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait()


def wait_for(address: str, text: str) -> None:
    """Ask for a page until it has this text."""
    until = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < until:
        with contextlib.suppress(OSError), urllib.request.urlopen(address) as response:
            if text in response.read().decode():
                return
        time.sleep(0.05)
    raise RuntimeError(f"{address} did not show {text!r} in time.")
