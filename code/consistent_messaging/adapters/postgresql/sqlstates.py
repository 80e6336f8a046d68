"""What PostgreSQL's codes for a refusal, SQLSTATE, mean for a handler.

The question is always the same: is it certain that nothing was done?
"""

from consistent_messaging.api.errors import (
    ConcurrencyError,
    Throttled,
    TimeoutError,
    UniqueViolation,
)

# By the beginning of SQLSTATE, the longest first. What is not here is a mistake in the program or
# in the database, such as a table that is missing: it is raised as it is.
_KINDS: dict[str, type[Exception]] = {
    "40003": TimeoutError,  # the server itself does not know how the statement ended
    "40P01": Throttled,  # a deadlock: this transaction was given up
    "57014": Throttled,  # a time limit of the server: it has undone the statement
    "55P03": Throttled,  # a lock that others hold
    "25006": Throttled,  # the server is a copy to read from, or has become one
    "57P03": Throttled,  # it is starting or stopping, and takes no statements
    "23505": UniqueViolation,
    "54000": ValueError,  # a value is larger than PostgreSQL takes
    "40": ConcurrencyError,  # another transaction got in between
    "53": Throttled,  # no connection, memory or space left
    "22": ValueError,  # no column takes such a value
    "08": TimeoutError,  # the connection was lost
    "57P": TimeoutError,  # the server has ended the connection
}


def meant_by(sqlstate: str) -> type[Exception] | None:
    """Return the error that a code means; None if the program or the database has a mistake."""
    matching = [beginning for beginning in _KINDS if sqlstate.startswith(beginning)]
    return _KINDS[max(matching, key=len)] if matching else None


def told(message: str, kind: type[Exception]) -> str:
    """Say what PostgreSQL has said, and before that whether it may have been done."""
    outcome = "It may have been done, or not" if kind is TimeoutError else "Nothing was done"
    return f"{outcome}. PostgreSQL: {message}"
