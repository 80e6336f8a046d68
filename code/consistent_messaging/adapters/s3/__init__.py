"""The stores on S3: an object for each record, all of a store below its prefix in a bucket.

They take a client, the codec that knows the types of your messages, the name of the bucket, which
`create_bucket()` makes, and a prefix if it is not to be the store's own name:

    blobs = BlobStore(client(region_name="eu-central-1"), JsonCodec(AddItem, ItemAdded), "my-shop")
"""

from consistent_messaging.adapters.s3.blob_store import BlobStore
from consistent_messaging.adapters.s3.claim_inbox import ClaimInbox
from consistent_messaging.adapters.s3.client import client
from consistent_messaging.adapters.s3.inbox import Inbox
from consistent_messaging.adapters.s3.outbox_store import OutboxStore
from consistent_messaging.adapters.s3.token_store import TokenStore

__all__ = ["BlobStore", "ClaimInbox", "Inbox", "OutboxStore", "TokenStore", "client"]
