"""Handlers that break a rule on which replay rests: each is told so, with its line, and is over.

Every breach is a file of a learner's, as in the page, with `# here` in the line that is to be
named. After each of them a good handler is checked in the same process.
"""

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

import pytest
from consistent_messaging import BlobStore
from consistent_messaging.checker import CRASH, DUPLICATE, LOST_ANSWER, Scope, Verdict, check
from consistent_messaging.execution import monitor
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.exit_checks import left_the_program
from consistent_messaging.exercise.error_report import Problem, problem_of
from consistent_messaging.exercise.temp_import_dir import temp_import_dir
from shop import shop

SCOPE = Scope(("A", "B"), (CRASH, LOST_ANSWER, DUPLICATE), most_faults=1)
GOOD = """
from consistent_messaging import ConcurrencyError, MessagingError, StoredEvent, derived_id
from shop import ORDER, ItemAdded
# TOP


class Handler:
    def __init__(self, event_store):
        self.event_store = event_store

    def handle(self, message, context):
        # FIRST
        stream = self.event_store.read(ORDER)
        added = ItemAdded(message.item)
        if context.message_id not in {event.caused_by for event in stream.events}:
            new = [StoredEvent(added, context.message_id)]
            self.event_store.append(ORDER, new, expected_version=stream.version)
        context.publish(added, derived_id(context.message_id, "added"))
        # LAST
"""


def written(first: str = "", *, top: str = "", last: str = "") -> str:
    """Return the good handler with more in it: in its module, and at the beginning or end."""
    source = GOOD.replace("# TOP", top)
    for anchor, lines in (("# FIRST", first), ("# LAST", last)):
        source = source.replace(anchor, lines.replace("\n", "\n        "))
    return source


def checked(source: str, scope: Scope = SCOPE) -> tuple[Verdict, Problem | None]:
    """Check a learner's file; the problem is what the page shows of an error."""
    with temp_import_dir({"handler.py": source}) as folder:
        verdict = check(shop(import_module("handler").Handler), scope)
        error = verdict.error
        return verdict, problem_of(error, folder / "handler.py") if error else None


def line_here(source: str) -> int:
    return 1 + source[: source.index("# here")].count("\n")


@pytest.fixture(autouse=True)
def a_good_handler_is_checked_afterwards() -> Iterator[None]:
    yield
    verdict, _ = checked(GOOD)
    assert (verdict.verdict, verdict.states) == ("pass", check(shop(), SCOPE).states)


