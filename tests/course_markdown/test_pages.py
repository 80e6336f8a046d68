"""The course's own pages: their snippets run, and the agenda agrees with what it leads to."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging.entrypoints.browser import run
from consistent_messaging.exercise.exercise import Exercise
from consistent_messaging.exercise.pytest_runner import check
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig

DOCS = Path(__file__).parents[2] / "docs"
EXERCISES = DOCS.parent / "code" / "exercises"
PAGES = sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))


@pytest.fixture(scope="module")
def html(site: MkDocsConfig) -> dict[str, str]:
    """Every page of the course as HTML, by its path in docs."""
    return {
        page: Markdown(
            extensions=site.markdown_extensions, extension_configs=site.mdx_configs
        ).convert(_without_front_matter((DOCS / page).read_text(encoding="utf-8")))
        for page in PAGES
    }


def _without_front_matter(text: str) -> str:
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


def _labs(html: str) -> list[dict[str, Any]]:
    return [json.loads(data) for data in re.findall(r'class="cm-data">(.*?)</template>', html)]


def _snippets(html: str) -> list[dict[str, str]]:
    """The files of every snippet, by name."""
    return [_written(lab) for lab in _labs(html) if lab["kind"] == "snippet"]


def _written(lab: dict[str, Any]) -> dict[str, str]:
    return {f["name"]: f["source"] for f in lab["files"] if f["role"] != "library"}


@pytest.mark.parametrize("page", PAGES)
def test_every_fence_of_a_page_becomes_a_lab(page: str, html: dict[str, str]) -> None:
    fences = re.findall(
        r"^ *`{3,} *(?:exercise|demonstration|runnable|design|case)\b",
        (DOCS / page).read_text(),
        re.M,
    )
    assert html[page].count('<div class="cm-lab"') == len(fences)


@pytest.mark.parametrize("page", PAGES)
def test_every_snippet_of_a_page_runs(page: str, html: dict[str, str]) -> None:
    for files in _snippets(html[page]):
        said: list[str] = []
        run(files, "snippet.py", said.append)
        [finished] = map(json.loads, said)
        assert (finished["type"], finished["verdict"]) == ("finished", "pass")


def test_notes_have_a_name_of_their_own_on_every_page(html: dict[str, str]) -> None:
    names = [n for h in html.values() for n in re.findall(r'class="cm-notes" data-name="(.*?)"', h)]
    assert sorted(set(names)) == sorted(names)


def _demonstrations(html: str) -> list[dict[str, Any]]:
    return [lab for lab in _labs(html) if lab["kind"] == "demonstration"]


def _verdict(lab: dict[str, Any], *changes: tuple[str, str]) -> str:
    """Return the checker's word for a demonstration in which the reader has changed something."""
    files = _written(lab)
    for old, new in changes:
        assert files[lab["file"]].count(old) == 1
        files[lab["file"]] = files[lab["file"]].replace(old, new)
    [row] = check(files, lab["file"]).rows
    return row.verdict


def test_the_front_page_s_handler_loses_an_event_and_can_be_made_to_hold(
    html: dict[str, str],
) -> None:
    [lab] = _demonstrations(html["index.md"])
    assert _verdict(lab) == "lost"
    send = "context.send(ItemAdded(order.id, message.item))\n"
    told_again = f"        {send}        return  # a duplicate"
    assert _verdict(lab, ("        return  # a duplicate", told_again)) == "holds"


def test_what_the_recap_asks_to_try_comes_to_what_it_says(html: dict[str, str]) -> None:
    first, _, _, _, ids = _demonstrations(html["events/recap.md"])
    send, put = "    context.send(ItemAdded(order.id, message.item))\n", "    orders.put(order)\n"
    assert _verdict(first, (send + put, put + send)) == "holds"
    assert _verdict(ids, ("context.new_id()", "order.id")) == "contradictory"
    derived = 'derived_id(context.message_id, "added")'
    assert _verdict(ids, ("context.new_id()", derived)) == "holds"


def test_what_item_7_asks_to_try_comes_to_what_it_says() -> None:
    exercise = Exercise.read(EXERCISES / "outbox_handler")
    kept = 'order["outbox"][context.message_id] = None'
    tried = exercise.solution.replace(kept, 'del order["outbox"][context.message_id]')
    assert tried != exercise.solution
    rows = {row.title: row for row in check(exercise.sources(tried), exercise.file_name).rows}
    again = rows["The same message again after another"]
    assert again.verdict == "duplicate"
    assert "A took effect twice: order-7 holds apple, bread, apple" in again.message


ITEM = re.compile(
    r'<li>(?P<title>.*) <em class="(?P<kind>\w+)">(?P=kind)</em> '
    r'<em class="minutes">(?P<minutes>\d+) min</em></li>'
)


def _agenda(html: str) -> list[tuple[int, re.Match[str]]]:
    """Return every item of the agenda with the number that a browser gives it."""
    agenda = html[html.index('<div class="agenda">') :]
    items = []
    for start, body in re.findall(r'<ol(?: start="(\d+)")?>(.*?)</ol>', agenda, re.DOTALL):
        items += enumerate(ITEM.finditer(body), start=int(start or 1))
    return items


def test_the_agenda_has_21_items_of_three_kinds(html: dict[str, str]) -> None:
    agenda = _agenda(html["index.md"])
    assert [number for number, _ in agenda] == list(range(1, 22))
    assert {item["kind"] for _, item in agenda} == {"lecture", "exercise", "brainstorm"}


def test_the_front_page_adds_up_the_minutes(html: dict[str, str]) -> None:
    hours, minutes = divmod(sum(int(item["minutes"]) for _, item in _agenda(html["index.md"])), 60)
    assert f"About {hours} h {minutes} in all" in html["index.md"]


def test_a_page_of_the_agenda_says_above_its_title_what_the_agenda_says(
    html: dict[str, str],
) -> None:
    pages = {
        link[1]: f"{item['kind'].capitalize()} · {number} of 21 · about {item['minutes']} minutes"
        for number, item in _agenda(html["index.md"])
        if (link := re.match(r'<a href="(.*?)">', item["title"]))
    }
    kickers = {
        page: unescape(re.sub(r"<.*?>", "", kicker[1]))
        for page in PAGES
        if (kicker := re.search(r'<p class="kicker">(.* of 21 .*)</p>', html[page]))
    }
    assert pages
    assert kickers == pages
