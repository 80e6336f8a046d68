"""The world around a handler: a broker that delivers at least once, consumers, and stores.

Nothing happens by itself. Whoever drives the world takes one action after the other:

| action | what happens |
| --- | --- |
| `+A` | the broker delivers A to a consumer that is free |
| `.A` | the attempt at A takes its next step: a call on a store, or one send |
| `=A` | everything is sent, and the delivery is acked |
| `~A` | the handler has returned, and the delivery stalls before anything is sent |
| `!A` | the attempt ends without an ack, and A is queued again |
| `2A` | the broker has one more copy of A |

Where two attempts at A are alive, `.A2` names the second. The actions of a run, in order, are its
schedule; the same schedule gives the same history.
"""

import copy
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consistent_messaging.context import MessageContext
from consistent_messaging.errors import MessagingError
from consistent_messaging.history import History, Sent, Step, short, told
from consistent_messaging.replay import (
    Call,
    Failed,
    Handler,
    Paused,
    Result,
    Returned,
    run_until_next_step,
)

SECONDS_BETWEEN_DELIVERIES = 1.0


class ImpossibleActionError(Exception):
    """An action that cannot be taken in the state that the world is in."""


@dataclass
class Attempt:
    """One delivery of one message that has not ended yet."""

    message: str
    number: int
    consumer: int
    context: Callable[[], MessageContext]
    results: tuple[tuple[Call, Result], ...] = ()
    now: Paused | Returned | Failed | None = None
    sent: int = 0
    printed: int = 0
    delayed: bool = False

    @property
    def label(self) -> str:
        """The attempt's name in a history: `A·1` is the first attempt at A."""
        return f"{self.message}·{self.number}"

    @property
    def everything_sent(self) -> bool:
        """True when only the ack is left to do."""
        return isinstance(self.now, Returned) and self.sent == len(self.now.outgoing)


