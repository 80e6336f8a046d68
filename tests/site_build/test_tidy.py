"""Habits of the whole project that a machine can hold."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from site_build.project import PROJECT

CODE = PROJECT.root / "code"
LINE_LIMIT = 400  # of a module
PACKAGES = {
    "consistent_messaging",
    "course_markdown",
    "course_notebooks",
    "exercises",
    "site_build",
}

# Imports go one way. What each package may import of the others, and which tools are not for it.
ARROWS = {
    "consistent_messaging": (set(), {"mkdocs", "markdown", "pyodide", "js"}),
    "exercises": ({"consistent_messaging"}, {"mkdocs", "pyodide", "js"}),
    "course_markdown": ({"consistent_messaging"}, {"mkdocs"}),
    "course_notebooks": ({"consistent_messaging"}, {"mkdocs"}),
    "site_build": ({"consistent_messaging"}, {"mkdocs"}),
}
# Written with a break in each name, so that this file is not found to name one.
HOSTS_AND_PLACES = re.compile(
    r"registry\.npm[j]s|py[p]i\.org|python[h]osted"
    r"|(?<![\w}.-])/(root|work|Users|home/(?!pyodide\b)\w+)/"
)


def committed_files() -> list[Path]:
    """The files of git, and those that are new and not ignored."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=PROJECT.root, capture_output=True, text=True, check=True)
    paths = (PROJECT.root / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_registrys_host_or_a_place_on_one_machine() -> None:
    found = []
    for path in committed_files():
        try:
            text = path.read_text()
        except UnicodeDecodeError:  # a picture
            continue
        found += [
            f"{path.relative_to(PROJECT.root)}: {match[0]}"
            for match in HOSTS_AND_PLACES.finditer(text)
        ]

    assert found == []


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_imports_go_one_way(package) -> None:
    allowed, unwanted = ARROWS[package]
    forbidden = (PACKAGES - allowed - {package}) | unwanted
    modules = sorted((CODE / package).rglob("*.py"))

    assert modules
    found = {
        f"{module.relative_to(CODE)} imports {name}"
        for module in modules
        for name in imported_names(module) & forbidden
    }
    assert found == set()


def test_the_library_imports_nothing_but_the_standard_library_and_pytest() -> None:
    import sys

    known = sys.stdlib_module_names | {"consistent_messaging", "pytest"}
    found = {
        f"{module.relative_to(CODE)} imports {name}"
        for module in (CODE / "consistent_messaging").rglob("*.py")
        for name in imported_names(module) - known
    }

    assert found == set()


def test_each_module_of_python_opens_with_what_it_is_for() -> None:
    modules = [
        path for path in CODE.rglob("*.py") if "exercises" not in path.relative_to(CODE).parts
    ]

    assert len(modules) > 10
    assert [str(path) for path in modules if ast.get_docstring(parse(path)) is None] == []


def test_no_module_is_longer_than_a_reader_holds() -> None:
    modules = [*CODE.rglob("*.py"), *CODE.rglob("*.ts")]
    lengths = {path.relative_to(CODE): len(path.read_text().splitlines()) for path in modules}

    assert {path: length for path, length in lengths.items() if length > LINE_LIMIT} == {}


def imported_names(module: Path) -> set[str]:
    """The first names of all that a module imports."""
    names: set[str] = set()
    for node in ast.walk(parse(module)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))
