"""What a handler should come to, as a pure function: the measure of every check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Lesson:
    """What a handler should come to, said without any messaging.

    `initial` is the state before the first message. `decide(state, message)` returns the next
    state and the events to publish; it is pure. `state_in(records)` reads the state out of what
    the stores keep (by the store's name, then by key). States are compared with `==` and shown
    with `str`; `subject` is what they are called in a sentence, such as `order-7`.
    """

    subject: str
    initial: Any
    decide: Callable[[Any, Any], tuple[Any, list[Any]]]
    state_in: Callable[[Mapping[str, Mapping[str, Any]]], Any]
