"""That a real store refuses what its exclusions say, and that a text says so."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.stores import StoredEvent

from conformance.backend import Backend, Exclusion, Kind

PAGE = Path(__file__).parents[3] / "docs/reference/real-stores.md"

Call = Callable[[Any, str], Any]

WITH_KEY: dict[Kind, Call] = {
    "blob store": lambda store, key: store.put(key, {}),
    "event store": lambda store, key: store.append(
        key, [StoredEvent("b", "m")], expected_version=0
    ),
    "inbox": lambda store, key: store.add(key),
    "claim inbox": lambda store, key: store.try_claim(key, "c"),
    "outbox store": lambda store, key: store.put(key, []),
    "token store": lambda store, key: store.create(key),
}
WITH_TEXT: dict[Kind, Call] = {
    "blob store": lambda store, text: store.put("a", {"x": [text]}),
    "event store": lambda store, text: store.append(
        "a", [StoredEvent("b", "m"), StoredEvent({text: 1}, "m")], expected_version=0
    ),
    "claim inbox": lambda store, text: store.try_claim("a", text),
    "outbox store": lambda store, text: store.put("a", [OutgoingMessage("m", text)]),
}


def check_exclusion(backend: Backend, exclusion: Exclusion) -> None:
    """Fail if a store takes an example, if it keeps something of it, or if no text says it."""
    assert exclusion.sentence in " ".join(PAGE.read_text().split()), f"{PAGE.name} does not say it"
    calls = [WITH_KEY, WITH_TEXT] if exclusion.of == "text" else [WITH_KEY]
    for by_kind in calls:
        for kind in by_kind.keys() & set(backend.kinds):
            for example in exclusion.examples:
                assert exclusion.excludes(example), f"{example!r} is not excluded"
                _expect_refusal(backend, kind, by_kind[kind], exclusion, example)


def _expect_refusal(
    backend: Backend, kind: Kind, call: Call, exclusion: Exclusion, example: str
) -> None:
    store = backend.make(kind)
    try:
        call(store, example)
    except exclusion.error:
        assert store.records == {}, f"the {kind} refuses {example!r} and keeps something of it"
    else:
        raise AssertionError(f"the {kind} takes {example!r}: the exclusion can go")
