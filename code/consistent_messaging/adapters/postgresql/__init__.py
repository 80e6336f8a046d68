"""The stores on PostgreSQL, a table each. Every operation is one statement, so one transaction.

They take a connection, the codec that knows the types of your messages, and the name of their
table, which `create_table()` makes:

    from consistent_messaging.adapters.postgresql.connection import connect

    connection = connect("postgresql://localhost/shop")
    blobs = BlobStore(connection, JsonCodec(AddItem, ItemAdded))
    blobs.create_table()
"""

from consistent_messaging.adapters.postgresql.blob_store import BlobStore
from consistent_messaging.adapters.postgresql.claim_inbox import ClaimInbox
from consistent_messaging.adapters.postgresql.event_store import EventStore
from consistent_messaging.adapters.postgresql.inbox import Inbox
from consistent_messaging.adapters.postgresql.outbox_store import OutboxStore
from consistent_messaging.adapters.postgresql.queue import Delivery, Queue
from consistent_messaging.adapters.postgresql.token_store import TokenStore

__all__ = [
    "BlobStore",
    "ClaimInbox",
    "Delivery",
    "EventStore",
    "Inbox",
    "OutboxStore",
    "Queue",
    "TokenStore",
]
