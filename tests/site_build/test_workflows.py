"""What the workflows may do, and which actions they trust."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from site_build.project import PROJECT

# GitHub has no action for trusted publishing; that of the index's own people is pinned in full.
PUBLISHES = {"publish": ["pypa/gh-action-pypi-publish@v1.13.0"]}
WORKFLOWS = sorted((PROJECT.root / ".github" / "workflows").glob("*.yml"))


def read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text())
    return content


def test_the_workflows_are_valid() -> None:
    assert WORKFLOWS
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    finished = subprocess.run(
        [*command, "vendor.github-workflows", *WORKFLOWS],
        capture_output=True,
        text=True,
        check=False,
    )

    assert finished.returncode == 0, finished.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_only_the_deployment_may_write(path) -> None:
    workflow = read(path)

    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        granted = job.get("permissions", {})
        assert name == "deploy" or "write" not in granted.values()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_each_action_is_an_official_one_by_its_released_version(path) -> None:
    steps = [step for job in read(path)["jobs"].values() for step in job["steps"]]
    actions = [step["uses"] for step in steps if "uses" in step]

    assert actions
    others = [name for name in actions if not re.fullmatch(r"actions/[a-z-]+@v\d+", name)]
    assert others == PUBLISHES.get(path.stem, [])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_job_or_step_may_fail(path) -> None:
    jobs = read(path)["jobs"].values()
    assert jobs
    steps = [step for job in jobs for step in job["steps"]]
    assert not any("continue-on-error" in part for part in [*jobs, *steps])


def test_the_site_is_deployed_from_main_only() -> None:
    pages = read(PROJECT.root / ".github" / "workflows" / "pages.yml")

    assert pages["jobs"]["build"]["if"] == "github.ref == 'refs/heads/main'"
    assert pages["jobs"]["deploy"]["needs"] == "build"


def test_the_readme_links_to_where_the_site_is_deployed() -> None:
    """GitHub knows the address of an environment; nothing in the tree knows its owner."""
    pages = read(PROJECT.root / ".github" / "workflows" / "pages.yml")
    environment = pages["jobs"]["deploy"]["environment"]

    assert environment["url"] == "${{ steps.deployment.outputs.page_url }}"
    readme = (PROJECT.root / "README.md").read_text()
    assert f"](../../deployments/{environment['name']})" in readme


def test_the_package_is_published_by_a_tag_only_and_without_a_password() -> None:
    publish = read(PROJECT.root / ".github" / "workflows" / "publish.yml")

    assert publish[True] == {"push": {"tags": ["v*"]}}  # what YAML makes of `on`
    deploy = publish["jobs"]["deploy"]
    assert (deploy["needs"], deploy["permissions"]) == ("build", {"id-token": "write"})
    assert "secrets" not in str(publish)
    commands = [step.get("run", "") for step in publish["jobs"]["build"]["steps"]]
    assert any("GITHUB_REF_NAME" in command for command in commands)


def test_the_package_is_checked_on_each_python_that_it_supports() -> None:
    library = read(PROJECT.root / ".github" / "workflows" / "ci.yml")["jobs"]["library"]
    command = library["steps"][-1]["run"].split()

    assert {"tests/design", "tests/site_build/test_package.py"} <= {*command}
    supported = re.findall(r"Python :: (3\.\d+)", (PROJECT.root / "pyproject.toml").read_text())
    assert library["strategy"]["matrix"]["python"] == supported
