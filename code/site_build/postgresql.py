"""Assembles the PostgreSQL that a page loads when a reader asks for it: PGlite, and our adapters.

A server sends files of these kinds as they are, so they are packed here.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from deflate import gzip_compress

from site_build.build_cache import fingerprint, make_once
from site_build.project import Project
from site_build.pyodide.byte_code import compile_adapters
from site_build.versioned_folder import publish

_PACKED = ("pglite.wasm", "pglite.data", "initdb.wasm")
_POSTGRESQL_LICENCE = Path(__file__).parent / "licences" / "POSTGRESQL_LICENSE.txt"
_TIGHTEST = 12


@dataclass(frozen=True)
class AssembledPostgresql:
    """The name of the folder, and how many bytes of PostgreSQL itself a page fetches from it."""

    version: str
    wire_bytes: int


def assemble_postgresql(project: Project) -> AssembledPostgresql:
    """Make `docs/assets/postgresql/<version>/`, and the licences beside it."""
    source = project.root / "node_modules" / "@electric-sql" / "pglite"
    packed = _pack(project, [source / "dist" / name for name in _PACKED])
    folder = project.assets / "postgresql"
    version = publish(folder, [*packed, compile_adapters(project)])
    shutil.copyfile(source / "LICENSE", folder / "PGLITE_LICENSE.txt")
    shutil.copyfile(_POSTGRESQL_LICENCE, folder / _POSTGRESQL_LICENCE.name)
    return AssembledPostgresql(version, sum(file.stat().st_size for file in packed))


def _pack(project: Project, files: list[Path]) -> list[Path]:
    folder = project.build / "postgresql"
    packed = [folder / f"{file.name}.gz" for file in files]

    def pack() -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for plain, target in zip(files, packed, strict=True):
            target.write_bytes(gzip_compress(plain.read_bytes(), _TIGHTEST))

    make_once(
        folder / ".inputs",
        fingerprint(files),
        lambda: all(target.is_file() for target in packed),
        pack,
    )
    return packed
