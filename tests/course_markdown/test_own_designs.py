"""The designs of the page "Check your own design": each holds, and breaks as the page says."""

import re
import time
from pathlib import Path

import pytest
from consistent_messaging.design import check_design, loaded
from consistent_messaging.exercise.rows import Row
from course_markdown.designs import DESIGNS, Template, design_html
from pymdownx.superfences import SuperFencesException

PAGE = Path(__file__).parents[2] / "docs" / "own-design.md"
FENCES = re.findall(r"^```design\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
TEMPLATES = [Template.read(fence) for fence in FENCES]
MOST_SECONDS = 2
MOST_LINES = 80  # that are not empty, with imports and messages


@pytest.fixture(params=TEMPLATES, ids=lambda template: template.name)
def template(request: pytest.FixtureRequest) -> Template:
    found: Template = request.param
    return found


def rows_of(source: str, name: str, folder: Path) -> list[Row]:
    file = folder / f"{name}.py"
    file.write_text(source, encoding="utf-8")
    began = time.process_time()
    with loaded(file) as design:
        rows = check_design(design)
    assert time.process_time() - began < MOST_SECONDS
    return rows


def test_the_page_has_every_design_once() -> None:
    assert sorted(template.name for template in TEMPLATES) == sorted(
        path.stem for path in DESIGNS.glob("*.py")
    )
    assert len(TEMPLATES) == 6


def test_a_design_holds_as_it_is_given(template: Template, tmp_path: Path) -> None:
    [row] = rows_of(template.source, template.name, tmp_path)
    assert (row.verdict, row.message) == ("holds", "")
    assert row.search is not None
    assert 100 < row.search.states < 20_000


def test_a_design_breaks_with_the_line_and_the_word_of_the_page(
    template: Template, tmp_path: Path
) -> None:
    assert template.broken != template.source
    [row] = rows_of(template.broken, template.name, tmp_path)
    assert row.verdict == template.word
    assert row.history is not None


def test_a_design_is_short(template: Template) -> None:
    lines = [line for line in template.source.splitlines() if line.strip()]
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 100


def test_a_design_shows_its_parts_in_the_sequence_of_the_page(template: Template) -> None:
    handler = template.source.index("def handle(")
    scenario = template.source.index("\nscenario = Scenario(")
    scope = template.source.index("\nscope = Scope(")
    messages = template.source.index("@dataclass")
    assert messages < handler < scenario < scope


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "It holds the name of a design"),
        ("nothing\n- a\nlost", "There is no design 'nothing'"),
        ("outbox_table\n- no such line\nlost", "is in outbox_table.py 0 times, not once"),
        ("outbox_table\n- class Handler:\nwrong", "No check says 'wrong'"),
        ("outbox_table\n+ class Handler:\nlost", "It holds the name of a design"),
        ("outbox_table\n- class Handler:\n- class Relay:\nlost", "It holds the name of a design"),
    ],
)
def test_a_fence_that_is_not_right_stops_the_build(text: str, said: str) -> None:
    with pytest.raises(SuperFencesException, match=said):
        Template.read(text)


def test_a_line_can_be_left_out_and_keeps_its_margin_where_it_is_changed() -> None:
    left_out = Template.read('idempotency_record\n- runs_out = {"in progress": "any time"}\nstuck')
    assert "runs_out" not in left_out.broken
    assert left_out.broken.count("\n") == left_out.source.count("\n") - 1
    changed = Template.read("consumer_outbox\n- self.records[key] = ()\n+ pass\nlost")
    assert "\n        pass\n" in changed.broken


def test_what_to_change_is_text_and_no_markup() -> None:
    fence = 'outbox_table\n- class Handler:\n+ class Handler:  # <img src="x">\nlost'
    html = design_html(Template.read(fence))
    assert "&lt;img" in html
    assert "<img" not in html
