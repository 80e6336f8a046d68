"""The errors that a handler can meet. Each says whether its outcome is definite.

*Definite* means that nothing was done. *Indefinite* means that it may have been done, and that
nobody can tell until someone looks.
"""

import builtins


class MessagingError(Exception):
    """An operation on a store or the broker did not go as asked; the message is delivered again."""

    definite: bool = True
    """True when the operation certainly had no effect."""


class ConcurrencyError(MessagingError):
    """A conditional write was refused: somebody else has written since you read. Definite."""


class UniqueViolation(MessagingError):
    """The row to insert exists already; nothing was written. Definite."""


class DocumentTooLarge(MessagingError):
    """A document is larger than the store takes; nothing was written. Definite."""


class Throttled(MessagingError):
    """The store is busy and did nothing. Definite."""


class TimeoutError(MessagingError, builtins.TimeoutError):
    """No answer came in time: it may have been done, or not. Indefinite."""

    definite: bool = False
    """False: the operation may have had its effect."""
