"""A small deterministic world of broker, stores and failures for message handlers.

This is what the exercises import: the stores, the message context, and how to derive an id.
"""

from consistent_messaging.context import MessageContext, OutgoingMessage
from consistent_messaging.errors import ConcurrencyError, MessagingError
from consistent_messaging.event_store import EventStore, StoredEvent, Stream
from consistent_messaging.ids import derived_id

__all__ = [
    "ConcurrencyError",
    "EventStore",
    "MessageContext",
    "MessagingError",
    "OutgoingMessage",
    "StoredEvent",
    "Stream",
    "derived_id",
]
