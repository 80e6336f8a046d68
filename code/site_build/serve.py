"""Serves the course with live reload: texts, exercises, library and lab."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from site_build.errors import BuildProblem
from site_build.frontend_bundle import forget_bundle, watch_command
from site_build.project import Project
from site_build.pyodide.assemble import assemble_python

_HOST = "127.0.0.1"
_PAUSE_SECONDS = 0.5

Moments = dict[Path, float]
Processes = list[subprocess.Popen[bytes]]


def serve(project: Project, port: int) -> None:
    """Serve until interrupted, and begin again whenever the Python behind the pages changes."""
    require_free(port)
    forget_bundle(project)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as Ctrl+C does
    while True:
        moments = _moments_of_python(project)
        processes: Processes = []
        try:
            processes = _start(project, port, assemble_python(project))
            _wait_for_change(project, moments, processes, port)
        except BuildProblem as problem:
            print(problem, "\nServing goes on once that is corrected.", flush=True)
            _wait_for_change(project, moments, [])
        finally:
            _end(processes)


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            way_out = f"Take another port: make serve PORT={port + 1}"
            raise BuildProblem(f"Port {port}", "another program uses it.", way_out) from None


def _start(project: Project, port: int, version: str) -> Processes:
    """Start esbuild and MkDocs, each of which makes its part again after an edit."""
    code = str(project.root / "code")
    environment = {**os.environ, "PYTHONPATH": code, "NO_MKDOCS_2_WARNING": "1"}
    environment["LIVE_RELOAD"] = "true"
    mkdocs = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--livereload"]
    commands = [watch_command(project, version), [*mkdocs, "--dev-addr", f"{_HOST}:{port}"]]
    print("Building the pages", flush=True)
    return [subprocess.Popen(command, cwd=project.root, env=environment) for command in commands]


def _end(processes: Processes) -> None:
    for process in processes:
        process.terminate()
        process.wait()


def _wait_for_change(
    project: Project, moments: Moments, processes: Processes, port: int | None = None
) -> None:
    """Return when a file has changed that neither esbuild nor MkDocs watches.

    Says the address as soon as pages come from the port: MkDocs opens it once it has built them.
    """
    while _moments_of_python(project) == moments:
        if port is not None and _answers(port):
            print(f"Serving the course on http://{_HOST}:{port}/ (Ctrl+C ends it)", flush=True)
            port = None
        for process in processes:
            if process.poll() is not None:
                raise BuildProblem(process.args, "has ended.", "It said why above.")
        time.sleep(_PAUSE_SECONDS)


def _answers(port: int) -> bool:
    try:
        socket.create_connection((_HOST, port), timeout=_PAUSE_SECONDS).close()
    except OSError:
        return False
    return True


def _moments_of_python(project: Project) -> Moments:
    """When the files were changed that the page's Python, or the making of pages, rests on."""
    code = project.root / "code"
    folders = (project.library, code / "course_markdown")
    files = [file for folder in folders for file in folder.rglob("*.py")]
    moments = {}
    for file in [*files, project.root / "mkdocs.yml"]:
        with suppress(FileNotFoundError):  # an editor may be replacing it just now
            moments[file] = file.stat().st_mtime
    return moments
