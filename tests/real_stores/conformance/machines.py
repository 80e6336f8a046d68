"""A state machine for each kind of store: its rules are the calls that clients make."""

from typing import Any, ClassVar

from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.stores import StoredEvent
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule

from conformance import values
from conformance.backend import Backend, Kind
from conformance.both import Answer, Both, Pair


class StoreMachine(RuleBasedStateMachine):
    """Calls the simulated and the real store, and compares; at the end, all that they keep."""

    kind: ClassVar[Kind]
    backend: ClassVar[Backend]

    def __init__(self) -> None:
        super().__init__()
        self.both = Both(self.backend.simulated(self.kind), self.backend.make(self.kind))

    def tour(self, keys: list[str], contents: list[Any]) -> None:
        """Write and read every key and every kind of value once: by chance, they come too seldom.

        All is written before it is read, so that two keys that a store takes for one are seen.
        """
        raise NotImplementedError

    def teardown(self) -> None:
        """Compare all that is kept, unless a difference was found already."""
        self.both.compare_records()


class BlobStoreMachine(StoreMachine):
    """Clients that hold etags from different times put and delete with them."""

    kind = "blob store"
    etags = Bundle("etags")

    @initialize(target=etags, text=st.sampled_from(values.UNKNOWN_ETAGS))
    def unknown_etag(self, text: str) -> Pair:
        """Hold an etag that no store has given."""
        return Pair(text, text)

    @rule(target=etags, key=values.keys)
    def get(self, key: str) -> Any:
        """Read, and hold the etag."""
        return _held(self.both.call("get", key))

    @rule(target=etags, key=values.keys, document=values.documents)
    def put(self, key: str, document: Any) -> Any:
        """Write over whatever is there."""
        return _held(self.both.call("put", key, document, gives_version=True))

    @rule(target=etags, key=values.keys, document=values.documents, etag=etags)
    def put_if_match(self, key: str, document: Any, etag: Pair) -> Any:
        """Write over the version that somebody has read."""
        return _held(self.both.call("put", key, document, if_match=etag, gives_version=True))

    @rule(target=etags, key=values.keys, document=values.documents)
    def put_if_none(self, key: str, document: Any) -> Any:
        """Write if there is none."""
        return _held(self.both.call("put", key, document, if_none_match="*", gives_version=True))

    @rule(key=values.keys, etag=etags)
    def put_with_two_conditions(self, key: str, etag: Pair) -> None:
        """Ask for a version and for none at once."""
        self.both.call("put", key, {}, if_match=etag, if_none_match="*", gives_version=True)

    @rule(key=values.keys, other=st.sampled_from(["**", "", '"v1"']))
    def put_with_unknown_condition(self, key: str, other: str) -> None:
        """Write if there is none of a certain version, which no store knows."""
        self.both.call("put", key, {}, if_none_match=other, gives_version=True)

    @rule(key=values.keys)
    def put_what_no_store_takes(self, key: str) -> None:
        """Write a set, and a document whose key is a number."""
        self.both.call("put", key, {"x": {1}})
        self.both.call("put", key, {1: "x"})

    @rule(key=values.keys)
    def delete(self, key: str) -> None:
        """Remove whatever is there."""
        self.both.call("delete", key)

    @rule(key=values.keys, etag=etags)
    def delete_if_match(self, key: str, etag: Pair) -> None:
        """Remove the version that somebody has read."""
        self.both.call("delete", key, if_match=etag)

    def tour(self, keys: list[str], contents: list[Any]) -> None:
        """Put a document under every key, and one with everything in it."""
        for key in keys:
            self.put(key, {"key": key})
        self.put(keys[0], {"contents": contents})
        for key in keys:
            self.get(key)


