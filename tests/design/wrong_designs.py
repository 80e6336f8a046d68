"""Designs with something wrong in each: one line of the first design, replaced by another."""

from consistent_messaging.authoring.design_scaffold import DESIGN

STORE = "        self.records = {}\n"
ADDS = '        self.records["items"] = (*self.records.get("items", ()), item)\n'
CALLS = "        self.orders.add(message.item)"
PUBLISHES = '        context.publish(ItemAdded(message.item), f"{context.message_id}/added")\n'
DECIDES = "    return (*items, message.item), [ItemAdded(message.item)]\n"
STORES = '    stores={"orders": Orders()},\n'
MESSAGES = '    messages={"A": AddItem("apple"), "B": AddItem("bread")},\n'
LESSON = '    lesson=Lesson("the order", initial=(), decide=add_item, state_in=items_in),\n'
SCOPE = 'scope = Scope(("A", "B"), (CRASH, LOST_ACK, DUPLICATE), most_faults=2)\n'


def changed(*replaced: tuple[str, str]) -> str:
    """The first design with these texts replaced; each has to be in it once."""
    source = DESIGN
    for old, new in replaced:
        assert source.count(old) == 1, old
        source = source.replace(old, new)
    return source


WRONG: dict[str, str] = {
    "no records": changed((STORE, "        self.orders = {}\n")),
    "records that are a list": changed((STORE, "        self.records = []\n")),
    "an unhashable value": changed((ADDS, '        self.records["items"] = {item}\n')),
    "a changeable class": changed(
        (ADDS, '        self.records["items"] = Item()\n'),
        ("class Orders", "class Item:\n    pass\n\n\nclass Orders"),
    ),
    "a lesson that raises": changed((DECIDES, '    return items["order"], []\n')),
    "a lesson that returns no pair": changed((DECIDES, "    return items\n")),
    "a state_in that raises": changed(('.get("items", ())', '["items"]'))
    if False
    else changed(
        (
            '    return records["orders"].get("items", ())\n',
            '    return records["orders"]["items"]\n',
        )
    ),
    "no messages": changed((MESSAGES, "    messages={},\n")),
    "messages in a list": changed((MESSAGES, '    messages=[AddItem("apple")],\n')),
    "an endless handler": changed((CALLS, "        while True:\n            pass\n" + CALLS)),
    "a misspelt word": changed(("    lesson=Lesson", "    leson=Lesson")),
    "a misspelt import": changed(("import CRASH, DUPLICATE", "import CRUSH, DUPLICATE")),
    "a misspelt concept": changed(("import Lesson, Scenario", "import Lessen, Scenario")),
    "a missing word": changed((MESSAGES, "")),
    "two stores of one name": changed(
        (STORES, '    stores={"orders": Orders(), "orders": Orders()},\n')
    ),
    "a syntax error": changed((STORE, "        self.records = {\n")),
    "an import error": changed(("from dataclasses", "import boto3\nfrom dataclasses")),
    "no scenario": changed(("scenario = Scenario(", "_scenario = Scenario(")),
    "a scenario in a function": changed(
        ("scenario = Scenario(", "def make() -> Scenario:\n  return Scenario(")
    ),
    "a store that is a class": changed((STORES, '    stores={"orders": Orders},\n')),
    "a handler that is an object": changed(
        ("    handler=Handler,", "    handler=Handler(Orders()),")
    ),
    "a handler that takes other stores": changed(
        (STORES, '    stores={"orders": Orders(), "more": Orders()},\n')
    ),
    "a handler without handle": changed(("    def handle(", "    def handel(")),
    "nothing that is right": changed((LESSON, "")),
    "a lesson that is a function": changed((LESSON, "    lesson=add_item,\n")),
    "a scope of other messages": changed((SCOPE, SCOPE.replace('"B"', '"C"'))),
    "a fault without a comma": changed(
        (SCOPE, 'scope = Scope(("A", "B"), (CRASH), most_faults=2)\n')
    ),
    "a fault as a text": changed((SCOPE, 'scope = Scope(("A", "B"), ("crash",), most_faults=2)\n')),
    "faults that never strike": changed((SCOPE, 'scope = Scope(("A", "B"), (CRASH,))\n')),
    "a scope that is a tuple": changed((SCOPE, 'scope = ("A", "B")\n')),
    "a store called context": changed((STORES, '    stores={"context": Orders()},\n')),
    "a handler with another signature": changed(
        ("    def handle(self, message, context):", "    def handle(self, message):")
    ),
    "an operation that is not there": changed((CALLS, "        self.orders.append(message.item)")),
    "an async handler": changed(("    def handle(", "    async def handle(")),
    "a handler that asks for the time": changed(
        (CALLS, "        import time; time.time()\n" + CALLS)
    ),
}
PROCESS = """class Relay:
    def __init__(self, orders):
        self.orders = orders

    def run(self, context):
        {}


scenario = Scenario("""
PROCESSES = ("    handler=Handler,", '    handler=Handler,\n    processes={"relay": Relay},')
BEAT = """    def beat(self):
        self.records["beats"] = self.records.get("beats", 0) + 1

    def add(self"""
ENDPOINT = """class Answers:
    def __init__(self, orders):
        pass

    def handle(self, message, context):
        context.publish(ItemAdded(message.item + "!"), context.message_id + "!")


scenario = Scenario("""
WRONG |= {
    "an endless process": changed(
        ("scenario = Scenario(", PROCESS.format("self.orders.beat()")),
        PROCESSES,
        ("    def add(self", BEAT),
    ),
    "a process that loops": changed(
        ("scenario = Scenario(", PROCESS.format("while True: pass")), PROCESSES
    ),
    "a scope without an end": changed(
        ("scenario = Scenario(", ENDPOINT),
        ("    handler=Handler,", "    handler=Handler,\n    endpoints={ItemAdded: Answers},"),
    ),
}
