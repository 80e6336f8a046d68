"""Measures side by side: every side searches once in each round, so that a ratio is of one run."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from interpreters import WAY_OUT, Interpreter
from searches import Answer, Search

ENOUGH_SECONDS = 10.0

Sides = Mapping[str, tuple[Interpreter, Search]]


@dataclass(frozen=True)
class Rounds:
    """What each side answered, round by round, and the memory that its first search took."""

    answers: dict[str, list[Answer]]
    memory_bytes: dict[str, int]

    @property
    def first(self) -> Answer:
        """What the first side came to."""
        return next(iter(self.answers.values()))[0]

    @property
    def ratio(self) -> float:
        """How often the time of the first side fits into that of the second: the median round."""
        ones, others = self.answers.values()
        pairs = zip(ones, others, strict=True)
        return statistics.median(other.seconds / one.seconds for one, other in pairs)

    def as_json(self) -> dict[str, Any]:
        """The figures of each side under its name, and their `ratio`."""
        return {side: self._figures(side) for side in self.answers} | {"ratio": self.ratio}

    def _figures(self, side: str) -> dict[str, Any]:
        seconds = [answer.seconds for answer in self.answers[side]]
        median = statistics.median(seconds)
        return {
            "seconds": seconds,
            "median_seconds": median,
            "states": self.answers[side][0].states,
            "states_per_second": self.answers[side][0].states / median,
            "memory_bytes": self.memory_bytes[side],
        }


def in_turns(sides: Sides, most_rounds: int, enough_seconds: float = ENOUGH_SECONDS) -> Rounds:
    """Search on all sides in turns until the rounds are done or have taken long enough."""
    answers: dict[str, list[Answer]] = {name: [] for name in sides}
    before = {name: interpreter.about.peak_bytes for name, (interpreter, _) in sides.items()}
    spent = 0.0
    for _ in range(most_rounds):
        for name, (interpreter, search) in sides.items():
            answers[name].append(interpreter.ask(search))
            spent += answers[name][-1].seconds
        if spent >= enough_seconds:
            break
    taken = {name: answers[name][0].peak_bytes - before[name] for name in sides}
    return Rounds(answers, taken)


def agreed(what: object, rounds: Rounds, same: Callable[[Answer], Any] = lambda it: it) -> Rounds:
    """The rounds, if all their answers are the same in what has to be; else an error."""
    for name, answers in rounds.answers.items():
        for answer in answers:
            if same(answer) != same(rounds.first):
                raise RuntimeError(
                    f"{what}: {next(iter(rounds.answers))} came to {rounds.first}, {name} to "
                    f"{answer}. {WAY_OUT}"
                )
    return rounds
