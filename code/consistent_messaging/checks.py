"""For an exercise's tests: what a handler is held to."""

from consistent_messaging.checker.assertions import (
    InconsistentError,
    NotYetError,
    Scope,
    UnknownError,
    assert_bookkeeping_does_not_grow,
    assert_consistent,
    assert_holds,
    assert_repaired,
    assert_survives,
    observed,
)

__all__ = [
    "InconsistentError",
    "NotYetError",
    "Scope",
    "UnknownError",
    "assert_bookkeeping_does_not_grow",
    "assert_consistent",
    "assert_holds",
    "assert_repaired",
    "assert_survives",
    "observed",
]
