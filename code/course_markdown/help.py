"""The HTML below an exercise: its hints, one at a time, and its solution with the account of it."""

from html import escape

from consistent_messaging.exercise.exercise import Exercise

from course_markdown.rendering import code_html, markdown_html


def help_html(exercise: Exercise, heading_id: str) -> str:
    """Return the hints and the solution, each folded, below a heading with this id."""
    # Out of the search index: a solution is not a thing to come across by accident.
    return (
        f'<div class="cm-help" data-help="{exercise.identifier}">'
        f'<h2 id="{heading_id}" data-search-exclude>Hints and solution</h2>'
        f"{_hints(exercise)}{_solution(exercise)}</div>"
    )


def _hints(exercise: Exercise) -> str:
    place = exercise.folder / "hints.md"
    return "".join(
        _details(
            "cm-hint",
            f"<b>Hint {number} of {len(exercise.hints)}</b> {escape(hint.title)}",
            markdown_html(hint.text, place),
        )
        for number, hint in enumerate(exercise.hints, start=1)
    )


def _solution(exercise: Exercise) -> str:
    account = markdown_html(exercise.account, exercise.folder / "hints.md")
    return _details(
        "cm-solution",
        "<b>Solution</b> with a short account of why it is right",
        code_html(exercise.solution) + account,
    )


def _details(css_class: str, summary: str, body: str) -> str:
    return (
        f'<details class="{css_class}"><summary>{summary}</summary>'
        f'<div class="cm-body">{body}</div></details>'
    )
