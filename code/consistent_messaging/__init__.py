"""A small deterministic world of broker, stores and failures for message handlers.

This is what the exercises import: the stores, the message context, and how to derive an id.
"""

from consistent_messaging.context import MessageContext, OutgoingMessage
from consistent_messaging.dispatcher import Dispatcher
from consistent_messaging.errors import (
    ConcurrencyError,
    DocumentTooLarge,
    MessagingError,
    Throttled,
    TimeoutError,
)
from consistent_messaging.ids import derived_id
from consistent_messaging.stores import (
    Blob,
    BlobStore,
    ClaimInbox,
    EventStore,
    Inbox,
    OutboxStore,
    StoredEvent,
    Stream,
    TokenStore,
)

__all__ = [
    "Blob",
    "BlobStore",
    "ClaimInbox",
    "ConcurrencyError",
    "Dispatcher",
    "DocumentTooLarge",
    "EventStore",
    "Inbox",
    "MessageContext",
    "MessagingError",
    "OutboxStore",
    "OutgoingMessage",
    "StoredEvent",
    "Stream",
    "Throttled",
    "TimeoutError",
    "TokenStore",
    "derived_id",
]
