"""The service worker of a built site: which files it lists, and when it is another one."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from site_build.errors import BuildProblem
from site_build.service_worker import write_service_worker


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name in (
        "index.html",
        "404.html",
        "events/recap/index.html",
        "assets/lab/service_worker.js",
        "assets/python/1/course.snapshot.gz",
        "assets/postgresql/1/pglite.wasm.gz",
        "assets/lab/database_worker.js",
        "assets/javascripts/lunr/min/lunr.ar.min.js",
        "notebooks/calls/calls.py",
        "sitemap.xml",
        "sitemap.xml.gz",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"what {name} holds")
    return tmp_path


ON_DEMAND = {"assets/postgresql/1/pglite.wasm.gz", "assets/lab/database_worker.js"}


def _deployment(site: Path) -> tuple[str, dict[str, str]]:
    write_service_worker(site)
    script = (site / "service_worker.js").read_text()
    found = re.match(r'const DEPLOYMENT="(\w{12})",SITE_FILES=(.*),ON_DEMAND=(.*);\n', script)
    assert found, script
    return found[1], json.loads(found[2])


def test_pages_are_listed_by_their_addresses_and_files_by_their_paths(site: Path) -> None:
    _, files = _deployment(site)

    assert sorted(set(files) - ON_DEMAND) == [
        "",
        "404.html",
        "assets/python/1/course.snapshot.gz",
        "events/recap/",
    ]
    assert files[""] == hashlib.sha256(b"what index.html holds").hexdigest()


def test_what_few_readers_want_is_listed_and_kept_on_demand(site: Path) -> None:
    _, files = _deployment(site)

    script = (site / "service_worker.js").read_text()
    (later,) = re.findall(r"ON_DEMAND=(\[.*?\]);", script)
    assert set(json.loads(later)) == ON_DEMAND
    assert set(files) > ON_DEMAND  # each with its digest


def test_the_script_follows_its_list(site: Path) -> None:
    write_service_worker(site)

    script = (site / "service_worker.js").read_text()
    assert script.endswith("what assets/lab/service_worker.js holds")


def test_the_same_site_is_the_same_deployment_and_another_page_is_another(site: Path) -> None:
    first, _ = _deployment(site)
    again, _ = _deployment(site)
    (site / "events/recap/index.html").write_text("another text")
    other, _ = _deployment(site)

    assert first == again != other


def test_a_site_without_the_lab_is_named_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(BuildProblem, match="make build"):
        write_service_worker(tmp_path)
