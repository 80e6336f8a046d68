"""Designs with something wrong in each, and the sentence that says what and where.

Each is the first design of `new design` with some of its lines replaced.
"""

from dataclasses import dataclass

from consistent_messaging.authoring.design_scaffold import DESIGN

STORE = "        self.records = {}\n"
ADDS = '        self.records["items"] = (*self.records.get("items", ()), item)\n'
ADD = "    def add(self, item):\n"
CALLS = "        self.orders.add(message.item)"
HANDLE = "    def handle(self, message, context):\n"
DECIDES = "    return (*items, message.item), [ItemAdded(message.item)]\n"
STATE_IN = '    return records["orders"].get("items", ())\n'
SCENARIO = "scenario = Scenario(\n"
HANDLER = "    handler=Handler,\n"
STORES = '    stores={"orders": Orders()},\n'
MESSAGES = '    messages={"A": AddItem("apple"), "B": AddItem("bread")},\n'
LESSON = '    lesson=Lesson("the order", initial=(), decide=add_item, state_in=items_in),\n'
SCOPE = 'scope = Scope(("A", "B"), (CRASH, LOST_ACK, DUPLICATE), most_faults=2)\n'
ONE_MESSAGE = (SCOPE, 'scope = Scope(("A",))\n')
PROCESSES = (HANDLER, '    handler=Handler,\n    processes={"relay": Relay},\n')
RELAY = """class Relay:
    def __init__(self, orders):
        self.orders = orders

    def run(self, context):
        self.orders.beat()


scenario = Scenario(
"""
BEAT = '    def beat(self):\n        self.records["beats"] = self.records.get("beats", 0) + 1\n\n'
ANSWERS = """class Answers:
    def __init__(self, orders):
        self.orders = orders

    def handle(self, message, context):
        context.publish(ItemAdded(message.item + "!"), context.message_id + "!")


scenario = Scenario(
"""


@dataclass(frozen=True)
class Wrong:
    """The source of a design, what is said of it, and the text of the line that is named."""

    source: str
    said: str
    line: str | None = None

    @property
    def place(self) -> str:
        """How the line is named; empty if none is."""
        if self.line is None:
            return ""
        lines = [n for n, text in enumerate(self.source.splitlines(), 1) if self.line in text]
        assert len(lines) == 1, self.line
        return f" (line {lines[0]})"


def wrong(*replaced: tuple[str, str], said: str, line: str | None = None) -> Wrong:
    """The first design with these texts replaced; each has to be in it once."""
    source = DESIGN
    for old, new in replaced:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return Wrong(source, said, line)


