"""What superfences calls: the text of a fence goes in, HTML comes out.

superfences swallows every exception but its own and then prints the fence as text. So whatever
goes wrong here leaves as a `SuperFencesException`, which stops the build.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from consistent_messaging.exercise.exercise import Exercise, ExerciseProblem, modules_beside
from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from course_markdown.cases import Case, case_html
from course_markdown.demonstrations import (
    check_options,
    demonstration_html,
    shown_source,
    world_beside,
)
from course_markdown.designs import Template, design_html
from course_markdown.help import help_html
from course_markdown.labs import exercise_lab, snippet_lab
from course_markdown.notes import gathered_html, notes_html

EXERCISES = Path(__file__).parent.parent / "exercises"


def loud[**P, R](function: Callable[P, R]) -> Callable[P, R]:
    """Let every exception of `function` stop the build."""

    @wraps(function)
    def raising(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except SuperFencesException:
            raise
        except ExerciseProblem as problem:
            raise SuperFencesException(str(problem)) from None
        except Exception as problem:
            raise SuperFencesException(f"{type(problem).__name__}: {problem}") from problem

    return raising


@loud
def no_options(
    language: str,
    inputs: dict[str, str],
    options: dict[str, Any],
    attrs: dict[str, Any],
    md: Markdown,
) -> bool:
    """Accept a fence's first line if there is nothing on it but the fence's kind."""
    if inputs:
        raise SuperFencesException(
            f"```{language}: This fence takes no options; here is {', '.join(inputs)}. "
            "Delete what follows the word."
        )
    return True


@loud
def demonstration_options(
    language: str,
    inputs: dict[str, str],
    options: dict[str, Any],
    attrs: dict[str, Any],
    md: Markdown,
) -> bool:
    """Accept a fence's first line if it names a world, a scope and a verdict that there are."""
    check_options(inputs)
    options.update(inputs)
    return True


@loud
def exercise_fence(
    source: str,
    language: str,
    css_class: str,
    options: dict[str, Any],
    md: Markdown,
    exercises: Path = EXERCISES,
    **attributes: Any,
) -> str:
    """Return the HTML of the exercise that the fence names, with its hints and its solution."""
    exercise = Exercise.read(_folder(exercises, source.strip()))
    return exercise_lab(exercise) + help_html(exercise, heading_id=_free_heading_id(md))


@loud
def runnable_fence(
    source: str,
    language: str,
    css_class: str,
    options: dict[str, Any],
    md: Markdown,
    exercises: Path = EXERCISES,
    **attributes: Any,
) -> str:
    """Return the HTML of a snippet of Python that the reader can change and run."""
    python = _python(source, language)
    return snippet_lab(python, modules_beside(exercises, (python,), "given"))


@loud
def demonstration_fence(
    source: str,
    language: str,
    css_class: str,
    options: dict[str, Any],
    md: Markdown,
    exercises: Path = EXERCISES,
    **attributes: Any,
) -> str:
    """Return the HTML of an idea in code, for the checker to break in a world."""
    if files := world_beside(exercises, options["world"]):
        return demonstration_html(exercises, files, _python(source, language), options)
    world = Exercise.read(_folder(exercises, options["world"]))
    if "shows" not in options:
        return demonstration_html(exercises, world.files, _python(source, language), options)
    if source.strip():
        raise SuperFencesException(
            f"```{language}: A fence that shows what an exercise has holds nothing itself. "
            'Delete what is in it, or its option shows="…".'
        )
    shown = shown_source(world, options["shows"])
    return demonstration_html(exercises, world.files, shown, options)


@loud
def design_fence(
    source: str,
    language: str,
    css_class: str,
    options: dict[str, Any],
    md: Markdown,
    **attributes: Any,
) -> str:
    """Return the HTML of a design to begin with, and of the line that breaks it."""
    return design_html(Template.read(source))


@loud
def case_fence(
    source: str,
    language: str,
    css_class: str,
    options: dict[str, Any],
    md: Markdown,
    **attributes: Any,
) -> str:
    """Return the HTML of a report from the field, as a design."""
    return case_html(Case.read(source.strip()))


@loud
def notes_fence(
    source: str,
    language: str,
    css_class: str,
    options: dict[str, Any],
    md: Markdown,
    **attributes: Any,
) -> str:
    """Return the HTML of the place for the reader's notes that the fence names."""
    return notes_html(source.strip(), number=_earlier(md, '<section class="cm-notes"') + 1)


@loud
def gathered_fence(
    source: str,
    language: str,
    css_class: str,
    options: dict[str, Any],
    md: Markdown,
    **attributes: Any,
) -> str:
    """Return the HTML of the place where the notes of all pages are gathered."""
    return gathered_html(source.strip())


def _python(source: str, language: str) -> str:
    """Return the fence's text with one newline at its end; refuse what is no Python."""
    if not source.strip():
        raise SuperFencesException(
            f"```{language}: The fence is empty. Write the Python that it shows."
        )
    try:
        compile(source, "snippet.py", "exec")
    except SyntaxError as error:
        raise SuperFencesException(
            f"```{language}: Line {error.lineno} is not Python: {error.msg}. "
            "Correct it, or use a plain ```python fence for code that is only read."
        ) from None
    return source.rstrip() + "\n"


def _folder(exercises: Path, name: str) -> Path:
    names = sorted(path.name for path in exercises.iterdir() if _holds_an_exercise(path))
    if name not in names:
        raise ExerciseProblem(
            exercises,
            f"There is no exercise {name!r}. A fence ```exercise holds one line, the name of a "
            f"folder here: {', '.join(names) or '(there is none yet)'}.",
            "Correct the fence, or create the folder.",
        )
    return exercises / name


def _holds_an_exercise(path: Path) -> bool:
    return path.is_dir() and path.name[0] not in "._"


def _free_heading_id(md: Markdown) -> str:
    """Number the headings of a page's second and later exercise, so that each id is unique."""
    earlier = _earlier(md, '<div class="cm-help"')
    return f"hints-and-solution-{earlier + 1}" if earlier else "hints-and-solution"


def _earlier(md: Markdown, beginning: str) -> int:
    """Count the places on this page so far whose HTML has this beginning."""
    return sum(beginning in str(html) for html in md.htmlStash.rawHtmlBlocks)
