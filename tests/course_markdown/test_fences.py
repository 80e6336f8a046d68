"""Markdown in, HTML out: what becomes of `exercise`, `demonstration` and `runnable`."""

import json
import re
from collections.abc import Callable
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from consistent_messaging.exercise.pytest_runner import check
from pymdownx.superfences import SuperFencesException

Convert = Callable[[str], str]

EXERCISE = "```exercise\ngreeting\n```"


def snippet(source: str) -> str:
    return f"```runnable\n{source}\n```"


def data(html: str) -> dict[str, Any]:
    found = re.findall(r'<template class="cm-data">(.*?)</template>', html)
    assert len(found) == 1
    parsed: dict[str, Any] = json.loads(found[0])
    return parsed


def text(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_an_exercise_is_a_lab_that_can_be_read_without_javascript(convert: Convert) -> None:
    html = convert(EXERCISE)
    assert html.startswith('<div class="cm-lab" data-lab="exercise" data-name="greeting"')
    shown = re.findall(
        r'<details class="cm-file"( open)? data-file="(.*?)" data-role="(.*?)">', html
    )
    assert shown[0] == (" open", "greeter.py", "yours")
    assert [opened for opened, _, _ in shown[1:]] == [""] * len(shown[1:])
    assert "letters.py" in [name for _, name, _ in shown]
    assert "<summary><code>letters.py</code> <small>given</small></summary>" in html
    assert 'class="language-python highlight"' in html
    assert "python -m consistent_messaging check greeting greeter.py" in text(html)


def test_the_data_holds_all_that_the_editor_needs(convert: Convert, exercises: Path) -> None:
    found = data(convert(EXERCISE))
    starter = (exercises / "greeting" / "starter.py").read_text(encoding="utf-8")
    files = {file["name"]: file for file in found.pop("files")}
    assert found == {
        "kind": "exercise",
        "name": "greeting",
        "file": "greeter.py",
        "starter_hash": sha256(starter.encode()).hexdigest()[:16],
        "postgresql": False,
    }
    assert files["greeter.py"] == {"name": "greeter.py", "source": starter, "role": "yours"}
    assert files["test_greeter.py"]["role"] == "checks"
    assert files["event_store.py"]["role"] == "library"


def test_hints_come_one_by_one_and_the_solution_last(convert: Convert, exercises: Path) -> None:
    html = convert(EXERCISE)
    help_ = html[html.index('<div class="cm-help" data-help="greeting">') :]
    summaries = [text(s) for s in re.findall(r"<summary>(.*?)</summary>", help_)]
    assert summaries == [
        "Hint 1 of 3 Look",
        "Hint 2 of 3 Think",
        "Hint 3 of 3 Do",
        "Solution with a short account of why it is right",
    ]
    assert " open" not in "".join(re.findall(r"<details[^>]*>", help_))
    solution = (exercises / "greeting" / "solution.py").read_text(encoding="utf-8")
    assert solution.strip() in text(help_)
    assert "<p>It asks.</p>" in help_


def test_a_hint_is_markdown(convert: Convert, exercises: Path) -> None:
    hints = exercises / "greeting" / "hints.md"
    hint = "Ask **A**{ .msg .a }:\n\n```python\nbook = 1\n```"
    hints.write_text(hints.read_text(encoding="utf-8").replace("Ask it.", hint), encoding="utf-8")
    html = convert(EXERCISE)
    assert '<strong class="msg a">A</strong>' in html
    assert '<span class="n">book</span>' in html


def test_a_second_exercise_on_a_page_has_ids_of_its_own(convert: Convert) -> None:
    html = convert(f"{EXERCISE}\n\nAnd again:\n\n{EXERCISE}")
    assert re.findall(r' id="(.*?)"', html) == ["hints-and-solution", "hints-and-solution-2"]


def test_a_snippet_is_a_lab_with_one_file_and_no_help(convert: Convert) -> None:
    html = convert(snippet('print("hello")'))
    source = 'print("hello")\n'
    name = f"snippet_{sha256(source.encode()).hexdigest()[:16]}"
    assert f'<div class="cm-lab" data-lab="snippet" data-name="{name}"' in html
    assert data(html)["files"] == [{"name": "snippet.py", "source": source, "role": "yours"}]
    assert "cm-help" not in html


def test_the_same_snippet_has_one_name_on_every_page(convert: Convert) -> None:
    alone = data(convert(snippet("print(1)")))["name"]
    assert data(convert("# Another page\n\n" + snippet("print(1)")))["name"] == alone
    assert data(convert(snippet("print(2)")))["name"] != alone


def test_a_snippet_stands_in_a_list_or_in_html_as_well(convert: Convert) -> None:
    indented = snippet("if 1:\n    print(1)").replace("\n", "\n    ")
    assert data(convert(f"- first\n\n    {indented}"))["files"][0]["source"].startswith(
        "if 1:\n    p"
    )
    inside = f"<div markdown>\n\n{snippet('print(1)')}\n\n</div>"
    assert data(convert(inside))["file"] == "snippet.py"


def test_no_source_can_end_the_data_or_open_markup(convert: Convert) -> None:
    source = "print('</script><script>alert(1)</script> <!-- & &amp;')"
    html = convert(snippet(source))
    assert data(html)["files"][0]["source"] == source + "\n"
    assert html.count("<template") == html.count("</template>") == 1
    assert "<script" not in html
    assert "<!--" not in html
    assert source in text(html)


def test_what_stays_folded_is_not_found_by_the_search(convert: Convert) -> None:
    html = convert(EXERCISE)
    assert re.search(r'<h2 id="hints-and-solution" data-search-exclude>', html)


def demonstration(options: str, source: str = "x = 1") -> str:
    return f"```demonstration {options}\n{source}\n```"


def test_a_demonstration_is_an_idea_in_the_world_of_an_exercise(
    convert: Convert, exercises: Path
) -> None:
    idea = (exercises / "greeting" / "starter.py").read_text(encoding="utf-8").replace("new", "n")
    scope = 'messages="A" faults="crash; lost ack" most="1"'
    html = convert(demonstration(f'world="greeting" {scope} expect="duplicate"', idea))
    found = data(html)
    files = {f["name"]: f["source"] for f in found["files"] if f["role"] != "library"}
    assert (found["kind"], found["file"]) == ("demonstration", "greeter.py")
    assert files["greeter.py"] == idea
    assert files["scenario.py"] == (exercises / "greeting" / "scenario.py").read_text()
    assert 'data-expect="duplicate"' in html
    [row] = check(files, found["file"]).rows
    assert (row.title, row.verdict) == ("Every sequence of events", "duplicate")
    assert row.search is not None
    assert "1 fault of crash, lost ack" in str(row.search.scope)


def test_a_demonstration_can_have_a_world_that_stands_beside_the_exercises(
    convert: Convert, exercises: Path
) -> None:
    world = (exercises / "greeting" / "scenario.py").read_text(encoding="utf-8")
    world = world.replace("greeter", "handler")
    (exercises / "small_scenario.py").write_text(world, encoding="utf-8")
    idea = (exercises / "greeting" / "solution.py").read_text(encoding="utf-8")
    found = data(convert(demonstration('world="small" messages="A" expect="holds"', idea)))
    files = {f["name"]: f["source"] for f in found["files"] if f["role"] != "library"}
    assert (found["file"], files["handler.py"], files["scenario.py"]) == ("handler.py", idea, world)
    roles = {f["name"]: f["role"] for f in found["files"]}
    assert roles["letters.py"] == "given"  # the idea imports it as well as the scenario
    [row] = check(files, found["file"]).rows
    assert row.verdict == "holds"


HARSHER = """
from dataclasses import replace

from listed import NAMES


def renamed(scenario):
    return replace(scenario, messages={NAMES[0]: scenario.messages["A"]})
"""


def test_a_demonstration_can_have_a_world_that_is_harsher_than_the_exercise(
    convert: Convert, exercises: Path
) -> None:
    (exercises / "harsher_worlds.py").write_text(HARSHER, encoding="utf-8")
    (exercises / "listed.py").write_text('NAMES = ["Z"]\n', encoding="utf-8")
    options = 'world="greeting" harsher="renamed" shows="solution" messages="Z" expect="holds"'
    found = data(convert(demonstration(options, "")))
    files = {f["name"]: f["source"] for f in found["files"] if f["role"] != "library"}
    assert {"harsher_worlds.py", "listed.py"} <= files.keys()
    [row] = check(files, found["file"]).rows
    assert (row.verdict, row.search is not None) == ("holds", True)
    with pytest.raises(SuperFencesException, match=r"no harsher world 'colder'. There are renamed"):
        convert(demonstration(options.replace("renamed", "colder"), ""))


@pytest.mark.parametrize("name", ["starter", "solution"])
def test_a_demonstration_can_show_what_the_exercise_has(
    name: str, convert: Convert, exercises: Path
) -> None:
    options = f'world="greeting" shows="{name}" messages="A" expect="holds"'
    files = {f["name"]: f["source"] for f in data(convert(demonstration(options, "")))["files"]}
    assert files["greeter.py"] == (exercises / "greeting" / f"{name}.py").read_text()


def test_a_known_mistake_is_shown_without_its_account(convert: Convert, exercises: Path) -> None:
    mistake = sorted((exercises / "greeting" / "mistakes").glob("*.py"))[0]
    options = f'world="greeting" shows="{mistake.stem}" messages="A" expect="duplicate"'
    files = {f["name"]: f["source"] for f in data(convert(demonstration(options, "")))["files"]}
    assert mistake.read_text().endswith(f"\n\n{files['greeter.py']}")
    assert '"""' not in files["greeter.py"]


def test_a_snippet_is_given_the_modules_that_it_imports(convert: Convert) -> None:
    files = data(convert(snippet("from letters import Greet\n\nprint(Greet('Ada'))")))["files"]
    assert [(f["name"], f["role"]) for f in files] == [
        ("snippet.py", "yours"),
        ("letters.py", "given"),
    ]


def test_a_file_that_labs_of_a_page_share_is_shown_once_and_each_editor_has_it(
    convert: Convert,
) -> None:
    imports = "from letters import Greet"
    html = convert(f"{snippet(imports)}\n\n{snippet(f'{imports}  # again')}")
    assert html.count('data-file="letters.py"') == 1
    assert html.count("<code>letters.py</code> <small>given, as further up</small>") == 1
    assert html.count('data-file="snippet.py"') == 2
    assert html.count('"name": "letters.py"') == 2


def test_notes_and_the_place_where_they_are_gathered_say_what_they_are(convert: Convert) -> None:
    html = convert("```notes\nwhere_to_keep_ids\n```\n\n```gathered\n```")
    assert '<section class="cm-notes" data-name="where_to_keep_ids" aria-label="Your notes"' in html
    assert '<section class="cm-gathered" aria-label="All your notes"' in html
    assert html.count("<noscript>") == 2


def test_each_place_for_notes_on_a_page_has_a_name_of_its_own(convert: Convert) -> None:
    html = convert("```notes\nbefore\n```\n\n```notes\nafter\n```")
    assert re.findall(r'aria-label="(.*?)"', html) == ["Your notes", "Your notes, 2"]


BAD: dict[str, tuple[str, str]] = {
    "notes without a name": ("```notes\n```", "'' names no notes. The fence holds one line"),
    "gathered notes with a name": ("```gathered\nall\n```", "This fence holds nothing."),
    "an unknown exercise": (
        "```exercise\ngreting\n```",
        "code/exercises: There is no exercise 'greting'. A fence ```exercise holds one line, the "
        "name of a folder here: greeting. Correct the fence, or create the folder.",
    ),
    "no name": ("```exercise\n```", "There is no exercise ''."),
    "two names": ("```exercise\ngreeting\nother\n```", r"There is no exercise 'greeting\nother'."),
    "a path": ("```exercise\n../exercises/greeting\n```", "There is no exercise '../exercises"),
    "an option": (
        '```exercise title="Hello"\ngreeting\n```',
        "```exercise: This fence takes no options; here is title. Delete what follows the word.",
    ),
    "an attribute": ("```runnable { .wide title=x }\n1\n```", "takes no options; here is title."),
    "a demonstration without a world": (
        demonstration('messages="A" expect="holds"'),
        'The option world="…" is missing.',
    ),
    "a world that there is not": (
        demonstration('world="greting" messages="A" expect="holds"'),
        "There is no exercise 'greting'.",
    ),
    "a verdict that there is not": (
        demonstration('world="greeting" messages="A" expect="wrong"'),
        "No check comes to 'wrong'. A verdict is one of contradictory, duplicate",
    ),
    "more consumers than there are": (
        demonstration('world="greeting" messages="A" consumers="9" expect="holds"'),
        "There are one or two consumers, not '9'.",
    ),
    "a fault that there is not": (
        demonstration('world="greeting" messages="A" faults="rain" most="1" expect="holds"'),
        "There is no fault 'rain'. There are crash, ",
    ),
    "faults without a number": (
        demonstration('world="greeting" messages="A" faults="crash" expect="holds"'),
        'Faults need most="1" or more',
    ),
    "an option of a demonstration that there is not": (
        demonstration('world="greeting" messages="A" fault="crash" expect="holds"'),
        "There is no option 'fault'. There are consumers, expect,",
    ),
    "a demonstration that shows what there is not": (
        demonstration('world="greeting" shows="gone" messages="A" expect="holds"', ""),
        "greeting has no 'gone'. It has starter, solution, ",
    ),
    "a demonstration that shows something and holds something": (
        demonstration('world="greeting" shows="starter" messages="A" expect="holds"'),
        "A fence that shows what an exercise has holds nothing itself.",
    ),
    "a demonstration that is not Python": (
        demonstration('world="greeting" messages="A" expect="holds"', "def"),
        "```demonstration: Line 1 is not Python",
    ),
    "an empty snippet": ("```runnable\n\n```", "The fence is empty. Write the Python"),
    "a snippet that is not Python": (
        "```runnable\nx = 1\ndef\n```",
        "```runnable: Line 2 is not Python: invalid syntax. Correct it, or use a plain ```python",
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_fence_stops_the_build_with_a_way_out(fault: str, convert: Convert) -> None:
    markdown, message = BAD[fault]
    with pytest.raises(SuperFencesException) as raised:
        convert(markdown)
    assert message in str(raised.value)


def test_a_broken_exercise_stops_the_build(convert: Convert, exercises: Path) -> None:
    (exercises / "greeting" / "hints.md").unlink()
    with pytest.raises(SuperFencesException) as raised:
        convert(EXERCISE)
    assert str(raised.value).startswith("code/exercises/greeting/hints.md: This file is missing.")


@pytest.mark.parametrize("target", ["../glossary.md", "#top", "http://example.org/"])
def test_a_hint_links_only_to_whole_addresses(
    target: str, convert: Convert, exercises: Path
) -> None:
    hints = exercises / "greeting" / "hints.md"
    linked = hints.read_text(encoding="utf-8").replace("Ask it.", f"Ask [it]({target}).")
    hints.write_text(linked, encoding="utf-8")
    with pytest.raises(SuperFencesException, match=r"hints\.md: A link leads to .* in words"):
        convert(EXERCISE)


def test_an_unforeseen_error_stops_the_build_too(convert: Convert, exercises: Path) -> None:
    (exercises / "greeting" / "hints.md").write_bytes(b"\xff")
    with pytest.raises(SuperFencesException, match="UnicodeDecodeError"):
        convert(EXERCISE)
