"""What makes a class a store: the same rules for the stores of the library and for your own.

A store is an object that keeps everything in `records`, a dict by text, and whose public methods
are its operations. A handler that is given a store calls these, and each call is one step: nothing
else happens while it runs.

    class Leases:
        def __init__(self):
            self.records = {}

        @reads
        def owner(self, name):
            return self.records.get(name)

        def take(self, name, owner):
            if name in self.records:
                raise Taken(f"{self.records[name]} has {name}.")
            self.records[name] = owner

What goes into a record or comes out of an operation is data. That is texts, numbers, booleans,
None, lists, tuples, dicts with texts as keys, and frozen dataclasses of these. The handler gets a
copy. An operation that refuses raises a `MessagingError`: one of the library's, or a class of your
own made from it. Then nothing is kept of what it wrote. It gets no ids, time or chance from
anywhere: what it does follows from its arguments and from `records`.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

_VERSION = re.compile(r"v\d+")


def reads[Operation: Callable[..., Any]](operation: Operation) -> Operation:
    """Declare that an operation of a store only reads: its answer can be out of date."""
    operation.only_reads = True  # type: ignore[attr-defined]  # of a function
    return operation


def about_many[Operation: Callable[..., Any]](operation: Operation) -> Operation:
    """Declare of one of the library's operations that its first argument is not its one key."""
    operation.about_many = True  # type: ignore[attr-defined]  # of a function
    return operation


class Versioned:
    """A store that gives its records versions, or etags: texts that only have to differ.

    A version that no record has and nobody remembers may be given a second time, so that a check
    meets fewer states. Numbers that count up would be right as well, and take longer to check.
    """

    def __init__(self) -> None:
        self.records: dict[str, Any] = {}
        self.etags_given: set[str] = set()
        self.next_etag: str | None = None

    def _new_version(self) -> str:
        """Return a version that differs from all that anybody knows."""
        if self.next_etag is not None:
            return self.next_etag
        taken = self.etags_given | set(self._versions_kept())
        number = next(n for n in range(1, len(taken) + 2) if f"v{n}" not in taken)
        self.etags_given.add(f"v{number}")
        return f"v{number}"

    def _versions_kept(self) -> Iterator[str]:
        """Yield the versions that the records have now."""
        return _versions_in(self.records)


def _versions_in(value: Hashable | Mapping[str, Any]) -> Iterator[str]:
    """Yield every text anywhere in a value that looks like a version."""
    if isinstance(value, str):
        yield from _VERSION.findall(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _versions_in(key)
            yield from _versions_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _versions_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _versions_in(getattr(value, field.name))
