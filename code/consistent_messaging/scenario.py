"""A scenario: a handler, its stores, and a few messages, played through in one order.

Every way to play returns the history of one run, or of several. A run ends when nothing is left
to do, or when a message has been delivered `MAX_DELIVERIES` times and was never acked.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from consistent_messaging.chaos import ChaosMonkey
from consistent_messaging.history import History, Step
from consistent_messaging.replay import Failed, Handler, Returned
from consistent_messaging.world import Attempt, World, replay

MAX_DELIVERIES = 5


class NeverStruckError(AssertionError):
    """A run under a chaos monkey in which the monkey's moment never came."""

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


@dataclass(frozen=True)
class Lesson:
    """What a handler should come to, said without any messaging.

    `initial` is the state before the first message. `decide(state, message)` returns the next
    state and the events to publish; it is pure. `state_in(records)` reads the state out of what
    the stores keep. States are compared with `==` and shown with `str`; `subject` is what they
    are called in a sentence, such as `order-7`.
    """

    subject: str
    initial: Any
    decide: Callable[[Any, Any], tuple[Any, list[object]]]
    state_in: Callable[[Mapping[str, Mapping[str, Any]]], Any]


@dataclass(frozen=True)
class Scenario:
    """A handler class, empty stores in the order in which it takes them, and messages by name.

    `run` names the messages that Run plays, in order; a name that comes again is a second copy.
    """

    handler: Callable[..., Handler]
    stores: Mapping[str, Any]
    messages: Mapping[str, object]
    lesson: Lesson
    run: tuple[str, ...]

    def play(
        self,
        *names: str,
        monkey: ChaosMonkey | None = None,
        on_step: Callable[[Step], None] = lambda step: None,
    ) -> History:
        """Handle the messages one after the other; a monkey strikes once, as early as it can.

        Raises `NeverStruckError` if its moment never came: such a run would prove nothing.
        """
        player = _Player(self._world(names, on_step), monkey)
        history = player.in_order(names)
        if player.monkey is not None:
            raise NeverStruckError(f"The monkey {player.monkey.name!r} never struck.", history)
        return history

    def play_overtaken(self, first: str, second: str) -> Iterator[History]:
        """Let the first attempt pause after each of its steps in turn, and the second overtake it.

        Yields one history for each step after which the first attempt paused.
        """
        for steps_taken in range(1, 100):
            player = _Player(self._world((first, second)))
            if not player.overtaken(first, second, steps_taken):
                return
            yield player.world.history()

    def replay(self, schedule: str) -> History:
        """Take the schedule's actions; raise `ImpossibleActionError` where one is not possible."""
        names = [name for name in self.messages if f"+{name}" in schedule.split()]
        return replay(self._world(tuple(names)), schedule)

    def _world(
        self, names: tuple[str, ...], on_step: Callable[[Step], None] = lambda step: None
    ) -> World:
        messages = {name: self.messages[name] for name in dict.fromkeys(names)}
        return World(self.handler, self.stores, messages, on_step=on_step)


class _Player:
    """Chooses the next action: the one place where a single run makes its choices."""

    def __init__(self, world: World, monkey: ChaosMonkey | None = None) -> None:
        self.world = world
        self.monkey = monkey

    def in_order(self, names: tuple[str, ...]) -> History:
        for index, name in enumerate(names):
            self._finish(self._start(name, copy=name in names[:index]))
        self._come_to_rest()
        return self.world.history()

    def overtaken(self, first: str, second: str, steps_taken: int) -> bool:
        """Return False if the first attempt ends before it has taken so many steps."""
        slow = self._start(first)
        for _ in range(steps_taken):
            if not self._go_on(slow):
                return False
        self._finish(self._start(second, copy=second == first))
        self._finish(slow)
        self._come_to_rest()
        return True

    def _start(self, name: str, *, copy: bool = False) -> Attempt:
        if copy:
            self.world.take(f"2{name}")
        self.world.take(f"+{name}")
        return self.world.attempts[-1]

    def _go_on(self, attempt: Attempt) -> bool:
        """Take the attempt's next step; return False once it has ended or is delayed."""
        action = self._strike(attempt) or _next_action(attempt)
        self.world.take(self.world.named(action, attempt))
        return attempt in self.world.attempts and not attempt.delayed

    def _finish(self, attempt: Attempt) -> None:
        while self._go_on(attempt):
            pass

    def _come_to_rest(self) -> None:
        for attempt in [a for a in self.world.attempts if a.delayed]:
            self.world.take(self.world.named("!", attempt))
        while self.world.queue and self.world.deliveries[self.world.queue[0]] < MAX_DELIVERIES:
            self._finish(self._start(self.world.queue[0]))

    def _strike(self, attempt: Attempt) -> str | None:
        """Return the monkey's action if this is its moment; it strikes once."""
        monkey, returned = self.monkey, isinstance(attempt.now, Returned)
        if monkey is None or not returned:
            return None
        if monkey.moment == "everything sent" and not attempt.everything_sent:
            return None
        self.monkey = None
        return monkey.action


def _next_action(attempt: Attempt) -> str:
    if isinstance(attempt.now, Failed):
        return "!"
    return "=" if attempt.everything_sent else "."
