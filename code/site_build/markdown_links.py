"""Checks the links of the Markdown files that MkDocs does not check: README and its like."""

import re
import subprocess
from pathlib import Path

from site_build.errors import BuildProblem
from site_build.project import Project

_FENCED_CODE = re.compile(r"^( *)(```+|~~~+).*?^\1\2", re.MULTILINE | re.DOTALL)
_INLINE_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*<?(\S+?)>?\s*$", re.MULTILINE)
_HEADING = re.compile(r"^#+ +(.+?) *#*$", re.MULTILINE)
_ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:", re.IGNORECASE)
# GitHub shows a file two levels below the pages of its repository.
_PAGE_OF_THE_REPOSITORY = re.compile(r"\.\./\.\./(deployments|issues|security)\b")


def check_links(project: Project) -> None:
    """Fail if a relative link in a file of git, outside of `docs/`, leads nowhere."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=project.root,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    names = (name for name in listed.stdout.splitlines() if not name.startswith("docs/"))
    broken = [
        f"{name}: {problem}" for name in names for problem in broken_links(project.root / name)
    ]
    if broken:
        raise BuildProblem("\n".join(broken) + "\nLinks", "lead nowhere.", "Correct the targets.")


def broken_links(file: Path) -> list[str]:
    """What is wrong with the relative links of one file, a sentence each."""
    problems = []
    for target in _links(file.read_text()):
        if _ELSEWHERE.match(target) or _PAGE_OF_THE_REPOSITORY.match(target):
            continue
        path, _, anchor = target.partition("#")
        linked = file.parent / path if path else file
        if not linked.exists():
            problems.append(f"{target} leads to no file")
        elif anchor and linked.suffix == ".md" and anchor not in _anchors(linked.read_text()):
            problems.append(f"{target} leads to no heading of {linked.name}")
    return problems


def _links(text: str) -> list[str]:
    prose = _INLINE_CODE.sub("", _FENCED_CODE.sub("", text))
    return [inline or reference for inline, reference in _LINK.findall(prose)]


def _anchors(text: str) -> set[str]:
    """The anchors that headings get, as on GitHub."""
    headings = _HEADING.findall(_FENCED_CODE.sub("", text))
    plain = (re.sub(r"[^\w\- ]", "", heading).lower() for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}
