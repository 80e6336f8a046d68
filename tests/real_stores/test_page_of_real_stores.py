"""What docs/reference/real-stores.md shows is what happens: its SQL, and its Python."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from conformance import CODEC
from consistent_messaging.adapters import postgresql
from consistent_messaging.api.context import OutgoingMessage
from consistent_messaging.api.errors import ConcurrencyError
from consistent_messaging.api.stores import StoredEvent

EXERCISES = Path(__file__).parents[2] / "code/exercises"
URL = "postgresql://localhost/shop"


class Recorder:
    """A connection that notes each statement, and answers with no rows."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def execute(self, query: Any, params: Sequence[Any] = ()) -> Any:
        self.statements.append(query)
        return self

    def fetchone(self) -> None:
        return None

    def fetchall(self) -> list[Any]:
        return []


def recorded() -> dict[str, str]:
    """Every statement of every operation, once, by the operation."""
    calls: dict[str, Any] = {
        "blobs.get": lambda: blobs.get("a"),
        "blobs.put": lambda: blobs.put("a", {}),
        "blobs.put if_match": lambda: blobs.put("a", {}, if_match="1"),
        "blobs.put if_none_match": lambda: blobs.put("a", {}, if_none_match="*"),
        "blobs.delete": lambda: blobs.delete("a"),
        "blobs.delete if_match": lambda: blobs.delete("a", if_match="1"),
        "events.read": lambda: events.read("a"),
        "events.append": lambda: events.append("a", [StoredEvent(1, "m")], expected_version=0),
        "inbox.contains": lambda: inbox.contains("a"),
        "inbox.add": lambda: inbox.add("a"),
        "claims.try_claim": lambda: claims.try_claim("a", "c"),
        "claims.claimed_by": lambda: claims.claimed_by("a"),
        "outbox.put": lambda: outbox.put("a", []),
        "outbox.get": lambda: outbox.get("a"),
        "outbox.delete": lambda: outbox.delete("a"),
        "tokens.create": lambda: tokens.create("a"),
        "tokens.exists": lambda: tokens.exists("a"),
        "tokens.delete": lambda: tokens.delete("a"),
        "queue.send": lambda: queue.send(OutgoingMessage("m", 1)),
        "queue.receive": lambda: queue.receive(),
        "queue.ack": lambda: queue.ack(delivery),
        "queue.release": lambda: queue.release(delivery),
    }
    recorder = Recorder()
    blobs = postgresql.BlobStore(recorder, CODEC)
    events = postgresql.EventStore(recorder, CODEC)
    inbox = postgresql.Inbox(recorder, CODEC)
    claims = postgresql.ClaimInbox(recorder, CODEC)
    outbox = postgresql.OutboxStore(recorder, CODEC)
    tokens = postgresql.TokenStore(recorder, CODEC)
    queue = postgresql.Queue(recorder, CODEC)
    delivery = postgresql.Delivery(1, 1, OutgoingMessage("m", 1))
    statements = {}
    for name, call in calls.items():
        recorder.statements.clear()
        with suppress(ConcurrencyError, AssertionError):  # no row was answered
            call()
        (statements[name],) = recorder.statements
    return statements


if __name__ == "__main__":
    for n, s in recorded().items():
        print(n, "|", s)
