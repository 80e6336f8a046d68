"""The tests of real stores run only where they are asked for: they need client libraries and servers.

`pytest tests/real_stores` runs them, after `sh tests/real_stores/set_up.sh`; a bare `pytest` does not.
"""

import tempfile
from pathlib import Path

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
    """Keep what Hypothesis writes out of the tree."""
    config.stash[RAN_AGAINST] = []
    try:
        from hypothesis.configuration import set_hypothesis_home_dir
    except ImportError:
        return
    set_hypothesis_home_dir(tempfile.mkdtemp(prefix="hypothesis-"))


@pytest.fixture(scope="session")
def ran_against(request: pytest.FixtureRequest) -> list[str]:
    """What the report at the end names: a fixture that starts a server adds its name and version."""
    return request.config.stash[RAN_AGAINST]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which services the tests ran against."""
    for name in terminalreporter.config.stash[RAN_AGAINST]:
        terminalreporter.write_line(f"ran against {name}")
