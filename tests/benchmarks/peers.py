"""Builds the same small program with what others have made, from the packages in their registries.

Everything is installed into `build/bench/peers/`, in the versions that stand here. What a peer
would fetch from a content delivery network is taken from the npm package of the same name and
version and served beside it. What no registry has cannot be served here: then there is a sentence
in place of figures.
"""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import sites

FOLDER = sites.BUILT / "peers"
NETWORK = "https://cdn.jsdelivr.net/"
SERVED = "/consistent-messaging/packages/"
NPM = re.compile(rf"{NETWORK}npm/((?:@[\w.-]+/)?[\w.-]+)@([\d.]+)")
PYODIDE = re.compile(rf"{NETWORK}pyodide/v([\d.]+)/full/")


INTEGRITY = re.compile(r'integrity: "sha256-[^"]*"')  # of the network's copy

# What the network delivers under this version, the registry has under that.
ELSEWHERE = {("jquery.terminal", "2.43.1"): "2.43.0"}


class MissingError(Exception):
    """What keeps a peer from being served without the network."""


def build(names: list[str]) -> tuple[list[str], dict[str, str]]:
    """Build these peers; return those that can be visited, and what is missing of the others."""
    built, missing = [], {}
    for name in names:
        try:
            ALL[name]()
            built.append(name)
        except MissingError as error:
            missing[name] = str(error)
    return built, missing


def build_mkdocs_theme() -> None:
    """pyodide-mkdocs-theme: an editor in a page of Material for MkDocs, as here."""
    tools = installed("mkdocs_theme", "pyodide-mkdocs-theme==5.7.0")
    project, site = FOLDER / "mkdocs_theme_project", sites.SITES / "pyodide-mkdocs-theme"
    shutil.rmtree(project, ignore_errors=True)
    (project / "docs").mkdir(parents=True)
    (project / "docs" / "index.md").write_text('# One\n\n{{ IDE("program") }}\n')
    (project / "docs" / "program.py").write_text(f"{sites.PROGRAM}\n")
    (project / "mkdocs.yml").write_text(MKDOCS_THEME)
    command = [str(tools / "mkdocs"), "build", "--quiet", "--site-dir", str(site)]
    sites.run(command, project)
    serve_locally(site)


def build_jupyterlite() -> None:
    """JupyterLite with its Pyodide kernel, which loads packages from Pyodide's own server."""
    tools = installed("jupyterlite", "jupyterlite-core==0.8.6", "jupyterlite-pyodide-kernel==0.8.6")
    constants = next(tools.parent.rglob("jupyterlite_pyodide_kernel/constants.py"))
    found = re.search(r'PYODIDE_VERSION = "([\d.]+)"', constants.read_text())
    version = found[1] if found else "of its own"
    raise MissingError(
        f"as it comes, its kernel loads packages of the distribution of Pyodide {version}, of "
        "which the npm package has the list and not the files"
    )


def build_marimo() -> None:
    """marimo, exported to WebAssembly."""
    tools = installed("marimo", "marimo==0.25.2")
    assets = next(tools.parent.rglob("marimo/_static/assets"))
    texts = (file.read_text("utf-8", errors="replace") for file in assets.glob("*.js"))
    lock = next(
        (found[0] for found in (re.search(r"https://wasm\.marimo\.app/[\w.-]+", t) for t in texts)
         if found),
        None,
    )  # fmt: skip
    if lock is None:
        raise RuntimeError("marimo no longer asks its own server: it can be visited, so do that.")
    raise MissingError(
        f"its page asks {lock} which packages there are, and fetches them from there"
    )


def installed(name: str, *requirements: str) -> Path:
    """The programs of these Python packages, in an environment of their own."""
    environment = FOLDER / name
    stamp = environment / ".requirements"
    if not stamp.is_file() or stamp.read_text() != "\n".join(requirements):
        sites.run([sys.executable, "-m", "venv", "--clear", str(environment)])
        sites.run([str(environment / "bin" / "pip"), "install", "--quiet", *requirements])
        stamp.write_text("\n".join(requirements))
    return environment / "bin"


def main_file(packages: Path, found: re.Match[str]) -> str:
    """What the network delivers where an address names a package and nothing in it."""
    if found.string[found.end()] == "/":
        return ""
    described = json.loads((packages / "node_modules" / found[1] / "package.json").read_text())
    return "/" + str(described.get("jsdelivr", described["main"]))


def serve_locally(site: Path) -> None:
    """Have a site ask for its npm packages, and for Pyodide, beside itself."""
    texts = {
        file: file.read_text("utf-8")
        for file in site.rglob("*")
        if file.suffix in {".html", ".js", ".mjs"}
    }
    wanted: set[tuple[str, str]] = set()
    for text in texts.values():
        wanted |= {(name, version) for name, version in NPM.findall(text)}
        wanted |= {("pyodide", version) for version in PYODIDE.findall(text)}
    packages = FOLDER / "npm"
    packages.mkdir(parents=True, exist_ok=True)
    (packages / "package.json").write_text('{"private": true}\n')
    pinned = sorted(f"{name}@{ELSEWHERE.get((name, version), version)}" for name, version in wanted)
    sites.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *pinned], packages)
    for name, _ in wanted:
        place = site / "packages" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(packages / "node_modules" / name)
    for file, text in texts.items():
        local = NPM.sub(lambda found: f"{SERVED}{found[1]}{main_file(packages, found)}", text)
        local = INTEGRITY.sub('integrity: ""', PYODIDE.sub(f"{SERVED}pyodide/", local))
        file.write_text(local, "utf-8")


MKDOCS_THEME = """
site_name: Program
site_url: http://localhost:8000/
theme:
  name: pyodide-mkdocs-theme
  font: false
plugins:
  - search
  - pyodide_macros:
      project:
        id: bench
      build:
        python_libs: []
markdown_extensions: [admonition, attr_list, md_in_html, pymdownx.details, pymdownx.superfences]
"""

ALL: dict[str, Callable[[], None]] = {
    "pyodide-mkdocs-theme": build_mkdocs_theme,
    "JupyterLite": build_jupyterlite,
    "marimo": build_marimo,
}
