"""Habits of the whole project that a machine can hold."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from site_build.project import PROJECT

CODE = PROJECT.root / "code"
LINE_LIMIT = 400  # of a module
FUNCTION_LIMIT = 40  # lines, without the docstring
PACKAGES = {
    "consistent_messaging",
    "course_markdown",
    "course_notebooks",
    "exercises",
    "site_build",
}

# The rooms of the library: each may import those after it. At the top, `__main__.py` and the thin
# modules for exercises may import every room, and `__init__.py` is a part of the learner's `api`.
ROOMS = (
    *("command_line", "authoring", "entrypoints", "design", "exercise", "adapters", "explain"),
    *("checker", "simulation", "model", "text", "execution", "api"),
)

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


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_neither_files_nor_rooms_import_each_other_in_a_circle(package) -> None:
    assert circles_in(CODE / package) == []


def test_a_circle_of_rooms_is_found_even_where_no_files_are_in_one(tmp_path) -> None:
    imports = {
        "model/state.py": "from shop.text import words",
        "model/events.py": "",
        "text/words.py": "",
        "text/titles.py": "import shop.model.events",
        "__main__.py": "from shop.model.state import State",
    }
    for name, statement in imports.items():
        (tmp_path / "shop" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / name).write_text(statement)

    assert circles_in(tmp_path / "shop") in (
        ["shop: model -> text -> model"],
        ["shop: text -> model -> text"],
    )


def test_each_room_of_the_library_imports_only_the_rooms_below_it() -> None:
    library = CODE / "consistent_messaging"
    rooms = {path.name for path in library.iterdir() if path.is_dir() and path.name[0] != "_"}

    assert rooms == set(ROOMS)
    assert imports_upwards(library, ROOMS) == []


def test_an_import_from_a_room_above_is_found(tmp_path) -> None:
    for room, statement in {
        "checker": "",
        "model": "from shop.checker.search import search",
    }.items():
        (tmp_path / "shop" / room).mkdir(parents=True)
        (tmp_path / "shop" / room / "search.py").write_text(statement)

    assert imports_upwards(tmp_path / "shop", ("checker", "model")) == [
        "model/search.py imports checker/search.py"
    ]


def test_the_library_imports_nothing_but_the_standard_library_and_pytest() -> None:
    known = sys.stdlib_module_names | {"consistent_messaging", "pytest"}
    found = {
        f"{module.relative_to(CODE)} imports {name}"
        for module in (CODE / "consistent_messaging").rglob("*.py")
        for name in imported_names(module) - known - of_the_extra(module)
    }

    assert found == set()


def of_the_extra(module: Path) -> set[str]:
    """What a module below `adapters/<service>/` may import as well: what the extra installs."""
    _, *rooms = module.relative_to(CODE).parts[:-1]
    if rooms[:1] != ["adapters"] or len(rooms) < 2:
        return set()
    described = tomllib.loads((PROJECT.root / "pyproject.toml").read_text())
    needed = described["project"]["optional-dependencies"].get(rooms[1], [])
    return {re.split(r"\W", requirement)[0] for requirement in needed}


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


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_no_function_is_longer_than_a_screen(package) -> None:
    long = [
        f"{module.relative_to(CODE)}: {node.name}"
        for module in sorted((CODE / package).rglob("*.py"))
        for node in ast.walk(parse(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and lines_of(node) > FUNCTION_LIMIT
    ]

    assert long == []


def imports_upwards(tree: Path, rooms: tuple[str, ...]) -> list[str]:
    """Each import of a room's module that leads to a room above it."""
    level = {room: number for number, room in enumerate(rooms)}
    return [
        f"{module.relative_to(tree)} imports {imported.relative_to(tree)}"
        for room in rooms
        for module in sorted((tree / room).rglob("*.py"))
        for imported in imported_files(module, tree)
        if level.get(imported.relative_to(tree).parts[0], level[room]) < level[room]
    ]


def circles_in(tree: Path) -> list[str]:
    """The circles of imports between the files and folders of each folder of the tree, one of each.

    An import counts between the two neighbours that hold its ends, files or folders. So this finds
    circles of files, and circles of rooms in which no file is in a circle.
    """
    folders = {tree: {}} | {path: {} for path in tree.rglob("*") if path.is_dir()}
    for module in tree.rglob("*.py"):
        for imported in imported_files(module, tree):
            folder = next(each for each in module.parents if imported.is_relative_to(each))
            importer = module.relative_to(folder).parts[0]
            folders[folder].setdefault(importer, set()).add(imported.relative_to(folder).parts[0])
    return [
        f"{folder.relative_to(tree.parent)}: {' -> '.join(reversed(circle))}"
        for folder, graph in folders.items()
        if (circle := circle_in(graph))
    ]


def circle_in(graph: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def imported_files(module: Path, tree: Path) -> Iterator[Path]:
    """The files of the tree that a module imports; exercises import those beside them."""
    package = "__init__.py"
    roots = [tree, module.parent] if tree.name == "exercises" else [tree.parent]
    for node in ast.walk(parse(module)):
        for names in dotted_names(node):
            places = [root / name.replace(".", "/") for name in names for root in roots]
            files = [file for each in places for file in (each.with_suffix(".py"), each / package)]
            found = next(filter(Path.is_file, files), None)
            if found and found != module and found.is_relative_to(tree):
                yield found


def dotted_names(node: ast.AST) -> list[list[str]]:
    """For each name that is imported, what the module could be called, the longest first."""
    if isinstance(node, ast.Import):
        return [[alias.name] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
        return [[f"{node.module}.{alias.name}", node.module] for alias in node.names]
    return []


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines a function has from its `def` on, without its docstring."""
    first = function.body[0]
    documented = ast.get_docstring(function) is not None
    docstring = first.end_lineno - first.lineno + 1 if documented else 0
    return function.end_lineno - function.lineno + 1 - docstring


def imported_names(module: Path) -> set[str]:
    """The first names of all that a module imports."""
    names: set[str] = set()
    for node in ast.walk(parse(module)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module)
    return {name.split(".")[0] for name in names}


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))
