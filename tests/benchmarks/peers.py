"""Builds the same small program with what others have made, from the packages in their registries.

Everything is installed into `build/bench/peers/`, in the versions that stand here. What a peer
would fetch from a content delivery network is taken from the registries, in the same version, and
served beside it. Where one of them cannot be had, there is a sentence in place of figures.
"""

import hashlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sites

FOLDER = sites.BUILT / "peers"
NETWORK = "https://cdn.jsdelivr.net/"
SERVED = "/consistent-messaging/packages/"
DISTRIBUTION = "/consistent-messaging/distribution/"
NPM = re.compile(rf"{NETWORK}npm/((?:@[\w.-]+/)?[\w.-]+)@([\d.]+)")
PYODIDE = re.compile(rf"{NETWORK}pyodide/v([\d.]+)/full/")
INTEGRITY = re.compile(r'integrity: "sha256-[^"]*"')  # of the network's copy

# What the network delivers under this version, the registry has under that.
ELSEWHERE = {("jquery.terminal", "2.43.1"): "2.43.0"}


def build(names: list[str]) -> tuple[list[str], dict[str, str]]:
    """Build these peers; return those that can be visited, and why others could not be built."""
    built, missing = [], {}
    for name in names:
        try:
            ALL[name]()
            built.append(name)
        except RuntimeError as error:
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
    """JupyterLite with its Pyodide kernel: a page with one console, which runs what it is given."""
    tools = installed("jupyterlite", "jupyterlite-core==0.8.6", "jupyterlite-pyodide-kernel==0.8.6")
    project, site = emptied("jupyterlite_project"), sites.SITES / "JupyterLite"
    kernel = {
        "pyodideUrl": f"{DISTRIBUTION}pyodide.mjs",
        "loadPyodideOptions": {"lockFileURL": f"{DISTRIBUTION}pyodide-lock.json"},
        "disablePyPIFallback": True,
    }
    plugins = {"@jupyterlite/pyodide-kernel-extension:kernel": kernel}
    described = {"jupyter-config-data": {"litePluginSettings": plugins}}
    (project / "jupyter-lite.json").write_text(json.dumps(described))
    command = [str(tools / "jupyter"), "lite", "build", "--apps", "repl", "--output-dir", str(site)]
    sites.run(command, project)
    serve_pyodide(site, "314.0.6", ("micropip", "ipython", "jedi"), ("comm==0.2.3",))


def build_marimo() -> None:
    """marimo, exported to WebAssembly: a notebook with one cell, which its button runs."""
    tools = installed("marimo", "marimo==0.25.2", "uv==0.13.9")
    project, site = emptied("marimo_project"), sites.SITES / "marimo"
    (project / "notebook.py").write_text(MARIMO)
    command = [str(tools / "marimo"), "--yes", "export", "html-wasm", "notebook.py", "--no-sandbox"]
    environment = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"}
    sites.run([*command, "--mode", "edit", "--output", str(site)], project, environment)
    index = site / "index.html"
    told = f'data-pyodide-index-url="{DISTRIBUTION}" '
    told += f'data-pyodide-lockfile-url="{DISTRIBUTION}pyodide-lock.json"'
    page = index.read_text("utf-8").replace("<marimo-wasm", f"<marimo-wasm {told}")
    index.write_text(page, "utf-8")
    serve_pyodide(site, "314.0.0", ("micropip", "packaging"), MARIMO_PACKAGES)


