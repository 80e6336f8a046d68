"""For builders that run no notebooks: `python -m course_notebooks mkdocs.yml FOLDER OUT`.

Writes `OUT/NAME.md` for each `FOLDER/NAME.py`: the page that MkDocs makes of it, as Markdown, with
the options that mkdocs.yml has for mkdocs-jupyter.
"""

import argparse
from inspect import signature
from pathlib import Path
from typing import Any

import yaml
from mkdocs_jupyter import convert, nbconvert2

from course_notebooks.pages import encrypted, kept

PLUGIN = "mkdocs-jupyter"


class _WithoutTags(yaml.SafeLoader):
    """Reads mkdocs.yml, and leaves out the values that need MkDocs to be understood."""


_WithoutTags.add_multi_constructor("", lambda *_: None)


def options_of(configuration: Path) -> dict[str, Any]:
    """Return what mkdocs.yml asks of the conversion; fail if it names no mkdocs-jupyter."""
    plugins = yaml.load(configuration.read_text(encoding="utf-8"), _WithoutTags)["plugins"]
    found = next((plugin[PLUGIN] for plugin in plugins if PLUGIN in plugin), None)
    if not isinstance(found, dict):
        raise SystemExit(f"{configuration}: {PLUGIN} has no options below `plugins`. Add them.")
    asked = signature(convert.nb2html).parameters
    return {name: value for name, value in found.items() if name in asked}


def write_pages(configuration: Path, folder: Path, out: Path) -> None:
    """Write the page of each notebook in `folder` into `out`."""
    options = options_of(configuration)
    nbconvert2.get_nbconvert_app = encrypted(nbconvert2.get_nbconvert_app)
    page = kept(convert.nb2html, any_code=False)
    for notebook in sorted(folder.glob("*.py")):
        (out / f"{notebook.stem}.md").write_text(page(str(notebook), **options), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m course_notebooks", description=__doc__)
    for name in ("configuration", "folder", "out"):
        parser.add_argument(name, type=Path)
    arguments = parser.parse_args()
    write_pages(arguments.configuration, arguments.folder, arguments.out)


if __name__ == "__main__":
    main()
