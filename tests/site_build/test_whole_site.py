"""A build makes the site anew when anything that it is made of has changed, and only then.

`tests/course_markdown/test_build.py` looks at what it has made.
"""

from pathlib import Path

import pytest
from site_build import whole_site
from site_build.errors import BuildProblem
from site_build.project import Project
from site_build.whole_site import build_site


@pytest.fixture
def project(tmp_path, monkeypatch) -> Project:
    """A project whose pages are made by a stand-in, which puts its engine's name on a page."""
    project = Project(tmp_path)
    for name in ("code", "docs", "build"):
        (tmp_path / name).mkdir()
    for name in ("mkdocs.yml", "requirements.txt", "package-lock.json", "docs/index.md"):
        (tmp_path / name).write_text("as it was")

    def with_pages_by(engine: str) -> None:
        def build(project: Project) -> None:
            site = project.root / "site"
            site.mkdir(exist_ok=True)
            (site / "index.html").write_text(engine)

        monkeypatch.setattr(whole_site, f"build_with_{engine}", build)

    for engine in whole_site.ENGINES:
        with_pages_by(engine)
    monkeypatch.setattr(whole_site, "assemble_parts", lambda project: None)
    monkeypatch.setattr(
        whole_site, "finish", lambda site: (site / "service_worker.js").write_text("files")
    )
    return project


def is_built_anew(project: Project, engine: str = "mkdocs") -> bool:
    """Build, and see by the time of a file whether it was written."""
    page = project.root / "site" / "index.html"
    before = page.stat().st_mtime_ns if page.exists() else 0
    build_site(project, engine)
    return page.stat().st_mtime_ns != before


def test_what_has_not_changed_is_not_built_again_and_the_build_says_so(project, capsys) -> None:
    assert [is_built_anew(project) for _ in range(3)] == [True, False, False]
    assert capsys.readouterr().out.count("site/ is up to date") == 2


@pytest.mark.parametrize(
    "name", ["docs/index.md", "docs/new.md", "code/new.py", "mkdocs.yml", "requirements.txt"]
)
def test_a_changed_source_is_built_anew(project, name) -> None:
    build_site(project, "mkdocs")
    (project.root / name).write_text("other")
    assert is_built_anew(project)


@pytest.mark.parametrize("name", ["index.html", "service_worker.js", "added.html"])
def test_a_site_that_is_not_as_it_was_built_is_built_anew(project, name) -> None:
    """Somebody ran `mkdocs build` alone, or edited a page of the site."""
    build_site(project, "mkdocs")
    (project.root / "site" / name).write_text("by somebody else")
    assert is_built_anew(project)


def test_a_site_for_another_address_or_by_another_engine_is_built_anew(
    project, monkeypatch
) -> None:
    build_site(project, "mkdocs")
    monkeypatch.setenv("SITE_URL", "https://example.org/course/")
    assert is_built_anew(project)
    assert is_built_anew(project, "zensical")
    assert (project.root / "site" / "index.html").read_text() == "zensical"


def test_after_a_build_that_failed_the_site_is_built_anew(project, monkeypatch) -> None:
    build_site(project, "mkdocs")
    (project.root / "docs" / "index.md").write_text("[broken](link.md)")

    def fail(project: Project) -> None:
        raise BuildProblem("docs/index.md", "has a broken link.", "Mend it.")

    with monkeypatch.context() as while_broken:
        while_broken.setattr(whole_site, "build_with_mkdocs", fail)
        with pytest.raises(BuildProblem):
            build_site(project, "mkdocs")
    (project.root / "docs" / "index.md").write_text("as it was")
    assert is_built_anew(project)


def test_the_engine_is_mkdocs_or_zensical(project) -> None:
    with pytest.raises(BuildProblem, match=r"ENGINE=hugo: .+ Write mkdocs or zensical\."):
        build_site(project, "hugo")


def test_what_mkdocs_says_is_shown_and_its_failure_ends_the_build(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(BuildProblem, match=r"mkdocs build --strict: ended with exit code 1\."):
        whole_site.build_with_mkdocs(Project(tmp_path))
    assert "mkdocs.yml" in capfd.readouterr().err
