"""Code and Markdown to HTML, with the classes that the theme styles, inside a fence's own HTML."""

import re
from functools import cache
from pathlib import Path

from consistent_messaging.exercise.exercise import ExerciseProblem
from markdown import markdown
from pymdownx.highlight import Highlight

EXTENSIONS = [
    "attr_list",
    "def_list",
    "sane_lists",
    "tables",
    "pymdownx.highlight",
    "pymdownx.superfences",
]
EXTENSION_CONFIGS = {"pymdownx.highlight": {"pygments_lang_class": True}}


@cache  # the same files stand on many pages, and nearly all are the same after an edit
def code_html(source: str) -> str:
    """Return Python as the theme's highlighted block; blank lines at its ends stay."""
    highlighted: str = Highlight(None, pygments_lang_class=True, stripnl=False).highlight(
        source, "python"
    )
    return highlighted


def markdown_html(text: str, path: Path) -> str:
    """Return a section of an exercise's Markdown, read from `path`, as HTML."""
    html = markdown(text, extensions=EXTENSIONS, extension_configs=EXTENSION_CONFIGS)
    for target in re.findall(r'(?:href|src)="([^"]*)"', html):
        if not target.startswith("https://"):
            raise ExerciseProblem(
                path,
                f"A link leads to {target!r}, and from a fold on some page that leads nowhere.",
                "Write the whole address, https://…, or say it in words.",
            )
    return html