class EventStoreMachine(StoreMachine):
    """Clients append to versions that they have read at different times."""

    kind = "event store"
    versions = Bundle("versions")

    @rule(target=versions, stream=values.keys)
    def read(self, stream: str) -> Any:
        """Read a stream, and hold its version."""
        return self.both.call("read", stream).value.version

    @rule(target=versions, stream=values.keys, events=st.lists(values.events, max_size=3))
    def append(self, stream: str, events: list[StoredEvent]) -> Any:
        """Read, and append to what was read."""
        version = self.both.call("read", stream).value.version
        self.both.call("append", stream, events, expected_version=version)
        return version + len(events)

    @rule(stream=values.keys, version=versions | st.integers(-1, 3), event=values.events)
    def append_to_version(self, stream: str, version: int, event: StoredEvent) -> None:
        """Append to a version that may be an old one, or one that never was."""
        self.both.call("append", stream, (event, event), expected_version=version)

    @rule(stream=values.keys, event=values.events)
    def append_what_no_store_takes(self, stream: str, event: StoredEvent) -> None:
        """Append one event that is not in a list, and a text."""
        self.both.call("append", stream, event, expected_version=0)
        self.both.call("append", stream, [event, "an event"], expected_version=0)

    def tour(self, keys: list[str], contents: list[Any]) -> None:
        """Append to every stream, and one event for each kind of value."""
        causes = [content for content in contents if isinstance(content, str)]
        for key in keys:
            self.append(key, [StoredEvent(key, "m")])
        self.append(keys[0], [StoredEvent(content, "m") for content in contents])
        self.append(keys[0], [StoredEvent("", cause) for cause in causes])
        for key in keys:
            self.read(key)


class InboxMachine(StoreMachine):
    """Ids are added, some of them twice."""

    kind = "inbox"

    @rule(message_id=values.keys)
    def add(self, message_id: str) -> None:
        """Remember an id."""
        self.both.call("add", message_id)

    @rule(message_id=values.keys)
    def contains(self, message_id: str) -> None:
        """Ask for one."""
        self.both.call("contains", message_id)

    def tour(self, keys: list[str], contents: list[Any]) -> None:
        """Add every second id, and ask for all."""
        for key in keys[::2]:
            self.add(key)
        for key in keys:
            self.contains(key)


class ClaimInboxMachine(StoreMachine):
    """Several try to claim the same messages."""

    kind = "claim inbox"

    @rule(message_id=values.keys, claim_id=values.keys)
    def try_claim(self, message_id: str, claim_id: str) -> None:
        """Claim a message."""
        self.both.call("try_claim", message_id, claim_id)

    @rule(message_id=values.keys)
    def claimed_by(self, message_id: str) -> None:
        """Ask whose it is."""
        self.both.call("claimed_by", message_id)

    def tour(self, keys: list[str], contents: list[Any]) -> None:
        """Claim every message, each with another claim."""
        for key, claim in zip(keys, reversed(keys), strict=True):
            self.try_claim(key, claim)
        for key in keys:
            self.claimed_by(key)


class OutboxStoreMachine(StoreMachine):
    """Transactions write, read and remove their messages."""

    kind = "outbox store"

    @rule(transaction=values.keys, messages=st.lists(values.messages, max_size=3))
    def put(self, transaction: str, messages: Any) -> None:
        """Write the messages of a transaction."""
        self.both.call("put", transaction, messages)

    @rule(transaction=values.keys)
    def get(self, transaction: str) -> None:
        """Read them."""
        self.both.call("get", transaction)

    @rule(transaction=values.keys)
    def delete(self, transaction: str) -> None:
        """Remove them."""
        self.both.call("delete", transaction)

    def tour(self, keys: list[str], contents: list[Any]) -> None:
        """Put messages for every transaction, and one for each kind of value."""
        for key in keys:
            self.put(key, [OutgoingMessage("m", key)])
        texts = [content for content in contents if isinstance(content, str)]
        headers = {text: text for text in texts}
        bodies = [OutgoingMessage("m", content, headers) for content in contents]
        self.put(keys[0], bodies + [OutgoingMessage(text, None) for text in texts if text])
        for key in keys:
            self.get(key)


class TokenStoreMachine(StoreMachine):
    """Tokens are created, some of them twice, and removed."""

    kind = "token store"

    @rule(token=values.keys)
    def create(self, token: str) -> None:
        """Make a token."""
        self.both.call("create", token)

    @rule(token=values.keys)
    def exists(self, token: str) -> None:
        """Ask for one."""
        self.both.call("exists", token)

    @rule(token=values.keys)
    def delete(self, token: str) -> None:
        """Remove one."""
        self.both.call("delete", token)

    def tour(self, keys: list[str], contents: list[Any]) -> None:
        """Create every token, remove every second one, and ask for all."""
        for key in keys:
            self.create(key)
        for key in keys[::2]:
            self.delete(key)
        for key in keys:
            self.exists(key)


def _held(answer: Answer) -> Any:
    """Return the etags of an answer as something to hold; nothing if it has none."""
    return multiple(*answer.held)
