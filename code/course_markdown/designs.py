"""A design to begin with: a file below `code/designs/`, and the one line to change that breaks it.

    ```design
    outbox_table
    - self.table.commit(deletes=[row.key for row in rows])
    + self.table.commit(deletes=everything)
    lost
    ```

The first line names the file. The line with a minus is in it once, and has no place in it any more
once it is changed to the one with a plus; without one, it is left out. The last line is the word
that the check then says. A test changes each design like this and looks whether it does.
"""

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Self, get_args

from consistent_messaging.api.spec import Anomaly
from pymdownx.superfences import SuperFencesException

from course_markdown.labs import design_lab

DESIGNS = Path(__file__).parent.parent / "designs"
FORM = "It holds the name of a design, a line with a minus, one with a plus, and a verdict."


@dataclass(frozen=True)
class Template:
    """A design as it is given, and what breaks it: `before` becomes `after`, and the word is said.

    `before` and `after` are lines without their indentation; an empty `after` takes the line out.
    """

    name: str
    source: str
    before: str
    after: str
    word: str

    @classmethod
    def read(cls, text: str, designs: Path = DESIGNS) -> Self:
        """Read a fence's text; raise `SuperFencesException` for one that is not as it should be."""
        lines = [line for line in text.splitlines() if line.strip()]
        name, word = (lines[0].strip(), lines[-1].strip()) if lines else ("", "")
        changes = {line[:2]: line[2:].rstrip() for line in lines[1:-1]}
        if not {"- "} <= changes.keys() <= {"- ", "+ "} or len(changes) != len(lines) - 2:
            raise _refused(FORM)
        known = sorted(path.stem for path in designs.glob("*.py"))
        if name not in known:
            raise _refused(f"There is no design {name!r}. There are {', '.join(known)}.")
        if word not in get_args(Anomaly):
            words = ", ".join(get_args(Anomaly))
            raise _refused(f"No check says {word!r}. It says one of {words}.")
        source = (designs / f"{name}.py").read_text(encoding="utf-8")
        before, after = changes["- "], changes.get("+ ", "")
        count = sum(line.strip() == before.strip() for line in source.splitlines())
        if count != 1:
            raise _refused(f"The line {before.strip()!r} is in {name}.py {count} times, not once.")
        return cls(name, source, before.strip(), after.rstrip(), word)

    @property
    def broken(self) -> str:
        """The design with the changed line."""
        lines = self.source.splitlines()
        at = next(n for n, line in enumerate(lines) if line.strip() == self.before)
        margin = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
        lines[at : at + 1] = [margin + self.after] if self.after else []
        return "\n".join(lines) + "\n"


def design_html(template: Template) -> str:
    """Return the lab of a design, and above it what to change in it."""
    after = f"<ins>{escape(template.after)}</ins>" if template.after else ""
    return (
        '<div class="cm-change"><p>Change this line, and the check says '
        f"<strong>{escape(template.word)}</strong>.</p>"
        f"<pre><code><del>{escape(template.before)}</del>{after}</code></pre></div>"
        f"{design_lab(template.name, template.source)}"
    )


def _refused(rule: str) -> SuperFencesException:
    return SuperFencesException(f"```design: {rule}")
