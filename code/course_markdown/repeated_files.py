"""Files that several labs of a page have are shown once, for readers without JavaScript.

The labs of a page mostly stand in one small world. Its files, coloured word by word, in each of
them would make a page five times as long.
"""

import re

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor

FILE = re.compile(
    r'<details class="cm-file" data-file="[^"]*" data-role="(?:given|library|checks)">'
    r"<summary>(<code>[^<]*</code> <small>\w+)</small></summary>.*?</details>",
    re.DOTALL,
)


class RepeatedFiles(Postprocessor):
    """Leaves of each file that is not the learner's the first."""

    def run(self, text: str) -> str:
        """Say of every later one that it stands further up."""
        shown: set[str] = set()

        def once(file: re.Match[str]) -> str:
            if file[0] not in shown:
                shown.add(file[0])
                return file[0]
            return f'<p class="cm-again">{file[1]}, as further up</small></p>'

        return FILE.sub(once, text)


class RepeatedFilesExtension(Extension):
    """Comes once the labs are in the page."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Come after what puts raw HTML back."""
        md.postprocessors.register(RepeatedFiles(md), "repeated_files", 1)


def makeExtension() -> RepeatedFilesExtension:  # noqa: N802 - Markdown's own name
    """Return the extension: what Markdown calls."""
    return RepeatedFilesExtension()
