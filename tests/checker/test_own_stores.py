"""Stores of one's own: every rule of them has its sentence, and what they do is told row by row."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

import protocols
import pytest
from consistent_messaging import BlobStore, MessagingError, Versioned, reads
from consistent_messaging.checker import CRASH, DUPLICATE, STALE_READ, Scope, check
from consistent_messaging.checks import InconsistentError, assert_holds
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.explain.actions_now import options
from consistent_messaging.explain.timeline import explain
from consistent_messaging.model.own_stores import UnusableStoreError
from consistent_messaging.scenario import Lesson, Scenario
from consistent_messaging.simulation.chaos_monkeys import CHAOS_MONKEYS


@dataclass(frozen=True)
class Mark:
    """A message: leave a mark."""

    name: str


MESSAGES = {"A": Mark("apple"), "B": Mark("bread")}
NUMBERS = count()
LESSON = Lesson("the shelf", None, lambda state, message: (state, []), lambda records: None)


class Refused(MessagingError):
    """The store has said no."""


class TwoTexts(MessagingError):
    """An error that needs more than its text."""

    def __init__(self, text: str, more: str) -> None:
        super().__init__(f"{text} {more}")


class Shelf:
    """A store with a mistake in each of its operations but the first two."""

    notes: ClassVar[list[str]] = []

    def __init__(self) -> None:
        self.records: dict[str, Any] = {"first": {"n": [1]}}
        self.log: list[str] = []

    @reads
    def look(self, key: str) -> Any:
        return self.records.get(key)

    def keep(self, key: str, value: Any) -> None:
        self.records[key] = value

    def refuse(self, key: str) -> None:
        self.records[key] = "half"
        raise Refused(f"{key} is not wanted")

    @reads
    def look_and_count(self, key: str) -> None:
        self.records["looks"] = key

    def note(self, key: str) -> None:
        self.log.append(key)

    def note_for_all(self, key: str) -> None:
        self.notes.append(key)

    def give_a_set(self) -> set[str]:
        return {"a"}

    def keep_a_set(self) -> None:
        self.records["set"] = {"a"}

    def keep_under_a_number(self) -> None:
        self.records[7] = True  # type: ignore[index]  # which is the mistake

    def forget_the_dict(self) -> None:
        self.records = []  # type: ignore[assignment]  # which is the mistake

    def count_up(self) -> int:
        return next(NUMBERS)

    def misspell(self) -> Any:
        return self.records["frist"]

    def refuse_twice(self) -> None:
        raise TwoTexts("no", "and no")


def scenario(store: Any, does: Callable[[Any], Any], consistency: Any = None) -> Scenario:
    """A handler with one store, with which it does this."""

    class Handler:
        def __init__(self, shelf: Any) -> None:
            self.shelf = shelf

        def handle(self, message: Mark, context: Any) -> None:
            does(self.shelf)

    return Scenario(Handler, {"shelf": store}, MESSAGES, LESSON, consistency=consistency or {})


def sentences(store: Any, does: Callable[[Any], Any]) -> list[str]:
    return [s.sentence for s in scenario(store, does).play("A").steps if s.called]


def breach(store: Any, does: Callable[[Any], Any] = lambda shelf: None) -> str:
    with pytest.raises(UnusableStoreError) as caught:
        check(scenario(store, does), Scope(("A",)))
    return str(caught.value)


@pytest.mark.parametrize(
    ("does", "said"),
    [
        (
            lambda s: s.look_and_count("a"),
            "Shelf.look_and_count is marked with @reads, and changes",
        ),
        (
            lambda s: s.note("a"),
            "Shelf.note changes self.log. A store keeps everything in `records`",
        ),
        (lambda s: s.note_for_all("a"), "Shelf.note_for_all changes self.notes. A store keeps"),
        (
            lambda s: s.give_a_set(),
            "Shelf.give_a_set returns something that is not data. A set cannot be",
        ),
        (
            lambda s: s.keep_a_set(),
            "Shelf keeps something that is not data. A set cannot be stored.",
        ),
        (lambda s: s.keep_under_a_number(), "The keys of Shelf.records are texts; 7 is not one."),
        (lambda s: s.forget_the_dict(), "`records` of Shelf has become a list. It has to stay"),
        (lambda s: s.count_up(), "Shelf.count_up returned "),
        (lambda s: s.misspell(), "Shelf.misspell raises KeyError in line "),
        (lambda s: s.refuse_twice(), "Shelf.refuse_twice raises TwoTexts, which cannot be made of"),
    ],
)
def test_an_operation_that_breaks_a_rule_is_named_with_the_rule(
    does: Callable[[Any], Any], said: str
) -> None:
    assert breach(Shelf(), does).startswith(said)


def test_a_breach_says_where_the_operation_is() -> None:
    with pytest.raises(NotReplayable) as caught:
        scenario(Shelf(), lambda s: s.note("a")).play("A")
    assert (caught.value.file, caught.value.line) == (
        __file__,
        Shelf.note.__code__.co_firstlineno,
    )


class Empty:
    """No store: it has no records."""

    def look(self) -> None:
        return None


class Listed(Empty):
    records: ClassVar[Any] = []


class Waits(Empty):
    records: ClassVar[Any] = {}

    async def keep(self) -> None:
        """Is not run by anybody."""


class Yields(Empty):
    records: ClassVar[Any] = {}

    def every(self) -> Any:
        yield from self.records


class Static(Empty):
    records: ClassVar[Any] = {}

    @staticmethod
    def keep() -> None:
        """Knows no records."""


class Silent:
    records: ClassVar[Any] = {}


class Full(Empty):
    records: ClassVar[Any] = {"a": object()}


@pytest.mark.parametrize(
    ("store", "said"),
    [
        (
            Empty(),
            "Empty has no `records`: a dict in which the store keeps everything. Write "
            "self.records = {} in its __init__.",
        ),
        (Listed(), "`records` of Listed is a list. It has to be a dict."),
        (
            Waits(),
            "Waits.keep is async. An operation is one step: write a plain def that returns its "
            "answer.",
        ),
        (
            Yields(),
            "Yields.every has a yield. An operation is one step: write a plain def that returns "
            "its answer.",
        ),
        (Static(), "Static.keep is a staticmethod. An operation is a plain method with self."),
        (Silent(), "Silent has no operation: a public method that a handler can call."),
        (Shelf, "Shelf is a class. Write Shelf()."),
    ],
)
def test_a_class_that_is_no_store_is_refused_before_anything_happens(store: Any, said: str) -> None:
    assert breach(store) == said


def test_a_record_that_is_no_data_is_refused_before_anything_happens() -> None:
    assert breach(Full()).startswith(
        "Full keeps something that is not data. A object cannot be stored."
    )


@pytest.mark.parametrize("name", ["context", "my shelf", "shelf:1"])
def test_a_store_has_a_name_that_a_schedule_can_say(name: str) -> None:
    with pytest.raises(UnusableStoreError, match="A store cannot be called"):
        Scenario(Shelf, {name: Shelf()}, MESSAGES, LESSON).play("A")


def test_what_a_refused_operation_wrote_is_not_kept() -> None:
    history = scenario(Shelf(), lambda s: s.refuse("a")).play("A")
    assert "a" not in history.records["shelf"]
    assert history.steps[1].sentence == (
        "A·1 calls shelf.refuse(a): refused. a is not wanted. A·1 fails; A is queued again."
    )


def test_a_call_is_told_with_what_it_was_given_what_it_wrote_and_what_came_of_it() -> None:
    def does(shelf: Any) -> None:
        shelf.look("first")
        shelf.look(key="second")
        shelf.keep("second", {"n": 2})
        shelf.keep("second", {"n": 2})

    assert sentences(Shelf(), does) == [
        "A·1 calls shelf.look(first): {n: [1]}.",
        "A·1 calls shelf.look(key=second): nothing.",
        "A·1 calls shelf.keep(second, …): writes second: {n: 2}.",
        "A·1 calls shelf.keep(second, {n: 2}).",
    ]


class LikeOurs:
    """A store whose operations are called like those of the library, and do something else."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    def add(self) -> int:
        self.records["count"] = self.records.get("count", 0) + 1
        return int(self.records["count"])

    def send(self, what: str) -> None:
        self.records.pop(what)

    @reads
    def read(self) -> list[str]:
        return sorted(self.records)

    def try_claim(self) -> None:
        """Nothing is given."""

    def append(self, what: str) -> None:
        self.records[what] = True


