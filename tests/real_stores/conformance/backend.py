"""What the suite has to know of a real store: how to make one, and which differences are known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from consistent_messaging.api.stores import (
    BlobStore,
    ClaimInbox,
    EventStore,
    Inbox,
    OutboxStore,
    TokenStore,
)

from conformance.queue_model import QueueModel

Kind = Literal[
    "blob store", "event store", "inbox", "claim inbox", "outbox store", "token store", "queue"
]

SIMULATED: dict[str, Callable[..., Any]] = {
    "blob store": BlobStore,
    "event store": EventStore,
    "inbox": Inbox,
    "claim inbox": ClaimInbox,
    "outbox store": OutboxStore,
    "token store": TokenStore,
    "queue": QueueModel,
}
KINDS = tuple(SIMULATED)


@dataclass(frozen=True)
class Exclusion:
    """What the simulated store takes and the real one refuses, with the sentence that says so.

    The suite calls with it nowhere else, and has a test of its own that the real store refuses each
    of the examples with this error, and keeps nothing.
    """

    sentence: str
    """The sentence, as it stands in docs/reference/real-stores.md."""

    of: Literal["key", "text"]
    """Whether it is about keys (of documents, streams, messages …) or about any text in a value."""

    excludes: Callable[[str], bool]
    """Return True for a text that the real store refuses."""

    examples: tuple[str, ...]
    """Some such texts."""

    error: type[Exception] = ValueError
    """The error with which it refuses them."""


class Backend:
    """A place that has real stores. Make a class of your own from it, and an object of that."""

    name: str = ""
    """What it is, and its version: the report of the suite names it."""

    kinds: ClassVar[tuple[Kind, ...]] = KINDS
    """The kinds of store that it has."""

    options: ClassVar[Mapping[Kind, Mapping[str, Any]]] = {}
    """By kind, the options with which the simulated store is as this one, such as `etag`."""

    exclusions: ClassVar[tuple[Exclusion, ...]] = ()
    """What the simulated stores take and these refuse."""

    examples: int = 25
    """How many sequences of calls a test tries where nobody asks for more."""

    def make(self, kind: Kind) -> Any:
        """Return a store of this kind with nothing in it; the last one made may be gone then."""
        raise NotImplementedError

    def simulated(self, kind: Kind) -> Any:
        """Return the simulated store that has to be the same."""
        return SIMULATED[kind](**self.options.get(kind, {}))

    def takes_key(self, key: str) -> bool:
        """Return True unless an exclusion is about this key, or about texts like it."""
        return not any(exclusion.excludes(key) for exclusion in self.exclusions)

    def takes_text(self, text: str) -> bool:
        """Return True unless an exclusion is about texts like this."""
        return not any(
            exclusion.excludes(text) for exclusion in self.exclusions if exclusion.of == "text"
        )
