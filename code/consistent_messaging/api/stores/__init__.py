"""The stores that handlers use: ordinary in-memory stores outside of a check.

Each keeps its data in `records`, a dict of immutable values by key.
"""

from consistent_messaging.api.stores.blob_store import Blob, BlobStore
from consistent_messaging.api.stores.claim_inbox import ClaimInbox
from consistent_messaging.api.stores.event_store import EventStore, StoredEvent, Stream
from consistent_messaging.api.stores.inbox import Inbox
from consistent_messaging.api.stores.outbox_store import OutboxStore
from consistent_messaging.api.stores.token_store import TokenStore

__all__ = [
    "Blob",
    "BlobStore",
    "ClaimInbox",
    "EventStore",
    "Inbox",
    "OutboxStore",
    "StoredEvent",
    "Stream",
    "TokenStore",
]