def test_an_operation_that_is_called_like_one_of_ours_is_told_as_what_it_is() -> None:
    def does(shelf: Any) -> None:
        shelf.add()
        shelf.read()
        shelf.send("count")
        shelf.append("a")
        shelf.try_claim()

    assert sentences(LikeOurs(), does) == [
        "A·1 calls shelf.add(): 1; writes count: 1.",
        "A·1 calls shelf.read(): [count].",
        "A·1 calls shelf.send(count): removes count.",
        "A·1 calls shelf.append(a): writes a: there.",
        "A·1 calls shelf.try_claim().",
    ]


class Louder(BlobStore):
    """One of the library's stores with one operation more."""

    def shout(self, key: str) -> None:
        self.put(key, {"said": str(self.records[key].document["said"]).upper()})


def test_a_store_made_of_one_of_ours_has_our_words_for_what_is_ours() -> None:
    def does(shelf: Any) -> None:
        etag = shelf.put("a", {"said": "yes"})
        shelf.shout("a")
        shelf.put("a", {}, if_match=etag)

    told = sentences(Louder(), does)
    assert told[:2] == [
        "A·1 writes a in the shelf: {said: yes}.",
        "A·1 calls shelf.shout(a): writes a: {said: YES}.",
    ]
    assert told[2].startswith(
        "A·1 writes a in the shelf: refused. The etag of A·1 is from step 2, and A·1 itself wrote"
    )


