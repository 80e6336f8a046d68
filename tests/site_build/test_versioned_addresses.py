"""The addresses of scripts and styles in a built site: another content, another address."""

import re
from pathlib import Path

import pytest
from site_build.versioned_addresses import unversioned, version_addresses

PAGE = """
<script type="module" async src="../../assets/lab/wake.js?checks"></script>
<link rel="stylesheet" href="../../assets/lab/site.css">
<link rel="stylesheet" href="../../assets/stylesheets/main.57a0d79d.min.css">
<link rel="canonical" href="http://localhost/events/recap/">
<script src="../../javascripts/theme_later.js" data-theme="../x.0a1b2c3d.min.js"></script>
<script src="../../assets/lab/lab.js" type="module"></script>
<p>&lt;script src="../../assets/lab/lab.js" <a href="../../assets/lab/lab.js">it</a></p>
"""
NOT_FOUND = '<script src="/below/a/path/assets/lab/lab.js" type="module"></script>'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, content in {
        "404.html": NOT_FOUND,
        "events/recap/index.html": PAGE,
        "assets/lab/lab.js": "",
        "assets/lab/wake.js": "",
        "assets/lab/site.css": "",
        "assets/stylesheets/main.57a0d79d.min.css": "",
        "javascripts/theme_later.js": "",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content or f"what {name} holds")
    return tmp_path


def addresses(page: Path) -> list[str]:
    return re.findall(r'<(?:script|link)[^>]* (?:src|href)="([^"]+)"', page.read_text())


def test_every_script_and_style_of_the_site_is_named_by_its_content(site: Path) -> None:
    version_addresses(site)

    found = addresses(site / "events/recap/index.html")
    assert [re.sub(r"v=[0-9a-f]{8}$", "v=…", each) for each in found] == [
        "../../assets/lab/wake.js?checks&amp;v=…",
        "../../assets/lab/site.css?v=…",
        "../../assets/stylesheets/main.57a0d79d.min.css",
        "http://localhost/events/recap/",
        "../../javascripts/theme_later.js?v=…",
        "../../assets/lab/lab.js?v=…",
    ]
    assert re.search(r"lab\.js\?v=[0-9a-f]{8}$", addresses(site / "404.html")[0])


def test_what_only_reads_like_one_is_left_alone(site: Path) -> None:
    version_addresses(site)

    last = (site / "events/recap/index.html").read_text().splitlines()[-1]
    assert last == PAGE.splitlines()[-1]


def test_the_address_changes_with_the_content_and_with_nothing_else(site: Path) -> None:
    page = site / "events/recap/index.html"
    version_addresses(site)
    first = addresses(page)
    version_addresses(site)
    again = addresses(page)
    (site / "assets/lab/lab.js").write_text("something else")
    version_addresses(site)
    other = addresses(page)

    assert first == again
    assert first[:-1] == other[:-1]
    assert first[-1] != other[-1]


def test_an_address_can_be_had_without_its_version() -> None:
    assert unversioned("assets/lab/lab.js?v=0a1b2c3d") == "assets/lab/lab.js"
    assert unversioned("assets/lab/wake.js?checks&v=0a1b2c3d") == "assets/lab/wake.js?checks"
    assert unversioned("assets/lab/wake.js?checks") == "assets/lab/wake.js?checks"
