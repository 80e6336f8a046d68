"""What a page does to its interpreter, as far as it does not need a page."""

import asyncio
import builtins
import gc
import importlib
import io
import random
import sys

import pytest
from consistent_messaging.entrypoints import pyodide_setup
from consistent_messaging.execution.forbidden_calls import refused


@pytest.fixture(autouse=True)
def everything_is_put_back(monkeypatch):
    monkeypatch.setattr(builtins, "input", input)
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.setattr(asyncio, "run", asyncio.run)
    monkeypatch.setattr(asyncio.events, "_event_loop_policy", None)
    state = random.getstate()
    yield
    random.setstate(state)


def test_input_says_the_way_out() -> None:
    pyodide_setup.settle()

    with pytest.raises(RuntimeError, match="write the value into the code"):
        input("name?")


def test_chance_is_chance_in_each_start() -> None:
    kept = random.getstate()
    pyodide_setup.settle()
    first = random.random()
    random.setstate(kept)  # as from a memory that was kept
    pyodide_setup.settle()

    assert random.random() != first


def test_what_was_printed_is_handed_on(monkeypatch) -> None:
    shown = io.BytesIO()
    for stream in ("stdout", "stderr"):
        monkeypatch.setattr(sys, stream, io.TextIOWrapper(shown))
    print("so far", end="")
    print(", and no further", end="", file=sys.stderr)
    assert shown.getvalue() == b""

    pyodide_setup.flush()

    assert shown.getvalue() == b"so far, and no further"


def test_an_event_is_handed_on_whole(tmp_path) -> None:
    device = tmp_path / "events"
    device.touch()

    emit = pyodide_setup.open_channel(str(device))
    emit('{"type": "finished"}')

    assert device.read_text() == '{"type": "finished"}'


@pytest.mark.parametrize("name", ["js", "pyodide", "pyodide.ffi", "_pyodide_core"])
def test_a_module_of_the_bridge_is_missing_as_any_other(name, monkeypatch) -> None:
    for each in (name.partition(".")[0], name):
        monkeypatch.setitem(sys.modules, each, sys)
    pyodide_setup.close_bridge()

    with pytest.raises(ModuleNotFoundError, match=r"No module named '(js|_?pyodide.*)'"):
        importlib.import_module(name)


async def nothing() -> None:
    pass


@pytest.mark.filterwarnings("error")  # that the coroutine was never awaited
@pytest.mark.parametrize("ask", [lambda: asyncio.run(nothing()), asyncio.new_event_loop])
def test_asyncio_says_the_way_out(ask) -> None:
    pyodide_setup.close_bridge()

    with pytest.raises(RuntimeError, match="write the code without async and await"):
        ask()
    gc.collect()


def test_asyncio_run_is_still_known_for_what_it_is() -> None:
    pyodide_setup.close_bridge()

    assert "asyncio.run()" in (refused(asyncio.run, None) or "")
