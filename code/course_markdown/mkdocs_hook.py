"""For MkDocs: the search does not read what is in a lab, and keeps nothing of it.

The same given files stand on many pages; and as each word of them is coloured, to read them would
take a third of the time of a build. In a lab, `data-search-exclude` keeps little of that out.
"""

import re
from typing import Any

LAB = re.compile(r'<div class="cm-plain">.*?</template>', re.DOTALL)
MARK = re.compile("<!-- lab ([0-9]+) -->")

_taken: dict[str, list[str]] = {}


def on_page_content(html: str, *, page: Any, **_: Any) -> str:
    """Take out what is in the page's labs."""
    taken = _taken[page.file.src_uri] = LAB.findall(html)
    numbers = iter(range(len(taken)))
    return LAB.sub(lambda _: f"<!-- lab {next(numbers)} -->", html)


def on_page_context(context: Any, *, page: Any, **_: Any) -> None:
    """Put it back: hooks come after plugins, so the search has read the page."""
    taken = _taken.pop(page.file.src_uri, [])
    page.content = MARK.sub(lambda mark: taken[int(mark[1])], page.content)
