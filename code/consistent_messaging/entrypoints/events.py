"""What the library emits to a page while it runs, checks or explains, one JSON object each.

`code/lab/protocol/messages.ts` declares the same types; a test compares them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

if TYPE_CHECKING:  # explaining is large, and nothing of it is needed to emit
    from consistent_messaging.checker.leaks import Policy
    from consistent_messaging.explain import trace


class CollectedRow(TypedDict):
    """A test that will run: its name, and that name as a sentence."""

    name: str
    title: str


class FoundHistory(TypedDict):
    """The history of a row that does not hold, and how far the search for it has looked.

    `headline` is what is wrong, with short names for contents.
    """

    script: trace.Script
    steps: int
    faults: int
    searched: str
    headline: str


class RunScript(TypedDict):
    """What a run has played; what it leaves out is as in a run without a choice."""

    schedule: str
    messages: NotRequired[list[str]]
    consumers: NotRequired[int]
    leftovers: NotRequired[Policy]
    marks: NotRequired[str]
    most_faults: NotRequired[int]
    scenario: str


class ChosenScope(TypedDict):
    """How far a design is searched: its messages, its faults by their marks, and how many."""

    messages: list[str]
    consumers: int
    marks: str
    most_faults: int


class Collected(TypedDict):
    """The tests that will run; for a design, how far its file says that it is searched."""

    type: Literal["collected"]
    rows: list[CollectedRow]
    scope: ChosenScope | None


class RowEvent(CollectedRow):
    """One test and what it said."""

    type: Literal["row"]
    verdict: str
    message: str
    scope: str
    line: int | None
    history: FoundHistory | None
    seconds: float


class Progress(TypedDict):
    """How far the search in a test is; without `histories`, it is a search of all states."""

    type: Literal["progress"]
    name: str
    states: int
    faults: int
    histories: int


class ProblemEvent(TypedDict):
    """What kept the learner's code from running; `text` is the whole of it, for the output."""

    type: Literal["problem"]
    message: str
    text: str
    line: int | None


class Replaced(TypedDict):
    """The learner's code replaced something that is not its own."""

    type: Literal["replaced"]
    message: str


class Played(TypedDict):
    """A run was played to its end."""

    type: Literal["played"]
    script: RunScript


class Told(TypedDict):
    """The answer to what was asked about a history."""

    type: Literal["told"]
    told: trace.Trace | trace.InteractiveState | trace.Comparison


class Untold(TypedDict):
    """The history cannot be played on this code."""

    type: Literal["untold"]
    message: str


class Finished(TypedDict):
    """The last event of every task."""

    type: Literal["finished"]
    verdict: Literal["pass", "fail", "unknown", "error"]
    seconds: float


Event = (
    Collected | RowEvent | Progress | ProblemEvent | Replaced | Played | Told | Untold | Finished
)
