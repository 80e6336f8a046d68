"""A machine that lacks something is told what, in one sentence."""

import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from site_build.errors import BuildProblem
from site_build.project import PROJECT, node
from site_build.serve import require_free

SET_UP = PROJECT.root / "code" / "site_build" / "set_up.sh"


@pytest.fixture
def machine(tmp_path) -> Path:
    """A machine with a shell, a recent Node.js, and no Python at all."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("cmp", "cp", "dirname", "sh"):
        (programs / name).symlink_to(str(shutil.which(name)))
    install(programs, "node", "echo v22.0.0")
    install(programs, "npm", "exit 0")
    script = tmp_path / "code" / "site_build" / SET_UP.name
    script.parent.mkdir(parents=True)
    shutil.copy(SET_UP, script)
    return tmp_path


def install(programs: Path, name: str, script: str) -> None:
    program = programs / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def set_up(machine: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(machine / "programs"), "HOME": str(machine)}
    command = ["sh", str(machine / "code" / "site_build" / SET_UP.name)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_a_missing_python_is_told_in_one_sentence(machine) -> None:
    finished = set_up(machine)

    assert finished.returncode != 0
    assert finished.stderr == (
        "Python 3.12 or later is needed and none was found: install it, "
        "or name its program: make PYTHON=/path/to/python3\n"
    )


def test_an_old_python_is_not_taken(machine) -> None:
    install(machine / "programs", "python3", "exit 1")  # as the version check in an old one does

    assert "Python 3.12 or later is needed" in set_up(machine).stderr


def test_an_old_node_is_told_in_one_sentence(machine) -> None:
    install(machine / "programs", "node", "echo v18.19.0")

    finished = set_up(machine)

    assert finished.returncode != 0
    assert finished.stderr == (
        "Node.js 20 or later with npm is needed (found: v18.19.0): install it and try again.\n"
    )


def test_a_missing_node_is_told_in_one_sentence(machine) -> None:
    (machine / "programs" / "node").unlink()

    assert "(found: none)" in set_up(machine).stderr


def test_a_build_without_node_tells_the_way_out(monkeypatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(BuildProblem, match=r"^node: is not installed\. Install Node\.js 20"):
        node()


def test_a_port_in_use_is_told_with_another_one() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(BuildProblem) as told:
            require_free(port)

    way_out = f"Take another port: make serve PORT={port + 1}"
    assert str(told.value) == f"Port {port}: another program uses it. {way_out}"
