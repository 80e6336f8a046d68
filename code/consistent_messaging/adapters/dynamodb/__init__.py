"""The stores on DynamoDB, a table each.

They take a client, the codec that knows the types of your messages, and the name of their table,
which `create_table()` makes:

    blobs = BlobStore(client(region_name="eu-central-1"), JsonCodec(AddItem, ItemAdded))
    blobs.create_table()
"""

from consistent_messaging.adapters.dynamodb.blob_store import BlobStore
from consistent_messaging.adapters.dynamodb.claim_inbox import ClaimInbox
from consistent_messaging.adapters.dynamodb.client import client
from consistent_messaging.adapters.dynamodb.event_store import EventStore
from consistent_messaging.adapters.dynamodb.inbox import Inbox
from consistent_messaging.adapters.dynamodb.outbox_store import OutboxStore
from consistent_messaging.adapters.dynamodb.token_store import TokenStore

__all__ = [
    "BlobStore",
    "ClaimInbox",
    "EventStore",
    "Inbox",
    "OutboxStore",
    "TokenStore",
    "client",
]