def test_a_store_is_used_by_its_operations_and_by_nothing_else() -> None:
    for use in (lambda s: s["a"], lambda s: s.__setitem__("a", 1), lambda s: "a" in s):
        with pytest.raises(TypeError, match=r"Shelf cannot be .*; it has count_up, "):
            scenario(Shelf(), use).play("A")


class Ticket(Versioned):
    """A store whose records have versions."""

    def stamp(self, name: str) -> str:
        self.records[name] = {"of": self._new_version()}
        return str(self.records[name]["of"])


def test_versions_that_nobody_knows_any_more_are_given_again() -> None:
    scope = Scope(("A", "B"), (CRASH, DUPLICATE), 2)
    verdict = check(scenario(Ticket(), lambda s: s.stamp("a")), scope)
    assert verdict.verdict == "pass"
    counting = check(scenario(LikeOurs(), lambda s: s.add()), scope)
    assert verdict.states < counting.states


class Lagging:
    """Asked for all of its names, it may not know yet of one, or still of one."""

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}

    @reads
    def names(self) -> list[str]:
        return sorted(self.records)

    @reads
    def has(self, name: str) -> bool:
        return name in self.records

    def keep(self, name: str) -> None:
        self.records[name] = True


def test_a_read_of_several_records_may_be_out_of_date_in_each_of_them() -> None:
    def does(shelf: Any) -> None:
        shelf.keep("a")
        shelf.keep("b")
        shelf.names()

    stale = scenario(Lagging(), does, {"shelf": "stale"})
    found = check(stale, Scope(("A",), (STALE_READ,), 1))
    assert (found.verdict, found.never_struck) == ("pass", ())
    answers = set()
    simulator = stale.simulator(("A",))
    for action in ("+A", ".A", ".A"):
        simulator.take(action)
    (attempt,) = simulator.attempts
    for answer in simulator.model.stale_answers(simulator.state, attempt.code):
        answers.add(str(answer.value))
    assert len(answers) == 3  # neither, only a, only b


def test_a_missed_read_may_miss_again_what_it_asked_for_by_its_key() -> None:
    def does(shelf: Any) -> None:
        if not shelf.has("a"):
            shelf.keep("a")
        shelf.has("a")

    missed = scenario(Lagging(), does, {"shelf": "missed"})
    history = missed.replay("+A .A .A <A =A")
    assert history.steps[3].sentence == (
        "Monkey: A·1 calls shelf.has(a): False. So it was at the start."
    )


@pytest.mark.parametrize(
    ("monkey", "struck"), [("stale read", "has(a)"), ("lost answer", "keep(a)")]
)
def test_monkeys_know_which_operations_read(monkey: str, struck: str) -> None:
    def does(shelf: Any) -> None:
        shelf.has("a")
        shelf.keep("a")
        shelf.has("a")

    history = scenario(Lagging(), does, {"shelf": "stale"}).play("A", monkey=CHAOS_MONKEYS[monkey])
    (step,) = [step for step in history.steps if step.fault]
    assert struck in step.sentence


def test_a_schedule_replays_to_the_same_records_and_each_change_is_shown() -> None:
    def does(shelf: Any) -> None:
        shelf.keep("second", {"n": 2})

    timeline = explain(scenario(Shelf(), does), "+A ?A +A .A =A")
    changes = [(c.key, c.before, c.after) for m in timeline.moments for c in m.changes]
    assert changes == [("second", None, "{n: 2}")]
    assert timeline.history.records["shelf"]["second"] == {"n": 2}


def test_a_store_without_a_read_cannot_be_read_out_of_date() -> None:
    with pytest.raises(UnusableStoreError) as caught:
        scenario(Ticket(), lambda s: s.stamp("a"), {"shelf": "stale"}).play("A")
    assert str(caught.value) == (
        "shelf is said to be 'stale', and no operation of Ticket is marked with @reads. Mark those "
        "that change nothing."
    )


def test_what_comes_next_is_offered_without_what_comes_of_it() -> None:
    simulator = scenario(Shelf(), lambda s: s.keep("second", {"n": 2})).simulator(("A",))
    simulator.take("+A")
    offered = [o.text for o in options(simulator, "!?")]
    assert offered == [
        "A·1 calls shelf.keep(second, …)",
        "Crash A·1 before it calls shelf.keep(second, …)",
        "A·1 calls shelf.keep(second, …), and is told that it failed",
    ]


def test_the_cause_names_the_record_that_was_read_and_written() -> None:
    wrong = protocols.scenario("w1_own_store/wrong_two_batches")
    with pytest.raises(InconsistentError) as caught:
        assert_holds(wrong, Scope(("A",), (CRASH,), 1))
    assert str(caught.value) == (
        "Duplicate: A took effect twice: order-7 holds apple, apple. A·2 reads order-7 (step 7) "
        "after A·1 has written it (step 4), and applies A again (step 9)."
    )
