"""What is asked for: the schedule of a history, and the world in which it is played."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self, get_args

from consistent_messaging.checker.check import Scope
from consistent_messaging.checker.leaks import Policy
from consistent_messaging.explain import trace
from consistent_messaging.model.actions import ALL_FAULTS
from consistent_messaging.simulation.history import History
from consistent_messaging.simulation.simulator import ImpossibleActionError

MARKS = frozenset(fault.mark for fault in ALL_FAULTS)
MOST_CONSUMERS = 4
MOST_ACTIONS = 400


class UnreadableRequestError(ImpossibleActionError):
    """A request that asks for something that there is not, or that is about another world."""


@dataclass(frozen=True)
class ReplayRequest:
    """A history to play: its actions, which messages there are, and which faults may strike.

    Without `messages` there are those that the schedule delivers. `marks` are those of the faults
    that somebody who goes on from here may use, `most_faults` at most. `scenario` is the name of
    the one that is played, in a design.
    """

    schedule: str
    messages: tuple[str, ...] = ()
    consumers: int = 2
    leftovers: Policy = "any"
    marks: str = ""
    most_faults: int = 0
    scenario: str = ""

    @classmethod
    def of(cls, history: History, scope: Scope | None = None) -> Self:
        """Return the request for a history that was played, or found in a search of this scope."""
        if scope is None:
            faults = history.faults
            return cls(history.schedule, history.played, marks=history.marks, most_faults=faults)
        marks = "".join(fault.mark for fault in scope.faults)
        most = scope.most_faults if scope.faults else 0
        names = tuple(dict.fromkeys(scope.messages))
        return cls(history.schedule, names, scope.consumers, scope.leftovers, marks, most)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """Return the request that a page sends; raise `UnreadableRequestError` if it is none."""
        try:
            request = cls(**{**given, "messages": tuple(given.get("messages", ()))})
        except TypeError as error:
            raise UnreadableRequestError(str(error)) from None
        texts = (request.schedule, request.marks, request.scenario, *request.messages)
        numbers = (request.consumers, request.most_faults)
        if (
            not all(isinstance(text, str) for text in texts)
            or not all(isinstance(number, int) and number >= 0 for number in numbers)
            or not 1 <= request.consumers <= MOST_CONSUMERS
            or not set(request.marks) <= MARKS
            or request.leftovers not in get_args(Policy)
            or len(request.actions) > MOST_ACTIONS
        ):
            raise UnreadableRequestError(f"This is not a history: {given!r:.200}")
        return request

    @property
    def actions(self) -> list[str]:
        """The actions, one by one."""
        return self.schedule.split()

    def with_actions(self, actions: list[str]) -> Self:
        """Return the same world with another schedule."""
        return replace(self, schedule=" ".join(actions))

    def as_json(self) -> trace.Script:
        """Return the request as `read` takes it."""
        return trace.Script(
            schedule=self.schedule,
            messages=list(self.messages),
            consumers=self.consumers,
            leftovers=self.leftovers,
            marks=self.marks,
            most_faults=self.most_faults,
            scenario=self.scenario,
        )
