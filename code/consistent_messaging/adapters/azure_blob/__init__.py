"""The stores on Azure Blob Storage: a blob for each record, all of a store below its prefix.

They take a client, the codec that knows the types of your messages, the name of the container,
which `create_container()` makes, and a prefix if it is not to be the store's own name:

    service = client(account_url, credential)
    blobs = BlobStore(service, JsonCodec(AddItem, ItemAdded), "my-shop")
"""

from consistent_messaging.adapters.azure_blob.blob_store import BlobStore
from consistent_messaging.adapters.azure_blob.claim_inbox import ClaimInbox
from consistent_messaging.adapters.azure_blob.client import client
from consistent_messaging.adapters.azure_blob.inbox import Inbox
from consistent_messaging.adapters.azure_blob.outbox_store import OutboxStore
from consistent_messaging.adapters.azure_blob.token_store import TokenStore

__all__ = ["BlobStore", "ClaimInbox", "Inbox", "OutboxStore", "TokenStore", "client"]
