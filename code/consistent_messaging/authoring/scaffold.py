"""Begins a new exercise: a folder that runs, with a mark wherever there is something to write."""

from pathlib import Path

from consistent_messaging.exercise.exercise import ExerciseProblem

MARK = "WRITE:"

STARTER = """\
from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, ItemAdded


class AddItemHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext):
        # WRITE: what the learner begins with; it runs, and fails at least one check
        stream = self.event_store.read(message.order_id)
        added = ItemAdded(message.order_id, message.item)
        new = [StoredEvent(added, caused_by=context.message_id)]
        self.event_store.append(message.order_id, new, expected_version=stream.version)
        context.publish(added, derived_id(context.message_id, "added"))
"""

SOLUTION = """\
from consistent_messaging import EventStore, MessageContext, StoredEvent, derived_id
from orders import AddItem, ItemAdded


class AddItemHandler:
    def __init__(self, event_store: EventStore):
        self.event_store = event_store

    def handle(self, message: AddItem, context: MessageContext):
        # WRITE: what it should become
        stream = self.event_store.read(message.order_id)
        added = ItemAdded(message.order_id, message.item)
        if context.message_id not in {event.caused_by for event in stream.events}:
            new = [StoredEvent(added, caused_by=context.message_id)]
            self.event_store.append(message.order_id, new, expected_version=stream.version)
        context.publish(added, derived_id(context.message_id, "added"))
"""

SCENARIO = '''\
"""WRITE: in one line, what Run plays."""

from consistent_messaging import EventStore, Stream
from consistent_messaging.scenario import Lesson, Scenario
from handler import AddItemHandler
from orders import AddItem, ItemAdded

ORDER = "order-7"


def add_item(items, message):
    return (*items, message.item), [ItemAdded(message.order_id, message.item)]


def items_of(records):
    stored = records["event_store"].get(ORDER, Stream()).events
    return tuple(event.body.item for event in stored)


scenario = Scenario(
    handler=AddItemHandler,
    stores={"event_store": EventStore()},
    messages={"A": AddItem(ORDER, "apple"), "B": AddItem(ORDER, "bread")},
    lesson=Lesson(subject=ORDER, initial=(), decide=add_item, state_in=items_of),
    run=("A", "B", "A"),
)
'''

TESTS = '''\
"""WRITE: in one line, what the checks are about."""

from consistent_messaging.checks import assert_consistent
from scenario import scenario


def test_one_item():
    assert_consistent(scenario, scenario.play("A"))


def test_the_same_message_again_after_another():
    assert_consistent(scenario, scenario.play("A", "B", "A"))
'''

HINTS = """\
## WRITE: where to look

WRITE: a vague hint.

## WRITE: what to think of

WRITE: a plainer hint.

## WRITE: what to do

WRITE: a hint that nearly says it.

## Why it is right

WRITE: a short account of why the solution is right, and of what it still lacks.
"""

MISTAKE = '''\
"""WRITE: what is wrong, in one line. Below: each test that must fail, and its message.

test_the_same_message_again_after_another:
    WRITE: the message. The gate says what it got.
"""

'''


def scaffold(root: Path, identifier: str) -> Path:
    """Write the folder of a new exercise below `root`, and return it."""
    return _written(
        root / identifier,
        {
            "starter.py": STARTER,
            "solution.py": SOLUTION,
            "scenario.py": SCENARIO,
            "test_handler.py": TESTS,
            "hints.md": HINTS,
            "mistakes/never_asks.py": MISTAKE + STARTER,
        },
    )


def scaffold_downloaded(root: Path, identifier: str) -> Path:
    """Write the folder of a new exercise among downloaded ones: it has all that it imports."""
    orders = next((path.read_text(encoding="utf-8") for path in root.glob("*/orders.py")), None)
    if orders is None:
        rule = "A new exercise takes its messages from the orders.py of an exercise that is there."
        raise ExerciseProblem(root / identifier, rule, "There is none here: download one again.")
    files = {"handler.py": STARTER, "scenario.py": SCENARIO, "test_handler.py": TESTS}
    return _written(root / identifier, {**files, "orders.py": orders})


def _written(folder: Path, files: dict[str, str]) -> Path:
    if not folder.name.isidentifier():
        rule = "An exercise's name is an identifier, since it is the name of a folder of modules."
        raise ExerciseProblem(folder, rule, "Use letters, digits and underscores.")
    if folder.exists():
        raise ExerciseProblem(folder, "This exercise exists already.", "Choose another name.")
    for name, source in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(source, encoding="utf-8")
    return folder
