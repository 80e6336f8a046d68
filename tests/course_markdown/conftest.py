"""Pages as the site makes them: Markdown through the extensions that mkdocs.yml configures."""

import copy
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from markdown import Markdown
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

ROOT = Path(__file__).parents[2]
FAKE_COURSE = ROOT / "tests" / "exercises" / "fake_course"

Convert = Callable[[str], str]


@pytest.fixture(scope="session")
def site() -> MkDocsConfig:
    return load_config(str(ROOT / "mkdocs.yml"))


@pytest.fixture
def exercises(tmp_path: Path) -> Path:
    """The folder of a tiny course, free to be broken, with the exercise `greeting`."""
    folder = tmp_path / "code" / "exercises"
    shutil.copytree(FAKE_COURSE, folder, ignore=shutil.ignore_patterns("__py*"))
    return folder


@pytest.fixture
def convert(site: MkDocsConfig, exercises: Path) -> Convert:
    """Markdown in, HTML out, with the exercises of the tiny course."""
    configs = copy.deepcopy(site.mdx_configs)
    for fence in configs["pymdownx.superfences"]["custom_fences"]:
        if fence["name"] in ("exercise", "demonstration", "runnable"):
            fence["format"] = partial(fence["format"], exercises=exercises)
    return Markdown(extensions=site.markdown_extensions, extension_configs=configs).convert
