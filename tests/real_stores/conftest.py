"""The tests of real stores run only where they are asked for: they need clients and servers.

`pytest tests/real_stores` runs them, after `sh tests/real_stores/set_up.sh`; `pytest` does not.
"""

from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
RAN_AGAINST = pytest.StashKey[list[str]]()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave this folder out unless an argument points into it."""
    asked = [
        Path(config.invocation_params.dir, arg.split("::")[0]).resolve() for arg in config.args
    ]
    return None if any(path.is_relative_to(HERE) for path in asked) else True


def pytest_configure(config: pytest.Config) -> None:
    """Begin the list of what the tests ran against."""
    config.stash[RAN_AGAINST] = []


@pytest.fixture(scope="session")
def ran_against(request: pytest.FixtureRequest) -> list[str]:
    """What the report at the end names: who starts a server adds its name and version."""
    return request.config.stash[RAN_AGAINST]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what a process of pytest-xdist ran against."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["ran against"] = session.config.stash[RAN_AGAINST]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of pytest-xdist ran against."""
    node.config.stash[RAN_AGAINST] += getattr(node, "workeroutput", {}).get("ran against", [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which services the tests ran against."""
    for name in dict.fromkeys(terminalreporter.config.stash[RAN_AGAINST]):
        terminalreporter.write_line(f"ran against {name}")
