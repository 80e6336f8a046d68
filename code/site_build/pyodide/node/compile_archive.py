"""Compiles the modules of a zip archive or a wheel to byte code, for the Python that runs this.

It runs inside Pyodide at build time, so the byte code fits the page's Python and no other one.
"""

import ast
import base64
import hashlib
import marshal
import sys
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The earliest time that a zip archive can tell: the same input gives the same archive.
_TIME = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644
# Says of byte code that it belongs to a source with this hash, and that nobody need look whether
# that is still so.
_UNCHECKED_HASH = (1).to_bytes(4, "little")


@dataclass(frozen=True)
class Archive:
    """An archive to compile; `location` is the folder or archive that tracebacks will name.

    `documented` are the patterns of the modules that keep their docstrings. The others lose the
    annotations of their functions as well, unless `keeps_annotations`: some libraries go by them.
    """

    source: str
    target: str
    location: str
    dropped: tuple[str, ...]
    keeps_sources: bool
    documented: tuple[str, ...]
    keeps_annotations: bool


def compile_archive(archive: Archive) -> None:
    """Write the target: byte code instead of sources, or beside them if sources are kept."""
    entries = _compiled_entries(archive)
    _renew_record(entries)
    with ZipFile(archive.target, "w") as target:
        for name, content in entries.items():
            entry = ZipInfo(name, _TIME)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = _MODE << 16
            target.writestr(entry, content, compresslevel=9)


def _compiled_entries(archive: Archive) -> dict[str, bytes]:
    entries: dict[str, bytes] = {}
    with ZipFile(archive.source) as source:
        for name in sorted(source.namelist()):
            is_dropped = any(fnmatchcase(name, pattern) for pattern in archive.dropped)
            if name.endswith("/") or is_dropped:
                continue
            content = source.read(name)
            is_module = name.endswith(".py")
            if is_module:
                traceback_name = f"{archive.location}/{name}"
                is_read = any(fnmatchcase(name, pattern) for pattern in archive.documented)
                tree = ast.parse(content, traceback_name)
                if not is_read:
                    _drop_docstrings(tree)
                if not is_read and not archive.keeps_annotations:
                    _drop_annotations_of_functions(tree)
                byte_code = _compile(tree, content, traceback_name)
                entries[_byte_code_name(name, archive.keeps_sources)] = byte_code
            if archive.keeps_sources or not is_module:
                entries[name] = content
    return entries


def _compile(tree: ast.Module, source: bytes, traceback_name: str) -> bytes:
    # Asserts stay: pytest and the library may rest on them.
    code = compile(tree, traceback_name, "exec", dont_inherit=True, optimize=0)
    return MAGIC_NUMBER + _UNCHECKED_HASH + source_hash(source) + marshal.dumps(code)


def _drop_docstrings(tree: ast.Module) -> None:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, kinds) and ast.get_docstring(node, clean=False) is not None:
            docstring = node.body.pop(0)
            if not node.body and not isinstance(node, ast.Module):
                node.body.append(ast.copy_location(ast.Pass(), docstring))


def _drop_annotations_of_functions(tree: ast.Module) -> None:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            node.returns = None
        elif isinstance(node, ast.arg):
            node.annotation = None


def _byte_code_name(name: str, keeps_sources: bool) -> str:
    """Where Python looks for byte code: beside a source in `__pycache__`, else in its place."""
    if not keeps_sources:
        return f"{name}c"
    path = Path(name)
    tag = sys.implementation.cache_tag
    return (path.parent / "__pycache__" / f"{path.stem}.{tag}.pyc").as_posix()


def _renew_record(entries: dict[str, bytes]) -> None:
    """A wheel lists its files with their hashes; list what it has now."""
    records = [name for name in entries if name.endswith(".dist-info/RECORD")]
    for record in records:
        del entries[record]
        lines = [f"{name},{_hash(content)},{len(content)}\n" for name, content in entries.items()]
        entries[record] = "".join([*lines, f"{record},,\n"]).encode()


def _hash(content: bytes) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest())
    return f"sha256={digest.decode().rstrip('=')}"
