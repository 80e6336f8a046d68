"""What a site built by another generator lacks."""

import shutil

import pytest
from site_build.compare_sites import compare_sites
from site_build.errors import BuildProblem

PAGE = (
    '<script src="../assets/lab/lab.js"></script>'
    '<h1>Page</h1><div class="cm-lab x"><noscript>n</noscript></div><div class="cm-lab"></div>'
)


@pytest.fixture
def sites(tmp_path):
    wanted = tmp_path / "wanted"
    (wanted / "page").mkdir(parents=True)
    (wanted / "page" / "index.html").write_text(PAGE)
    (wanted / "assets" / "lab").mkdir(parents=True)
    (wanted / "assets" / "lab" / "lab.js").write_text("")
    (wanted / "assets" / "theme.css").write_text("")
    return wanted, shutil.copytree(wanted, tmp_path / "built")


def test_a_site_that_has_all_of_the_course_lacks_nothing(sites, capsys) -> None:
    (sites[1] / "assets" / "theme.css").unlink()

    compare_sites(*sites)

    assert "lacks nothing" in capsys.readouterr().out


def test_missing_marks_and_files_are_told(sites) -> None:
    wanted, built = sites
    page = built / "page" / "index.html"
    page.write_text(PAGE.replace('<div class="cm-lab"></div>', "").replace("<script", "<a"))
    (built / "assets" / "lab" / "lab.js").unlink()

    with pytest.raises(BuildProblem) as told:
        compare_sites(wanted, built)

    assert str(told.value).splitlines()[:3] == [
        f"{built}/assets/lab/lab.js: is missing",
        f"{page}: has 1 .cm-lab too few",
        f"{page}: has 1 assets/lab/lab.js too few",
    ]
