"""What a site built by another generator lacks."""

import shutil

import pytest
from site_build.compare_sites import compare_sites
from site_build.errors import BuildProblem

PAGE = """
<meta http-equiv="Content-Security-Policy" content="default-src 'self'">
<script src="../assets/lab/lab.js?v=0a1b2c3d"></script>
<a class="md-nav__link" href="../other/">Other</a>
<article>
<h1 id="page">A <code>page</code></h1><p>To the <a href="../other/#there">other</a>.</p><svg></svg>
<div class="cm-lab x"><noscript>n</noscript></div><div class="cm-lab"></div>
</article>
"""
CHANGES = {
    '<div class="cm-lab"></div>': ("", "1 .cm-lab"),
    "<code>page</code>": ("leaf", "1 h1 “A page”"),
    'id="page"': ('id="leaf"', "1 #page"),
    "<svg></svg>": ("", "1 svg"),
    'href="../other/#there"': ('href="#there"', "1 link to other/#there"),
    'class="md-nav__link"': ("", "1 link in the navigation to other/"),
    "lab.js?v=0a1b2c3d": ("other.js", "1 assets/lab/lab.js"),
    "'self'": ("'none'", "1 policy default-src 'self'"),
}


@pytest.fixture
def sites(tmp_path):
    wanted = tmp_path / "wanted"
    (wanted / "page").mkdir(parents=True)
    (wanted / "page" / "index.html").write_text(PAGE)
    (wanted / "page" / "notebook.py").write_text("")
    (wanted / "assets" / "lab").mkdir(parents=True)
    (wanted / "assets" / "lab" / "lab.js").write_text("")
    (wanted / "assets" / "theme.css").write_text("")
    return wanted, shutil.copytree(wanted, tmp_path / "built")


def test_a_site_that_has_all_of_the_course_lacks_nothing(sites, capsys) -> None:
    _, built = sites
    (built / "assets" / "theme.css").unlink()
    same = PAGE.replace('href="../other/#there"', 'href="/other/#there"').replace("?v=0a1b2c3d", "")
    around = '<svg></svg><a href="#__skip"></a><h2>Navigation</h2>'
    (built / "page" / "index.html").write_text(same.replace("<article>", f"{around}<article>"))

    compare_sites(*sites)

    assert "lacks nothing" in capsys.readouterr().out


@pytest.mark.parametrize("there", CHANGES, ids=lambda there: CHANGES[there][1])
def test_what_a_page_lacks_is_named(sites, there) -> None:
    page = sites[1] / "page" / "index.html"
    instead, mark = CHANGES[there]
    assert there in PAGE
    page.write_text(PAGE.replace(there, instead))

    with pytest.raises(BuildProblem) as found:
        compare_sites(*sites)

    assert str(found.value).splitlines()[0] == f"{page}: has {mark} too few"


@pytest.mark.parametrize("file", ["page/index.html", "page/notebook.py", "assets/lab/lab.js"])
def test_a_missing_file_is_named(sites, file) -> None:
    (sites[1] / file).unlink()

    with pytest.raises(BuildProblem) as found:
        compare_sites(*sites)

    assert str(found.value).splitlines()[0] == f"{sites[1]}/{file}: is missing"
