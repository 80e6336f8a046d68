"""Searches that gave up at their cap: a scope that contains such a one need not be searched."""

from searches import Search


class Unfinished:
    """The searches so far that gave up, and how many states each had reached."""

    def __init__(self) -> None:
        self._reached: dict[Search, int] = {}

    def add(self, search: Search, states: int) -> None:
        self._reached[search] = states

    def within(self, search: Search) -> int | None:
        """The most states that a search within this one had reached when it gave up, if any did."""
        inside = [states for one, states in self._reached.items() if contains(search, one)]
        return max(inside, default=None)


def contains(wide: Search, narrow: Search) -> bool:
    """True if all that the narrow search reaches is reached by the wide one as well."""
    return (
        wide.protocol == narrow.protocol
        and wide.messages.startswith(narrow.messages)
        and wide.consumers >= narrow.consumers
        and wide.most_faults >= narrow.most_faults
    )
