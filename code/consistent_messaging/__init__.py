"""A small deterministic world of broker, stores and failures for message handlers.

This is what the exercises import: the stores, the message context, and how to derive an id.
"""

import sys

if sys.version_info < (3, 12):  # noqa: UP036  # who downloads this may have an older one
    sys.exit("This needs Python 3.12 or later. Here is " + sys.version.split()[0] + ".")

from consistent_messaging.api.context import MessageContext, OutgoingMessage
from consistent_messaging.api.dispatcher import Dispatcher
from consistent_messaging.api.errors import (
    ConcurrencyError,
    DocumentTooLarge,
    MessagingError,
    Throttled,
    TimeoutError,
    UniqueViolation,
)
from consistent_messaging.api.ids import derived_id
from consistent_messaging.api.stores import (
    Blob,
    BlobStore,
    ClaimInbox,
    EventStore,
    Inbox,
    OutboxStore,
    StoredEvent,
    Stream,
    Table,
    TableRow,
    TableSession,
    TokenStore,
    Versioned,
    reads,
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
    "Table",
    "TableRow",
    "TableSession",
    "Throttled",
    "TimeoutError",
    "TokenStore",
    "UniqueViolation",
    "Versioned",
    "derived_id",
    "reads",
]
