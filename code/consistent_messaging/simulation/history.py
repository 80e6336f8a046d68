"""A history: what happened in the world, as sentences, and where it all came to rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.model.answers import is_answer
from consistent_messaging.simulation.given_names import GivenNames
from consistent_messaging.text.format import counted, recorded, short


@dataclass(frozen=True)
class Step:
    """One step: the action that was taken, and its sentence.

    `attempt` is whose step it was, such as `A·1`, and `line` the learner's line in which it
    stood. `called` is True for a call on a store, `read` if it only asks, `wrote` if it changed
    something; `records` are those that it is about, each as a store and a key, and `heading` is
    the call without what came of it. `refusal` is what the store said if it refused, or the
    handler if it failed of itself. `fault` is True for what a monkey did.
    """

    number: int
    action: str
    sentence: str
    attempt: str | None = None
    line: int | None = None
    called: bool = False
    read: bool = False
    wrote: bool = False
    records: tuple[tuple[str, str], ...] = ()
    heading: str = ""
    refusal: str = ""
    fault: bool = False

    def shares_a_record(self, other: "Step") -> bool:
        """True if both steps are about the same record."""
        return not set(self.records).isdisjoint(other.records)

    def __str__(self) -> str:
        return f"{self.number:3}  {self.sentence}"


@dataclass(frozen=True)
class Sent:
    """A message that left the endpoint, or an answer; and the attempt that sent it: `A·1`."""

    message: OutgoingMessage
    attempt: str

    @property
    def is_answer(self) -> bool:
        """True for the answer to a request, which went to the caller."""
        return is_answer(self.message.message_id)


@dataclass(frozen=True)
class History:
    """The steps of one run, and what was true after the last of them.

    `records` holds what each store keeps, by the store's name and by key; `heard` is what those
    who listen have got. `waiting` names the messages that were not acked when the run ended, or
    not received; `restless` the processes that had something left to do. At rest there are none.
    `dead_letters` names what was delivered as often as the broker does; where these may stay, they
    are not among those that wait. `names` knows how fresh ids and etags are called in it.
    """

    steps: tuple[Step, ...]
    played: tuple[str, ...]
    sent: tuple[Sent, ...]
    heard: frozenset[OutgoingMessage]
    records: Mapping[str, Mapping[str, Any]]
    waiting: tuple[str, ...]
    restless: tuple[str, ...] = ()
    dead_letters: tuple[str, ...] = ()
    names: GivenNames = field(default_factory=GivenNames, repr=False, compare=False)

    @property
    def at_rest(self) -> bool:
        """True if nothing was left to do when the run ended."""
        return not self.waiting and not self.restless

    @property
    def schedule(self) -> str:
        """The actions, as a string that replays this history."""
        return " ".join(step.action for step in self.steps)

    @property
    def faults(self) -> int:
        """How often a monkey struck."""
        return sum(step.fault for step in self.steps)

    @property
    def marks(self) -> str:
        """The marks of the faults that struck, each once."""
        return "".join(sorted({step.action[0] for step in self.steps if step.fault}))

    def __str__(self) -> str:
        return "\n".join([*map(str, self.steps), "", *self.outcome()])

    def outcome(self) -> list[str]:
        """Say in a few lines how the run ended."""
        ends = [f"{', '.join(self.waiting)} not acked"] if self.waiting else []
        ends += [f"dead letters: {', '.join(self.dead_letters)}"] if self.dead_letters else []
        ends += [f"{', '.join(self.restless)} not at rest"] if self.restless else []
        lines = [f"{counted(len(self.steps), 'step')}, {'; '.join(ends) or 'then at rest'}"]
        for sent in self.sent:
            word, what = "answered" if sent.is_answer else "sent", short(sent.message.body)
            lines.append(f"{word}  {what}  id {sent.message.message_id}")
        if not self.sent:
            lines.append("sent  nothing")
        for name, records in self.records.items():
            lines += [f"{name} {key}: {recorded(record)}" for key, record in records.items()]
        return lines