BREACHES: dict[str, tuple[str, str]] = {
    "an id by chance": (
        written("import uuid\nuuid.uuid4()  # here"),
        "calls uuid.uuid4(). It returns something different every time, and a check runs an "
        "attempt many times. Use derived_id(context.message_id, …) for an id that has to be the "
        "same in every attempt, and context.new_id() for one that has to be new.",
    ),
    "an id by chance, imported by its name": (
        written("str(unique())  # here", top="from uuid import uuid1 as unique"),
        "calls uuid.uuid1(). ",
    ),
    "chance": (written("random.choice([1, 2])  # here", top="import random"), "random.choice(). "),
    "chance, imported by its name": (
        written("random()  # here", top="from random import random"),
        "calls random.random(). ",
    ),
    "a generator of random numbers without a seed": (
        written("random.Random()  # here", top="import random"),
        "calls random.Random(). ",
    ),
    "chance from the operating system": (
        written("os.urandom(4)  # here", top="import os"),
        "calls os.urandom(). ",
    ),
    "a secret": (
        written("secrets.token_hex()  # here", top="import secrets"),
        "calls secrets.token_hex(). ",
    ),
    "chance in a helper of the handler's": (
        written("helper()", top="import random\ndef helper():\n    random.seed()  # here"),
        "calls random.seed(). ",
    ),
    "chance in the fields of a dataclass": (
        written(
            "Entry()",
            top="import uuid\nfrom dataclasses import dataclass, field\n\n\n@dataclass\n"
            "class Entry:\n    id: object = field(default_factory=uuid.uuid4)",
        ).replace("Entry()", "Entry()  # here"),
        "calls uuid.uuid4(). ",
    ),
    "the time": (
        written("time.time()  # here", top="import time"),
        "calls time.time(). It returns something different every time, and a check runs an "
        "attempt many times. Use context.now().",
    ),
    "the time, imported by its name": (
        written("clock()  # here", top="from time import monotonic_ns as clock"),
        "calls time.monotonic_ns(). ",
    ),
    "a date": (
        written("datetime.now()  # here", top="from datetime import datetime"),
        "calls datetime.now(). ",
    ),
    "today": (written("datetime.date.today()  # here", top="import datetime"), "date.today(). "),
    "sleep": (
        written("time.sleep(10)  # here", top="import time"),
        "calls time.sleep(). Waiting does not help: raise an error instead",
    ),
    "chance that an except catches": (
        written("try:\n    uuid.uuid4()  # here\nexcept:\n    pass", top="import uuid"),
        "calls uuid.uuid4(). ",
    ),
    "a thread": (
        written("Thread(target=print).start()  # here", top="from threading import Thread"),
        "calls threading.Thread.start(). A check takes a handler's steps one after the other",
    ),
    "a question to the person at the keyboard": (
        written("input()  # here"),
        "calls input(). Nobody is there to answer.",
    ),
    "a file": (written("open('seen.txt', 'w')  # here"), "calls io.open(). A file is no store"),
    "chance that is called by somebody else, in what is published": (
        written(
            last="context.publish(added, str(next(starmap(uuid.uuid4, [()]))))",
            top="import uuid\nfrom itertools import starmap",
        ),
        "With the same answers your handler published ",
    ),
    "chance that is called by somebody else, in a step": (
        written(
            "self.event_store.read(str(next(starmap(uuid.uuid4, [()]))))  # here",
            top="import uuid\nfrom itertools import starmap",
        ),
        "With the same answers your handler called event_store.read('",
    ),
    "a global": (
        written("seen.append(context.message_id)  # here", top="seen = []"),
        "changes seen, and the next attempt still sees that. A crash loses it, and no other "
        "consumer has it: a handler must not count on it, not even to save time.",
    ),
    "a global that is bound anew": (
        written("global count\ncount += 1  # here", top="count = 0"),
        "changes count, and ",
    ),
    "a global that comes into being": (
        written("global found\nfound = 1  # here"),
        "changes found, and ",
    ),
    "a document in a global": (
        written("kept['orders'].add(message.item)  # here", top="kept = {'orders': set()}"),
        "changes kept['orders'], and ",
    ),
    "a global under another name": (
        written("mine = seen\nmine.add(1)  # here", top="seen = set()"),
        "changes seen, and ",
    ),
    "an object in a global": (
        written(
            "memory.last = message.item  # here",
            top="class Memory:\n    last = None\n\n\nmemory = Memory()",
        ),
        "changes memory.last, and ",
    ),
    "a store of one's own": (
        written(
            "own.add(context.message_id)  # here",
            top="from consistent_messaging import Inbox\n\nown = Inbox()",
        ),
        "changes own.records, and ",
    ),
    "a list of the class, meant for each object": (
        written("self.seen.append(message)  # here").replace(
            "    def __init__", "    seen = []\n\n    def __init__", 1
        ),
        "All objects of Handler share Handler.seen: to give each its own, write self.seen = … in "
        "__init__. Keep in a store what has to last.",
    ),
    "an attribute of the class": (
        written("Handler.last = context.message_id  # here"),
        "changes Handler.last, and ",
    ),
    "an attribute of a function": (
        written("Handler.handle.last = message  # here"),
        "changes handle.last, and ",
    ),
    "a default value": (
        written("remember(message.item)", top="def remember(item, seen=[]):\n    seen.append(item)")
        .replace("seen.append(item)", "seen.append(item)  # here")
        .replace("def", "\n\ndef", 1),
        "changes seen, and ",
    ),
    "a variable around a function": (
        written(
            "count()",
            top="def counter():\n    number = 0\n\n    def count():\n        nonlocal number\n"
            "        number += 1  # here\n        return number\n\n    return count\n\n\n"
            "count = counter()",
        ),
        "changes number, and ",
    ),
    "a cache": (
        written(
            "price(message.item)  # here",
            top="from functools import cache\n\n\n@cache\ndef price(item):\n    return len(item)",
        ),
        "changes price.cache_info(), and ",
    ),
    "a counter for ids": (
        written("next(ids)  # here", top="import itertools\n\nids = itertools.count()"),
        "changes ids, and ",
    ),
    "a bare except": (
        written(
            "try:\n    self.event_store.read(ORDER)\nexcept:  # here\n    pass\n"
            "self.event_store.read(ORDER)"
        ),
        "Your handler went on although it was stopped at event_store.read: “except:” in line "
        "14 does that. Catch MessagingError instead.",
    ),
    "an except of everything, around the last call": (
        written(
            "try:\n    return self.event_store.read(ORDER)\n"
            "except BaseException:  # here\n    return None"
        ),
        "“except BaseException:” in line 14 does that.",
    ),
    "an except in a loop": (
        written(
            "while True:\n    try:\n        self.event_store.read(ORDER)\n        break\n"
            "    except:  # here\n        continue"
        ),
        "“except:” in line 16 does that.",
    ),
    "a finally that returns": (
        written("try:\n    self.event_store.read(ORDER)\nfinally:\n    return None  # here"),
        "“return in finally” in line 15 does that.",
    ),
    "a loop without steps": (
        written("while True:  # here\n    for part in (1, 2):\n        pass"),
        "never ends: after 1,000 turns and calls your handler has not reached its next step. Add "
        "an exit condition.",
    ),
    "a loop that nothing gets out of": (
        written("while True:  # here\n    try:\n        len('')\n    except:\n        pass"),
        "never ends",
    ),
    "a loop in a generator": (
        written("any(n < 0 for n in itertools.count())  # here", top="import itertools"),
        "never ends",
    ),
    "an endless retry": (
        written(
            "while True:\n    try:\n"
            "        self.event_store.append(ORDER, [], expected_version=99)  # here\n"
            "    except ConcurrencyError:\n        pass"
        ),
        "calls event_store.append once more, after 100 calls in one attempt.",
    ),
    "recursion": (written("self.handle(message, context)  # here"), "RecursionError: "),
    "leaving the program": (
        written("sys.exit()  # here", top="import sys"),
        "raises SystemExit, which ends a program and not an attempt.",
    ),
    "leaving the program by its builtin": (written("raise SystemExit  # here"), "raises SystemEx"),
    "pretending to be Ctrl-C": (
        written("raise KeyboardInterrupt  # here"),
        "raises KeyboardInterrupt, which ends a program",
    ),
    "an exception for the whole program": (
        written("raise Fatal  # here", top="class Fatal(BaseException):\n    pass"),
        "raises Fatal, which ends a program",
    ),
    "a coroutine": (
        GOOD.replace("def handle", "async def handle").replace("context):", "context):  # here"),
        "is async, so none of it ran. Write a plain def, without await and yield.",
    ),
    "a generator": (
        written(last="yield").replace("context):", "context):  # here"),
        "has a yield, so none of it ran.",
    ),
    "an object in a document": (
        written("self.event_store.append(ORDER, [{ORDER}], expected_version=0)  # here"),
        "TypeError: A set cannot be stored. Store texts, numbers,",
    ),
    "an object in the place of a key": (
        written("self.event_store.read({ORDER})  # here"),
        "TypeError: EventStore.read takes a text as stream, not set",
    ),
    "an object that is published": (
        written("context.publish(object(), 'A')  # here"),
        "TypeError: A object cannot be stored.",
    ),
    "a division by zero": (written("1 / 0  # here"), "ZeroDivisionError: division by zero"),
    "a name that is not there": (written("nonsense()  # here"), "NameError: name 'nonsense'"),
    "an assertion": (written("assert message is None  # here"), "AssertionError"),
}


