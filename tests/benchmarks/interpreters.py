"""The interpreters that search, each a process of its own that is asked line by line."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from searches import About, Answer, Search

HERE = Path(__file__).parent
WAY_OUT = "If the library changed since the site was built, run `make build`."
PAGE_PYTHON = HERE.parents[1] / "docs" / "assets" / "python"


class Interpreter:
    """A fresh process that searches; it ends with the `with` statement that it is used in."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            self.about = About(**self._heard())
        except BaseException:
            self._end()
            raise

    def ask(self, search: Search) -> Answer:
        """What the search comes to in this interpreter."""
        assert self._process.stdin is not None
        print(json.dumps(asdict(search)), file=self._process.stdin, flush=True)
        return Answer(**self._heard())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._end()

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"{self.name} ended without an answer. What it said stands above. {WAY_OUT}"
            )
        heard: dict[str, Any] = json.loads(line)
        return heard

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()


Start = Callable[[], Interpreter]


def cpython() -> Interpreter:
    """The Python that runs the project's tools, with the library as it is in `code/`."""
    return Interpreter("CPython", [sys.executable, str(HERE / "searches.py")])


def pyodide() -> Interpreter:
    """Pyodide under Node, with the library as the site ships it."""
    built = [path for path in PAGE_PYTHON.glob("*") if not path.name.startswith(".")]
    if len(built) != 1:
        raise RuntimeError("The Python of the page is not built. Run `make build` first.")
    return Interpreter("Pyodide", ["node", str(HERE / "search_in_pyodide.mjs"), str(built[0])])


ALL: tuple[Start, ...] = (cpython, pyodide)
