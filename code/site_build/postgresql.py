"""Assembles the PostgreSQL that a page loads when a reader asks for it: PGlite, and our adapters.

A server sends files of these kinds as they are, so they are packed here.
"""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from deflate import gzip_compress

from site_build.build_cache import fingerprint, make_once
from site_build.project import Project
from site_build.pyodide.byte_code import compile_adapters

_PACKED = ("pglite.wasm", "pglite.data", "initdb.wasm")
_POSTGRESQL_LICENCE = Path(__file__).parent / "licences" / "POSTGRESQL_LICENSE.txt"
_TIGHTEST = 12
_VERSION_LENGTH = 12


@dataclass(frozen=True)
class AssembledPostgresql:
    """The name of the folder, and how many bytes of PostgreSQL itself a page fetches from it."""

    version: str
    wire_bytes: int


def assemble_postgresql(project: Project) -> AssembledPostgresql:
    """Make `docs/assets/postgresql/<version>/`, and the licences beside it.

    The version is a hash of the contents, so an address never changes what it means.
    """
    source = project.root / "node_modules" / "@electric-sql" / "pglite"
    packed = _pack(project, [source / "dist" / name for name in _PACKED])
    files = [*packed, compile_adapters(project)]
    digest = hashlib.sha256()
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    version = digest.hexdigest()[:_VERSION_LENGTH]
    folder = project.assets / "postgresql"
    _publish(folder, version, files)
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


def _publish(folder: Path, version: str, files: list[Path]) -> None:
    """Copy the files to their place, and remove other versions."""
    place = folder / version
    if not place.is_dir():
        unfinished = folder / f".{version}"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for file in files:
            shutil.copyfile(file, unfinished / file.name)
        unfinished.rename(place)
    for other in folder.iterdir():
        if other.is_dir() and other != place:
            shutil.rmtree(other)
