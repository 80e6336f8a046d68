"""Names of fresh ids and etags as a history shows them: they count up as they are given.

The model gives the smallest name that is free, so that a search meets fewer states; a reader would
wonder at `v1, v2, v1`. A schedule keeps the names of the model, and replays everywhere.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from consistent_messaging.model.symbolic_ids import FRESH, NONE, renamed


class GivenNames:
    """Knows under which name each of the model's names is shown, at every step of a history."""

    def __init__(self) -> None:
        self.now: dict[str, str] = {}
        self._then: list[Mapping[str, str]] = [{}]
        self._alive = NONE
        self._given: Counter[str] = Counter()

    def see(self, alive: frozenset[str], asked_for: Iterable[str]) -> None:
        """Take note of the names that are in sight after a step; those `asked_for` come first."""
        new = alive - self._alive
        for name in dict.fromkeys([*(n for n in asked_for if n in new), *sorted(new)]):
            kind = name.rstrip("0123456789")
            self._given[kind] += 1
            self.now[name] = f"{kind}{self._given[kind]}"
        self._alive = alive
        self._then.append(dict(self.now))

    def text(self, text: str, step: int | None = None) -> str:
        """Return a text with the names that are shown, as they are now or were after a step."""
        names = self.now if step is None else self._then[step]
        return FRESH.sub(lambda name: names.get(name[0], name[0]), text)

    def value(self, value: Any) -> Any:
        """Return a frozen value with the names that are shown."""
        return renamed(value, lambda name: self.now.get(name[0], name[0]))

    def json[T](self, value: T) -> T:
        """Return JSON with the names that are shown in all of its texts."""
        shown: Any = value
        if isinstance(value, str):
            shown = self.text(value)
        elif isinstance(value, list):
            shown = [self.json(item) for item in value]
        elif isinstance(value, dict):
            shown = {key: self.json(item) for key, item in value.items()}
        return shown  # type: ignore[no-any-return]

    def violation[T: Any](self, wrong: T) -> T:
        """Return what is wrong with the names that are shown."""
        if wrong is None:
            return wrong
        content = wrong.content and self.text(wrong.content)
        return replace(wrong, message=self.text(wrong.message), content=content)
