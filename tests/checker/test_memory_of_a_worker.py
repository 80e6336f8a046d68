"""What an attempt leaves in the handler object is found where a later attempt would go by it."""

from importlib import import_module

import pytest
from consistent_messaging.checker import CRASH, DUPLICATE, Scope, Verdict, check
from consistent_messaging.exercise.error_report import Problem, problem_of
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from shop import shop

SCOPE = Scope(("A", "B"), (CRASH, DUPLICATE), most_faults=1)
HANDLER = """
from collections import defaultdict

from consistent_messaging import ConcurrencyError, StoredEvent, derived_id
from shop import ORDER, ItemAdded


class Cache:
    def __init__(self):
        self.kept = {}


class Handler:
    def __init__(self, event_store):
        self.event_store = event_store
        # MADE

    def handle(self, message, context):
        # FIRST
        stream = self.event_store.read(ORDER)
        # READ
        added = ItemAdded(message.item)
        if context.message_id not in {event.caused_by for event in stream.events}:
            new = [StoredEvent(added, context.message_id)]
            self.event_store.append(ORDER, new, expected_version=stream.version)
        context.publish(added, derived_id(context.message_id, "added"))
        # LAST
"""
AGAIN = "Where a worker uses the object again, the next attempt does something else because of it"


def written(made: str = "", first: str = "", read: str = "", last: str = "") -> str:
    source = HANDLER
    for anchor, lines in {"MADE": made, "FIRST": first, "READ": read, "LAST": last}.items():
        source = source.replace(f"# {anchor}", lines.replace("\n", "\n        "))
    return source


def checked(source: str) -> tuple[Verdict, Problem | None]:
    with temp_import_dir({"handler.py": source}) as folder:
        verdict = check(shop(import_module("handler").Handler), SCOPE)
        error = verdict.error
        return verdict, problem_of(error, folder / "handler.py") if error else None


MEMORIES = {
    "the ids that it has seen": (
        written(
            "self.seen = set()",
            "if context.message_id in self.seen:\n    return",
            last="self.seen.add(context.message_id)  # here",
        ),
        "self.seen",
    ),
    "the ids, in a list that only appears": (
        written(
            first="if context.message_id in getattr(self, 'seen', []):\n    return",
            last="self.seen = [*getattr(self, 'seen', []), context.message_id]  # here",
        ),
        "self.seen",
    ),
    "what it has read, in an object of its own": (
        written(
            "self.cache = Cache()",
            "known = self.cache.kept.get(ORDER)",
            "self.cache.kept[ORDER] = stream  # here",
        ).replace(
            "stream = self.event_store.read(ORDER)",
            "stream = known or self.event_store.read(ORDER)",
        ),
        "self.cache.kept",
    ),
    "how often, and gives up at the third time": (
        written(
            "self.times = 0",
            "self.times += 1  # here\nif self.times > 2:\n    return",
        ),
        "self.times",
    ),
    "the first message, beside what is harmless": (
        written(
            "self.first, self.last = None, None",
            "self.last = message\nself.first = self.first or message  # here\n"
            "if self.first.item != message.item:\n    return",
        ),
        "self.first",
    ),
    "what a failed attempt has begun": (
        written(
            "self.begun = []",
            "self.begun.append(context.message_id)  # here",
            last="if len(self.begun) > 1:\n    context.publish(added, 'again')\nself.begun.pop()",
        ),
        "self.begun",
    ),
}


@pytest.mark.parametrize(("source", "name"), MEMORIES.values(), ids=MEMORIES)
def test_a_memory_that_a_later_attempt_goes_by_is_told_with_its_line(
    source: str, name: str
) -> None:
    verdict, problem = checked(source)
    assert verdict.verdict == "error"
    assert problem is not None
    assert AGAIN in problem.message
    assert f"keeps something in {name}" in problem.message
    assert problem.line == 1 + source[: source.index("# here")].count("\n")


HARMLESS = {
    "nothing": written(),
    "what it sets in __init__": written("self.limits = {'items': 3}", "self.limits['items']"),
    "what it sets before it reads it": written(
        first="self.message, self.context = message, context\nself.found = []",
        read="self.found.append(self.message.item)",
        last="assert self.found == [message.item]",
    ),
    "what nobody reads": written("self.times = 0", "self.times += 1"),
    "a memory of what is always the same": written(
        "self.ids = {}",
        last="self.ids.setdefault(message.item, derived_id(message.item, 'x'))",
    ),
    "helpers that it makes": written(
        "self.helper = Cache()\nself.later = lambda: self.event_store", "self.helper = Cache()"
    ),
}


@pytest.mark.parametrize("source", HARMLESS.values(), ids=HARMLESS)
def test_what_no_later_attempt_goes_by_is_let_alone(source: str) -> None:
    verdict, problem = checked(source)
    assert (verdict.verdict, problem) == ("pass", None)


def test_a_factory_whose_variables_last_as_long_as_the_object_is_no_other() -> None:
    source = (
        HANDLER
        + """

def make(event_store):
    seen = set()

    class Remembering(Handler):
        def handle(self, message, context):
            if context.message_id not in seen:
                super().handle(message, context)
                seen.add(context.message_id)

    return Remembering(event_store)
"""
    )
    with temp_import_dir({"handler.py": source}):
        verdict = check(shop(import_module("handler").make), SCOPE)
    assert verdict.verdict == "error"
    assert AGAIN in str(verdict.error)