@pytest.mark.filterwarnings("ignore:'return' in a 'finally' block:SyntaxWarning")
@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_told_with_its_line(breach: str, monkeypatch: pytest.MonkeyPatch) -> None:
    source, message = BREACHES[breach]
    monkeypatch.setattr(monitor, "MOST_TURNS", 1000)
    verdict, problem = checked(source)
    assert verdict.verdict == "error"
    assert problem is not None
    assert message in problem.message
    if "# here" in source:
        assert problem.line == line_here(source)


@pytest.mark.parametrize("line", ["raise Refused  # on purpose", "raise RuntimeError('not now')"])
def test_an_exception_that_is_meant_delivers_the_message_again(line: str) -> None:
    verdict, _ = checked(written(line, top="class Refused(Exception):\n    pass"))
    assert (verdict.verdict, verdict.anomaly) == ("fail", "stuck")


ALLOWED = {
    "a seed": written("random.Random(message.item).choice([1, 2])", top="import random"),
    "a name that is derived": written(
        "uuid.uuid5(uuid.NAMESPACE_URL, message.item)", top="import uuid"
    ),
    "a date that is worked out": written(
        "datetime.fromtimestamp(0, UTC)", top="from datetime import UTC, datetime"
    ),
    "a constant": written("LIMITS['items'][0]", top="LIMITS = {'items': [3]}"),
    "a long loop": written("for n in range(10_000):\n    pass"),
    "an except that lets the stop through": written(
        "try:\n    self.event_store.read(ORDER)\nexcept MessagingError:\n    raise"
    ),
    "a finally that calls a store": written(
        "try:\n    self.event_store.read(ORDER)\nfinally:\n    self.event_store.read('order-8')"
    ),
    "a retry that loads again": written(
        "while True:\n    try:\n        version = self.event_store.read('order-8').version\n"
        "        self.event_store.append('order-8', [], expected_version=version)\n"
        "        break\n    except ConcurrencyError:\n        continue"
    ),
    "a memory that ends with the attempt": written("self.seen = {1}\nself.seen.add(2)"),
    "a change to what was read": written(
        last="document = self.event_store.read(ORDER)\n"
        "object.__setattr__(document, 'events', ())\n"
        "assert self.event_store.read(ORDER).events"
    ),
    "a change to what was published": written(
        "mine = {'n': [1]}\ncontext.publish(mine, 'x')\nmine['n'].append(2)\n"
        "assert context.outgoing[0].body == {'n': [1]}\ncontext._outgoing.clear()"
    ),
}


