"""The JSON in which a history reaches the page, field by field.

`code/lab/protocol/trace.ts` declares the same types; a test compares them.
"""

from typing import TypedDict

from consistent_messaging.api.spec import Anomaly
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.checker.reachability import Risk


class Script(TypedDict):
    """What was asked for: a schedule, and the world in which it is played."""

    schedule: str
    messages: list[str]
    consumers: int
    leftovers: Policy
    marks: str
    most_faults: int
    scenario: str


class Option(TypedDict):
    """An action that can be taken, the sentence for it, and its price in faults."""

    action: str
    text: str
    price: int


class RiskyOption(Option):
    """An action with what is at stake after it."""

    risk: Risk


class AttemptNow(TypedDict):
    """An attempt that is alive: how far it is, in which line it waits, and what its names hold."""

    label: str
    message: str
    consumer: int
    returned: bool
    held: bool
    zombie: bool
    line: int | None
    names: dict[str, str]
    unsent: list[str]


class StoredDocument(TypedDict):
    """A document, a stream, or all that another store keeps, as lines of text."""

    title: str
    version: str
    lines: list[str]


class Now(TypedDict):
    """Where everything is at one moment."""

    queue: list[str]
    attempts: list[AttemptNow]
    world: list[StoredDocument]
    downstream: list[str]


class WorldState(Now):
    """Where everything is, and in one sentence what the stores say."""

    state: str


class DecidedLine(TypedDict):
    """A line of an `if`, and the value that decided it."""

    line: int
    text: str


class StoreCall(TypedDict):
    """What a step asked of a store, and what came of it."""

    verb: str
    store: str
    key: str
    reads: bool
    wrote: bool
    refused: bool
    label: str
    names: list[str]


class SentContent(TypedDict):
    """What a step sent; `left` is False where it never left.

    It stays `inside` where an endpoint of the scenario's own handles it.
    """

    content: str
    kind: str
    left: bool
    inside: bool


class Footprint(TypedDict):
    """The learner's line that a step is about, the lines it ran, and how their branches went."""

    line: int | None
    ran: list[int]
    decided: list[DecidedLine]


class StepHeader(TypedDict):
    """A step as the history itself has it."""

    number: int
    action: str
    sentence: str
    attempt: str | None
    fault: bool


class Step(StepHeader, Footprint, Now):
    """A step with all that it touched, and where everything is after it."""

    consumer: int | None
    message: str | None
    end: str | None
    call: StoreCall | None
    sent: SentContent | None


class Moment(Step):
    """A step with what the state is after it, what is at stake, and what else was possible."""

    state: str
    risk: Risk
    instead: list[RiskyOption]


class Beat(TypedDict):
    """A step that carries the story."""

    number: int
    text: str


class Published(TypedDict):
    """A content, how often the nearest sequence of the messages expects it, how often it came."""

    content: str
    message: str | None
    expected: int
    got: int


class Stored(TypedDict):
    """What the stores keep at the end, where the nearest sequence expects something else."""

    subject: str
    expected: str
    got: str


class Ending(TypedDict):
    """What is wrong at the end, and why; None and empty if nothing is."""

    anomaly: Anomaly | None
    message: str
    why: str
    line: int | None
    sentence: str
    beats: list[Beat]
    order: list[str]
    outcome: list[Published]
    stored: Stored | None


class Trace(Ending):
    """A whole history: its moments, what is at stake at each, and how it ends.

    The rounds of `processes` are those of the consumers whose numbers follow on the real ones, and
    behind them come consumers of other `endpoints`, as far as they took part.
    """

    script: Script
    messages: list[str]
    processes: list[str]
    endpoints: list[str]
    start: WorldState
    moments: list[Moment]
    next: list[RiskyOption]
    at_rest: bool
    point_of_no_return: int | None
    nearest_pass: str | None


class StepSummary(TypedDict):
    """A step in one sentence."""

    number: int
    sentence: str
    fault: bool


class InteractiveState(TypedDict):
    """What can happen after some actions, for a reader who chooses them one by one.

    The last `forced` steps nobody chose: there was nothing else that could happen.
    """

    script: Script
    messages: list[str]
    steps: list[StepSummary]
    forced: int
    options: list[Option]
    faults: int
    faults_left: int
    state: str
    anomaly: Anomaly | None
    message: str
    at_rest: bool


class ReplayedVersion(TypedDict):
    """What one version of the code makes of a schedule; `left_out` holds what it could not take."""

    steps: list[StepSummary]
    schedule: str
    left_out: list[str]
    state: str
    messages: list[str]
    anomaly: Anomaly | None
    message: str


class Comparison(TypedDict):
    """Two versions of the code on one schedule: how many steps they share, and why they part."""

    one: ReplayedVersion
    other: ReplayedVersion
    same: int
    why: str
