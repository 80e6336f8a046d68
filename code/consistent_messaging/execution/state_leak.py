"""Finds what a handler keeps between its attempts, tells the line, and puts it back.

A handler is made anew for every attempt; what it leaves in its module, its class or a default
value stays. A crash would lose that, and another consumer never has it.
"""

from collections.abc import Callable
from typing import Any

from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.monitor import each_line
from consistent_messaging.execution.reachable_state import Place, ReachableState, is_own


class StateLeak:
    """What the places were like before an attempt."""

    def __init__(self, reachable: ReachableState) -> None:
        self._belongings = reachable
        self._kept = [place.read() for place in reachable.places]

    def breach(self, run_again: Callable[[], object]) -> NotReplayable | None:
        """Put back what was changed since and explain the first of it; None if nothing was.

        The handler is run once more to see in which line it happens.
        """
        changed = self._changed()
        if not changed:
            return None
        place, kept = changed[0]
        name = _name(place, kept)
        self._put_back(changed)
        file, line = self._line_of_change(place, run_again)
        self._put_back(self._changed())
        where = f"Line {line}" if line else "Your handler"
        return NotReplayable(
            f"{where} changes {name}, and the next attempt still sees that. A crash loses it, and "
            "no other consumer has it: a handler must not count on it, not even to save time. "
            f"{self._way_out(place, name)}",
            file,
            line,
        )

    @property
    def is_any(self) -> bool:
        """True if anything was changed since."""
        return bool(self._changed())

    def put_back(self) -> None:
        """Put back what was changed since."""
        self._put_back(self._changed())

    def _way_out(self, place: Place, name: str) -> str:
        """Say what to do: what stands in a class is often meant for each of its objects."""
        owner, attribute = [*name.split("."), ""][:2]
        if owner in self._belongings.classes and place.prefix is None:
            return (
                f"All objects of {owner} share {owner}.{attribute}: to give each its own, write "
                f"self.{attribute} = … in __init__. Keep in a store what has to last."
            )
        return "Keep in a store what has to last."

    def _changed(self) -> list[tuple[Place, Any]]:
        places = self._belongings.places
        now = [place.now() for place in places]
        if now == self._kept:  # nearly always, and asked of all of them at once
            return []
        each = zip(places, now, self._kept, strict=True)
        different = [(place, kept) for place, value, kept in each if value != kept]
        return [(place, kept) for place, kept in different if _is_changed(place, kept)]

    def _put_back(self, changed: list[tuple[Place, Any]]) -> None:
        for place, kept in changed:
            place.put_back(kept)

    def _line_of_change(
        self, place: Place, run_again: Callable[[], object]
    ) -> tuple[str | None, int | None]:
        kept = place.read()  # again: a counter cannot be put back
        lines: list[tuple[str, int]] = []

        def on_line(file: str, line: int) -> None:
            if not _is_changed(place, kept):
                lines[:] = [(file, line)]

        with each_line(self._belongings, on_line):
            run_again()
        return lines[0] if lines else (None, None)


def _is_changed(place: Place, kept: Any) -> bool:
    now = place.read()
    return now != kept and (place.prefix is None or bool(_keys(now, kept)))


def _keys(now: dict[Any, Any], kept: dict[Any, Any]) -> list[Any]:
    """Return the keys under which two states of a place differ."""
    missing = object()
    keys = [*kept, *(key for key in now if key not in kept)]
    return [k for k in keys if is_own(k) and kept.get(k, missing) is not now.get(k, missing)]


def _name(place: Place, kept: Any) -> str:
    """Return what was changed, as the learner calls it."""
    if place.prefix is None:
        return place.name
    return f"{place.prefix}{_keys(place.read(), kept)[0]}"
