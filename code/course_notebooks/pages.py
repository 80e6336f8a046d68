"""Makes a page of Markdown of a notebook, by running it, unless it is there already.

mkdocs-jupyter keeps what it made of a notebook, but neither with a template of ours nor with a
look at the library. What is kept here serves every builder of the site.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from importlib.metadata import version
from pathlib import Path
from typing import Any

CODE = Path(__file__).parent.parent
KEPT = CODE.parent / "build" / "notebooks"
FOLDERS = ("consistent_messaging", "course_notebooks", "exercises")
TOOLS = ("matplotlib", "mkdocs-jupyter", "nbconvert")

FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)

DOWNLOAD = """
<p class="small"><a href="{name}" download>Download this notebook</a>: Python, with its texts as
comments. It runs in a clone of the course.</p>
"""


def kept(nb2html: Callable[..., str], *, any_code: bool) -> Callable[..., str]:
    """Return the function that makes a page of a notebook, or takes the one that it has made.

    With `any_code`, a page is taken as well if the code below it has changed since it was made.
    """

    def page(path: str, **options: Any) -> str:
        notebook = Path(path)
        name = f"{notebook.stem}-{_short(_with_its_figures(notebook))}"
        code = "*" if any_code else _code()
        found = sorted(KEPT.glob(f"{name}-{code}.md"))
        if found:
            return found[0].read_text(encoding="utf-8")
        html = as_written(nb2html(path, **options)) + DOWNLOAD.format(name=notebook.name)
        KEPT.mkdir(parents=True, exist_ok=True)
        for old in KEPT.glob(f"{notebook.stem}-*.md"):
            old.unlink()
        (KEPT / f"{name}-{_code()}.md").write_text(html, encoding="utf-8")
        return html

    return page


def as_written(page: str) -> str:
    """Return the page with its fences as they were: what Markdown escapes must not come escaped."""
    return FENCE.sub(lambda fence: unescape(fence[0]), page)


def encrypted(get_app: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that makes the application; a kernel warns where nobody encrypts."""

    def app(**options: Any) -> Any:
        made = get_app(**options)
        made.config.KernelManager.transport_encryption = "auto"
        return made

    return app


def _with_its_figures(notebook: Path) -> bytes:
    """Return the notebook, and the figures that were measured for it, if it has a file of them."""
    figures = notebook.with_suffix(".json")
    return notebook.read_bytes() + (figures.read_bytes() if figures.is_file() else b"")


def _code() -> str:
    """Return a name for the code on which every notebook rests, and for the tools' versions."""
    files = sorted(file for folder in FOLDERS for file in (CODE / folder).rglob("*.[pj][y2]*"))
    sources = [file.read_bytes() for file in files if file.suffix in (".py", ".j2")]
    return _short(b"\0".join([*sources, *(version(tool).encode() for tool in TOOLS)]))


def _short(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]
