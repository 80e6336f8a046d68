"""Build time: a fence in a page becomes an exercise, an idea, a design, a snippet, or notes.

`mkdocs.yml` registers these functions with pymdownx.superfences. They know Markdown and the
exercises' format, and nothing of MkDocs, so that any builder that runs superfences can use them;
`mkdocs_hook.py` alone is for MkDocs.
"""

from course_markdown.fences import (
    case_fence,
    demonstration_fence,
    demonstration_options,
    design_fence,
    exercise_fence,
    gathered_fence,
    no_options,
    notes_fence,
    runnable_fence,
)

__all__ = [
    "case_fence",
    "demonstration_fence",
    "demonstration_options",
    "design_fence",
    "exercise_fence",
    "gathered_fence",
    "no_options",
    "notes_fence",
    "runnable_fence",
]
