"""The keys and values that the suite calls with: all kinds that a store takes, and nasty ones."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from consistent_messaging.adapters.json_codec import JsonCodec
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.stores import StoredEvent
from hypothesis import strategies as st

from conformance.backend import Backend


@dataclass(frozen=True)
class Line:
    """A message with any content."""

    product: str
    details: Any


@dataclass(frozen=True)
class Nothing:
    """A message without content."""


CODEC = JsonCodec(Line, Nothing)

# Few and often the same, so that calls meet; the rest is for quoting, escaping and sorting.
USUAL_KEYS = ("a", "b")
STRANGE_KEYS = (
    "",
    " a ",
    "A",
    "a/b",
    "a/",
    "a%2Fb",
    "a#b?c=d&e",
    "a:1",
    ".",
    "..",
    "$key",
    "'; DROP TABLE blobs; --",
    "%s %(x)s {}",
    'quoted "key"',
    "back\\slash",
    "two\nlines",
    "ключ",
    "e\u0301",
    "\u00e9",
    "\U0001f680",
    "\0",
    "\x7f",
    "k" * 900,
)
STRANGE_TEXTS = (*STRANGE_KEYS, "\\u0000", "null", "[]", '{"$type": "tuple"}', "\u2028", "\ufffd")
STRANGE_NUMBERS = (
    -0.0,
    1e300,
    -1e16,
    1e22,
    5e-324,
    0.1,
    1.0,
    100.0,
    float("inf"),
    2**53 + 1,
    -(2**64),
    10**40,
)
UNKNOWN_ETAGS = ("", "never given", '"quoted"', "*")


def all_keys(backend: Backend) -> list[str]:
    """Return every key above that the backend takes."""
    return [key for key in (*USUAL_KEYS, *STRANGE_KEYS) if backend.takes_key(key)]


def one_of_each(backend: Backend) -> list[Any]:
    """Return a value of every kind, and every nasty one above that the backend takes."""
    texts = [text for text in STRANGE_TEXTS if backend.takes_text(text)]
    containers = [[], {}, (), [[]], ((),), {"$type": {"$$x": ()}}, Line("", {"a": Line("b", ())})]
    plain = [None, True, False, 1, 0, 1.0, 0.0, Nothing()]
    return [*plain, *STRANGE_NUMBERS, *texts, *containers, {text: [text] for text in texts}]


def _of_machine(strategy: Any) -> Any:
    """Return what `strategy` is for the backend of the machine that draws; it is made once."""
    made = cache(strategy)
    return st.runner().flatmap(lambda machine: made(machine.backend))


def _keys(backend: Backend) -> Any:
    return st.one_of(st.sampled_from(USUAL_KEYS), st.sampled_from(all_keys(backend)))


def _texts(backend: Backend) -> Any:
    strange = [text for text in STRANGE_TEXTS if backend.takes_text(text)]
    return st.sampled_from(strange) | st.text(max_size=5).filter(backend.takes_text)


def _values(backend: Backend) -> Any:
    texts = _texts(backend)
    plain = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(STRANGE_NUMBERS)
    )
    return st.recursive(
        plain | texts | st.builds(Nothing), lambda inner: _around(inner, texts), max_leaves=6
    )


def _around(inner: Any, texts: Any) -> Any:
    names = st.sampled_from(["x", "$type", "$", "$$x", "items"]) | texts
    return (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(names, inner, max_size=3)
        | st.builds(Line, texts, inner)
    )


def _documents(backend: Backend) -> Any:
    names = st.sampled_from(["total", "$type", "$"]) | _texts(backend)
    return st.dictionaries(names, _values(backend), max_size=3)


def _messages(backend: Backend) -> Any:
    ids = _texts(backend).filter(bool)
    headers = st.dictionaries(st.sampled_from(["trace", "$type"]), _texts(backend), max_size=2)
    return st.builds(OutgoingMessage, ids, _values(backend), headers)


booleans = st.booleans()
keys = _of_machine(_keys)
values = _of_machine(_values)
documents = _of_machine(_documents)
messages = _of_machine(_messages)
events = _of_machine(lambda backend: st.builds(StoredEvent, _values(backend), _texts(backend)))
