"""Serves the course with live reload: texts, exercises, library and lab."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from site_build.lab import forget_bundle, watch_command
from site_build.page_python import assemble_python
from site_build.problem import BuildProblem
from site_build.project import Project

_HOST = "127.0.0.1"
_PAUSE_SECONDS = 0.5

Moments = dict[Path, float]


def serve(project: Project, port: int) -> None:
    """Serve until interrupted, and begin again whenever the Python behind the pages changes."""
    require_free(port)
    forget_bundle(project)
    while True:
        moments = _moments_of_python(project)
        version = assemble_python(project)
        processes = [
            subprocess.Popen(watch_command(project, version), cwd=project.root),
            subprocess.Popen(_mkdocs_command(port), cwd=project.root, env=_environment(project)),
        ]
        print(f"Serving the course on http://{_HOST}:{port}/ (Ctrl+C ends it)", flush=True)
        try:
            _wait_for_change(project, moments, processes)
        finally:
            for process in processes:
                process.terminate()
                process.wait()


def require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            way_out = f"Take another one: make serve PORT={port + 1}"
            raise BuildProblem(f"Port {port}", "is in use.", way_out) from None


def _wait_for_change(
    project: Project, moments: Moments, processes: list[subprocess.Popen[bytes]]
) -> None:
    """Return when a Python file has changed; esbuild and MkDocs look after all else."""
    while _moments_of_python(project) == moments:
        for process in processes:
            if process.poll() is not None:
                raise BuildProblem(process.args, "has ended.", "It said why above.")
        time.sleep(_PAUSE_SECONDS)


def _moments_of_python(project: Project) -> Moments:
    code = project.root / "code"
    folders = (project.library, code / "course_markdown")
    files = (file for folder in folders for file in folder.rglob("*.py"))
    return {file: file.stat().st_mtime for file in files}


def _mkdocs_command(port: int) -> list[str]:
    mkdocs = [sys.executable, "-m", "mkdocs"]
    return [*mkdocs, "serve", "--quiet", "--livereload", "--dev-addr", f"{_HOST}:{port}"]


def _environment(project: Project) -> dict[str, str]:
    code = str(project.root / "code")
    return {**os.environ, "PYTHONPATH": code, "NO_MKDOCS_2_WARNING": "1"}
