"""What is published: a wheel and an sdist that need nothing of the repository."""

import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pkginfo
import pytest
from site_build.project import PROJECT

NOWHERE = {"PATH": os.environ["PATH"], "SOURCE_DATE_EPOCH": "315532800"}
DESIGN = "my_design.py"


def built(root: Path, to: Path, **environment: str) -> tuple[Path, Path]:
    """The wheel and the sdist that are built from the tree at this root."""
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(to)]
    ran = subprocess.run(
        command, cwd=root, env=NOWHERE | environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return next(to.glob("*.whl")), next(to.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> tuple[Path, Path]:
    return built(PROJECT.root, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(package, tmp_path_factory) -> Path:
    """A folder into which the wheel is installed, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, "--target", str(folder), str(package[0])], check=True)
    return folder


def metadata_of(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def test_the_wheel_has_the_library_and_its_licence_and_nothing_else(package) -> None:
    with zipfile.ZipFile(package[0]) as archive:
        names = archive.namelist()
    library = {
        path.relative_to(PROJECT.library.parent).as_posix()
        for path in PROJECT.library.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert {name for name in names if ".dist-info/" not in name} == library
    assert "consistent_messaging/py.typed" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)


def test_the_metadata_say_what_an_index_shows(package) -> None:
    for file, kind in zip(package, (pkginfo.Wheel, pkginfo.SDist), strict=True):
        found = kind(str(file))
        assert found.name == "consistent-messaging"
        assert found.version == metadata_of(package[0])["Version"]
        assert found.requires_python == ">=3.12"
        assert all("; extra == " in needed for needed in found.requires_dist)
        assert found.license_expression == "MIT"
        assert found.description_content_type == "text/markdown"
        assert found.description.strip().startswith("# Consistent Messaging\n")
        assert 40 < len(found.summary) < 200
        assert "Framework :: Pytest" in found.classifiers
        assert "](" not in found.description  # an index knows no relative links


def test_each_service_has_an_extra_with_its_client_library(package) -> None:
    extras = set(metadata_of(package[0]).get_all("Provides-Extra") or [])

    assert "postgresql" in extras
    needed = metadata_of(package[0]).get_all("Requires-Dist") or []
    for extra in extras:
        assert any(f"extra == '{extra}'" in each for each in needed)


def test_without_client_libraries_an_adapter_imports_or_says_which_extra_has_it(installed) -> None:
    program = f"""
import importlib, pkgutil, sys
sys.path[:0] = [{str(installed)!r}]
from consistent_messaging import adapters
for module in pkgutil.walk_packages(adapters.__path__, "consistent_messaging.adapters."):
    try:
        importlib.import_module(module.name)
        print(module.name, "imported")
    except ImportError as error:
        print(module.name, error)
"""
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stderr) == (0, "")
    stores = "consistent_messaging.adapters.postgresql.blob_store imported"
    assert stores in told.stdout.splitlines()
    for line in told.stdout.splitlines():
        assert line.endswith(" imported") or "pip install 'consistent-messaging[" in line


def test_the_addresses_are_those_of_the_repository_that_builds_it(package, tmp_path) -> None:
    assert metadata_of(package[0]).get_all("Project-URL") is None

    named = built(PROJECT.root, tmp_path, GITHUB_REPOSITORY="somebody/something")[0]

    addresses = metadata_of(named).get_all("Project-URL") or []
    assert "Source, https://github.com/somebody/something" in addresses
    assert all("https://github.com/somebody/something" in address for address in addresses)


def test_the_sdist_builds_the_same_wheel(package, tmp_path) -> None:
    wheel, sdist = package
    with tarfile.open(fileobj=io.BytesIO(sdist.read_bytes())) as archive:
        archive.extractall(tmp_path, filter="data")

    again = built(next(tmp_path.iterdir()), tmp_path / "dist")[0]

    with zipfile.ZipFile(wheel) as one, zipfile.ZipFile(again) as other:
        assert sorted(one.namelist()) == sorted(other.namelist())
        assert {name: one.read(name) for name in one.namelist()} == {
            name: other.read(name) for name in other.namelist()
        }


def test_from_an_empty_folder_a_design_breaks_is_repaired_and_holds(installed, tmp_path) -> None:
    def run(*command: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": "", "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )

    script = shutil.which("consistent-messaging", path=str(installed / "bin"))
    assert script is not None
    begun = run(sys.executable, script, "new", "design", "my_design")
    assert (begun.returncode, begun.stderr) == (0, "")
    assert {path.name for path in tmp_path.iterdir()} == {DESIGN, f"test_{DESIGN}"}

    failed = run(sys.executable, "-m", "pytest", "-p", "no:cacheprovider")
    assert failed.returncode == 1
    told = failed.stdout.partition(" What happened ")[2]
    assert f"{DESIGN}:" in told
    assert "Schedule: +A " in told
    assert "Code:     " in told

    source = (tmp_path / DESIGN).read_text("utf-8")
    wrong = "self.orders.add(message.item)"
    assert source.count(f"{wrong}  # repair it: ") == 1
    right = "self.orders.add_once(message.item, context.message_id)"
    (tmp_path / DESIGN).write_text(source.replace(f"{wrong}  #", f"{right}  #"), "utf-8")

    held = run(sys.executable, "-m", "pytest", "-p", "no:cacheprovider")
    assert held.returncode == 0, held.stdout
    assert run(sys.executable, script, "check", DESIGN).returncode == 0


def test_a_command_for_exercises_says_that_they_are_elsewhere(installed, tmp_path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "consistent_messaging", "list"],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 2
    assert ran.stderr == (
        "The exercises are no part of the package. Download them from the last page of the "
        "course, or name their folder: --exercises DIR\n"
    )


def test_a_python_that_is_too_old_gets_one_sentence() -> None:
    older = "import sys; sys.version_info, sys.version = (3, 11, 7), '3.11.7 (main)'"
    program = f"{older}; import runpy; runpy.run_module('consistent_messaging')"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={"PATH": "", "PYTHONPATH": str(PROJECT.library.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "This needs Python 3.12 or later. Here is 3.11.7.\n"
