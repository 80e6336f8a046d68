"""What a handler should result in: the measure of every check.

A lesson says it as a pure function of the messages. Rules say what else has to be true, besides a
lesson or in its place.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from consistent_messaging.api.context import OutgoingMessage

Anomaly = Literal["ghost", "lost", "duplicate", "contradictory", "out of sequence", "leak", "stuck"]
"""The words for what can be wrong."""

Records = Mapping[str, Mapping[str, Any]]
"""What the stores keep, by the store's name and by key."""


@dataclass(frozen=True)
class Lesson:
    """What a handler should result in, said without any messaging.

    `initial` is the state before the first message. `decide(state, message)` returns the next
    state and the events to publish; it is pure. `state_in(records)` reads the state out of what
    the stores keep, by the store's name, then by key; a row of a table is its dict. States
    are compared with `==` and shown with `str`; `subject` is what they are called in a sentence,
    such as `order-7`.

    A learner may store the state in a form that `state_in` does not read. `why_unreadable(records)`
    then says where it is looked for and what is there instead; else it returns an empty text. It is
    asked after a message that has changed the state, when nothing is left to happen.

    A state that `settles` may be half done for a while, where it is written in several steps. It
    is judged when nothing is left to happen. What was published is judged at every moment.
    """

    subject: str
    initial: Any
    decide: Callable[[Any, Any], tuple[Any, list[Any]]]
    state_in: Callable[[Records], Any]
    why_unreadable: Callable[[Records], str] = lambda records: ""
    settles: bool = False


NO_LESSON = Lesson("", None, lambda state, message: (state, []), lambda records: None)
"""What a scenario has in which nobody says what the messages lead to."""


@dataclass(frozen=True)
class Invariant:
    """Something that has to be true of what is stored and of what was heard downstream.

    `name` says it in a sentence: `an order is paid once at most`. `holds(records, heard)` is pure,
    and returns True or False; instead of False, it can return a text that says what is wrong.
    `records` is what the stores keep, by the store's name and by key, as plain data: a document or
    a row is its dict. `heard` are the messages that have reached those who listen, sorted by their
    ids. It has to be true `always`, or only `at rest`, when nothing is left to happen. If it is
    not, that is called an `anomaly`, by one of the course's words.
    """

    name: str
    holds: Callable[[dict[str, dict[str, Any]], tuple[OutgoingMessage, ...]], bool | str]
    when: Literal["always", "at rest"] = "always"
    anomaly: Anomaly = "contradictory"


@dataclass(frozen=True)
class Rules:
    """What is judged besides the lesson, or in its place.

    `sequence_by(event)` returns a key, or None. The events with the same key have to be heard in
    the sequence in which the lesson leads to them. `most_sends` is how often one content may be
    sent, exact copies included. `effects` are the stores of services outside, by name. Each of
    their records is an event that has happened there, and is judged as if it had been published.

    A message of one of the types in `requests` has a caller who waits. What `handle` returns for
    it is the answer: an event, or a text. It goes to the caller with the ack, and is judged as if
    it had been published under the id `answer to A`. So two answers to one request must not differ.
    """

    invariants: tuple[Invariant, ...] = ()
    sequence_by: Callable[[Any], str | None] | None = None
    most_sends: int | None = None
    effects: tuple[str, ...] = ()
    requests: tuple[type, ...] = ()

    @property
    def is_about_something(self) -> bool:
        """True if the rules alone can find anything wrong."""
        return bool(self.invariants or self.requests) or self.most_sends is not None


NO_RULES = Rules()
