"""Builds the site with Zensical, the successor of MkDocs and of its theme, from the same sources.

Zensical reads mkdocs.yml, and runs neither a notebook nor a hook. So it is given a copy of the
texts in which each notebook is a page of Markdown, and its source is where MkDocs puts it.
"""

import re
import shutil
import sys
from base64 import b64encode
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from site_build.errors import BuildProblem
from site_build.project import Project, find_tool, run_tool

NOTEBOOKS = Path("docs", "notebooks")
_STYLE_IN_SCRIPT = re.compile(r"='(\.[^'\\]+\{[^'\\]+\})'")


def build_with_zensical(project: Project) -> None:
    """Make `site/` anew."""
    stage = Project(project.build / "zensical")
    copy_sources(project, stage)
    zensical = find_tool("zensical", "Run `make build ENGINE=zensical`, which installs it.")
    styles = " ".join(hashes_of_styles(_theme_script()))
    environment = {"PYTHONPATH": str(project.root / "code"), "THEME_STYLES": styles}
    run_tool([zensical, "build", "--clean", "--strict"], stage, environment)
    site = project.root / "site"
    shutil.rmtree(site, ignore_errors=True)
    shutil.move(stage.root / "site", site)


def copy_sources(project: Project, stage: Project) -> None:
    """Put into the stage what Zensical reads, at the paths that mkdocs.yml names."""
    shutil.rmtree(stage.root, ignore_errors=True)
    shutil.copytree(project.root / "docs", stage.root / "docs")
    (stage.root / "code").symlink_to(project.root / "code", target_is_directory=True)
    folder = stage.root / NOTEBOOKS
    _make_pages(project, folder)
    notebooks = sorted(folder.glob("*.py"))
    for notebook in notebooks:
        _put_beside_its_page(notebook)
    configuration = (project.root / "mkdocs.yml").read_text("utf-8")
    names = [notebook.stem for notebook in notebooks]
    (stage.root / "mkdocs.yml").write_text(with_pages(configuration, names), "utf-8")
    for text in (stage.root / "docs").rglob("*.md"):
        text.write_text(with_links_to_pages(text.read_text("utf-8"), names), "utf-8")


def with_pages(configuration: str, names: list[str]) -> str:
    """Return mkdocs.yml with the pages of these notebooks in its `nav`, where they were."""
    for name in names:
        entry = re.compile(rf"^( +- .*\b)({re.escape(name)})\.py$", re.MULTILINE)
        configuration, count = entry.subn(r"\1\2.md", configuration)
        if count != 1:
            rule = f"{count} lines of `nav` end with {name}.py; one line is needed."
            raise BuildProblem("mkdocs.yml", rule, f"Give docs/notebooks/{name}.py one line there.")
    return configuration


def with_links_to_pages(markdown: str, names: list[str]) -> str:
    """Return the text with its links to these notebooks leading to their pages."""
    known = "|".join(map(re.escape, names))
    return re.sub(rf"(\]\((?:[^()\s]*/)?(?:{known}))\.py(?=[)#])", r"\1.md", markdown)


def hashes_of_styles(script: str) -> list[str]:
    """Return, as a policy names them, the styles in this script, which would else be refused."""
    styles = _STYLE_IN_SCRIPT.findall(script)
    if not styles:
        rule = "holds the styles of its search no longer: they come from elsewhere."
        raise BuildProblem("Zensical's script", rule, f"Adapt {Path(__file__).name} to that.")
    return [f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles]


def _theme_script() -> str:
    theme = Path(str(files("zensical"))) / "templates" / "assets" / "javascripts"
    return "".join(script.read_text("utf-8") for script in sorted(theme.glob("bundle.*.js")))


def _make_pages(project: Project, out: Path) -> None:
    folder = project.root / NOTEBOOKS
    command: list[str | Path] = [sys.executable, "-m", "course_notebooks"]
    command += ["mkdocs.yml", folder, out]
    run_tool(command, project, {"PYTHONPATH": str(project.root / "code")})


def _put_beside_its_page(notebook: Path) -> None:
    """Have the notebook downloaded from the folder that its page becomes."""
    page = notebook.with_suffix("")
    page.mkdir()
    notebook.rename(page / notebook.name)
    text = page.with_suffix(".md")
    link = f'href="{notebook.name}"'
    here = f'href="{page.name}/{notebook.name}"'
    text.write_text(text.read_text("utf-8").replace(link, here), "utf-8")
