"""Which packages the page loads, and in which versions."""

import re

import pytest
from site_build.errors import BuildProblem
from site_build.project import PROJECT
from site_build.pyodide.wheels import page_requirements, pinned_requirements


def test_a_page_needs_pytest_and_what_pytest_needs_outside_windows() -> None:
    names = page_requirements()

    assert names == ["iniconfig", "packaging", "pluggy", "pygments", "pytest"]


def test_pins_are_taken_with_their_hashes_and_nothing_else(tmp_path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(
        "other==1 \\\n    --hash=sha256:aa\nPluggy==2 \\\n    --hash=sha256:bb\nz==3\n"
    )

    pins = pinned_requirements(requirements, ["pluggy"])

    assert pins == "Pluggy==2 \\\n    --hash=sha256:bb\n"


def test_a_package_without_a_pin_is_told_with_the_way_out(tmp_path) -> None:
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("other==1 \\\n    --hash=sha256:aa\n")

    with pytest.raises(BuildProblem, match=r"requirements\.txt: does not pin pluggy\. Run `make"):
        pinned_requirements(requirements, ["pluggy"])


def test_each_requirement_is_pinned_with_a_hash() -> None:
    text = PROJECT.requirements.read_text()
    blocks = re.split(r"^(?=\w)", text, flags=re.MULTILINE)[1:]

    assert len(blocks) > 10
    assert [
        block for block in blocks if not re.match(r"[\w.-]+==\S+[^\n]*\\\n +--hash=", block)
    ] == []