def emptied(name: str) -> Path:
    """An empty folder for the sources of a peer's site."""
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def serve_pyodide(site: Path, version: str, listed: Sequence[str], others: Sequence[str]) -> None:
    """Serve Pyodide beside a site, with packages of its list and with others.

    The npm package has the list and not the files: they come from the registry of Python packages,
    in the versions of the list.
    """
    node, folder = FOLDER / f"pyodide_{version}", site / "distribution"
    npm_install(node, [f"pyodide@{version}"])
    shutil.copytree(node / "node_modules" / "pyodide", folder, dirs_exist_ok=True)
    file = folder / "pyodide-lock.json"
    lock = json.loads(file.read_text())
    listing = {plain(key): entry for key, entry in lock["packages"].items()}
    wanted, todo = dict[str, Any](), list(listed)
    while todo:
        entry = wanted[name] = listing[name := plain(todo.pop())]
        todo += [need for need in entry["depends"] if plain(need) not in wanted]
    abi = lock["info"]["abi_version"]
    for name, entry in wanted.items():
        wheel = wheel_of(f"{entry['name']}=={entry['version']}", abi)
        wanted[name] = entry | served(wheel, folder)
    added = {}
    for requirement in reversed(others):  # the first of them needs the rest
        name, version = requirement.split("==")
        entry = {"name": name, "version": version, "depends": list(added)}
        fixed = {"install_dir": "site", "package_type": "package", "imports": []}
        added[plain(name)] = entry | fixed | served(wheel_of(requirement, abi), folder)
    file.write_text(json.dumps(lock | {"packages": wanted | added}))


def plain(name: str) -> str:
    """The one form of a package's name by which packages are looked up."""
    return re.sub(r"[-_.]+", "-", name).lower()


def served(wheel: Path, folder: Path) -> dict[str, str]:
    """Put a wheel into a folder; what Pyodide's list says of the file."""
    shutil.copy(wheel, folder)
    return {"file_name": wheel.name, "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest()}


def wheel_of(requirement: str, abi: str) -> Path:
    """Download the wheel of a package, for this Pyodide or for any machine."""
    place = FOLDER / "wheels" / abi / requirement
    if not any(place.glob("*.whl")):
        name = requirement.partition("==")[0]
        how = ["download", "--only-binary=:all:", "--platform", f"pyemscripten_{abi}_wasm32"]
        how += ["--python-version", "3.14", "--dest"]
        if name in ONLY_AS_SOURCE:
            how = ["wheel", f"--no-binary={name}", "--wheel-dir"]
        pip = installed("pip") / "pip"
        sites.run([str(pip), "--quiet", *how, str(place), "--no-deps", requirement])
    return next(place.glob("*.whl"))


def installed(name: str, *requirements: str) -> Path:
    """The programs of these Python packages, in an environment of their own."""
    environment = FOLDER / name
    stamp = environment / ".requirements"
    if not stamp.is_file() or stamp.read_text() != "\n".join(requirements):
        sites.run([sys.executable, "-m", "venv", "--clear", str(environment)])
        if requirements:
            sites.run([str(environment / "bin" / "pip"), "install", "--quiet", *requirements])
        stamp.write_text("\n".join(requirements))
    return environment / "bin"


def npm_install(folder: Path, packages: list[str]) -> None:
    """Install these packages of npm into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n')
    sites.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *packages], folder)


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
    pinned = sorted(f"{name}@{ELSEWHERE.get((name, version), version)}" for name, version in wanted)
    npm_install(packages, pinned)
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

MARIMO = f"""
import marimo

app = marimo.App()


@app.cell
def _():
    {sites.PROGRAM}
    return
"""

MARIMO_PACKAGES = (
    *("marimo-base==0.25.2", "docutils==0.22", "itsdangerous==2.2.0", "jedi==0.19.2"),
    *("markdown==3.9", "msgspec==0.23.0", "narwhals==2.9.0", "parso==0.8.6", "pygments==2.20.0"),
    *("pymdown-extensions==10.21.2", "pyodide-http==0.2.2", "python-multipart==0.0.20"),
    *("pyyaml==6.0.3", "tomlkit==0.13.3"),
)

ONLY_AS_SOURCE = ("pyyaml",)  # its wheels are of one machine; without its module in C it needs none

ALL: dict[str, Callable[[], None]] = {
    "pyodide-mkdocs-theme": build_mkdocs_theme,
    "JupyterLite": build_jupyterlite,
    "marimo": build_marimo,
}
