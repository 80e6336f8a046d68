"""The HTML of a lab: code to be read without JavaScript, and the data the editor starts from."""

import json
from collections.abc import Sequence
from html import escape

from consistent_messaging.exercise.code_hash import starter_hash
from consistent_messaging.exercise.exercise import CourseFile, Exercise

from course_markdown.rendering import code_html

ROLES = {"yours": "yours", "given": "given", "library": "given", "checks": "checks"}


def exercise_lab(exercise: Exercise) -> str:
    """Return the lab of an exercise."""
    name, file_name = escape(exercise.identifier), escape(exercise.file_name)
    return _lab(
        "exercise",
        exercise.identifier,
        exercise.files,
        "To run this code here the page needs JavaScript. Without it, in a clone of the course, "
        f"copy <code>code/exercises/{name}/starter.py</code> to <code>{file_name}</code>, change "
        f"it, and check it with <code>python -m consistent_messaging check {name} {file_name}"
        "</code>.",
        postgresql=_runs_on_postgresql(exercise),
    )


def _runs_on_postgresql(exercise: Exercise) -> bool:
    """Whether a page offers it: PostgreSQL stands in for documents and what comes beside them."""
    scenario = next(file.source for file in exercise.files if file.name == "scenario.py")
    return "BlobStore(" in scenario


def snippet_lab(source: str, given: list[CourseFile]) -> str:
    """Return the lab of a snippet; its name is a hash, so the same code has one name everywhere."""
    return _lab(
        "snippet",
        f"snippet_{starter_hash(source)}",
        (CourseFile("snippet.py", source, "yours"), *given),
        "To run this code here the page needs JavaScript. "
        "Without it, save the code as <code>snippet.py</code> and run it with Python.",
    )


def demonstration_lab(files: tuple[CourseFile, ...], expected: str) -> str:
    """Return the lab of an idea that the checker answers; its name is a hash of all its code."""
    return _lab(
        "demonstration",
        f"demonstration_{starter_hash(''.join(file.source for file in files))}",
        files,
        "To have this code checked here the page needs JavaScript. "
        f"The checker's word for it is <em>{escape(expected)}</em>.",
        f' data-expect="{escape(expected)}"',
    )


def design_lab(
    name: str, source: str, given: Sequence[CourseFile] = (), folder: str = "designs"
) -> str:
    """Return the lab of a design that a reader makes their own."""
    file = f"{name}.py"
    return _lab(
        "design",
        f"design_{name}",
        (CourseFile(file, source, "yours"), *given),
        "To have this design checked here the page needs JavaScript. Without it, in a clone of the "
        f"course, check it with <code>python -m consistent_messaging check code/{folder}/{file}"
        "</code>.",
    )


def _lab(
    kind: str,
    name: str,
    files: tuple[CourseFile, ...],
    without_script: str,
    attributes: str = "",
    *,
    postgresql: bool = False,
) -> str:
    learners = next(file for file in files if file.role == "yours")
    data = {
        "kind": kind,
        "name": name,
        "file": learners.name,
        "starter_hash": starter_hash(learners.source),
        "postgresql": postgresql,
        "files": [{"name": f.name, "source": f.source, "role": f.role} for f in files],
    }
    return (
        f'<div class="cm-lab" data-lab="{kind}" data-name="{escape(name)}"{attributes}'
        " data-search-exclude>"
        f'<div class="cm-plain">{"".join(map(_file, files))}</div>'
        f'<noscript><p class="cm-no-script">{without_script}</p></noscript>'
        # No script: on the way to the next page, Material takes each script for a program.
        f'<template class="cm-data">{_json_in_html(data)}</template>'
        "</div>"
    )


def _file(file: CourseFile) -> str:
    opened = " open" if file.role == "yours" else ""
    return (
        f'<details class="cm-file"{opened} data-file="{escape(file.name)}" data-role="{file.role}">'
        f"<summary><code>{escape(file.name)}</code> <small>{ROLES[file.role]}</small></summary>"
        f"{code_html(file.source)}</details>"
    )


def _json_in_html(data: object) -> str:
    """Write JSON that no HTML parser can take for markup: no tag, no `&quot;`."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
