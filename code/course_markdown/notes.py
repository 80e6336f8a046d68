"""The HTML of a place for the reader's notes, and of the one where all of them are gathered.

The lab puts a text area into the first and the notes of all pages into the second. Without
JavaScript both say what to do instead.
"""

from html import escape

from pymdownx.superfences import SuperFencesException


def notes_html(name: str, number: int) -> str:
    """Return the place for the notes with this name; it is the page's `number`th, from 1."""
    if not name.isidentifier():
        raise SuperFencesException(
            f"```notes: {name!r} names no notes. The fence holds one line, an identifier that "
            "no other page uses: letters, digits and underscores."
        )
    return _place(
        f'class="cm-notes" data-name="{escape(name)}"',
        "Your notes" if number == 1 else f"Your notes, {number}",
        "To keep notes here the page needs JavaScript. Paper does as well.",
    )


def gathered_html(text: str) -> str:
    """Return the place where the notes of all pages are gathered."""
    if text:
        raise SuperFencesException("```gathered: This fence holds nothing. Delete what is in it.")
    return _place(
        'class="cm-gathered"',
        "All your notes",
        "To gather your notes the page needs JavaScript.",
    )


def _place(attributes: str, label: str, without_script: str) -> str:
    return (
        f'<section {attributes} aria-label="{label}" data-search-exclude>'
        f'<noscript><p class="cm-no-script">{without_script}</p></noscript></section>'
    )
