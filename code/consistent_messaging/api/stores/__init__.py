"""The stores that handlers use: ordinary in-memory stores outside of a check.

Each keeps its data in `records`, a dict of immutable values by key; `store_protocol.py` has the
rules for a store of your own.
"""

from consistent_messaging.api.stores.blob_store import Blob, BlobStore, StoredDocument
from consistent_messaging.api.stores.claim_inbox import ClaimInbox
from consistent_messaging.api.stores.event_store import EventStore, StoredEvent, Stream
from consistent_messaging.api.stores.inbox import Inbox
from consistent_messaging.api.stores.outbox_store import OutboxStore
from consistent_messaging.api.stores.store_protocol import Versioned, reads
from consistent_messaging.api.stores.table import Seen, StoredRow, Table, TableRow, TableSession
from consistent_messaging.api.stores.token_store import TokenStore

__all__ = [
    "Blob",
    "BlobStore",
    "ClaimInbox",
    "EventStore",
    "Inbox",
    "OutboxStore",
    "Seen",
    "StoredDocument",
    "StoredEvent",
    "StoredRow",
    "Stream",
    "Table",
    "TableRow",
    "TableSession",
    "TokenStore",
    "Versioned",
    "reads",
]
