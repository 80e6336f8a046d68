"""Whatever a learner's code replaces is named and put back: no later run is falsified by it."""

import json
import sys
from typing import Any

import pytest
from consistent_messaging.entrypoints import browser


def run(source: str) -> list[dict[str, Any]]:
    emitted: list[str] = []
    browser.run({"code.py": source}, "code.py", emitted.append)
    return [json.loads(text) for text in emitted]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import builtins\nbuiltins.print = None", "print"),
        ("import builtins\nbuiltins.isinstance = lambda *a: True", "isinstance"),
        ("import builtins\ndel builtins.len", "len"),
        ("import builtins\nbuiltins.__import__ = None", "__import__"),
        ("import builtins\nbuiltins.open = lambda *a: None", "open"),
        ("import json\njson.dumps = lambda *a: '{}'", "json.dumps"),
        ("import sys, io\nsys.stdout = io.StringIO()", "sys.stdout"),
        ("import sys\nsys.modules['json'] = sys", "the module json"),
        ("import sys\nsys.modules.clear()", "the module sys"),
        (
            "from consistent_messaging.entrypoints import browser\n"
            "browser._emit = lambda *a, **k: None",
            "consistent_messaging.entrypoints.browser._emit",
        ),
        (
            "from consistent_messaging import MessageContext\n"
            "MessageContext.publish = lambda *a: None",
            "MessageContext.publish",
        ),
        (
            "from consistent_messaging import derived_id\n"
            "derived_id.__code__ = (lambda *a, **k: 'same').__code__",
            "derived_id",
        ),
    ],
)
def test_what_was_replaced_is_put_back_and_named(source, name, capsys) -> None:
    replaced, finished = run(source)

    assert replaced["type"] == "replaced"
    assert replaced["message"].startswith(f"Your code replaced {name}")
    assert finished["verdict"] == "pass"
    assert [each["type"] for each in run("print(len([1]), isinstance(1, int))")] == ["finished"]
    assert capsys.readouterr().out == "1 True\n"


def test_code_that_replaces_and_then_raises_is_told_both() -> None:
    kinds = [each["type"] for each in run("import builtins\nbuiltins.isinstance = None\n1 / 0")]

    assert kinds == ["problem", "replaced", "finished"]


def test_code_that_only_uses_what_is_there_has_replaced_nothing() -> None:
    source = (
        "import random, re, tempfile, dataclasses, collections, functools, datetime\n"
        "from consistent_messaging import EventStore, derived_id\n"
        "random.seed(1)\nre.compile('a+')\ntempfile.gettempdir()\nprint = repr\n"
        "@dataclasses.dataclass\nclass Item:\n    name: str\nprint(Item('a'))\n"
    )

    assert [each["type"] for each in run(source)] == ["finished"]


def test_what_is_no_module_is_left_where_the_modules_are(monkeypatch) -> None:
    name = "consistent_messaging.odd"
    monkeypatch.setitem(sys.modules, name, None)  # gone again afterwards

    assert [each["type"] for each in run(f"import sys\nsys.modules[{name!r}] = []")] == ["finished"]
    assert [each["type"] for each in run("print()")] == ["finished"]
