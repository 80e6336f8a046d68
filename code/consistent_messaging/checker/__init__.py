"""The checker: every sequence of events, every placement of a few faults, the shortest history."""

from consistent_messaging.checker.check import Scope, Verdict, check
from consistent_messaging.checker.random_search import try_some
from consistent_messaging.model.actions import (
    ALL_FAULTS,
    CRASH,
    DELAYED_ACK,
    DUPLICATE,
    EVICTED,
    HIDDEN_RETRY,
    LEASE_EXPIRED,
    LONG_PAUSE,
    LOST_ACK,
    LOST_ANSWER,
    LOST_IN_THE_BROKER,
    LOST_REQUEST,
    REJECTED,
    STALE_READ,
    Fault,
)

__all__ = [
    "ALL_FAULTS",
    "CRASH",
    "DELAYED_ACK",
    "DUPLICATE",
    "EVICTED",
    "HIDDEN_RETRY",
    "LEASE_EXPIRED",
    "LONG_PAUSE",
    "LOST_ACK",
    "LOST_ANSWER",
    "LOST_IN_THE_BROKER",
    "LOST_REQUEST",
    "REJECTED",
    "STALE_READ",
    "Fault",
    "Scope",
    "Verdict",
    "check",
    "try_some",
]
