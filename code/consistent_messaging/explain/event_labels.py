"""Short names for contents: `ItemAdded A` for the one ItemAdded that comes of message A."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import islice, permutations
from typing import Self

from consistent_messaging.api.spec import Lesson
from consistent_messaging.simulation.scenario import Scenario
from consistent_messaging.text.format import short

MOST_ORDERS = 1_000  # all of them for up to six messages
_CAUSE = re.compile(r"(\w+ (\w+)), caused by \2\b")  # which is what anybody would expect


class EventLabels:
    """Knows which message each published content comes of, where no other one could be meant.

    A kind of event has a short name for a message only if the lesson lets that message lead to
    one content of this kind, in whatever order the messages come, and no other message does.
    """

    def __init__(self, lesson: Lesson, messages: Mapping[str, object]) -> None:
        self.message_of: dict[str, str] = {}
        self._short: dict[str, str] = {}
        origins: dict[str, set[str]] = defaultdict(set)
        variants: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, body in messages.items():
            origins[short(body)].add(name)
            variants[type(body).__name__, name].add(short(body))
        for order in islice(permutations(messages), MOST_ORDERS):
            state = lesson.initial
            for name in order:
                state, events = lesson.decide(state, messages[name])
                for event in events:
                    origins[short(event)].add(name)
                    variants[type(event).__name__, name].add(short(event))
        for (kind, name), texts in variants.items():
            (text, *others) = sorted(texts)
            if not others and origins[text] == {name}:
                self.message_of[text] = name
                self._short[text] = f"{kind} {name}"
        found = sorted(self._short, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, found)) if found else r"(?!)")

    @classmethod
    def of(cls, scenario: Scenario, names: Iterable[str]) -> Self:
        """Return the contents that come of these messages of a scenario."""
        return cls(scenario.lesson, {name: scenario.messages[name] for name in names})

    def shorten(self, text: str) -> str:
        """Return the text with short names for the contents in it."""
        return _CAUSE.sub(r"\1", self._pattern.sub(lambda match: self._short[match[0]], text))