class World:
    """One run: the messages in the queue, the attempts in flight, the stores, what was sent."""

    def __init__(
        self,
        make_handler: Callable[..., Handler],
        stores: Mapping[str, Any],
        messages: Mapping[str, object],
        *,
        consumers: int = 2,
        on_step: Callable[[Step], None] = lambda step: None,
    ) -> None:
        self.queue = list(messages)
        self.attempts: list[Attempt] = []
        self.deliveries: Counter[str] = Counter()
        self._make_handler = make_handler
        self._stores = {name: copy.deepcopy(store) for name, store in stores.items()}
        self._messages = messages
        self._consumers = range(1, consumers + 1)
        self._on_step = on_step
        self._steps: list[Step] = []
        self._sent: list[Sent] = []
        self._action = ""

    def take(self, action: str) -> None:
        """Take one action; raise `ImpossibleActionError` if it cannot be taken now."""
        takes: dict[str, Callable[[str], None]] = {
            "+": self._deliver,
            "2": self._duplicate,
            ".": lambda _: self._step(self._attempt(action)),
            "=": lambda _: self._ack(self._attempt(action)),
            "~": lambda _: self._delay(self._attempt(action)),
            "!": lambda _: self._fail(self._attempt(action)),
        }
        if action[:1] not in takes or len(action) < 2:
            raise ImpossibleActionError(
                f"{action!r} is no action. An action is one of {' '.join(takes)} and a message, "
                f"such as +{next(iter(self._messages))}."
            )
        self._action = action
        takes[action[0]](action[1:])
        for attempt in self.attempts:
            if attempt.now is None:
                self._advance(attempt)

    def history(self) -> History:
        """Return what has happened so far."""
        return History(
            steps=tuple(self._steps),
            played=tuple(self._messages),
            sent=tuple(self._sent),
            records={name: dict(store.records) for name, store in self._stores.items()},
            waiting=tuple(dict.fromkeys([*self.queue, *(a.message for a in self.attempts)])),
        )

    def named(self, mark: str, attempt: Attempt) -> str:
        """Return the action with this mark for this attempt, as short as it can be."""
        alone = sum(a.message == attempt.message for a in self.attempts) == 1
        return f"{mark}{attempt.message}{'' if alone else attempt.number}"

    def _deliver(self, message: str) -> None:
        self._known(message)
        if message not in self.queue:
            raise ImpossibleActionError(f"{message} is not in the queue; in it: {self.queue}.")
        busy = {attempt.consumer for attempt in self.attempts}
        free = [consumer for consumer in self._consumers if consumer not in busy]
        if not free:
            raise ImpossibleActionError(f"No consumer is free to take {message}.")
        self.queue.remove(message)
        self.deliveries[message] += 1
        number, now = self.deliveries[message], self.deliveries.total() * SECONDS_BETWEEN_DELIVERIES
        attempt = Attempt(
            message, number, free[0], lambda: MessageContext(message, attempt=number, now=now)
        )
        self.attempts.append(attempt)
        again = f" again, to consumer {free[0]}" if number > 1 else f" to consumer {free[0]}"
        self._tell(f"The broker delivers {message}{again}.", attempt)

    def _duplicate(self, message: str) -> None:
        self._known(message)
        self.queue.append(message)
        self._tell(f"Monkey: the broker has one more copy of {message}.", fault=True)

    def _step(self, attempt: Attempt) -> None:
        match attempt.now:
            case Paused(call=call, line=line) if not attempt.delayed:
                self._call(attempt, call, line)
            case Returned(outgoing=outgoing) if not (attempt.delayed or attempt.everything_sent):
                message = outgoing[attempt.sent]
                attempt.sent += 1
                self._sent.append(Sent(message, attempt.label))
                self._tell(f"{attempt.label} sends {short(message.body)}.", attempt)
            case _:
                raise ImpossibleActionError(f"{attempt.label} has no step to take now.")

    def _call(self, attempt: Attempt, call: Call, line: int | None) -> None:
        result = self._carry_out(call)
        attempt.results += ((call, result),)
        attempt.now = None
        self._tell(
            f"{attempt.label} {told(call, result)}",
            attempt,
            line=line,
            operation=call.operation,
            carried_out=result.error is None,
        )

    def _ack(self, attempt: Attempt) -> None:
        if not attempt.everything_sent or attempt.delayed:
            raise ImpossibleActionError(f"{attempt.label} cannot be acked: it is not through.")
        self._end(attempt, queued_again=False)
        self._tell(f"{attempt.label} is acked.", attempt)

    def _delay(self, attempt: Attempt) -> None:
        if not isinstance(attempt.now, Returned) or attempt.sent or attempt.delayed:
            rule = "only a handler can that has returned and has sent nothing"
            raise ImpossibleActionError(f"{attempt.label} cannot be delayed now: {rule}.")
        attempt.delayed = True
        self._tell(
            f"Monkey: the ack of {attempt.label} is delayed; nothing is sent.", attempt, fault=True
        )

    def _fail(self, attempt: Attempt) -> None:
        self._end(attempt, queued_again=True)
        again = f"{attempt.message} is queued again."
        if isinstance(attempt.now, Failed):
            self._tell(f"{attempt.label} fails; {again}", attempt)
        elif attempt.delayed:
            self._tell(f"{attempt.label} fails. Its messages are gone; {again}", attempt)
        else:
            what = "The ack is lost" if attempt.everything_sent else "The attempt crashes"
            self._tell(f"Monkey: {attempt.label}. {what}; {again}", attempt, fault=True)

    def _tell(self, sentence: str, attempt: Attempt | None = None, **details: Any) -> None:
        label = attempt.label if attempt else None
        step = Step(len(self._steps) + 1, self._action, sentence, label, **details)
        self._steps.append(step)
        self._on_step(step)

    def _attempt(self, action: str) -> Attempt:
        alive = [a for a in self.attempts if action[1:] in (a.message, f"{a.message}{a.number}")]
        if len(alive) != 1:
            labels = ", ".join(a.label for a in self.attempts) or "none"
            how_many = "No attempt is" if not alive else "More than one attempt is"
            raise ImpossibleActionError(f"{action}: {how_many} meant by this; alive: {labels}.")
        return alive[0]

    def _known(self, message: str) -> None:
        if message not in self._messages:
            known = ", ".join(self._messages)
            raise ImpossibleActionError(f"There is no message {message!r}; there are {known}.")

    def _end(self, attempt: Attempt, *, queued_again: bool) -> None:
        self.attempts.remove(attempt)
        if queued_again:
            self.queue.append(attempt.message)

    def _carry_out(self, call: Call) -> Result:
        operation = getattr(self._stores[call.store], call.operation)
        try:
            return Result(operation(*call.arguments, **dict(call.keywords)))
        except MessagingError as error:
            return Result(error=error.with_traceback(None))

    def _advance(self, attempt: Attempt) -> None:
        attempt.now, attempt.printed = run_until_next_step(
            self._make_handler,
            self._stores,
            self._messages[attempt.message],
            attempt.context(),
            attempt.results,
            attempt.printed,
        )


def replay(world: World, schedule: str | Sequence[str]) -> History:
    """Take every action of the schedule; raise `ImpossibleActionError` where one is impossible."""
    actions = schedule.split() if isinstance(schedule, str) else schedule
    for number, action in enumerate(actions, start=1):
        try:
            world.take(action)
        except ImpossibleActionError as problem:
            raise ImpossibleActionError(f"Step {number} no longer happens. {problem}") from None
    return world.history()
