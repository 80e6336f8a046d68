"""The cells of a wide table say below which heading they stand; a narrow table stays as it is."""

import re

from markdown import Markdown


def convert(text: str) -> str:
    return Markdown(extensions=["tables", "course_markdown.tables"]).convert(text)


def test_each_cell_of_a_wide_table_has_the_heading_of_its_column() -> None:
    html = convert("| a | `b` | c | d |\n| --- | --- | --- | --- |\n| 1 | 2 | 3 | 4 |")
    assert re.findall(r'<td data-label="(.)">(.)</td>', html)[0] == ("a", "1")
    assert len(re.findall("data-label", html)) == 4


def test_a_narrow_table_is_left_alone() -> None:
    assert "data-label" not in convert("| a | b | c |\n| --- | --- | --- |\n| 1 | 2 | 3 |")


def test_a_table_with_long_code_in_its_first_column_is_as_good_as_wide() -> None:
    long, short = "`append(stream, events)`", "`read()`"
    table = "| call | what it does |\n| --- | --- |\n| {} | 1 |"
    assert convert(table.format(long)).count('data-label=""') == 2
    assert "data-label" not in convert(table.format(short))