@pytest.mark.parametrize("habit", ALLOWED)
def test_what_is_no_breach_is_let_alone(habit: str) -> None:
    verdict, problem = checked(ALLOWED[habit], Scope(("A", "B"), (CRASH,), most_faults=1))
    assert (verdict.verdict, problem) == ("pass", None)


def test_a_run_is_held_to_the_same_rules() -> None:
    with temp_import_dir({"handler.py": written("import uuid\nuuid.uuid4()")}):
        handler = import_module("handler").Handler
        with pytest.raises(NotReplayable, match=r"Line 13 calls uuid\.uuid4\(\)"):
            shop(handler).play("A")


def test_nothing_is_refused_outside_of_a_run() -> None:
    source = written("now()", top="import time\n\n\ndef now():\n    return time.time()")
    with temp_import_dir({"handler.py": source}):
        module = import_module("handler")
        assert check(shop(module.Handler), SCOPE).verdict == "error"
        assert module.now() > 0


def test_what_was_kept_is_put_back() -> None:
    source = written(
        "seen.append(1)\nkept['a'] = {2}\nHandler.last = 3\nglobal found\nfound = 4",
        top="seen = []\nkept = {'a': {1}}",
    )
    with temp_import_dir({"handler.py": source}):
        module = import_module("handler")
        first = check(shop(module.Handler), SCOPE)
        second = check(shop(module.Handler), SCOPE)
        assert str(first.error) == str(second.error)
        assert (module.seen, module.kept) == ([], {"a": {1}})
        assert not hasattr(module, "found")
        assert not hasattr(module.Handler, "last")


def test_an_endless_loop_ends_soon_though_nobody_set_the_budget_low() -> None:
    verdict, problem = checked(written("while True:  # here\n    pass"))
    assert problem is not None
    assert "after 1,000,000 turns and calls" in problem.message
    assert verdict.seconds < 30


def test_huge_output_is_counted_and_not_kept(capsys: pytest.CaptureFixture[str]) -> None:
    noisy = "import sys\nprint('x' * 1_000_000)\nprint('x' * 1_000_000, file=sys.stderr)"
    verdict, _ = checked(written(noisy))
    assert verdict.verdict == "pass"
    assert capsys.readouterr() == ("", "")


def test_a_huge_document_is_refused_by_its_store_and_not_by_the_checker() -> None:
    source = written().replace("event_store):", "blobs):").replace("= event_store", "= blobs")
    source = source.replace("# FIRST", "")
    start = source.index("stream = ")
    source = f"{source[:start]}self.event_store.put(ORDER, {{'x': 'x' * 1_000_000}})\n"
    with temp_import_dir({"handler.py": source}):
        handler = import_module("handler").Handler
        stores = {"blobs": BlobStore(limit_bytes=1000)}
        scenario = replace(shop(handler), stores=stores)
        lesson = replace(scenario.lesson, state_in=lambda records: tuple(records["blobs"]))
        verdict = check(replace(scenario, lesson=lesson), SCOPE)
    assert (verdict.verdict, verdict.anomaly) == ("fail", "stuck")


def test_ctrl_c_while_a_handler_runs_is_meant_for_the_program() -> None:
    with pytest.raises(KeyboardInterrupt):
        left_the_program(KeyboardInterrupt(), files=set())
