"""Small numbers for large values: equal values get the same number."""

from collections.abc import Hashable


class Interned[T: Hashable]:
    """A table of values without doubles. The first value is number 0."""

    def __init__(self, first: T) -> None:
        self.values: list[T] = [first]
        self._numbers: dict[T, int] = {first: 0}

    def number(self, value: T) -> int:
        """Return the value's number, a new one if it was never seen."""
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self.values)
            self.values.append(value)
        return found
