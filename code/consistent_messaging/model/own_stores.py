"""A store of one's own: what it has to be, and what a call on it comes to.

`api/stores/store_protocol.py` has the rules. A store that breaks one would let a search see states
that no run of the real thing has, or miss some; so each breach is an error that names it.
"""

import copy
import inspect
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache
from typing import Any

from consistent_messaging.api.frozen_values import freeze, thaw
from consistent_messaging.api.stores import Versioned
from consistent_messaging.execution.calls import CONTEXT
from consistent_messaging.execution.errors import NotReplayable
from consistent_messaging.execution.exit_checks import is_meant
from consistent_messaging.execution.operations import is_own, operations_of
from consistent_messaging.execution.replay import Answer, Call
from consistent_messaging.execution.worker import content
from consistent_messaging.model.store_records import Items

Watch = Callable[[dict[str, Any]], dict[str, Any]]
_OF_VERSIONS = ("etags_given", "next_etag")
_NEVER_RUN = (
    (inspect.isasyncgenfunction, "is async and has a yield"),
    (inspect.iscoroutinefunction, "is async"),
    (inspect.isgeneratorfunction, "has a yield"),
)


class UnusableStoreError(NotReplayable):
    """A store breaks a rule of stores; the message says which, and what to do."""


def check_stores(stores: Mapping[str, object]) -> None:
    """Raise `UnusableStoreError` at the first store that breaks a rule."""
    for name, store in stores.items():
        if not name.isidentifier() or name == CONTEXT:
            raise UnusableStoreError(
                f"A store cannot be called {name!r}. Use a name of letters, digits and _, and not "
                f"{CONTEXT!r}, which is what every handler gets."
            )
        if isinstance(store, type):
            raise UnusableStoreError(f"{store.__name__} is a class. Write {store.__name__}().")
        _check_records(store)
        _check_operations(type(store))  # type: ignore[arg-type]  # a class is hashable


def check_reads(stores: Mapping[str, object], consistency: Mapping[str, str]) -> None:
    """Raise `UnusableStoreError` if a store's reads may be out of date, and none is known."""
    for name, word in consistency.items():
        kind = type(stores[name])
        operations = operations_of(kind)  # type: ignore[arg-type]  # a class is hashable
        if word != "strong" and not any(each.reads for each in operations.values()):
            raise UnusableStoreError(
                f"{name} is said to be {word!r}, and no operation of {kind.__name__} is marked "
                "with @reads. Mark those that change nothing."
            )


def first_items(store: Any) -> Items:
    """Return what a store keeps at the start."""
    return _frozen_items(store, store.records)


class OwnStore:
    """Puts calls to a store that is not the library's, and holds it to the rules."""

    def __init__(self, store: Any) -> None:
        self._store, self._kind = store, type(store)
        self._name = self._kind.__name__

    def asked(
        self, call: Call, items: Items, known: frozenset[str], etag: str | None, watch: Watch
    ) -> tuple[Answer, Items]:
        """Put the call to a store that keeps these items; return its answer, and what it keeps.

        The operation sees its records through `watch`.
        """
        first, again = (self._once(call, items, known, etag, watch) for _ in range(2))
        if first != again:
            one, other = (_outcome(*came_to) for came_to in (first, again))
            raise self._breach(
                call,
                f"returned {one} the first time and {other} the second, with the same arguments "
                "and the same records. A store takes nothing from chance, from a clock or from "
                "what is outside of it.",
            )
        if call.reads and first[1] != items:
            raise self._breach(
                call, "is marked with @reads, and changes `records`. Take the mark away."
            )
        return first

    def _once(
        self, call: Call, items: Items, known: frozenset[str], etag: str | None, watch: Watch
    ) -> tuple[Answer, Items]:
        store = self._copy(items, known, etag)
        object.__setattr__(store, "records", watch(store.records))
        before = self._beside_records(store)
        answer = self._answer(store, call)
        after = self._beside_records(store)
        changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
        if changed:
            raise self._breach(
                call,
                f"changes self.{changed[0]}. A store keeps everything in `records`: what is "
                "elsewhere is not seen by the check.",
            )
        return answer, items if answer.error else self._kept(store, call)

    def _kept(self, store: Any, call: Call) -> Items:
        """Return what the store keeps after a call; say which operation keeps what is no data."""
        try:
            return _frozen_items(store, store.records)
        except UnusableStoreError as error:
            raise UnusableStoreError(str(error), *self._place_of(call)) from None

    def _copy(self, items: Items, known: frozenset[str], etag: str | None) -> Any:
        store = copy.copy(self._store)
        for name, value in vars(store).items() if hasattr(store, "__dict__") else ():
            if name != "records":
                object.__setattr__(store, name, copy.deepcopy(value))
        object.__setattr__(store, "records", {key: plain(record) for key, record in items})
        if isinstance(store, Versioned):
            store.etags_given, store.next_etag = set(known), etag
        return store

    def _answer(self, store: Any, call: Call) -> Answer:
        """Carry out the call; an error with which the store refuses is an answer as well."""
        arguments = [thaw(argument) for argument in call.arguments]
        keywords = {name: thaw(value) for name, value in call.keywords}
        try:
            value = getattr(store, call.operation)(*arguments, **keywords)
        except Exception as error:
            return self._refusal(call, error)
        try:
            return Answer(freeze(value))
        except TypeError as error:
            raise self._breach(call, f"returns something that is not data. {error}") from None

    def _refusal(self, call: Call, error: Exception) -> Answer:
        kind, text = type(error), str(error.args[0] if len(error.args) == 1 else error)
        asked = call.asks_for
        if not is_meant(error) and not (asked and asked.is_ours):
            where = error.__traceback__
            while where is not None and where.tb_next is not None:
                where = where.tb_next
            line = f" in line {where.tb_lineno}" if where else ""
            raise self._breach(
                call,
                f"raises {kind.__name__}{line}: {error}. If the store refuses with it, raise a "
                "class of your own that is made from MessagingError.",
            ) from error
        try:
            told = str(kind(text)) == str(error)
        except Exception:
            told = False
        if not told:
            raise self._breach(
                call,
                f"raises {kind.__name__}, which cannot be made of its text alone. An error that "
                "reaches a handler is its class and one text.",
            )
        return Answer(error=(kind, text))

    def _beside_records(self, store: Any) -> dict[str, object]:
        """Return what is kept outside of `records`, in the object and in its class."""
        found: dict[str, Any] = {}
        for kind in reversed(self._kind.__mro__):
            found |= vars(kind) if is_own(kind) and kind is not object else {}
        found |= getattr(store, "__dict__", {})
        return {
            name: content(value)
            for name, value in found.items()
            if name not in ("records", *_OF_VERSIONS) and not _is_code(name, value)
        }

    def _breach(self, call: Call, what: str) -> UnusableStoreError:
        return UnusableStoreError(f"{self._name}.{call.operation} {what}", *self._place_of(call))

    def _place_of(self, call: Call) -> tuple[str, int]:
        """Return the file and the first line of the operation that is called."""
        method: Callable[..., Any] = inspect.unwrap(getattr(self._kind, call.operation))
        return method.__code__.co_filename, method.__code__.co_firstlineno


