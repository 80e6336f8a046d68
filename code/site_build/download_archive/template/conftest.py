"""Lets each exercise import its own files, and shows once what several checks say.

Several exercises have a scenario.py and a handler.py.
"""

import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

if sys.version_info < (3, 12):  # noqa: UP036  # whoever downloads this may have an older one
    version = sys.version.split()[0]
    pytest.exit(f"This needs Python 3.12 or later. Here is {version}.", returncode=4)

pytest_plugins = ["consistent_messaging.entrypoints.pytest_plugin"]  # shows the history

imported: dict[Path, dict[str, ModuleType]] = {}
said: dict[tuple[Path, str], str] = {}


@contextmanager
def files_of(folder: Path) -> Iterator[None]:
    """Make the modules of this folder importable; those of other folders are not in sight."""
    names = {path.stem for path in folder.glob("*.py")}
    sys.modules.update(imported.get(folder, {}))
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        found = {name: sys.modules.pop(name, None) for name in names}
        imported[folder] = {name: module for name, module in found.items() if module}


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    if not isinstance(collector, pytest.Module):
        return (yield)
    with files_of(collector.path.parent):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    with files_of(item.path.parent):
        yield


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.excinfo is None or report.outcome != "failed":
        return report
    message = f"{type(call.excinfo.value).__name__}: {call.excinfo.value}"
    first = said.setdefault((item.path, message), item.name)
    if first != item.name:  # what several checks say is said once
        report.longrepr, report.sections = f"As in {first} above.", []
    return report
