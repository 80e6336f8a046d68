"""The fake course's messages: one command, one event."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Greet:
    """A command: greet this person."""

    name: str


@dataclass(frozen=True)
class Greeted:
    """An event: this person was greeted."""

    name: str