def _is_code(name: str, value: object) -> bool:
    """True for what a class has besides data."""
    return name.startswith("__") or callable(value) or hasattr(value, "__get__")


def _check_records(store: object) -> None:
    name = type(store).__name__
    records = getattr(store, "records", None)
    if records is None:
        raise UnusableStoreError(
            f"{name} has no `records`: a dict in which the store keeps everything. Write "
            "self.records = {} in its __init__."
        )
    if not isinstance(records, dict):
        raise UnusableStoreError(
            f"`records` of {name} is a {type(records).__name__}. It has to be a dict."
        )
    _frozen_items(store, records)


@lru_cache
def _check_operations(kind: type[Any]) -> None:
    for name in dir(kind):
        found = inspect.getattr_static(kind, name)
        if not name.startswith("_") and isinstance(found, (staticmethod, classmethod)):
            word = type(found).__name__
            raise UnusableStoreError(
                f"{kind.__name__}.{name} is a {word}. An operation is a plain method with self."
            )
    operations = operations_of(kind)  # type: ignore[arg-type]  # a class is hashable
    if not operations:
        raise UnusableStoreError(
            f"{kind.__name__} has no operation: a public method that a handler can call."
        )
    for name in operations:
        method = getattr(kind, name)
        for is_so, what in _NEVER_RUN:
            if is_so(method):
                code = inspect.unwrap(method).__code__
                raise UnusableStoreError(
                    f"{kind.__name__}.{name} {what}. An operation is one step: write a plain def "
                    "that returns its answer.",
                    code.co_filename,
                    code.co_firstlineno,
                )


def _frozen_items(store: object, records: object) -> Items:
    """Return the records as immutable data, by their keys."""
    name = type(store).__name__
    if not isinstance(records, dict):
        raise UnusableStoreError(
            f"`records` of {name} has become a {type(records).__name__}. It has to stay a dict."
        )
    kept = dict(dict.items(records))  # not as a dict that takes note of who looks at it
    for key in kept:
        if not isinstance(key, str) or not key:
            raise UnusableStoreError(f"The keys of {name}.records are texts; {key!r} is not one.")
    try:
        return tuple((key, _frozen(kept[key])) for key in sorted(kept))
    except TypeError as error:
        raise UnusableStoreError(f"{name} keeps something that is not data. {error}") from None


def plain(record: Any) -> Any:
    """Return a record as data of one's own."""
    if isinstance(record, tuple) and hasattr(record, "_make"):  # a document with its etag, say
        return record._make(map(thaw, record))
    return thaw(record)


def _frozen(record: Any) -> Hashable:
    if isinstance(record, tuple) and hasattr(record, "_make"):
        kept: Hashable = record._make(map(freeze, record))
        return kept
    return freeze(record)


def _outcome(answer: Answer, items: Items) -> str:
    if answer.error:
        return f"{answer.error[0].__name__} ({answer.error[1]})"
    return f"{thaw(answer.value)!r} and {dict(thaw(items))!r}"
