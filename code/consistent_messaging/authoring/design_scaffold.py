"""Begins a design of one's own: a file that can be checked at once, and a test of it.

The design breaks, so that whoever begins sees a history first. One line of it has to change.
"""

from pathlib import Path

from consistent_messaging.design.problems import DesignProblem

DESIGN = '''\
"""A first design: an order to which messages add items. It breaks; the handler has the line."""

from dataclasses import dataclass

from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ACK, Scope
from consistent_messaging.scenario import Lesson, Scenario


# The messages: what comes in, and what others hear.
@dataclass(frozen=True)
class AddItem:
    item: str


@dataclass(frozen=True)
class ItemAdded:
    item: str


# A store keeps everything in `records`. Each of its methods is one step: a transaction.
class Orders:
    def __init__(self):
        self.records = {}

    def add(self, item):
        self.records["items"] = (*self.records.get("items", ()), item)

    def add_once(self, item, message_id):
        if message_id not in self.records:
            self.records[message_id] = True
            self.add(item)


# The handler gets the stores, in their sequence. Each attempt has a new handler.
class Handler:
    def __init__(self, orders):
        self.orders = orders

    def handle(self, message, context):
        self.orders.add(message.item)  # repair it: add_once(message.item, context.message_id)
        context.publish(ItemAdded(message.item), f"{context.message_id}/added")


# What is right: the items and the events that the messages lead to, if each comes exactly once.
def add_item(items, message):
    return (*items, message.item), [ItemAdded(message.item)]


def items_in(records):
    return records["orders"].get("items", ())


scenario = Scenario(
    handler=Handler,
    stores={"orders": Orders()},
    messages={"A": AddItem("apple"), "B": AddItem("bread")},
    lesson=Lesson("the order", initial=(), decide=add_item, state_in=items_in),
)

# How far the check looks: every sequence of steps, with at most two of these faults anywhere.
scope = Scope(("A", "B"), (CRASH, LOST_ACK, DUPLICATE), most_faults=2)
'''

TEST = '''\
"""The check of {name}.py, for pytest."""

from consistent_messaging.checks import assert_holds
from {name} import scenario, scope


def test_{name}_holds():
    assert_holds(scenario, scope)
'''


def scaffold_design(folder: Path, name: str) -> list[Path]:
    """Write a new design and its test into the folder, and return the two files.

    Raises `DesignProblem` if a module cannot have this name, or one of the files is there already.
    """
    if not name.isidentifier() or name.startswith(("_", "test_")):
        raise DesignProblem(
            f"A design cannot be called {name!r}: it is the name of a Python file. Use letters, "
            "digits and underscores, such as my_design."
        )
    files = {folder / f"{name}.py": DESIGN, folder / f"test_{name}.py": TEST.format(name=name)}
    for file in files:
        if file.exists():
            raise DesignProblem(f"{file.name} is there already. Choose another name.", str(file))
    for file, source in files.items():
        file.write_text(source, encoding="utf-8")
    return list(files)
