"""Finds what an attempt keeps in the handler object, if a later one does something else for it.

The world makes a handler for every attempt; many a real worker uses one again. So each attempt is
also run on objects that other attempts have used. What it sets before it reads is harmless, and so
is what nobody reads: only where an attempt does something else than on a new object is it told.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from consistent_messaging.execution.determinism import alike
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.monitor import each_line
from consistent_messaging.execution.reachable_state import ReachableState
from consistent_messaging.execution.replay import Answer, Call, Outcome, Run
from consistent_messaging.execution.worker import Kept, Worker, content, kept

MOST_TIMES = 4  # that one attempt after the other is run on one object
MOST_BEFORE = 4  # attempts that leave something else in the object
MOST_ENDED = 20  # attempts that are tried after each of these


class Attempted(NamedTuple):
    """An attempt that has ended: at which message, on which answers."""

    message: int
    answers: tuple[tuple[Call, Answer], ...]


Ended = tuple[Attempted, Outcome]
RunOn = Callable[[Attempted, Worker], Run]


class ObjectMemory:
    """Knows what attempts have left in the handler object, and tries others after them."""

    def __init__(
        self, reachable: ReachableState, new_worker: Callable[[], Worker], run_on: RunOn
    ) -> None:
        self._belongings, self._new_worker, self._run_on = reachable, new_worker, run_on
        self._as_made: object = None
        self._leave: dict[str, Attempted] = {}  # by what they leave
        self._ended: list[Ended] = []

    @property
    def as_made(self) -> object:
        """The content of a handler object before its first attempt."""
        self._as_made = self._as_made or content(self._new_worker().made())
        return self._as_made

    def noted(self, attempt: Attempted, outcome: Outcome) -> bool:
        """Take note of an attempt that leaves its handler as it was made.

        False where others leave something: then it has to be tried after them.
        """
        if self._leave:
            return False
        if len(self._ended) < MOST_ENDED:
            self._ended.append((attempt, outcome))
        return True

    def breach(self, attempt: Attempted, outcome: Outcome, worker: Worker) -> NotReplayable | None:
        """Explain what this attempt leaves in its worker's handler, or what it finds there.

        None if it leaves nothing, or nothing that matters to any attempt seen so far.
        """
        as_made = self.as_made
        left, done = content(worker.handler), (attempt, outcome)
        found = [other for other in self._leave.values() if self._matters([other], done)]
        if found:
            return self._explained(found[:1], done)
        if len(self._ended) < MOST_ENDED:
            self._ended.append(done)
        if left == as_made or repr(left) in self._leave or len(self._leave) == MOST_BEFORE:
            return None
        self._leave[repr(left)] = attempt
        for times in range(1, MOST_TIMES):
            if self._matters([attempt] * times, done):
                return self._explained([attempt] * times, done)
        for other_done in self._ended:
            if self._matters([attempt], other_done):
                return self._explained([attempt], other_done)
        return None

    def _matters(self, before: list[Attempted], done: Ended) -> bool:
        """True if an attempt does something else on an object that others have used."""
        attempt, outcome = done
        return not alike(self._run_on(attempt, self._used_by(before)).outcome, outcome)

    def _used_by(self, attempts: list[Attempted]) -> Worker:
        worker = self._new_worker()
        for attempt in attempts:
            self._run_on(attempt, worker)
        return worker

    def _explained(self, before: list[Attempted], done: Ended) -> NotReplayable:
        name = self._that_matters(before, done)
        file, line = self._line_of_change(name, before[0]) if name else (None, None)
        where = f"Line {line}" if line else "Your handler"
        what = f"in {name}" if name else "in the handler object"
        return NotReplayable(
            f"{where} keeps something {what}. Here each attempt has a new handler, so it is gone. "
            "Where a worker uses the object again, the next attempt does something else because of "
            "it. A crash loses it, and no other consumer has it. Keep in a store what has to last.",
            file,
            line,
        )

    def _that_matters(self, before: list[Attempted], done: Ended) -> str | None:
        """Return the name of the attribute without which the attempt does as usual."""
        attempt, usual = done
        names = [each.name for each in self._kept_by(self._used_by(before))]
        for name in names:
            worker = self._used_by(before)
            for each in self._kept_by(worker):
                if each.name == name:
                    each.put_back()
            if alike(self._run_on(attempt, worker).outcome, usual):
                return name
        return names[0] if names else None

    def _kept_by(self, worker: Worker) -> list[Kept]:
        return kept(worker.handler, self._new_worker().made())

    def _line_of_change(self, name: str, attempt: Attempted) -> tuple[str | None, int | None]:
        worker = self._new_worker()
        handler = worker.made()
        as_made = _content_of(handler, name)
        lines: list[tuple[str, int]] = []

        def on_line(file: str, line: int) -> None:
            if _content_of(handler, name) == as_made:
                lines[:] = [(file, line)]

        with each_line(self._belongings, on_line):
            self._run_on(attempt, worker)
        return lines[0] if lines else (None, None)


def _content_of(handler: Any, name: str) -> object:
    """Return the content of an attribute, by its name with dots; None if it is not there."""
    value = handler
    for key in name.split(".")[1:]:
        if key not in getattr(value, "__dict__", {}):
            return None
        value = vars(value)[key]
    return content(value)
