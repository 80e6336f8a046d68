"""The build of the whole site: what it has made, and that it fails, with a way out, when it should.

`make test` has built the site before, and any warning of MkDocs would have ended it there.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from site_build.compare_sites import compare_sites
from site_build.errors import BuildProblem
from site_build.project import Project
from site_build.zensical_site import build_with_zensical

ROOT = Path(__file__).parents[2]
PAGE = "docs/events/event-sourced-handler.md"
SMALL = {
    "docs/index.md": "# Course\n\nGo to [the exercise](events/event-sourced-handler.md).\n",
    "docs/reference/glossary.md": "# Glossary\n\n**Ack**\n:   The end of a delivery.\n",
    PAGE: "# Exercise\n\n```exercise\nevent_sourced_handler\n```\n",
}
NAVIGATION = "nav:\n" + "".join(f"  - {name.removeprefix('docs/')}\n" for name in SMALL) + "\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A course of two pages, free to be broken, with all that the build does to a page."""
    unneeded = shutil.ignore_patterns("lab", "site_build", "__pycache__")
    shutil.copytree(ROOT / "code", tmp_path / "code", ignore=unneeded)
    (tmp_path / "docs" / "notebooks").mkdir(parents=True)
    for name, text in SMALL.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    configuration = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    small, count = re.subn(r"^nav:\n(?: .*\n)+\n", NAVIGATION, configuration, flags=re.MULTILINE)
    assert count == 1
    (tmp_path / "mkdocs.yml").write_text(small, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def site() -> Path:
    """The site as `make build` has made it."""
    assert (ROOT / "site" / "service_worker.js").is_file(), (
        "There is no whole site. Run `make build` first."
    )
    return ROOT / "site"


@pytest.fixture(scope="module")
def by_zensical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same site, built with Zensical."""
    project = tmp_path_factory.mktemp("project")
    for part in ("code", "docs", "mkdocs.yml"):
        (project / part).symlink_to(ROOT / part)
    (project / "build").mkdir()
    (project / "build" / "notebooks").symlink_to(ROOT / "build" / "notebooks")  # as `make build`
    build_with_zensical(Project(project))
    return project / "site"


def build(project: Path) -> "subprocess.CompletedProcess[str]":
    # Never with --quiet: it silences the warnings before --strict can count them.
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict"],
        cwd=project,
        env=os.environ | {"PYTHONPATH": "code", "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_page_has_its_editor(site: Path) -> None:
    html = (site / "events" / "event-sourced-handler" / "index.html").read_text(encoding="utf-8")
    assert 'data-name="event_sourced_handler"' in html


def test_no_page_asks_another_site_for_anything(site: Path) -> None:
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    assert pages
    for loads in ('src="http', 'src="//', '<link rel="stylesheet" href="http', "preconnect"):
        assert [loads for page in pages if loads in page] == []


def test_every_page_has_the_policy_and_keeps_it(site: Path) -> None:
    pages = [page.read_text(encoding="utf-8") for page in site.rglob("*.html")]
    policy = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
    policies = {match[1] for page in pages for match in [policy.search(page)] if match}

    assert len(policies) == 1
    assert [page for page in pages if policy.search(page) is None] == []
    assert "'unsafe-" not in policies.pop().replace("'wasm-unsafe-eval'", "")
    inline = re.compile(r"<script>|<style|<[a-z][^<>]* (?:style|on[a-z]+)=|javascript:")
    assert [match[0] for page in pages for match in inline.finditer(page)] == []


def test_a_fence_that_names_no_exercise_fails_the_build(project: Path) -> None:
    replace(project / PAGE, "```exercise\nevent_sourced_handler", "```exercise\nhandler")
    built = build(project)
    assert built.returncode != 0
    assert (
        "Error reading page 'events/event-sourced-handler.md': code/exercises: There is no "
        "exercise 'handler'. A fence ```exercise holds one line, the name of a folder here: "
        in built.stderr
    )
    assert "Correct the fence, or create the folder." in built.stderr


def test_a_missing_hint_file_fails_the_build(project: Path) -> None:
    (project / "code" / "exercises" / "event_sourced_handler" / "hints.md").unlink()
    built = build(project)
    assert built.returncode != 0
    assert (
        "code/exercises/event_sourced_handler/hints.md: This file is missing. "
        "Three to six hints lead from vague to plain. Write it." in built.stderr
    )


BROKEN_LINKS = {
    "../gone.md": "contains a link '../gone.md', but the target 'gone.md' is not found",
    "../index.md#gone": "does not contain an anchor '#gone'",
    "#gone": "contains a link '#gone', but there is no such anchor on this page",
}


def test_a_broken_link_and_a_page_outside_the_navigation_fail_the_build(
    site: Path, project: Path, monkeypatch
) -> None:
    """Built as for an editor: MkDocs puts a script into the page, which the policy would refuse."""
    (project / "docs" / "stray.md").write_text("# Stray\n", encoding="utf-8")
    with (project / PAGE).open("a", encoding="utf-8") as page:
        page.writelines(f"\nSee [there]({link}).\n" for link in BROKEN_LINKS)
    monkeypatch.setenv("LIVE_RELOAD", "true")

    built = build(project)

    assert built.returncode != 0
    assert built.stderr.count("WARNING") == len(BROKEN_LINKS) + 1
    assert "stray.md" in built.stderr
    for complaint in BROKEN_LINKS.values():
        assert complaint in built.stderr
    served = (project / "site" / "index.html").read_text(encoding="utf-8")
    assert "script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline';" in served
    assert "'unsafe-inline'" not in (site / "index.html").read_text(encoding="utf-8")


def test_the_search_has_the_texts_and_nothing_of_the_labs(site: Path) -> None:
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")

    assert "Make a retried message tell the same story" in index
    assert "starter_hash" not in index
    assert 'class="cm-plain"' in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_zensical_builds_every_page_with_all_that_is_on_it(
    site: Path, by_zensical: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    compare_sites(site, by_zensical)

    assert "lacks nothing" in capsys.readouterr().out
    assert len(list(by_zensical.rglob("*.html"))) == len(list(site.rglob("*.html"))) > 30


@pytest.mark.slow
def test_with_zensical_too_the_search_has_the_texts_and_nothing_of_the_labs(
    site: Path, by_zensical: Path
) -> None:
    index = (by_zensical / "search.json").read_text(encoding="utf-8")
    by_mkdocs = (site / "search" / "search_index.json").read_text(encoding="utf-8")

    assert "Make a retried message tell the same story" in index
    assert "starter_hash" not in index
    assert index.count("def handle") == by_mkdocs.count("def handle")  # in texts only
    assert 'class="cm-plain"' in (by_zensical / "index.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_with_zensical_too_a_fence_that_names_no_exercise_fails_the_build(project: Path) -> None:
    replace(project / PAGE, "```exercise\nevent_sourced_handler", "```exercise\nhandler")
    with pytest.raises(BuildProblem, match="There is no exercise 'handler'"):
        build_with_zensical(Project(project))


@pytest.mark.slow
def test_with_zensical_too_a_broken_link_fails_the_build(project: Path) -> None:
    with (project / PAGE).open("a", encoding="utf-8") as page:
        page.writelines(f"\nSee [there]({link}).\n" for link in BROKEN_LINKS)

    with pytest.raises(BuildProblem) as found:
        build_with_zensical(Project(project))

    assert str(found.value).count("Warning: page does not exist") == 1
    assert str(found.value).count("Warning: anchor does not exist") == 2