WRONG: dict[str, Wrong] = {
    "no records": wrong(
        (STORE, "        self.orders = {}\n"),
        said="Orders has no `records`: a dict in which the store keeps everything. "
        "Write self.records = {} in its __init__.",
        line="class Orders",
    ),
    "records that are a list": wrong(
        (STORE, "        self.records = []\n"),
        said="`records` of Orders is a list. It has to be a dict.",
        line="class Orders",
    ),
    "an unhashable value": wrong(
        (ADDS, '        self.records["items"] = {item}\n'),
        said="Orders keeps something that is not data. A set cannot be stored. Store texts, "
        "numbers, booleans, None, lists, dicts, and messages (frozen dataclasses).",
        line="def add(self, item)",
    ),
    "a store that is a class": wrong(
        (STORES, '    stores={"orders": Orders},\n'),
        said="Orders is a class. Write Orders().",
        line="class Orders",
    ),
    "a store that is called context": wrong(
        (STORES, '    stores={"context": Orders()},\n'),
        said="A store cannot be called 'context'.",
        line="class Orders",
    ),
    "two stores of one name": wrong(
        (STORES, '    stores={"orders": Orders(), "orders": Orders()},\n'),
        said="stores has 'orders' twice, and Python keeps the second one only.",
        line="stores=",
    ),
    "an operation that is not there": wrong(
        (CALLS, "        self.orders.append(message.item)"),
        said="AttributeError: Orders has no 'append'; it has add, add_once",
        line="self.orders.append",
    ),
    "an async operation": wrong(
        (ADD, "    async def add(self, item):\n"),
        said="Orders.add is async. An operation is one step: write a plain def",
        line="async def add",
    ),
    "a lesson that raises": wrong(
        (DECIDES, '    return items["order"], []\n'),
        said="decide of the lesson raises TypeError: tuple indices must be integers or slices, "
        "not str",
        line='return items["order"], []',
    ),
    "a lesson that returns one thing": wrong(
        (DECIDES, "    return (*items, message.item)\n"),
        said="add_item, which decides for the lesson, returns ('apple',) for message A. It "
        "returns two things: the next state, and a list of the events to publish.",
        line="def add_item",
    ),
    "a lesson that looks for what is not there yet": wrong(
        (STATE_IN, '    return records["orders"]["items"]\n'),
        said="state_in of the lesson raises KeyError: 'items'",
        line='return records["orders"]["items"]',
    ),
    "a lesson that is a function": wrong(
        (LESSON, "    lesson=add_item,\n"),
        said="The lesson of scenario is a function. Write a Lesson(subject, initial, …).",
        line="scenario = Scenario(",
    ),
    "nothing that says what is right": wrong(
        (LESSON, ""),
        said="Nothing says what is right in scenario. Give it a lesson=Lesson(…), or "
        "rules=Rules((Invariant(…),)).",
        line="scenario = Scenario(",
    ),
    "no messages": wrong(
        (MESSAGES, "    messages={},\n"),
        said="scenario has no messages. Write at least one, by its name: "
        'messages={"A": Order("…")}.',
        line="scenario = Scenario(",
    ),
    "messages in a list": wrong(
        (MESSAGES, '    messages=[AddItem("apple")],\n'),
        said="messages of scenario is a list. It has to be a dict: ",
        line="scenario = Scenario(",
    ),
    "an argument that is misspelled": wrong(
        (LESSON, LESSON.replace("lesson=", "leson=")),
        said="Scenario has no leson. Did you mean lesson? It takes handler, stores, messages, ",
        line="scenario = Scenario(",
    ),
    "an argument that is missing": wrong(
        (MESSAGES, ""),
        said="Scenario needs messages. It takes handler, stores, messages, ",
        line="scenario = Scenario(",
    ),
    "a fault that is misspelled": wrong(
        ("import CRASH, DUPLICATE", "import CRUSH, DUPLICATE"),
        said="ImportError: cannot import name 'CRUSH' from 'consistent_messaging.checker'. Did "
        "you mean CRASH?",
        line="import CRUSH",
    ),
    "a concept that is misspelled": wrong(
        ("import Lesson, Scenario", "import Lessen, Scenario"),
        said="ImportError: cannot import name 'Lessen' from 'consistent_messaging.scenario'. Did "
        "you mean Lesson?",
        line="import Lessen",
    ),
    "a concept from another module": wrong(
        ("consistent_messaging.scenario import Lesson", "consistent_messaging import Lesson"),
        said="ImportError: cannot import name 'Lesson' from 'consistent_messaging'. It is in "
        "consistent_messaging.scenario: from consistent_messaging.scenario import Lesson",
        line="import Lesson",
    ),
    "a concept that is not imported": wrong(
        ("import Lesson, Scenario", "import Scenario"),
        said="NameError: name 'Lesson' is not defined. Add the line: from "
        "consistent_messaging.scenario import Lesson",
        line="lesson=Lesson",
    ),
    "a syntax error": wrong(
        (STORE, "        self.records = {\n"),
        said="SyntaxError: '{' was never closed",
        line="self.records = {",
    ),
    "an import of what is not installed": wrong(
        ("from dataclasses", "import cosmos_of_nobody\nfrom dataclasses"),
        said="ModuleNotFoundError: No module named 'cosmos_of_nobody'",
        line="import cosmos_of_nobody",
    ),
    "a scenario with an underscore": wrong(
        (SCENARIO, "_scenario = Scenario(\n"),
        said="my_design.py has no scenario. What begins with an underscore is none: call "
        "_scenario another name.",
    ),
    "a scenario in a function": wrong(
        (SCENARIO, "def shop() -> Scenario:\n  return Scenario(\n"),
        said="my_design.py has no scenario. shop is a function that returns one. Call it: "
        "scenario = shop()",
    ),
    "scenarios in a dict": wrong(
        (SCENARIO, "designs = dict(wrong=Scenario(\n"),
        (LESSON + ")", LESSON + "))"),
        said="my_design.py has no scenario. designs is a dict of scenarios: give each a name of "
        "its own.",
    ),
    "a handler that is an object": wrong(
        (HANDLER, "    handler=Handler(Orders()),\n"),
        said="The handler of scenario is an object. Write the class: Handler, not Handler(…).",
        line="scenario = Scenario(",
    ),
    "a handler without handle": wrong(
        (HANDLE, HANDLE.replace("handle", "on_message")),
        said="Handler has no handle. A handler is a class whose handle(message, context) handles "
        "one message.",
        line="class Handler",
    ),
    "a handler that takes other stores": wrong(
        (STORES, '    stores={"orders": Orders(), "inbox": Orders()},\n'),
        said="Handler takes orders, and the scenario has 2 stores: orders and inbox. It gets all "
        "of them, in their sequence.",
        line="class Handler",
    ),
    "a handler that takes no context": wrong(
        (HANDLE, "    def handle(self, message):\n"),
        said="Handler.handle takes message. It gets message and context: def handle(self, "
        "message, context).",
        line="class Handler",
    ),
    "an async handler": wrong(
        (HANDLE, HANDLE.replace("def", "async def")),
        said="handle (line 39) is async, so none of it ran. Write a plain def, without await and "
        "yield.",
        line="async def handle",
    ),
    "a handler that asks for the time": wrong(
        (CALLS, "        import time; time.time()\n" + CALLS),
        said="Line 40 calls time.time(). It returns something different every time",
        line="time.time()",
    ),
    "a loop without an end": wrong(
        (CALLS, "        while True: pass\n" + CALLS),
        ONE_MESSAGE,
        said="Line 40 never ends: after 1,000,000 turns and calls your handler has not reached "
        "its next step. Add an exit condition.",
        line="while True: pass",
    ),
    "a process that is never at rest": wrong(
        (SCENARIO, RELAY),
        PROCESSES,
        (ADD, BEAT + ADD),
        ONE_MESSAGE,
        said="relay changes something in every round, so there may be no end. Let a round change "
        "nothing where there is nothing to do.",
    ),
    "a scope without an end": wrong(
        (SCENARIO, ANSWERS),
        (HANDLER, "    handler=Handler,\n    endpoints={ItemAdded: Answers},\n"),
        ONE_MESSAGE,
        said="It looks as if a ItemAdded leads to another ItemAdded without an end. One history "
        "has more than 16 of them, each with its own id or content.",
    ),
    "a scope with another message": wrong(
        (SCOPE, SCOPE.replace('"B"', '"C"')),
        said="scope has a message 'C', and the scenario has none. The scenario has A and B.",
        line="scope = ",
    ),
    "a scope with a fault and no comma": wrong(
        (SCOPE, 'scope = Scope(("A", "B"), (CRASH), most_faults=2)\n'),
        said="The faults of scope are one fault. Write a tuple, with a comma: (CRASH,).",
        line="scope = ",
    ),
    "a scope with a fault as a text": wrong(
        (SCOPE, 'scope = Scope(("A", "B"), ("crash",), most_faults=2)\n'),
        said="scope has a fault 'crash', which is none. A fault is a name that you import, such "
        "as: from consistent_messaging.checker import CRASH",
        line="scope = ",
    ),
    "a scope whose faults never strike": wrong(
        (SCOPE, 'scope = Scope(("A", "B"), (CRASH,))\n'),
        said="scope has faults, but most_faults is 0, so none strikes. Write most_faults=1.",
        line="scope = ",
    ),
    "a scope that is a tuple": wrong(
        (SCOPE, 'scope = ("A", "B")\n'),
        said='scope is a tuple. Write a Scope: Scope(("A", "B"), (CRASH,), most_faults=1).',
        line="scope = ",
    ),
}
