"""What a handler should result in, as a pure function: the measure of every check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Lesson:
    """What a handler should result in, said without any messaging.

    `initial` is the state before the first message. `decide(state, message)` returns the next
    state and the events to publish; it is pure. `state_in(records)` reads the state out of what
    the stores keep (by the store's name, then by key). States are compared with `==` and shown
    with `str`; `subject` is what they are called in a sentence, such as `order-7`.

    A learner may store the state in a form that `state_in` does not read. `why_unreadable(records)`
    then says where it is looked for and what is there instead; else it returns an empty text. It is
    asked after a message that has changed the state, when nothing is left to happen.
    """

    subject: str
    initial: Any
    decide: Callable[[Any, Any], tuple[Any, list[Any]]]
    state_in: Callable[[Mapping[str, Mapping[str, Any]]], Any]
    why_unreadable: Callable[[Mapping[str, Mapping[str, Any]]], str] = lambda records: ""
