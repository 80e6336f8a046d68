"""What the notebooks rest on: counted calls, plots for a page, and what is kept between builds."""

import re
from pathlib import Path

import jupytext
import pytest
from course_notebooks import (
    ONE_TRANSACTION,
    PROTOCOLS,
    Endpoint,
    calls_with_a_crash,
    measured,
    measurements,
    pages,
    plot,
    solution,
    table,
)
from mkdocs_jupyter import convert

DOCS = Path(__file__).parents[2] / "docs"
TEMPLATE = str(Path(pages.__file__).parent / "page.md.j2")


def test_an_endpoint_counts_the_calls_of_its_last_delivery_by_kind() -> None:
    endpoint = Endpoint(solution("outbox"))
    endpoint.deliver("A")
    assert endpoint.calls == {"read": 1, "write": 2, "send": 2}
    endpoint.deliver("A")
    assert endpoint.calls == {"read": 1}


def test_the_round_of_a_relay_after_a_delivery_counts_as_well() -> None:
    endpoint = Endpoint(solution(ONE_TRANSACTION))
    endpoint.deliver("A")
    assert endpoint.calls == {"read": 2, "write": 2, "send": 2}
    endpoint.deliver("A")
    assert endpoint.calls == {"read": 2, "write": 1}


def test_another_id_is_another_message() -> None:
    endpoint = Endpoint(solution("inbox"))
    endpoint.deliver("A", "first")
    endpoint.deliver("A", "second")
    assert set(endpoint.stores["inbox"].records) == {"first", "second"}


def test_a_crash_comes_before_each_call_and_what_was_made_durable_is_not_done_again() -> None:
    totals = [calls.total() for calls in calls_with_a_crash(solution("outbox"), "A")]
    assert len(totals) == 5
    assert totals[0] == 5  # nothing was done before the crash
    assert max(totals) < 10


@pytest.mark.parametrize("protocol", [ONE_TRANSACTION, *PROTOCOLS])
def test_the_summary_s_table_says_how_many_calls_a_message_costs(protocol: str) -> None:
    summary = (DOCS / "looking-back" / "summary.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| {protocol}[^|]*\|(?:[^|]*\|){{2}} (.+?) \|", summary, re.M | re.I)
    endpoint = Endpoint(solution(protocol))
    endpoint.deliver("A")
    outgoing = endpoint.calls.pop("send")
    assert row
    each = outgoing if "for each outgoing message" in row[1] else 0
    assert int(row[1].split(",")[0]) + each == endpoint.calls.total()


def test_a_plot_takes_the_colours_of_the_page_and_says_what_it_shows() -> None:
    picture = plot(lambda axes: axes.plot([0, 1], label="line"), "A line that rises.")
    assert 'role="img" aria-label="A line that rises."' in picture.svg
    assert "var(--cm-a, #0072b2)" in picture.svg
    assert not re.search(r"(?<!, )#0072b2", picture.svg)


def test_two_plots_on_a_page_share_no_ids_but_those_of_equal_parts() -> None:
    first = plot(lambda axes: axes.plot([0, 1]), "One.").svg
    second = plot(lambda axes: axes.plot([0, 1]), "Two.").svg
    ids = [set(re.findall(r' id="(.*?)"', svg)) for svg in (first, second)]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_the_same_plot_is_the_same_file() -> None:
    drawn = [plot(lambda axes: axes.plot([0, 1]), "One.").svg for _ in range(2)]
    assert drawn[0] == drawn[1]


def test_a_table_is_text_where_there_is_no_page() -> None:
    assert repr(table(("what", "records"), [("inbox", 12000)])) == "what | records\ninbox | 12,000"


def test_a_notebook_runs_again_only_when_it_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "KEPT", tmp_path / "kept")
    notebook, runs = tmp_path / "notebook.py", []
    page = pages.kept(lambda path: runs.append(path) or "made", any_code=False)
    notebook.write_text("1", encoding="utf-8")
    assert page(str(notebook)) == page(str(notebook))
    assert len(runs) == 1
    notebook.write_text("2", encoding="utf-8")
    page(str(notebook))
    assert len(runs) == 2


def test_a_notebook_is_made_again_when_the_figures_beside_it_have_changed(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(pages, "KEPT", tmp_path / "kept")
    notebook, figures, runs = tmp_path / "calls.py", tmp_path / "calls.json", []
    notebook.write_text("calls = 1")
    page = pages.kept(lambda path: runs.append(path) or "made", any_code=True)

    for text in (None, "1", "1", "2"):
        if text:
            figures.write_text(text)
        page(str(notebook))

    assert len(runs) == 3


def test_measured_figures_are_those_beside_the_notebook(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(measurements, "NOTEBOOKS", tmp_path)
    (tmp_path / "survival.json").write_text('{"kills": 320}')

    assert measured("survival") == {"kills": 320}


def test_while_serving_a_change_of_the_library_runs_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "KEPT", tmp_path / "kept")
    notebook, runs = tmp_path / "notebook.py", []
    notebook.write_text("1", encoding="utf-8")
    for any_code, code in ((True, "before"), (True, "after"), (False, "after"), (False, "now")):
        monkeypatch.setattr(pages, "_code", lambda code=code: code)
        pages.kept(lambda path: runs.append(path) or "made", any_code=any_code)(str(notebook))
    assert len(runs) == 3


def test_code_stands_on_the_page_as_it_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "KEPT", tmp_path / "kept")
    code = 'if 1 < 2 <b> 3 and "&lt;" > "&":\n    x = "<p>"'
    notebook = tmp_path / "notebook.py"
    notebook.write_text(f"# %% [markdown]\n# # Title\n\n# %%\n{code}\n", encoding="utf-8")
    page = pages.kept(convert.nb2html, any_code=False)
    assert f"\n{code}\n```" in page(str(notebook), custom_template=TEMPLATE)


@pytest.mark.parametrize("path", sorted(DOCS.glob("notebooks/*.py")), ids=lambda path: path.stem)
def test_a_notebook_says_first_what_it_measures_and_opens_with_a_title(path: Path) -> None:
    [first, *_] = jupytext.read(path).cells
    assert first.cell_type == "markdown"
    assert re.match(r"---\ndescription: .+\n---\n", first.source)
    assert len(re.findall(r"^# ", first.source, re.MULTILINE)) == 1


def test_only_a_wide_table_says_beside_each_cell_what_it_is() -> None:
    assert "data-label" not in table(("what", "a", "b"), [("inbox", 1, 2)])._repr_html_()
    wide = table(("what", "a", "b", "c"), [("inbox", 1, 2, 3)])._repr_html_()
    assert '<td data-label="b">2</td>' in wide
