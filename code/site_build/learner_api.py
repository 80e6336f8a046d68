"""Describes what the learner programs against, for the editor's completion.

Everything comes from the sources: names, signatures and docstrings of what the library exports, and
of the modules that are given to exercises. Nothing is imported, nothing is written a second time.
"""

import ast
import json
from pathlib import Path
from typing import Any

from site_build.errors import BuildProblem
from site_build.project import Project

LIBRARY = "consistent_messaging"

Described = dict[str, Any]


def assemble_learner_api(project: Project) -> Path:
    """Write the description of all modules, by their names, and return the file."""
    modules = {LIBRARY: describe_library(project.library)}
    for path in sorted((project.root / "code" / "exercises").glob("*.py")):
        modules[path.stem] = describe_module(path)
    place = project.build / "learner_api.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(modules, ensure_ascii=False, indent=1, sort_keys=True)
    if not place.is_file() or place.read_text(encoding="utf-8") != text:
        place.write_text(text, encoding="utf-8")
    return place


def describe_library(folder: Path) -> list[Described]:
    """Describe each name that the library exports, from the module that defines it."""
    exported = _exported(folder / "__init__.py")
    found: dict[str, Described] = {}
    for path in sorted(folder.rglob("*.py")):
        for described in describe_module(path):
            if described["name"] in exported and path.stem != "__init__":
                found[described["name"]] = described
    missing = exported - set(found)
    if missing:
        rule = f"exports {min(missing)!r}, which no module below it defines as class or function."
        raise BuildProblem(folder / "__init__.py", rule, "Define it, or do not export it.")
    return [_with_inherited(found[name], found) for name in sorted(found)]


def describe_module(path: Path) -> list[Described]:
    """Describe the public classes and functions of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return [
        _class(node) if isinstance(node, ast.ClassDef) else _function(node, "function")
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_")
    ]


def _exported(module: Path) -> set[str]:
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    raise BuildProblem(module, "names nothing in __all__.", "List there what learners import.")


def _class(node: ast.ClassDef) -> Described:
    fields = [_field(each, doc) for each, doc in _with_docs(node.body) if _is_field(each)]
    functions = [each for each in node.body if isinstance(each, ast.FunctionDef)]
    constructor = next((each for each in functions if each.name == "__init__"), None)
    is_dataclass = any("dataclass" in ast.unparse(each) for each in node.decorator_list)
    parameters = _parameters(constructor) if constructor else []
    if is_dataclass:
        parameters = [_parameter_of(each) for each in node.body if _is_field(each)]
    return {
        "name": node.name,
        "kind": "class",
        "doc": _first_line(node),
        "parameters": parameters,
        "bases": [ast.unparse(base) for base in node.bases],
        "members": fields + [_member(each) for each in functions if each.name[0] != "_"],
    }


def _with_docs(body: list[ast.stmt]) -> list[tuple[ast.stmt, str]]:
    """Pair each statement with the text that stands as a statement of its own below it."""
    after = [*body[1:], ast.Pass()]
    return [(each, _text(below)) for each, below in zip(body, after, strict=True)]


def _is_field(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and not node.target.id.startswith("_")
    )


def _field(node: ast.stmt, doc: str) -> Described:
    assert isinstance(node, ast.AnnAssign)
    name, returns = ast.unparse(node.target), ast.unparse(node.annotation)
    return {"name": name, "kind": "field", "doc": doc, "returns": returns}


def _member(node: ast.FunctionDef) -> Described:
    decorators = {ast.unparse(each) for each in node.decorator_list}
    if "property" not in decorators:
        return _function(node, "method")
    returns = ast.unparse(node.returns) if node.returns else ""
    return {"name": node.name, "kind": "field", "doc": _first_line(node), "returns": returns}


def _function(node: ast.FunctionDef, kind: str) -> Described:
    return {
        "name": node.name,
        "kind": kind,
        "doc": _first_line(node),
        "parameters": _parameters(node),
        "returns": ast.unparse(node.returns) if node.returns else "",
    }


def _parameters(node: ast.FunctionDef) -> list[str]:
    """Write each parameter as the signature has it; a `*` stands for itself."""
    signature = node.args
    positional = [*signature.posonlyargs, *signature.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(signature.defaults))
    defaults += signature.defaults
    written = [_parameter(*pair) for pair in zip(positional, defaults, strict=True)]
    if signature.vararg:
        written.append("*" + _parameter(signature.vararg, None))
    elif signature.kwonlyargs:
        written.append("*")
    keywords = zip(signature.kwonlyargs, signature.kw_defaults, strict=True)
    written += [_parameter(*pair) for pair in keywords]
    return [each for each in written if each not in ("self", "cls")]


def _parameter(argument: ast.arg, default: ast.expr | None) -> str:
    written = argument.arg
    if argument.annotation:
        written += f": {ast.unparse(argument.annotation)}"
    return written if default is None else f"{written} = {ast.unparse(default)}"


def _parameter_of(field: ast.stmt) -> str:
    assert isinstance(field, ast.AnnAssign)
    written = f"{ast.unparse(field.target)}: {ast.unparse(field.annotation)}"
    return written if field.value is None else f"{written} = …"


def _with_inherited(described: Described, found: dict[str, Described]) -> Described:
    """Add what the bases have, where these are described as well."""
    if described["kind"] != "class":
        return described
    bases = [_with_inherited(found[name], found) for name in described["bases"] if name in found]
    own = {member["name"] for member in described["members"]}
    more = [each for base in bases for each in base["members"] if each["name"] not in own]
    return {**described, "members": described["members"] + more}


def _first_line(node: ast.ClassDef | ast.FunctionDef) -> str:
    return (ast.get_docstring(node) or "").split("\n", 1)[0]


def _text(node: ast.stmt) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return str(node.value.value).split("\n", 1)[0]
    return ""
